/**
 * What a change does to one exchange. What counts is what is granted: another reason to refuse, or another mapping that
 * grants the very same, is no difference to anybody.
 */

import { isStoredAlike } from "../json.ts";
import type { Judgement } from "./judgement.ts";

export type DifferenceKind = "gained" | "lost" | "changed";

/** Null: nothing changes for whoever exchanges. */
export function differenceOf(before: Judgement, after: Judgement): DifferenceKind | null {
  if (before.ok && after.ok) {
    const isAlike = isStoredAlike(before.grant, after.grant) && isStoredAlike(before.missing, after.missing);
    return isAlike ? null : "changed";
  }
  if (before.ok) return "lost";
  return after.ok ? "gained" : null;
}
