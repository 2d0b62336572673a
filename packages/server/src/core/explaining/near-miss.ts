/**
 * Small differences between what a mapping expects and what a token carries: the kind that is a mistake in
 * one of the two rather than another workload. A near miss is advice for a person and never a match: the
 * comparison itself stays exact.
 */

import { isJsonArray, isJsonObject, memberAt, ownMember, valuesOf } from "../json.ts";
import { readablePath } from "../linting/issuer-traits.ts";
import { carriesIds, withoutIds } from "../linting/subject-format.ts";
import { presentedTo } from "../matching/claim-reading.ts";
import { fits } from "../matching/implication.ts";
import type { Claims, Clause, JsonObject, JsonValue, Matcher } from "../terms.ts";
import type { ComparedTexts, NearMiss } from "./explanation.ts";
import { quote } from "./quote.ts";

/** Long lists are not searched to the end for a small difference. */
const comparisonsAtMost = 200;

/** A way of writing that loses one small difference. */
interface Folding {
  readonly kind: NearMiss["kind"];
  readonly fold: (text: string) => string;
  readonly difference: string;
}

const foldings: readonly Folding[] = [
  { kind: "white_space", fold: (text) => text.trim(), difference: "in white space around the value" },
  {
    kind: "trailing_slash",
    fold: (text) => (text.endsWith("/") ? text.slice(0, -1) : text),
    difference: "in a slash at the end",
  },
  { kind: "percent_encoding", fold: decodePercent, difference: "in percent-encoding" },
  { kind: "letter_case", fold: (text) => text.toLowerCase(), difference: "in letter case" },
];

/**
 * The small difference that keeps a matcher from fitting a value.
 * @returns null when it fits, or when the difference is not small; regular expressions are not examined
 */
export function nearMiss(expected: Matcher, presented: JsonValue): NearMiss | null {
  if (expected.kind === "regex" || fits(expected, presented)) return null;
  if (isJsonArray(presented)) return withinArray(expected, presented);
  if (expected.kind === "subset") {
    return isJsonObject(presented) ? withinObject(expected.value, presented) : null;
  }
  if (typeof presented === "string") {
    return textNearMiss(expected, presented) ?? typeNearMiss(expected, presented);
  }
  return typeNearMiss(expected, presented);
}

/**
 * The small difference that keeps a clause from holding for these claims.
 * @returns null when there is none; clauses that exclude values have none
 */
export function nearMissOfClause(clause: Clause, claims: Claims): NearMiss | null {
  const presented = presentedTo(clause, claims);
  if (presented === undefined) return claimNameNearMiss(clause, claims);
  switch (clause.test.kind) {
    case "is":
      return nearMiss(clause.test.matcher, presented);
    case "any_of":
      return firstNearMiss(clause.test.matchers, valuesOf(presented));
    case "none_of":
    case "present":
    case "keep":
    case "drop":
      return null;
  }
}

function firstNearMiss(expected: readonly Matcher[], presented: readonly JsonValue[]): NearMiss | null {
  let left = comparisonsAtMost;
  for (const matcher of expected) {
    for (const value of presented) {
      if (left-- === 0) return null;
      const near = nearMiss(matcher, value);
      if (near !== null) return near;
    }
  }
  return null;
}

function textNearMiss(expected: TextMatcher, presented: string): NearMiss | null {
  const text = textOf(expected);
  if (text === null) return null;
  const folding = foldings.find(({ fold }) => fits(rewritten(expected, fold(text)), fold(presented)));
  if (folding !== undefined) {
    return {
      kind: folding.kind,
      advice: `The mapping expects ${quote(text)} and the token carries ${quote(presented)}: they differ only ${folding.difference}. ${correction(expected, presented)}`,
      compared: textsCompared(expected, text, presented),
    };
  }
  const oneHasIds = carriesIds(text) !== carriesIds(presented);
  if (!oneHasIds || !fits(rewritten(expected, withoutIds(text)), withoutIds(presented))) return null;
  return {
    kind: "subject_format",
    advice: `The mapping expects ${quote(text)} and the token carries ${quote(presented)}: one has the numbers behind its names, the other has not. The issuer writes subjects in both formats; demand claims that read the same in both, such as identifiers, or ${carriesIds(presented) ? "write the subject with its numbers" : "have the issuer send the format with numbers"}.`,
    compared: textsCompared(expected, text, presented),
  };
}

