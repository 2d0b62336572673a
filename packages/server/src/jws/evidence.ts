/** Presented values as evidence: text of bounded length that every store and log can hold. */

import type { JsonValue } from "../core/terms.ts";

const maxEvidenceLength = 100;

/** A value of an unverified token, as text, cut to a length that can be kept. */
export function presentedText(value: JsonValue | undefined): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return text.slice(0, maxEvidenceLength).toWellFormed();
}
