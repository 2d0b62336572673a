/**
 * Where a suggested mapping stands among the others: behind those that were ranked and are as exact as itself, so that it
 * takes nothing from them; but before the one that accepts these claims today, or it would never be heard.
 */

import { lowestPriority } from "../configuring/mapping-defaults.ts";
import { quote } from "../explaining/quote.ts";
import { isExact } from "../matching/accepted.ts";
import type { Mapping, MappingDraft } from "../terms.ts";

export interface PriorityChoice {
  readonly priority: number;
  /** Why this one. */
  readonly why: string;
}

/**
 * @param others mappings that it competes with, as far as they may be seen
 * @param winner the one that accepts the claims today; null: none that may be seen
 */
export function choosePriority(
  others: readonly Pick<MappingDraft, "priority" | "rules">[],
  winner: Pick<Mapping, "name" | "priority"> | null,
): PriorityChoice {
  if (winner !== null) return beforeWinner(winner);
  const ranked = others.filter((other) => other.priority < lowestPriority - 1 && isWrittenOut(other));
  if (ranked.length === 0) {
    return {
      priority: lowestPriority,
      why: "It has the lowest priority, like every mapping that was given none: no exact mapping has been ranked here.",
    };
  }
  const weakest = Math.max(...ranked.map(({ priority }) => priority));
  return {
    priority: weakest + 1,
    why: `Its priority ${weakest + 1} comes right behind the exact mappings that are ranked, the weakest of which has ${weakest}: it takes nothing from them, and is judged before patterns that are weaker.`,
  };
}

function beforeWinner({ name, priority }: Pick<Mapping, "name" | "priority">): PriorityChoice {
  const before = Math.max(1, priority - 1);
  const decides = `Mapping ${quote(name)} (priority ${priority}) accepts these claims already`;
  return before < priority
    ? { priority: before, why: `${decides}, so this one has priority ${before}, to be judged before it.` }
    : {
        priority: before,
        why: `${decides}, and nothing comes before priority 1: of the two the one with more claims wins. Delete that one, or give it a larger number, if this one shall decide.`,
      };
}

function isWrittenOut({ rules }: Pick<MappingDraft, "rules">): boolean {
  return rules.every(({ when }) => when.every(isExact));
}
