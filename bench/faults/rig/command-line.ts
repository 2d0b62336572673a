/** What was typed after `npm run faults --`, read into what is to be done. */

import { type DatabaseName, databaseNames, type Numbers, type SizeName, sizeNames } from "./protocol.ts";

export const usage = `npm run faults                       lists the protocols
npm run faults -- R01 [R03 …]        runs them
  --quick | --evening | --full       another size than the usual one
  --<bound> <number>                 one of its bounds, such as --cycles 10
  --database sqlite | postgres       another database than its first
  --control                          breaks what it checks, one thing after another: the check must fail
  --evidence <folder>                writes the raw output into a file there, such as docs/evidence
  --json                             the result as JSON, one line for each
  --help                             prints this`;

export interface Asked {
  /** Of protocols; none: list them. */
  readonly ids: readonly string[];
  readonly size: SizeName;
  readonly bounds: Numbers;
  readonly database: DatabaseName | null;
  readonly control: boolean;
  readonly evidence: string | null;
  readonly json: boolean;
  /** Only to be told what can be asked. */
  readonly help: boolean;
}

/** What was typed makes no sense; the message says what. */
export class Misunderstood extends Error {}

/** @throws Misunderstood */
export function readCommandLine(words: readonly string[]): Asked {
  const left = [...words];
  const ids: string[] = [];
  const bounds: Record<string, number> = {};
  let asked: Omit<Asked, "ids" | "bounds"> = {
    size: "usual",
    database: null,
    control: false,
    evidence: null,
    json: false,
    help: false,
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const name = /^--(.+)$/.exec(word)?.[1];
    const size = sizeNames.find((one) => one === name);
    if (name === undefined) ids.push(word);
    else if (size !== undefined) asked = { ...asked, size };
    else if (name === "control" || name === "json" || name === "help") asked = { ...asked, [name]: true };
    else if (name === "evidence") asked = { ...asked, evidence: wordAfter(word, left.shift()) };
    else if (name === "database") asked = { ...asked, database: databaseNamed(left.shift()) };
    else bounds[name] = numberOf(word, left.shift());
  }
  return { ...asked, ids, bounds };
}

function wordAfter(option: string, value: string | undefined): string {
  if (value === undefined || value.startsWith("--")) throw new Misunderstood(`${option} needs a value.`);
  return value;
}

function numberOf(option: string, text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || !Number.isFinite(value) || value < 0) {
    throw new Misunderstood(
      `There is no option ${option}; a bound is followed by a number that is not negative: ${option} 10`,
    );
  }
  return value;
}

function databaseNamed(text: string | undefined): DatabaseName {
  const found = databaseNames.find((name) => name === text);
  if (found === undefined) throw new Misunderstood(`The databases are ${databaseNames.join(" and ")}.`);
  return found;
}
