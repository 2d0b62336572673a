/**
 * Where this server deliberately decides otherwise than the vendor's engine. Each reason says of which rules and
 * assertions it holds; a case that differs and falls under none is a bug.
 */

import { isJsonObject, ownMember } from "../../../src/core/json.ts";
import type { JsonObject, JsonValue } from "../../../src/core/terms.ts";
import { claimNamed } from "../../../src/faces/keystone/rules/claim-names.ts";
import { readLiteralList } from "../../../src/faces/keystone/rules/literal-list.ts";
import { compileRegex } from "../../../src/regex.ts";
import type { KeystoneCase } from "./keystone-case.ts";
import {
  blocks,
  groupTexts,
  hasForeignBraces,
  isText,
  localTexts,
  type Requirement,
  requirementsOf,
  rulesIn,
  textsIn,
  textsOfProjects,
} from "./mapping-parts.ts";

type Deviation = (one: KeystoneCase) => boolean;

export const deviations: Readonly<Record<string, Deviation>> = {
  "a claim that is no text: the vendor's engine drops it, because a web server prints claims before; here it is compared with its type":
    (one) => requirements(one).some(({ type }) => !isText(claim(one, type)) && claim(one, type) !== null),
  "a claim under the name it has in a web server's environment, which the vendor's engine does not know without one":
    (one) =>
      requirements(one).some(({ type }) => {
        const { aliases = [] } = claimNamed(type);
        return claim(one, type) === null && aliases.length > 0;
      }),
  "a claim that is one text: the vendor cuts it like any other, so whoever names a branch chooses what a rule demands":
    (one) =>
      requirements(one).some(({ type }) => {
        const value = claim(one, type);
        return isText(value) && value.includes(";") && claimNamed(type).separator === undefined;
      }),
  "a name made of several values, or of none: the vendor writes the text of a list, which whoever chooses one claim can also write":
    (one) => rulesOf(one).some((rule) => singleTexts(rule).some((text) => takesMany(text, rule, one))),
  "a claim that looks like a list: the vendor takes it apart, so whoever chooses one claim chooses several groups":
    (one) =>
      rulesOf(one).some((rule) => listTexts(rule).some((text) => takes(text, rule, one, looksLikeList))),
  "a group that has `name` in its name: the vendor takes it for a described group, and fails": (one) =>
    rulesOf(one).some((rule) =>
      groupTexts(rule).some((text) => seemsDescribed(text) || takes(text, rule, one, seemsDescribed)),
    ),
  "a described group in another domain than the rule gives: the vendor follows the claim, out of the domain the administrator wrote":
    (one) =>
      rulesOf(one).some((rule) =>
        blocks(rule).some(
          (block) =>
            block["domain"] !== undefined &&
            isText(block["groups"]) &&
            takes(block["groups"], rule, one, (value) => value.includes("JSON:")),
        ),
      ),
  "what the vendor's schema refuses too, so that its engine never meets it": (one) =>
    rulesOf(one).some((rule) =>
      blocks(rule).some(
        (block) =>
          isText(block["projects"]) ||
          (isJsonObject(block["user"]) && textsIn([ownMember(block["user"], "type") ?? ""]).some(hasBraces)),
      ),
    ),
  "a list of projects that a later block replaces: what does not count is not read, and keeps nobody out": (
    one,
  ) =>
    rulesOf(one).some(
      (rule) =>
        blocks(rule).some((block) => block["projects_json"] !== undefined) &&
        rulesOf(one).flatMap(blocks).filter(givesProjects).length > 1,
    ),
  "an empty `groups` without a domain: it names nothing, and keeps nobody out": (one) =>
    rulesOf(one).some((rule) =>
      blocks(rule).some(
        ({ groups, domain }) =>
          isText(groups) && (groups === "" || readLiteralList(groups)?.length === 0) && domain === undefined,
      ),
    ),
  "a project or a role without a name: refused, where the vendor fails a step later": (one) =>
    rulesOf(one).some((rule) =>
      blocks(rule)
        .flatMap(textsOfProjects)
        .some((text) => text === "" || takes(text, rule, one, (value) => value === "")),
    ),
  "braces that are no placeholder: the vendor reaches into objects with them, here they are refused when registered":
    (one) => rulesOf(one).flatMap(localTexts).some(hasForeignBraces),
  "a name with a character that cannot be seen, such as a line break: the vendor takes it, here the login is refused":
    (one) =>
      rulesOf(one).some((rule) =>
        localTexts(rule).some((text) =>
          takes(text, rule, one, (value) => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)),
        ),
      ),
  "a regular expression that RE2 reads otherwise: words, digits and blanks are of ASCII, and the end is the very end":
    (one) =>
      requirements(one).some(({ type, regex, values }) =>
        values.some((value) => regex && isText(value) && isReadOtherwise(value, claim(one, type))),
      ),
  "a regular expression that takes more than linear time: refused when registered": (one) =>
    requirements(one).some(({ regex, values }) =>
      values.some((value) => regex && isText(value) && !compileRegex(value).ok),
    ),
};

