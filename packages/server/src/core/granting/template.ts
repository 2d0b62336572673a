/**
 * Making names out of templates. Text an administrator wrote is used as it stands. Text made from claims
 * is held to limits, and where a pattern made it, to a set of plain characters in which nothing can
 * imitate another name, end a quoted one or lead out of a path; what does not fit is refused, never
 * repaired.
 */

import { isJsonArray } from "../json.ts";
import { accept, refuse, type Verdict } from "../refusal.ts";
import type { Claims, JsonPrimitive, JsonValue, TextOrTemplate, TextTemplate } from "../terms.ts";
import { claimNamed, type DynamicPattern, parseDynamicPattern } from "./dynamic-pattern.ts";
import type { Parsed } from "./parsed.ts";
import { fillPlaceholders, onlyPlaceholder, parsePlaceholders } from "./placeholders.ts";

/** What a made name is for. */
export interface NameRule {
  /** In a sentence: `user name`. */
  readonly what: string;
  readonly maxCharacters: number;
  /** Names no pattern may produce, in lower case. */
  readonly reserved: ReadonlySet<string>;
}

const inheritedNames = ["__proto__", "constructor", "prototype"];

/**
 * User names. Reserved are those that software takes for its own accounts, or that imitate members every
 * JavaScript object inherits.
 */
export const userNameRule: NameRule = {
  what: "user name",
  maxCharacters: 255,
  reserved: new Set(["admin", "root", "anonymous", "system", ...inheritedNames]),
};

/**
 * Group names. What a group means is decided where the token is used, so each installation says which names are
 * too powerful to come out of a claim.
 * @param reserved in lower case
 */
export function groupNameRule(reserved: ReadonlySet<string>): NameRule {
  return { what: "group name", maxCharacters: 128, reserved: new Set([...inheritedNames, ...reserved]) };
}

/** Groups one template may yield, and one grant may hold. */
export const maxGroups = 500;

/** Reads JSON that stands as text in a claim; the reader is an adapter's. */
export type ReadJson = (text: string) => Parsed<JsonValue>;

/** What the templates of one rule may draw on. */
export interface TemplateSource {
  /** The winning mapping's name, for the evidence. */
  readonly mapping: string;
  readonly claims: Claims;
  readonly placeholders: readonly (readonly JsonPrimitive[])[];
  /** The claim behind each placeholder, for the evidence. */
  readonly placeholderClaims: readonly string[];
  readonly readJson: ReadJson;
}

/**
 * The one text a template stands for.
 * @returns refused with `template_failed` or `unsafe_claim_value`
 */
export function makeText(template: TextTemplate, rule: NameRule, source: TemplateSource): Verdict<string> {
  switch (template.kind) {
    case "text":
      return accept(template.text);
    case "pattern": {
      const read = readPattern(template.pattern, source);
      if (!read.ok) return read;
      const { pattern, claim } = read.value;
      return rewriteValue(template.pattern, pattern, claim, rule, source);
    }
    case "placeholders":
      return fillText(template.text, rule, source);
  }
}

/** The same for text that may stand for itself. */
export function makeTextOrTemplate(
  template: TextOrTemplate,
  rule: NameRule,
  source: TemplateSource,
): Verdict<string> {
  return typeof template === "string" ? accept(template) : makeText(template, rule, source);
}

/** The same where an empty text is as good as none: then null. */
export function makeTextOrNone(
  template: TextOrTemplate,
  rule: NameRule,
  source: TemplateSource,
): Verdict<string | null> {
  if (typeof template !== "string" && template.kind === "placeholders") {
    const filled = fill(template.text, source);
    return filled.ok && filled.value === "" ? accept(null) : fillText(template.text, rule, source);
  }
  const made = makeTextOrTemplate(template, rule, source);
  return made.ok && made.value === "" ? accept(null) : made;
}

/**
 * As many texts as a template yields: a pattern is applied to each element of its claim, where a string
 * is a list separated by commas; a text that is one placeholder and nothing else yields each of its values.
 * @returns refused with `template_failed` or `unsafe_claim_value`
 */
export function makeTexts(
  template: TextTemplate,
  rule: NameRule,
  source: TemplateSource,
): Verdict<readonly string[]> {
  switch (template.kind) {
    case "text":
      return accept([template.text]);
    case "pattern":
      return rewriteEach(template.pattern, rule, source);
    case "placeholders":
      return fillEach(template.text, rule, source);
  }
}

function readPattern(
  text: string,
  source: TemplateSource,
): Verdict<{ readonly pattern: DynamicPattern; readonly claim: JsonValue }> {
  const pattern = parseDynamicPattern(text);
  if (!pattern.ok) return failed(text, null, pattern.problem, source);
  const claim = claimNamed(source.claims, pattern.value.claim);
  return claim === undefined
    ? failed(text, pattern.value.claim, `the token has no claim ${pattern.value.claim}`, source)
    : accept({ pattern: pattern.value, claim });
}

function rewriteEach(text: string, rule: NameRule, source: TemplateSource): Verdict<readonly string[]> {
  const read = readPattern(text, source);
  if (!read.ok) return read;
  const { pattern, claim } = read.value;
  const values = typeof claim === "string" ? claim.split(",") : isJsonArray(claim) ? claim : [claim];
  const problem = values.length === 0 ? `it holds no ${rule.what}` : problemWithCount(values.length);
  if (problem !== null) return unsafe(pattern.claim, problem, source);
  return collect(values, (value) => rewriteValue(text, pattern, value, rule, source));
}

