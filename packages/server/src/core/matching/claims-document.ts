/**
 * Reading the claims document of a mapping: a JSON object in which every member demands something of the
 * claim of the same name. All members must hold; an array means any of its values; a string with `*` is
 * a glob; an object goes one level deeper. Numbers and booleans stay what they are.
 */

import { isJsonArray, isJsonObject, ownMember } from "../json.ts";
import type { Clause, ClauseTest, JsonObject, JsonPrimitive, JsonValue, Matcher } from "../terms.ts";
import { hasWildcard } from "./pattern.ts";

/**
 * The clauses a claims document stands for, in the order of its members.
 * @returns none for an empty document, which holds for every token
 */
export function clausesFromClaims(claims: JsonObject): readonly Clause[] {
  return clausesBelow([], claims);
}

/**
 * The claims document these clauses may have been read from. Clauses can say more than a document can: a
 * caller that needs to know reads the document again and compares.
 */
export function claimsFromClauses(clauses: readonly Clause[]): JsonObject {
  return clauses.reduce<JsonObject>((claims, { path, test }) => {
    const value = memberFor(test);
    return value === undefined ? claims : withMember(claims, path, value);
  }, {});
}

/** What a document writes for this test; undefined where it has no words for it. */
function memberFor(test: ClauseTest): JsonValue | undefined {
  switch (test.kind) {
    case "is":
      return expectedBy(test.matcher);
    case "any_of":
      return test.matchers.map(expectedBy);
    case "none_of":
    case "present":
    case "keep":
    case "drop":
      return undefined;
  }
}

function expectedBy(matcher: Matcher): JsonValue {
  switch (matcher.kind) {
    case "equals":
    case "subset":
      return matcher.value;
    case "glob":
      return matcher.pattern;
    case "regex":
      return null;
  }
}

/** A copy with the value at the end of the path; own members only, whatever they are called. */
function withMember(object: JsonObject, path: readonly string[], value: JsonValue): JsonObject {
  const [name, ...deeper] = path;
  if (name === undefined) return object;
  const below = ownMember(object, name);
  const member = deeper.length === 0 ? value : withMember(isJsonObject(below) ? below : {}, deeper, value);
  return { ...object, [name]: member };
}

/** A member of a claims document that no claim can satisfy. */
export interface ImpossibleMember {
  readonly path: readonly string[];
  /** The rest of "<member> …". */
  readonly words: string;
}

/** The members that mean nothing here; who reads a document strictly refuses them. */
export function impossibleMembers(claims: JsonObject): readonly ImpossibleMember[] {
  return Object.entries(claims).flatMap(([name, value]) => {
    if (isJsonObject(value)) {
      return impossibleMembers(value).map(({ path, words }) => ({ path: [name, ...path], words }));
    }
    if (!isJsonArray(value)) return [];
    if (value.length === 0) {
      return [
        {
          path: [name],
          words: "is an empty list, which no claim matches. List the values that may stand there.",
        },
      ];
    }
    return value.some(isJsonArray)
      ? [
          {
            path: [name],
            words: "has a list within the list, which no claim matches. List the values themselves.",
          },
        ]
      : [];
  });
}

function clausesBelow(path: readonly string[], members: JsonObject): readonly Clause[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const deeper = [...path, name];
    return isJsonObject(value) && Object.keys(value).length > 0
      ? clausesBelow(deeper, value)
      : [{ path: deeper, test: testFor(value) }];
  });
}

function testFor(value: JsonValue): ClauseTest {
  return isJsonArray(value)
    ? { kind: "any_of", matchers: value.map(matcherFor) }
    : { kind: "is", matcher: matcherFor(value) };
}

function matcherFor(value: JsonValue): Matcher {
  // An array within an array has no meaning here; like null, it demands what no claim satisfies.
  if (isJsonArray(value)) return { kind: "equals", value: null };
  if (isJsonObject(value)) return { kind: "subset", value };
  return scalarMatcher(value);
}

function scalarMatcher(value: JsonPrimitive): Matcher {
  return typeof value === "string" && hasWildcard(value)
    ? { kind: "glob", pattern: value }
    : { kind: "equals", value };
}
