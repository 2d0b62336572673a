/** What a run of one group came to, as text: the figures, the survivors with their reasons, those without one. */

import { byReason, explainedHeading, lineOf, unexplainedHeading } from "./explained.ts";
import type { Mutant } from "./sandbox.ts";

export interface Report {
  readonly text: string;
  /** How many survivors nobody has explained. */
  readonly unexplained: number;
}

/**
 * @param survivors those of the mutants that no test noticed
 * @param stopped how many of the others were noticed because the tests no longer came to an end
 */
export function reportOf(
  group: string,
  mutants: readonly Mutant[],
  survivors: ReadonlySet<Mutant>,
  stopped: number,
): Report {
  const reasons = byReason(group, [...survivors]);
  const unexplained = reasons.get(null) ?? [];
  const noticed = mutants.length - survivors.size;
  const files = Map.groupBy(mutants, ({ file }) => file)
    .entries()
    .map(([file, own]) => `  ${share(own.filter((one) => !survivors.has(one)).length, own.length)}  ${file}`);
  const explained = [...reasons].flatMap(([reason, own]) =>
    reason === null || own.length === 0 ? [] : [reason, ...own.map(indented), ""],
  );
  const lines = [
    `$ npm run mutation -- ${group}`,
    `${share(noticed, mutants.length)}, ${stopped} of them by tests that did not end; ${survivors.size - unexplained.length} explained, ${unexplained.length} not explained`,
    ...files,
    ...(explained.length === 0 ? [] : ["", explainedHeading, "", ...explained.slice(0, -1)]),
    ...(unexplained.length === 0 ? [] : ["", unexplainedHeading, "", ...unexplained.map(indented)]),
  ];
  return { text: lines.join("\n"), unexplained: unexplained.length };
}

function indented(mutant: Mutant): string {
  return `  ${lineOf(mutant)}`;
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} noticed (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`;
}