function rewriteValue(
  text: string,
  pattern: DynamicPattern,
  value: JsonValue,
  rule: NameRule,
  source: TemplateSource,
): Verdict<string> {
  if (typeof value !== "string")
    return unsafe(pattern.claim, `a ${rule.what} is made from text only`, source);
  const made = pattern.rewrite(value);
  if (made === null) {
    return failed(
      text,
      pattern.claim,
      `the value of claim ${pattern.claim} does not fit the pattern`,
      source,
    );
  }
  const problem =
    problemWithLength(made, rule) ?? problemWithCharacters(made) ?? problemWithReserved(made, rule);
  return problem === null ? accept(made) : unsafe(pattern.claim, problem, source);
}

function fillEach(text: string, rule: NameRule, source: TemplateSource): Verdict<readonly string[]> {
  const captured = capturedBy({ kind: "placeholders", text }, source);
  if (captured === null) return collect([text], (one) => fillText(one, rule, source));
  const { claim, values } = captured;
  const problem = problemWithCount(values.length);
  if (problem !== null) return unsafe(claim, problem, source);
  // What is empty names nothing.
  const named = values.filter((value) => value !== "");
  return collect(named, (value) => acceptFilled(String(value), text, rule, source));
}

/** What the one placeholder that a text consists of captured, as it is; null: the text consists of something else. */
export function capturedBy(
  template: TextTemplate,
  source: TemplateSource,
): { readonly claim: string; readonly values: readonly JsonPrimitive[] } | null {
  if (template.kind !== "placeholders") return null;
  const pieces = parsePlaceholders(template.text);
  const only = pieces.ok ? onlyPlaceholder(pieces.value) : null;
  const values = only === null ? undefined : source.placeholders[only];
  return only === null || values === undefined
    ? null
    : { claim: source.placeholderClaims[only] ?? "", values };
}

function fillText(text: string, rule: NameRule, source: TemplateSource): Verdict<string> {
  const filled = fill(text, source);
  return filled.ok
    ? acceptFilled(filled.value, text, rule, source)
    : failed(text, null, filled.problem, source);
}

function fill(text: string, { placeholders }: TemplateSource): Parsed<string> {
  const pieces = parsePlaceholders(text);
  return pieces.ok ? fillPlaceholders(pieces.value, placeholders) : pieces;
}

/**
 * Holds a text that claims had a part in to its limits.
 * @param text as the rule has it, for the evidence
 */
export function acceptFilled(
  filled: string,
  text: string,
  rule: NameRule,
  source: TemplateSource,
): Verdict<string> {
  const { what, maxCharacters: most } = rule;
  if (filled.length > most) {
    return refuse("name_too_long", { mapping: source.mapping, what, length: filled.length, most });
  }
  const problem = problemWithLength(filled, rule) ?? problemWithVisibility(filled, rule);
  return problem === null ? accept(filled) : failed(text, null, problem, source);
}

function problemWithCount(count: number): string | null {
  return count > maxGroups ? `it holds ${count} values; at most ${maxGroups} are taken` : null;
}

function problemWithLength(name: string, { what, maxCharacters }: NameRule): string | null {
  if (name === "") return `the ${what} would be empty`;
  return name.length > maxCharacters
    ? `the ${what} would have ${name.length} characters; at most ${maxCharacters} are taken`
    : null;
}

/** Characters that end lines or turn text around; NUL among them, which PostgreSQL cannot hold. */
const hidden = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

function problemWithVisibility(name: string, { what }: NameRule): string | null {
  return hidden.test(name) ? `the ${what} would hold control or direction-changing characters` : null;
}

function problemWithCharacters(name: string): string | null {
  const foreign = [...name].find((character) => !isPlain(character));
  if (foreign === undefined) return null;
  const code = (foreign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `only letters, digits and . _ @ + - [ ] are taken, and it holds U+${code}`;
}

function isPlain(character: string): boolean {
  return (
    (character >= "a" && character <= "z") ||
    (character >= "A" && character <= "Z") ||
    (character >= "0" && character <= "9") ||
    "._@+-[]".includes(character)
  );
}

function problemWithReserved(name: string, { what, reserved }: NameRule): string | null {
  return reserved.has(name.toLowerCase()) ? `the ${what} is reserved` : null;
}

/** Every result, or the first refusal. */
function collect<T>(values: readonly T[], make: (value: T) => Verdict<string>): Verdict<readonly string[]> {
  const made: string[] = [];
  for (const value of values) {
    const one = make(value);
    if (!one.ok) return one;
    made.push(one.value);
  }
  return accept(made);
}

function failed(
  pattern: string,
  claim: string | null,
  detail: string,
  source: TemplateSource,
): Verdict<never> {
  return refuse("template_failed", { mapping: source.mapping, pattern, claim, detail });
}

function unsafe(claim: string, detail: string, source: TemplateSource): Verdict<never> {
  return refuse("unsafe_claim_value", { mapping: source.mapping, claim, detail });
}
