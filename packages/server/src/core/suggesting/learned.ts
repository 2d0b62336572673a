/** What recorded exchanges of one subject say of its claims: which of them stayed the same from token to token. */

import { memberAt, sameJson } from "../json.ts";
import type { ClaimPath } from "../linting/issuer-traits.ts";
import { compareText } from "../matching/mapping.ts";
import type { Claims, JsonValue } from "../terms.ts";

/** So many of the latest exchanges of a subject are looked at. */
export const learnedFromAtMost = 50;

/** Fewer other tokens than this show nothing: two runs of one commit are alike in much. */
const learnedFromAtLeast = 2;

export type Stability =
  | { readonly kind: "stable"; readonly tokens: number }
  | { readonly kind: "varied"; readonly other: JsonValue | undefined }
  | { readonly kind: "unknown" };

export interface Learned {
  stabilityOf(path: ClaimPath, value: JsonValue): Stability;
}

/** @param history claims of exchanges of the same subject, the one at hand among them or not */
export function learnFrom(claims: Claims, history: readonly Claims[]): Learned {
  const tokens = distinctTokens([claims, ...history]);
  const others = tokens.slice(1);
  return {
    stabilityOf(path, value) {
      const differing = others.find((one) => !holdsAt(one, path, value));
      if (differing !== undefined) return { kind: "varied", other: memberAt(differing, path) };
      return others.length < learnedFromAtLeast
        ? { kind: "unknown" }
        : { kind: "stable", tokens: tokens.length };
    },
  };
}

function holdsAt(claims: Claims, path: ClaimPath, value: JsonValue): boolean {
  const found = memberAt(claims, path);
  return found !== undefined && sameJson(found, value);
}

/** One token that was exchanged often says no more than once. Not every token has an id, so all that it says tells. */
function distinctTokens(all: readonly Claims[]): readonly Claims[] {
  const byContent = new Map(all.map((claims) => [contentOf(claims), claims]));
  return [...byContent.values()].slice(0, learnedFromAtMost + 1);
}

function contentOf(claims: Claims): string {
  return JSON.stringify(Object.entries(claims).sort(([one], [other]) => compareText(one, other)));
}