/** The reason this case may differ; null: it may not. */
export function deviationOf(one: KeystoneCase): string | null {
  return Object.entries(deviations).find(([, applies]) => applies(one))?.[0] ?? null;
}

function rulesOf({ rules }: KeystoneCase): readonly JsonObject[] {
  return rulesIn(rules);
}

/** Whether Python means something else by the expression, where it meets that claim. */
function isReadOtherwise(source: string, value: JsonValue): boolean {
  if (!isText(value)) return false;
  const beyondAscii = /\\[wWdDsSbB]/.test(source) && /[^\p{ASCII}]/u.test(value);
  const lastLine = source.includes("$") && /\n(?:;|$)/.test(value);
  return beyondAscii || lastLine || /\[\[:|\{,|\\[pPQzC]|\(\?<[A-Za-z]/.test(source);
}

function givesProjects(block: JsonObject): boolean {
  return block["projects"] !== undefined || block["projects_json"] !== undefined;
}

function hasBraces(text: string): boolean {
  return text.includes("{");
}

function requirements(one: KeystoneCase): readonly Requirement[] {
  return rulesOf(one).flatMap(requirementsOf);
}

function claim({ assertion }: KeystoneCase, name: string): JsonValue {
  return ownMember(assertion, name) ?? null;
}

/** Texts of a rule that stand for one name each. */
function singleTexts(rule: JsonObject): readonly string[] {
  return blocks(rule).flatMap((block) => {
    const { groups = "", group_ids: ids = "", ...others } = block;
    return [...textsIn(others), ...textsIn([groups, ids]).filter((text) => !/^\{\d*\}$/.test(text))];
  });
}

/** Texts of a rule that stand for as many names as there are values. */
function listTexts(rule: JsonObject): readonly string[] {
  return [
    ...groupTexts(rule),
    ...blocks(rule).flatMap((block) => (isText(block["group_ids"]) ? [block["group_ids"]] : [])),
  ];
}

/** Whether a placeholder of the text is filled by a claim whose text is like that. */
function takes(text: string, rule: JsonObject, one: KeystoneCase, isSo: (value: string) => boolean): boolean {
  return fillers(text, rule).some(({ type }) => {
    const value = claim(one, type);
    return isText(value) && isSo(value);
  });
}

function takesMany(text: string, rule: JsonObject, one: KeystoneCase): boolean {
  return fillers(text, rule).some(({ type, filters }) => filters || String(claim(one, type)).includes(";"));
}

/** The requirements that fill the placeholders of a text. */
function fillers(text: string, rule: JsonObject): readonly Requirement[] {
  const filling = requirementsOf(rule).filter(({ fills }) => fills);
  const numbers = [...text.matchAll(/\{(\d*)\}/g)].map(([, digits]) => digits ?? "");
  return numbers.flatMap((digits, index) => filling[digits === "" ? index : Number(digits)] ?? []);
}

function seemsDescribed(text: string): boolean {
  return text.includes("name") && !text.includes("JSON:");
}

function looksLikeList(text: string): boolean {
  return readLiteralList(text) !== null || text.trim().startsWith("[");
}
