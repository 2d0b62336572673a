/** The cases of the corpus as they are run: read once, with those left out that were decided otherwise. */

import { z } from "zod";
import { corpusFolder, readCorpusJson } from "../corpus.ts";
import { anyCase, type CorpusCase, corpusCase } from "./corpus-case.ts";
import { type CorpusFace, decidedOtherwise } from "./corpus-faces.ts";

const folder = corpusFolder();

/** No corpus is configured: skip. */
export const noCorpus = folder === null;

export interface Corpus {
  /** Every case that must hold, in the corpus's order. */
  readonly cases: readonly CorpusCase[];
  /** What cannot be run, because something in it is not known here: the id and what that is. */
  readonly unreadable: readonly string[];
}

/** @throws when a configured corpus holds no case */
export function readCorpus(): Corpus {
  if (folder === null) return { cases: [], unreadable: [] };
  const found = z.array(anyCase).parse(readCorpusJson(folder, "hostile-tokens.json"));
  if (found.length === 0) throw new Error("the corpus holds no hostile tokens");
  return readCases(found.filter(({ id }) => !decidedOtherwise.has(id)));
}

/** One case that cannot be read keeps no other from being run. */
export function readCases(documents: readonly z.infer<typeof anyCase>[]): Corpus {
  const read = documents.map((one) => ({ id: one.id, result: corpusCase.safeParse(one) }));
  return {
    cases: read.flatMap(({ result }) => (result.success ? [result.data] : [])),
    unreadable: read.flatMap(({ id, result }) =>
      result.success ? [] : [`${id}: ${z.prettifyError(result.error)}`],
    ),
  };
}

/** Whether the case can be put to the face. */
export function isRunOn(face: CorpusFace, one: CorpusCase): boolean {
  return !face.gaps.some((meets) => meets(one));
}

/** Name and case, for `it.each`: those that can be put to the face. */
export function casesOn(face: CorpusFace, cases: readonly CorpusCase[]) {
  return cases
    .filter((one) => isRunOn(face, one))
    .map((one) => [`${one.id} ${one.description}`, one] as const);
}
