/**
 * Refusals are values. This file says what one is, what a verdict is, and which words of it a caller and an
 * administrator may read; the reasons themselves stand in reasons.ts.
 */

import { durationText } from "./duration.ts";
import { ownMember } from "./json.ts";
import { type Disclosure, kindSentences, type Reason, type RefusalKind, reasons } from "./reasons.ts";
import type { JsonValue } from "./terms.ts";

/** What was expected, what was presented, and whatever else explains the refusal. For the administrator. */
export type Evidence = Readonly<Record<string, JsonValue>>;

export interface Refusal {
  readonly reason: Reason;
  readonly evidence: Evidence;
}

/** Either a value or a refusal; never both, never neither. */
export type Verdict<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export function accept<T>(value: T): Verdict<T> {
  return { ok: true, value };
}

export function refuse(
  reason: Reason,
  evidence: Evidence = {},
): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { reason, evidence } };
}

export function kindOf(refusal: Refusal): RefusalKind {
  return reasons[refusal.reason].kind;
}

/** How far an exchange had come when it was refused; decides what the caller may be told. */
export type Progress = "unverified" | "signature_valid" | "claims_valid";

const progressRank: Readonly<Record<Progress, number>> = {
  unverified: 0,
  signature_valid: 1,
  claims_valid: 2,
};
const disclosureRank: Readonly<Record<Disclosure, number>> = {
  always: 0,
  signature_valid: 1,
  claims_valid: 2,
};

/** How much a server tells callers: `full` follows the table, `minimal` tells only the kind. */
export type DisclosureLevel = "full" | "minimal";

/**
 * The sentence a caller may read.
 * @param progress what was proved before the refusal
 */
export function callerSentence(refusal: Refusal, progress: Progress, level: DisclosureLevel): string {
  const row = reasons[refusal.reason];
  const told =
    progressRank[progress] >= disclosureRank[row.disclosure] &&
    (level === "full" || row.disclosure === "always");
  return told ? fill(row.sentence, refusal.evidence) : kindSentences[row.kind];
}

/** The sentence an administrator reads. */
export function administratorHint(refusal: Refusal): string {
  return fill(reasons[refusal.reason].hint, refusal.evidence);
}

/** `{member}`, `{member:utc}` for seconds since 1970, `{member:span}` for a time in seconds, `{member-other}` for the time between two. */
const placeholder = /\{(\w+)(?::(utc|span)|-(\w+))?\}/g;

function fill(template: string, evidence: Evidence): string {
  return template
    .replace(placeholder, (_, member: string, form?: "utc" | "span", other?: string) => {
      if (!Object.hasOwn(evidence, member)) return "";
      const value = evidence[member];
      if (other !== undefined) return timeBetween(value, ownMember(evidence, other));
      switch (form) {
        case undefined:
          return show(value);
        case "utc":
          return utcTime(value);
        case "span":
          return typeof value === "number" ? durationText(value) : show(value);
      }
    })
    .trim();
}

/** The last second an ECMAScript time can stand for. */
const lastSecond = 8_640_000_000_000;

/** `2026-11-22T06:00:00Z`; what no such time can stand for is shown as it is. */
function utcTime(value: JsonValue | undefined): string {
  if (typeof value !== "number" || Math.abs(value) > lastSecond) return show(value);
  return new Date(Math.floor(value) * 1_000).toISOString().replace(".000Z", "Z");
}

function timeBetween(later: JsonValue | undefined, earlier: JsonValue | undefined): string {
  return typeof later === "number" && typeof earlier === "number"
    ? durationText(later - earlier)
    : show(later);
}

/** Text for a sentence: short, and without characters that could forge a line or hide another. */
export function show(value: JsonValue | undefined): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return visible.length > 300 ? `${visible.slice(0, 299)}…` : visible;
}
