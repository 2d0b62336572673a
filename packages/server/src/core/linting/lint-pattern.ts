/**
 * Findings about one glob: how much of the value is fixed before the first wildcard. Text in front that every
 * workload carries fixes nothing, and a name that is not ended before the wildcard is only the beginning of
 * other people's names.
 */

import { quote } from "../explaining/quote.ts";
import { textOf } from "../matching/accepted.ts";
import type { MappingDraft, Matcher } from "../terms.ts";
import { readablePath } from "./issuer-traits.ts";
import type { Repairable } from "./lint.ts";
import { type MatcherUnderLint, valueRepairs, writeValue } from "./lint-clauses.ts";
import { demandMeant, type Repair, rewriteMatcher } from "./repair.ts";

type Found = Repairable<MappingDraft>;

const separators = /[/:@]/;

export function lintPattern(pattern: string, about: MatcherUnderLint): readonly Found[] {
  const star = pattern.indexOf("*");
  if (star === -1) return [];
  if (isWildcardOnly({ kind: "glob", pattern })) return [wildcardOnly(about)];
  const fixed = pattern.slice(0, star);
  const common = commonPrefix(fixed, about);
  const name = fixed.slice(common.length);
  if (name === "") return [nothingFixed(pattern, common, about)];
  const last = name.slice(-1);
  // In a subject the owner's and the project's names end at the next colon; what follows is the run.
  const insideName = about.identifies && !name.includes(":") && !separators.test(last);
  if (insideName) return [openName(pattern, fixed, about)];
  return separators.test(name) ? [] : [openWord(pattern, fixed, about)];
}

/** What of the fixed text every workload of the issuer carries alike. */
function commonPrefix(fixed: string, about: MatcherUnderLint): string {
  if (readablePath(about.clause.path) !== "sub") return "";
  const prefixes = about.traits.subjectFormats.map((format) => format.prefix);
  if (prefixes.some((prefix) => prefix.startsWith(fixed))) return fixed;
  const known = prefixes.filter((prefix) => fixed.startsWith(prefix)).toSorted((a, b) => b.length - a.length);
  // Nothing is known of the issuer: a word and a colon in front are taken for the kind of subject.
  return known[0] ?? fixed.slice(0, fixed.indexOf(":") + 1);
}

function isWildcardOnly(matcher: Matcher): boolean {
  return matcher.kind === "glob" && /^\*+$/.test(matcher.pattern);
}

function wildcardOnly(about: MatcherUnderLint): Found {
  const claim = readablePath(about.clause.path);
  return {
    code: "wildcard_only",
    severity: about.exposure === "notice" ? "notice" : "critical",
    field: about.field,
    message: `"*" accepts any ${claim}, so this condition tells no workload from another.`,
    advice: writeValue(about),
    repairs: () => valueRepairs(about, isWildcardOnly),
  };
}

function nothingFixed(pattern: string, common: string, about: MatcherUnderLint): Found {
  const claim = readablePath(about.clause.path);
  const example = about.traits.subjectFormats.find((format) => format.prefix.startsWith(common))?.example;
  return {
    code: "wildcard_before_separator",
    severity: about.exposure,
    field: about.field,
    message:
      common === ""
        ? `The pattern ${quote(pattern)} begins with a wildcard, so ${claim} may belong to anybody as long as it ends right.`
        : `The pattern ${quote(pattern)} fixes only ${quote(common)} before its first wildcard, which every workload of ${about.traits.title} carries.`,
    advice:
      example === undefined || claim !== "sub"
        ? `Write out ${claim} at least up to its first separator, and put the wildcard behind it.`
        : `Write out the owner before the wildcard, in the form ${quote(example)}.`,
    repairs: () => demandMeant(about.clause.path, about.edits),
  };
}

function openName(pattern: string, fixed: string, about: MatcherUnderLint): Found {
  const claim = readablePath(about.clause.path);
  // Behind a hyphen, say, the name goes on: it cannot be what everything lies below.
  const whole = /[\p{L}\p{N}]$/u.test(fixed);
  const end = separatorBehind(fixed, about);
  return {
    code: "open_name_prefix",
    severity: about.exposure,
    field: about.field,
    message: `The pattern ${quote(pattern)} also covers ${quote(`${fixed}${whole ? "-" : ""}evil`)} and every other ${claim} that begins with ${quote(fixed)}, because no separator ends the name.`,
    advice: whole
      ? `Write ${quote(`${fixed}${end}*`)} if everything below ${quote(fixed)} is meant, or the whole name.`
      : "Write the whole name in place of the pattern, or a list of the names that are meant.",
    repairs: () =>
      whole
        ? [
            ...rewritePattern(pattern, { kind: "glob", pattern: `${fixed}${end}*` }, about),
            // A subject never ends with such a name.
            ...(claim === "sub" ? [] : rewritePattern(pattern, { kind: "equals", value: fixed }, about)),
          ]
        : [],
  };
}

/** What ends the name that the fixed text ends with: in a subject of a known form what stands there, else a slash. */
function separatorBehind(fixed: string, { clause, traits }: MatcherUnderLint): string {
  if (readablePath(clause.path) !== "sub") return "/";
  const format = traits.subjectFormats.find(({ prefix }) => fixed.startsWith(prefix));
  if (format === undefined) return "/";
  const passed = [...fixed.slice(format.prefix.length).matchAll(/[/:]/g)].length;
  return [...format.example.slice(format.prefix.length).matchAll(/[/:]/g)][passed]?.[0] ?? "/";
}

function rewritePattern(
  pattern: string,
  right: Matcher,
  { at, edits }: MatcherUnderLint,
): readonly Repair<MappingDraft>[] {
  const isWrong = (matcher: Matcher) => matcher.kind === "glob" && matcher.pattern === pattern;
  const members = rewriteMatcher(at, edits, isWrong, [right]);
  return members === null ? [] : [{ title: `Write ${quote(textOf(right) ?? "")}`, members }];
}

function openWord(pattern: string, fixed: string, about: MatcherUnderLint): Found {
  const claim = readablePath(about.clause.path);
  return {
    code: "wildcard_before_separator",
    severity: "notice",
    field: about.field,
    message: `The pattern ${quote(pattern)} covers every ${claim} that begins with ${quote(fixed)}, also ${quote(`${fixed}-evil`)}.`,
    advice: `Write the values of ${claim} out as a list, or let a separator stand before the wildcard.`,
  };
}
