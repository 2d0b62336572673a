/**
 * `npm run bench`: how fast the server is, measured on the built bundle. Progress goes to standard error, the
 * result to standard output. What is measured and how stands in docs/PERFORMANCE.md. Ends with 1 when a bar
 * of a full run is missed, with 2 when what was asked for is not understood.
 */

import { type Asked, Misunderstood, readCommandLine, usage } from "./command-line.ts";
import { startGenerator } from "./load/generator.ts";
import { machineFacts } from "./machine.ts";
import { measureConfiguration } from "./phases/configuration.ts";
import { measureFootprint } from "./phases/footprint.ts";
import { measureLastMatch } from "./phases/last-match.ts";
import { measureLatency } from "./phases/latency.ts";
import { type Bench, leadInSeconds, rounds } from "./phases/phase.ts";
import { bareSeconds, measureRates, ratesReport } from "./phases/rates.ts";
import { holds, type Report, reportText } from "./phases/report.ts";
import { measureSlowSync } from "./phases/slow-sync.ts";
import { startIssuer } from "./subject/issuer.ts";

/** How long a quick run takes in seconds, starting the servers included; npm and the end take some beside it. */
const quickSeconds = 43;
/** Of each measurement of a quick run: a hundred ticks of the clock by which the kernel counts processor time, in all rounds. */
const quickEach = 0.6;
/** What a measurement takes beside its own time. */
const aroundSeconds = leadInSeconds + 0.05;

const usualSeconds = 10;

const phases: Readonly<Record<string, (bench: Bench) => Promise<Report>>> = {
  latency: measureLatency,
  "last-match": measureLastMatch,
  footprint: measureFootprint,
  configuration: measureConfiguration,
  "slow-sync": measureSlowSync,
  // Loaded when asked for: it brings the whole server along.
  terraform: async (bench) => (await import("./phases/terraform.ts")).measureTerraform(bench),
};

const asked = understood();
if (asked?.help === true) console.log(usage);
else process.exitCode = asked === null ? 2 : await run(asked);

function understood(): Asked | null {
  try {
    return readCommandLine(process.argv.slice(2), ["rates", ...Object.keys(phases)]);
  } catch (problem) {
    if (!(problem instanceof Misunderstood)) throw problem;
    console.error(`${problem.message}\n\n${usage}`);
    return null;
  }
}

async function run(asked: Asked): Promise<number> {
  const begun = performance.now();
  const say = (line: string) =>
    void process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
  const seconds = asked.seconds ?? usualSeconds;
  const issuer = await startIssuer();
  const generator = startGenerator();
  const inTime = (servers: number) => {
    const measuring = rounds * (bareSeconds + servers * (quickEach + aroundSeconds));
    const warmUpEndsMs = begun + (quickSeconds - measuring) * 1000;
    return { warmUp: Number.POSITIVE_INFINITY, warmUpEndsMs, each: quickEach };
  };
  const atLength = () => ({ warmUp: seconds, warmUpEndsMs: null, each: seconds });
  const times = asked.quick && asked.seconds === null ? inTime : atLength;
  const bench: Bench = { issuer, generator, times, say };
  const wanted = asked.quick ? ["rates"] : (asked.phases ?? ["rates", ...Object.keys(phases)]);
  const reports: Report[] = [];
  const figures: Record<string, unknown> = {};
  try {
    const machine = await machineFacts();
    for (const name of wanted) {
      const report = await carryOut(name, bench, asked, figures);
      reports.push(report);
      if (!asked.quick) console.log(reportText(report));
    }
    if (!asked.quick) console.log(`Measured on: ${JSON.stringify(machine)}`);
  } finally {
    await Promise.all([issuer.stop(), generator.stop()]);
  }
  if (asked.json) console.log(JSON.stringify(figures));
  return asked.quick || reports.every(({ bars }) => bars.every(holds)) ? 0 : 1;
}

/** @param figures what goes into the JSON: the rates as they are, of other phases their rows and bars */
async function carryOut(
  name: string,
  bench: Bench,
  asked: Asked,
  figures: Record<string, unknown>,
): Promise<Report> {
  if (name === "rates") {
    const rates = await measureRates(bench, asked.sizes);
    Object.assign(figures, rates);
    const report = ratesReport(rates);
    if (asked.quick) process.stderr.write(`\n${reportText(report)}`);
    return report;
  }
  const phase = phases[name];
  if (phase === undefined) throw new Error(`there is no phase ${name}`);
  const report = await phase(bench);
  figures[name] = { rows: report.rows, bars: report.bars };
  return report;
}