/** What an expected text and a presented one are marked by. */
export function textsCompared({ kind }: Matcher, expected: string, presented: string): ComparedTexts {
  return { expected, presented, isPattern: kind === "glob" };
}

/** Types differ: only JSON shows that. */
function jsonCompared(expected: JsonValue, presented: JsonValue): ComparedTexts {
  return { expected: JSON.stringify(expected), presented: JSON.stringify(presented), isPattern: false };
}

type TextMatcher = Extract<Matcher, { readonly kind: "equals" | "glob" }>;

function textOf(matcher: TextMatcher): string | null {
  if (matcher.kind === "glob") return matcher.pattern;
  return typeof matcher.value === "string" ? matcher.value : null;
}

function rewritten(matcher: TextMatcher, text: string): TextMatcher {
  return matcher.kind === "glob" ? { kind: "glob", pattern: text } : { kind: "equals", value: text };
}

function correction(expected: TextMatcher, presented: string): string {
  return expected.kind === "glob"
    ? "Comparison is exact: spell the pattern the way the token does if this workload is meant."
    : `Comparison is exact: write ${quote(presented)} in the mapping if this workload is meant.`;
}

/** `"1001"` against 1001, `"true"` against true. */
function typeNearMiss(expected: TextMatcher, presented: JsonValue): NearMiss | null {
  if (typeof presented === "object") return null;
  const written = expected.kind === "glob" ? expected.pattern : expected.value;
  if (written === null || typeof written === typeof presented) return null;
  if (!fits(rewritten(expected, String(written)), String(presented))) return null;
  return {
    kind: "json_type",
    advice: `The mapping expects the ${typeof written} ${quote(written)} and the token carries the ${typeof presented} ${quote(presented)}. Values are never converted: write ${quote(presented)} in the mapping.`,
    compared: jsonCompared(written, presented),
  };
}

/** A single value was demanded, and the list has it. */
function withinArray(expected: Matcher, presented: readonly JsonValue[]): NearMiss | null {
  const element = presented.find((value) => fits(expected, value));
  if (element === undefined) return null;
  return {
    kind: "array_or_scalar",
    advice: `The token carries a list that has ${quote(element)}, and the mapping demands a single value. Write the expected value as a list, [${quote(element)}]: then any element may match.`,
    compared: jsonCompared(element, presented),
  };
}

/** The first member that differs decides. */
function withinObject(expected: JsonObject, presented: JsonObject): NearMiss | null {
  for (const [name, value] of Object.entries(expected)) {
    if (fits({ kind: "subset", value: { [name]: value } }, presented)) continue;
    const found = ownMember(presented, name);
    if (found === undefined || isJsonArray(value)) return null;
    return nearMiss(isJsonObject(value) ? { kind: "subset", value } : { kind: "equals", value }, found);
  }
  return null;
}

/** The claim is missing, but one that differs only in letter case is there, at any place where it may stand. */
function claimNameNearMiss({ path, aliases = [] }: Clause, claims: Claims): NearMiss | null {
  for (const place of [path, ...aliases.map((alias) => alias.path)]) {
    const near = nameNearMiss(place, claims);
    if (near !== null) return near;
  }
  return null;
}

function nameNearMiss(place: Clause["path"], claims: Claims): NearMiss | null {
  const depth = place.findIndex((_, index) => memberAt(claims, place.slice(0, index + 1)) === undefined);
  const parent = memberAt(claims, place.slice(0, depth));
  const wanted = place[depth];
  if (wanted === undefined || !isJsonObject(parent)) return null;
  const lookalike = Object.keys(parent).find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (lookalike === undefined) return null;
  const path = [...place.slice(0, depth), lookalike];
  return {
    kind: "claim_name",
    advice: `The token has no claim ${quote(readablePath(place.slice(0, depth + 1)))}, but it has ${quote(readablePath(path))}: claim names are compared exactly, so write ${quote(lookalike)} in the mapping.`,
    compared: {
      expected: readablePath(place.slice(0, depth + 1)),
      presented: readablePath(path),
      isPattern: false,
    },
  };
}

/** Decodes `%XX` of visible ASCII, except the wildcard, which must not come to life in a pattern. */
function decodePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (sequence, digits: string) => {
    const code = Number.parseInt(digits, 16);
    const character = String.fromCharCode(code);
    return code > 0x20 && code < 0x7f && character !== "*" ? character : sequence;
  });
}
