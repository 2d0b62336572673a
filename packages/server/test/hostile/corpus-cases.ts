/** The cases of the corpus as they are run: read once, with those left out that were decided otherwise. */

import { z } from "zod";
import { corpusFolder, readCorpusJson } from "../corpus.ts";
import { anyCase, type CorpusCase, corpusCase } from "./corpus-case.ts";
import { type CorpusFace, decidedOtherwise } from "./corpus-faces.ts";

const folder = corpusFolder();

/** No corpus is configured: skip. */
export const noCorpus = folder === null;

/** Every case that must hold, in the corpus's order. @throws when a configured corpus holds none */
export function corpusCases(): readonly CorpusCase[] {
  if (folder === null) return [];
  const found = z.array(anyCase).parse(readCorpusJson(folder, "hostile-tokens.json"));
  if (found.length === 0) throw new Error("the corpus holds no hostile tokens");
  return found.filter(({ id }) => !decidedOtherwise.has(id)).map((one) => corpusCase.parse(one));
}

/** Name and case, for `it.each`: those that apply to the face. */
export function casesOn(face: CorpusFace, cases: readonly CorpusCase[]) {
  return cases
    .filter((one) => one.faces?.includes(face.key) ?? true)
    .map((one) => [`${one.id} ${one.description}`, one] as const);
}
