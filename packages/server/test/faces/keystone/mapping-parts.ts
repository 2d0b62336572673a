/** The parts of a mapping as it was sent, for tests that say of which mappings something holds. */

import { isJsonArray, isJsonObject, ownMember } from "../../../src/core/json.ts";
import type { JsonObject, JsonValue } from "../../../src/core/terms.ts";

export function rulesIn(rules: JsonValue | undefined): readonly JsonObject[] {
  return isJsonArray(rules) ? rules.filter(isJsonObject) : [];
}

/** Every text in the blocks of a rule. */
export function localTexts(rule: JsonObject): readonly string[] {
  return textsIn(blocks(rule));
}

export function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string";
}

export function blocks(rule: JsonObject): readonly JsonObject[] {
  return objectsIn(rule, "local");
}

export function objectsIn(object: JsonObject, member: string): readonly JsonObject[] {
  const list = ownMember(object, member);
  return isJsonArray(list) ? list.filter(isJsonObject) : [];
}

export interface Requirement {
  readonly type: string;
  readonly regex: boolean;
  readonly values: readonly JsonValue[];
  /** Whether it fills a placeholder, and not only asks. */
  readonly fills: boolean;
  /** Whether it may leave some of the claim's values out. */
  readonly filters: boolean;
}

export function requirementsOf(rule: JsonObject): readonly Requirement[] {
  return objectsIn(rule, "remote").flatMap((one) => {
    const type = ownMember(one, "type");
    const given = (name: string) => ownMember(one, name) !== undefined;
    const lists = ["any_one_of", "not_any_of", "whitelist", "blacklist"].map((name) => ownMember(one, name));
    return isText(type)
      ? [
          {
            type,
            regex: ownMember(one, "regex") === true,
            values: lists.flatMap((list) => (isJsonArray(list) ? list : [])),
            fills: !given("any_one_of") && !given("not_any_of"),
            filters: given("whitelist") || given("blacklist"),
          },
        ]
      : [];
  });
}

/** Braces in pairs aside, and `{}` and `{1}`. */
export function hasForeignBraces(text: string): boolean {
  return /[{}]/.test(
    text
      .replaceAll("{{", "")
      .replaceAll("}}", "")
      .replaceAll(/\{\d*\}/g, ""),
  );
}

export function textsIn(value: JsonValue): readonly string[] {
  if (isText(value)) return [value];
  if (isJsonArray(value)) return value.flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

export function groupTexts(rule: JsonObject): readonly string[] {
  return blocks(rule).flatMap((block) => (isText(block["groups"]) ? [block["groups"]] : []));
}

/** The names of the projects of a block, and of their roles. */
export function textsOfProjects(block: JsonObject): readonly string[] {
  return objectsIn(block, "projects").flatMap((project) => [
    ...textsIn(ownMember(project, "name") ?? null),
    ...objectsIn(project, "roles").flatMap(textsIn),
  ]);
}
