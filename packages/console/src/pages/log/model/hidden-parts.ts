/** What is not shown to somebody who manages a project only, said in sentences, so that a gap does not look like an answer. */

import type { Exchange, Explanation } from "@countersign/client";

/**
 * @param seesAll whether everything is shown to the reader
 * @returns a sentence for each thing that is hidden; none: nothing is
 */
export function hiddenParts(
  exchange: Exchange,
  explanation: Explanation | undefined,
  seesAll: boolean,
): readonly string[] {
  if (seesAll) return [];
  const foreign = isForeign(exchange);
  return [
    ...(foreign && exchange.outcome === "issued"
      ? [
          "It was accepted by a mapping that is not your project's: which one, and what it grants, is not shown to you.",
        ]
      : []),
    ...(foreign && exchange.outcome === "refused"
      ? [
          "Why it was refused was decided in view of mappings that are not your project's, so it is not shown to you. An administrator can look it up by the reference id.",
        ]
      : []),
    ...(explanation !== undefined && explanation.verdict === "refused"
      ? ["Of the mappings that were judged you see those of your project."]
      : []),
  ];
}

/** The server leaves out the mapping's name, or the hint, where it is somebody else's. */
function isForeign({ outcome, mapping, hint, issued_by: by }: Exchange): boolean {
  return outcome === "issued" ? mapping === null && by === null : hint === null;
}
