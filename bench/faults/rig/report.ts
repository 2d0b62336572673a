/** A result as lines for a person, and the file that keeps it together with everything said on the way. */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Numbers, rounded } from "./protocol.ts";
import type { Result } from "./runner.ts";

export function reportLines(result: Result): readonly string[] {
  const verdict =
    result.control !== null
      ? result.passed
        ? "the check failed, as it must"
        : "THE CHECK DID NOT NOTICE"
      : result.passed
        ? "holds"
        : "DOES NOT HOLD";
  return [
    `${result.id} ${result.title}: ${verdict}`,
    `  ${result.control === null ? "" : `control: ${result.control}; `}size ${result.size}, ${result.database}, ${rounded(result.seconds)} s, ${inWords(result.bounds)}`,
    ...result.clauses.map(({ name, holds, found }) => `  ${holds ? "holds " : "BROKEN"} ${name}: ${found}`),
    ...Object.entries(result.figures).map(
      ([name, value]) => `  ${name}: ${typeof value === "number" ? rounded(value) : value}`,
    ),
  ];
}

/**
 * @param said every line said during the run
 * @param command what was typed
 */
export async function writeEvidence(
  file: string,
  result: Result,
  said: readonly string[],
  command: string,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const machine = Object.entries(result.machine).map(([name, value]) => `${name}: ${value}`);
  const text = [
    `$ ${command}`,
    `begun ${result.at}`,
    ...machine,
    "",
    ...said,
    "",
    ...reportLines(result),
    "",
    JSON.stringify(result),
  ];
  await writeFile(file, `${text.join("\n")}\n`);
}

function inWords(bounds: Numbers): string {
  return Object.entries(bounds)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
