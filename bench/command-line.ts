/** What was typed after `npm run bench --`, read into what is to be measured. */

import { parseArgs } from "node:util";

export const usage = `npm run bench                        every phase
  --phase rates | latency | last-match | footprint | configuration | slow-sync | terraform
                                     only this one; may be repeated
  --quick                            the rates alone, in less than a minute
  --seconds <number>                 of each measurement; warming up takes as long
  --sizes <number,…>                 how many mappings, for the rates
  --json                             the figures as one line of JSON, the last on standard output`;

const usualSizes = "1,100,10000,100000";

export interface Asked {
  readonly help: boolean;
  readonly quick: boolean;
  readonly json: boolean;
  /** Null: all there are. */
  readonly phases: readonly string[] | null;
  /** Null: as usual. */
  readonly seconds: number | null;
  readonly sizes: readonly number[];
}

/** What was typed makes no sense; the message says what. */
export class Misunderstood extends Error {}

/**
 * @param known the phases there are
 * @throws Misunderstood
 */
export function readCommandLine(words: readonly string[], known: readonly string[]): Asked {
  const { quick, json, help, phase, seconds, sizes } = parsed(words);
  const strange = phase?.find((name) => !known.includes(name));
  if (strange !== undefined) throw new Misunderstood(`There is no phase ${strange}.`);
  return {
    help,
    quick,
    json,
    phases: phase ?? null,
    seconds: seconds === undefined ? null : positive("--seconds", seconds),
    sizes: sizes.split(",").map((size) => positive("--sizes", size)),
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        quick: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
        phase: { type: "string", multiple: true },
        seconds: { type: "string" },
        sizes: { type: "string", default: usualSizes },
      },
    }).values;
  } catch (problem) {
    throw new Misunderstood(problem instanceof Error ? problem.message : String(problem));
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new Misunderstood(`${option} takes numbers above 0, and "${text}" is none.`);
  }
  return value;
}
