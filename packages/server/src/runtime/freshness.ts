/**
 * Whether this node may still decide by the rules it knows. A node that cannot hear of changes refuses instead
 * of issuing by rules that may have been taken back: knowledge older than ten seconds is compared with the
 * store first, and without an answer nothing is issued.
 */

import { durationText } from "../core/duration.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { RegistryFeed } from "./registry-feed.ts";

/** Rules this old are compared with the store before they decide; the poll keeps them below a second. */
export const maxAgeMs = 10_000;

export function areFresh(feed: Pick<RegistryFeed, "ageMs">): boolean {
  return feed.ageMs() <= maxAgeMs;
}

/** @returns refused with `configuration_stale` when the rules are too old and the store does not answer */
export async function requireFreshRules(
  feed: Pick<RegistryFeed, "ageMs" | "refresh">,
): Promise<Verdict<void>> {
  if (areFresh(feed)) return accept(undefined);
  try {
    await feed.refresh();
    return accept(undefined);
  } catch {
    return refuse("configuration_stale", { ageSeconds: ageSecondsOf(feed) });
  }
}

/** For whoever asks whether the server is ready; null: the rules are fresh. */
export function staleRulesProblem(feed: Pick<RegistryFeed, "ageMs">): string | null {
  return areFresh(feed)
    ? null
    : `The configuration was last compared with the database ${durationText(ageSecondsOf(feed))} ago; nothing is issued until it is again.`;
}

function ageSecondsOf(feed: Pick<RegistryFeed, "ageMs">): number {
  return Math.round(feed.ageMs() / 1000);
}
