/**
 * The survivors that are accounted for: docs/evidence/mutation/<group>.txt says of each why nothing can notice
 * it. The same file is what a run leaves behind with `--keep`, so reasons are written into it by hand, each above
 * the mutants it is about, and the next run finds them there. A line number may move; a mutant is known by its
 * file, its operator and its texts, and as often as it is listed.
 */

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Mutant } from "./sandbox.ts";

const folder = resolve(import.meta.dirname, "../../docs/evidence/mutation");
/** Where the reasons begin in a group's file. */
export const explainedHeading = "Explained:";
export const unexplainedHeading = "Not explained:";

/** The evidence of a group. */
export function evidenceFile(group: string): string {
  return join(folder, `${group}.txt`);
}

/** One line, without an end. Long texts are cut. */
export function lineOf({ file, line, operator, original, replacement }: Mutant): string {
  return `${file.replace(/^packages\/[^/]+\/src\//, "")}:${line} ${operator}: ${original.slice(0, 160)} -> ${replacement.slice(0, 160)}`;
}

const known = (line: string) => line.trim().replace(/^(\S+):\d+ /, "$1 ");

/** Sorts survivors by reason, in the order of the reasons in the file; null: those nobody has explained. */
export function byReason(
  group: string,
  survivors: readonly Mutant[],
): ReadonlyMap<string | null, readonly Mutant[]> {
  const reasons = readReasons(group);
  const sorted = new Map<string | null, Mutant[]>(reasons.map(({ reason }) => [reason, []]));
  sorted.set(null, []);
  for (const one of survivors) {
    const at = reasons.findIndex(({ mutant }) => mutant === known(lineOf(one)));
    const reason = at < 0 ? null : (reasons.splice(at, 1)[0]?.reason ?? null);
    sorted.get(reason)?.push(one);
  }
  return sorted;
}

interface Explained {
  readonly reason: string;
  readonly mutant: string;
}

function readReasons(group: string): Explained[] {
  if (!existsSync(evidenceFile(group))) return [];
  const lines = readFileSync(evidenceFile(group), "utf8").split("\n");
  const from = lines.indexOf(explainedHeading);
  const to = lines.indexOf(unexplainedHeading);
  let reason = "";
  const found: Explained[] = [];
  for (const line of from < 0 ? [] : lines.slice(from + 1, to < 0 ? undefined : to)) {
    if (line.startsWith("  ")) found.push({ reason, mutant: known(line) });
    else if (line !== "") reason = line;
  }
  return found;
}
