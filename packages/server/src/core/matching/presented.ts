/** What a token presents to the mappings, and how much judging it may take. */

import type { Claims } from "../terms.ts";
import type { Effort } from "./effort.ts";
import type { OtherForm } from "./subject-forms.ts";

/**
 * Steps in which one token is judged: 50 ns each where it comes to the worst, a tenth of it mostly. Who writes mappings
 * and who brings tokens decide together how long that takes, and meanwhile nobody else is served.
 */
export const stepsPerToken = 10_000_000;

/** For all mappings of a provider, when people ask about them: what goes beyond is not judged, as in an exchange. */
export const stepsPerQuestion = 10 * stepsPerToken;

export interface Presented {
  readonly claims: Claims;
  /** The other form of the claims' subject; null: it has none. */
  readonly other: OtherForm | null;
  /** Judging spends it. Once nothing is left, what was judged says nothing. */
  readonly effort: Effort;
}

/** @param steps for judging; absent: as many as an exchange has */
export function presentedBy(
  claims: Claims,
  other: OtherForm | null = null,
  steps: number = stepsPerToken,
): Presented {
  return { claims, other, effort: { left: steps } };
}

export function isUsedUp({ effort }: Presented): boolean {
  return effort.left === 0;
}
