/** Names and values of claims that are known from examples, for completing what is typed. */

import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonPrimitive,
  type JsonValue,
  ownMember,
} from "../json/json-value.ts";
import { pathText, rowsOf } from "./clause-rows.ts";

/** What is known of the claims a token will have. */
export interface ClaimHints {
  /** Claims as they arrive, the likeliest first. */
  readonly examples: readonly JsonObject[];
  /** A sound start; `<…>` is to be filled in. */
  readonly recommended: JsonObject | null;
}

/** Claims every token has, that say nothing of the workload, or are judged apart from any mapping. */
const checkedElsewhere = ["iss", "aud", "exp", "iat", "nbf", "jti"];

/** Names to choose from: the advised ones first. */
export function claimNames({ examples, recommended }: ClaimHints): readonly string[] {
  const sources = recommended === null ? examples : [recommended, ...examples];
  const names = sources.flatMap((claims) => rowsOf(claims).map(({ path }) => pathText(path)));
  return [...new Set(names)].filter((name) => !checkedElsewhere.includes(name));
}

/** Values that were seen at a path, each once. */
export function valuesAt({ examples }: ClaimHints, path: readonly string[]): readonly JsonPrimitive[] {
  return [...new Set(examples.flatMap((claims) => scalars(valueBelow(claims, path))))];
}

function valueBelow(claims: JsonObject, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (value, name) => (isJsonObject(value) ? ownMember(value, name) : undefined),
    claims,
  );
}

function scalars(value: JsonValue | undefined): readonly JsonPrimitive[] {
  if (value === undefined) return [];
  if (isJsonArray(value)) return value.flatMap(scalars);
  return isJsonObject(value) ? [] : [value];
}
