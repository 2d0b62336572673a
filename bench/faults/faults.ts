/**
 * `npm run faults`: lists the fault protocols, or runs those named. Progress goes to standard error, the
 * result to standard output. Ends with 0 when all of them showed what they are there to show, 1 when one did
 * not or could not be carried out, 2 when what was asked for is not understood.
 */

import { resolve } from "node:path";
import { type Found, protocols } from "./rig/catalogue.ts";
import { type Asked, Misunderstood, readCommandLine, usage } from "./rig/command-line.ts";
import type { Control, Protocol } from "./rig/protocol.ts";
import { reportLines, writeEvidence } from "./rig/report.ts";
import { missingPrograms, runProtocol } from "./rig/runner.ts";

process.exitCode = await main(process.argv.slice(2)).catch((problem: unknown) => {
  console.error(problem instanceof Misunderstood ? `${problem.message}\n\n${usage}` : problem);
  return problem instanceof Misunderstood ? 2 : 1;
});

async function main(words: readonly string[]): Promise<number> {
  const asked = readCommandLine(words);
  if (asked.help) {
    console.log(usage);
    return 0;
  }
  const all = await protocols();
  if (asked.ids.length === 0) {
    for (const line of all.flatMap(({ protocol }) => listed(protocol))) console.log(line);
    console.log(`\n${usage}`);
    return 0;
  }
  const chosen = asked.ids.map((id) => {
    const one = all.find(({ protocol }) => protocol.id.toLowerCase() === id.toLowerCase());
    if (one === undefined) throw new Misunderstood(`There is no protocol ${id}.`);
    for (const bound of Object.keys(asked.bounds)) {
      if (!(bound in one.protocol.sizes.usual)) throw new Misunderstood(`${id} has no bound "${bound}".`);
    }
    return one;
  });
  let failed = 0;
  for (const one of chosen) {
    for (const control of asked.control ? one.protocol.controls : [null]) {
      if (!(await runOne(one, asked, control))) failed += 1;
    }
  }
  return failed === 0 ? 0 : 1;
}

function listed(protocol: Protocol): readonly string[] {
  const { usual, full } = protocol.sizes;
  const bounds = Object.entries(usual).map(([name, value]) => `${name} ${value} (full: ${full[name]})`);
  return [
    `${protocol.id.padEnd(5)}${protocol.title}`,
    `     ${protocol.method}`,
    `     ${bounds.join(", ")}; at most ${protocol.minutes} minutes; ${protocol.databases.join(", ")}`,
    ...protocol.controls.map(({ breaks }) => `     control: ${breaks}`),
  ];
}

/** For a file: the first control of a protocol has no number. */
function controlName({ controls }: Protocol, control: Control): string {
  const number = controls.indexOf(control) + 1;
  return number === 1 ? "control" : `control-${number}`;
}

/** @returns whether it showed what it is there to show */
async function runOne({ protocol, name }: Found, asked: Asked, control: Control | null): Promise<boolean> {
  const missing = missingPrograms(protocol);
  if (missing.length > 0) throw new Error(`${protocol.id} needs ${missing.join(", ")} on this machine.`);
  const said: string[] = [];
  const begun = performance.now();
  const { database, ...options } = asked;
  const result = await runProtocol(protocol, {
    ...options,
    control,
    ...(database !== null && { database }),
    say(line) {
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      said.push(`${seconds.padStart(7)} s  ${line}`);
      console.error(said.at(-1));
    },
  });
  if (asked.json) for (const line of reportLines(result)) console.error(line);
  console.log(asked.json ? JSON.stringify(result) : reportLines(result).join("\n"));
  if (asked.evidence !== null) {
    const file = [
      name,
      ...(database === null ? [] : [database]),
      ...(control === null ? [] : [controlName(protocol, control)]),
    ];
    const command = `npm run faults -- ${process.argv.slice(2).join(" ")}`;
    await writeEvidence(resolve(asked.evidence, `${file.join("-")}.txt`), result, said, command);
  }
  return result.passed;
}
