/** Rules as operators write them, for tests: what one mapping comes to for one token. */

import { finish } from "../../../src/core/steps.ts";
import type { JsonObject, JsonValue, Rule, TokenGrant } from "../../../src/core/terms.ts";
import {
  type MappingOptions,
  readMappingDocument,
} from "../../../src/faces/keystone/rules/mapping-document.ts";
import { judge, keystoneOptions } from "./keystone-case.ts";

/** Fails where the document is refused. */
export function compiled(
  rules: JsonValue,
  version = "1.0",
  options: MappingOptions = keystoneOptions,
): readonly Rule[] {
  const read = finish(readMappingDocument({ rules, schema_version: version }, options));
  if (!read.ok) throw new Error(read.message);
  return read.rules;
}

/** What a token with these claims is granted; null: refused. */
export function grantOf(
  rules: JsonValue,
  claims: JsonObject,
  version?: string,
  options?: MappingOptions,
): TokenGrant | null {
  return judge(compiled(rules, version, options), claims);
}

/** One rule that lets in whoever has the requirements, under the name of the first of them. */
export function ruleWith(remote: JsonValue, ...blocks: readonly JsonObject[]): JsonValue {
  return [{ local: blocks.length > 0 ? blocks : [{ user: { name: "{0}" } }], remote }];
}

/** The complaint about a document; null: it is taken. */
export function complaintAbout(
  rules: JsonValue,
  version: JsonValue = "1.0",
  options: MappingOptions = keystoneOptions,
): string | null {
  const read = finish(readMappingDocument({ rules, schema_version: version }, options));
  return read.ok ? null : read.message;
}
