/**
 * The rates that the bars are about: the bare cryptography, the server without its record of exchanges, and the
 * whole exchange with few and with many mappings. All servers run at once and are measured in turn, three
 * rounds, so that whatever else the machine does falls on all alike; the median of each counts.
 */

import { type Measured, measure, median } from "../measure.ts";
import { startBare } from "../subject/bare.ts";
import { type Installation, startInstallation } from "../subject/installation.ts";
import { type Bench, leadInSeconds, rounds, saturating } from "./phase.ts";
import { type Report, rounded } from "./report.ts";
import { startWarmUp } from "./warm-up.ts";

/** Rates per second of processor time of the measured process. */
export interface Rates {
  /** One RS256 verification and one ES256 signature, and nothing else. */
  readonly bare: number;
  /** The server with verification and signature, without store. */
  readonly http: number;
  readonly exchange: readonly ExchangeRate[];
}

interface ExchangeRate {
  readonly mappings: number;
  readonly rate: number;
  readonly p99_ms: number;
}

export const bareSeconds = 0.5;

/** @param sizes how many mappings the provider has, in each of the servers */
export async function measureRates(bench: Bench, sizes: readonly number[]): Promise<Rates> {
  const { issuer, generator, say } = bench;
  const bare = startBare();
  const started: Installation[] = [];
  try {
    const times = bench.times(sizes.length + 1);
    const kinds = [{ mappings: 1, withoutStore: true }, ...sizes.map((mappings) => ({ mappings }))];
    const warmUp = startWarmUp(kinds.length * times.warmUp, times.warmUpEndsMs);
    const start = async (kind: (typeof kinds)[number]) => {
      const subject = await startInstallation({ issuer, sizes: [1, ...sizes], ...kind });
      started.push(subject);
      say(`ready: ${nameOf(kind)}`);
      warmUp.add(subject);
      return { kind, name: nameOf(kind), subject, results: [] as Measured[] };
    };
    // Whoever takes longest to start begins; the table tells of them in their own order.
    const starting = kinds.toSorted((a, b) => b.mappings - a.mappings).map(start);
    // Whoever still starts when another fails can only be stopped after that.
    await Promise.allSettled(starting);
    const subjects = await Promise.all(starting)
      .then((all) => all.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind)))
      .finally(warmUp.end);
    say(`all are warm: ${warmUp.served().join(", ")} exchanges`);
    const bareRates: number[] = [];
    const tokens = subjects[0]?.subject.tokens ?? [];
    for (let round = 1; round <= rounds; round += 1) {
      bareRates.push(await bare.run({ publicKeyPem: issuer.publicKeyPem, tokens, seconds: bareSeconds }));
      for (const { name, subject, results } of subjects) {
        const plan = { ...saturating, leadInSeconds, seconds: times.each };
        const result = await measure(generator, subject, plan);
        results.push(result);
        say(`round ${round}, ${name}: ${described(result)}`);
      }
    }
    const [http, ...exchanges] = subjects.map(({ results }) => ({
      rate: Math.round(median(results.map((one) => one.perCpuSecond))),
      p99_ms: median(results.map((one) => one.p99Ms)),
    }));
    return {
      bare: Math.round(median(bareRates)),
      http: http?.rate ?? Number.NaN,
      exchange: exchanges.map((exchange, index) => ({ mappings: sizes[index] ?? 0, ...exchange })),
    };
  } finally {
    await Promise.all([bare.stop(), ...started.map((subject) => subject.stop())]);
  }
}

function nameOf({ mappings, withoutStore }: { mappings: number; withoutStore?: boolean }): string {
  return withoutStore === true ? "without store" : `exchange, ${mappings} mappings`;
}

function described({ perCpuSecond, perSecond, p99Ms, shed }: Measured): string {
  const turnedAway = shed > 0 ? `, ${(shed * 100).toFixed(1)} % turned away` : "";
  return `${perCpuSecond.toFixed(0)} per CPU-second, ${perSecond.toFixed(0)} per second, p99 ${p99Ms} ms${turnedAway}`;
}

/** The rates beside the bars they are held to. */
export function ratesReport({ bare, http, exchange }: Rates): Report {
  const first = exchange[0]?.rate ?? Number.NaN;
  const least = (of: number) => Math.min(...exchange.map(({ rate }) => rate / of));
  return {
    title: "Rates per second of processor time",
    rows: [
      ["", "rate", "to bare", "to http", "to one mapping", "p99 ms"],
      ["bare: RS256 verification, ES256 signature", bare, 1, "", "", ""],
      ["http: the server without store", http, rounded(http / bare), 1, "", ""],
      ...exchange.map(({ mappings, rate, p99_ms }) => [
        `exchange, ${mappings} mappings`,
        rate,
        rounded(rate / bare),
        rounded(rate / http),
        rounded(rate / first),
        p99_ms,
      ]),
    ],
    bars: [
      { name: "exchange/http, the lowest", value: least(http), least: 0.7 },
      { name: "exchange/bare, the lowest", value: least(bare), least: 0.28 },
      { name: "the most mappings to one", value: (exchange.at(-1)?.rate ?? Number.NaN) / first, least: 0.9 },
    ],
  };
}
