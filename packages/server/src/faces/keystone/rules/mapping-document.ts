/**
 * A mapping as it is put: its rules are read by their schema, checked, and translated, once. What was sent is kept
 * beside them, so that it is read back exactly, down to the order of members.
 */

import { firstFault } from "../../../core/configuring/configuration-rules.ts";
import { ruleFaults } from "../../../core/configuring/mapping-rules.ts";
import { quote } from "../../../core/explaining/quote.ts";
import { isJsonArray, isJsonObject, ownMember } from "../../../core/json.ts";
import type { CompileRegex } from "../../../core/matching/registry.ts";
import type { Steps } from "../../../core/steps.ts";
import type { JsonObject, JsonValue, Rule } from "../../../core/terms.ts";
import { ruleProblems, toRules } from "./translate-mapping-rules.ts";
import { type MappingDialect, readRules, type SchemaVersion, schemaVersions } from "./wire-mapping-rules.ts";

export interface MappingOptions {
  readonly dialect: MappingDialect;
  /** Of documents that name no version. */
  readonly defaultVersion: SchemaVersion;
  readonly compileRegex: CompileRegex;
}

/** What is kept to be shown again. */
export interface MappingDocument {
  readonly rules: readonly JsonValue[];
  readonly schema_version: SchemaVersion;
}

export type ReadMapping =
  | { readonly ok: true; readonly rules: readonly Rule[]; readonly document: MappingDocument }
  /** One sentence on each line. */
  | { readonly ok: false; readonly message: string };

/** So many sentences are told; whoever has more to correct begins with these. */
const toldAtMost = 20;

/**
 * Reads what stands under `mapping` in the body of PUT and PATCH.
 * @param mapping any JSON; an absent or null `schema_version` is the default one
 */
export function* readMappingDocument(mapping: JsonValue, options: MappingOptions): Steps<ReadMapping> {
  if (!isJsonObject(mapping)) return complain(["mapping must be a JSON object."]);
  const version = readVersion(mapping, options.defaultVersion);
  if (version === null) {
    return complain([
      `schema_version must be one of ${schemaVersions.map((one) => quote(one)).join(", ")}, as text.`,
    ]);
  }
  const given = ownMember(mapping, "rules");
  const read = readRules(given, version, options.dialect);
  if (!read.ok) return complain(read.problems);
  const problems = yield* ruleProblems(read.value, options.compileRegex);
  if (problems.length > 0) return complain(problems);
  const rules = toRules(read.value, version, options.dialect);
  const limit = firstFault(ruleFaults(rules, null, options));
  if (limit !== null) return complain([limit.detail]);
  return {
    ok: true,
    rules,
    document: { rules: isJsonArray(given) ? given : [], schema_version: version },
  };
}

/** @returns null for what is no version */
function readVersion(mapping: JsonObject, defaultVersion: SchemaVersion): SchemaVersion | null {
  const given = ownMember(mapping, "schema_version");
  if (given === undefined || given === null) return defaultVersion;
  return schemaVersions.find((version) => version === given) ?? null;
}

function complain(sentences: readonly string[]): ReadMapping {
  const more = sentences.length - toldAtMost;
  const told = more > 0 ? [...sentences.slice(0, toldAtMost), `And ${more} more.`] : sentences;
  return { ok: false, message: told.join("\n") };
}
