/**
 * The provider document: a trusted issuer and how to check its tokens, in the core's words in snake_case.
 * Unknown members are refused, because a misspelt restriction would be no restriction.
 */

import { z } from "zod";
import { providerDefaults } from "../../core/configuring/provider-defaults.ts";
import { quote } from "../../core/explaining/quote.ts";
import { nearestWord } from "../../core/spelling.ts";
import { signatureAlgorithms } from "../../core/terms.ts";
import { presets } from "../../presets/catalogue.ts";
import { ignoredKeptFor, keptForMembers } from "./kept-for.ts";
import { ignoredServerMembers, jsonObject, name, pageOf, pageQuery, serverMembers } from "./wire.ts";

const keySource = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("discovery") }),
    z.strictObject({ kind: z.literal("jwks_uri"), url: z.string() }),
    z.strictObject({ kind: z.literal("static"), jwks: jsonObject }),
  ])
  .meta({ description: "Where the verification keys come from." });

const pin = z.strictObject({
  claim: name,
  value: z.string(),
  ignore_case: z.boolean().default(false),
});

const replayKey = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("jti") }),
  z.strictObject({ kind: z.literal("claims"), names: z.array(name).min(1) }),
  z.strictObject({ kind: z.literal("payload") }),
]);
export const replay = z
  .discriminatedUnion("policy", [
    z.strictObject({ policy: z.literal("reusable") }),
    z.strictObject({ policy: z.literal("single_use"), key: replayKey }),
  ])
  .meta({ description: "Whether a subject token may be exchanged more than once, and what identifies it." });

const optionalText = name.nullable();

const members = {
  name,
  description: z.string().default(providerDefaults.description),
  project: optionalText
    .default(providerDefaults.project)
    .meta({ description: "The project that owns it; null: global." }),
  enabled: z.boolean().default(providerDefaults.enabled),
  issuer_url: name.meta({
    description: "Base of the discovery URL, and the token's `iss` unless token_issuer is set.",
  }),
  token_issuer: optionalText
    .default(providerDefaults.tokenIssuer)
    .meta({ description: "The token's `iss`, exactly, when it differs from issuer_url." }),
  discovery_query: optionalText
    .default(providerDefaults.discoveryQuery)
    .meta({ description: "Query string of the discovery URL, without `?`." }),
  key_source: keySource.default(providerDefaults.keySource),
  ca_certificates: optionalText
    .default(providerDefaults.caCertificates)
    .meta({ description: "PEM certificates trusted for this issuer in addition to the usual ones." }),
  use_proxy: z.boolean().default(providerDefaults.useProxy),
  algorithms: z
    .array(z.enum(signatureAlgorithms))
    .min(1)

    .default([...providerDefaults.algorithms]),
  audience: optionalText
    .default(providerDefaults.audience)
    .meta({ description: "The audience subject tokens must carry; null: any, which is a critical finding." }),
  additional_audiences: z.array(name).default([]),
  pins: z
    .array(pin)
    .default([])
    .meta({ description: "Claims every token must carry, whatever the mapping says." }),
  replay: replay.default(providerDefaults.replay),
  clock_tolerance_seconds: z.int().min(0).default(providerDefaults.clockToleranceSeconds),
  max_token_lifetime_seconds: z
    .int()
    .min(1)
    .default(providerDefaults.maxTokenLifetimeSeconds)
    .meta({ description: "Upper bound of `exp - iat` in a subject token." }),
  accept_access_tokens: z
    .boolean()
    .default(providerDefaults.acceptAccessTokens)
    .meta({ description: "Accept `typ: at+jwt` as a subject token." }),
  preset: optionalText.default(providerDefaults.preset),
};

/** As it is written: only `name` and `issuer_url` are required. */
export const providerInput = z
  .strictObject({
    ...members,
    ...ignoredServerMembers,
    ...ignoredKeptFor,
    mapping_count: z.unknown().optional().meta({ readOnly: true, description: "Ignored." }),
  })
  .superRefine(({ preset }, context) => {
    const ids = presets.map(({ id }) => id);
    if (preset === null || ids.includes(preset)) return;
    const meant = nearestWord(preset, ids);
    const help = meant === null ? "" : ` Did you mean ${meant}?`;
    context.addIssue({
      code: "custom",
      path: ["preset"],
      message: `There is no preset ${quote(preset)}.${help} There are: ${ids.join(", ")}.`,
    });
  })
  .meta({ id: "ProviderDraft" });
export type ProviderInput = z.output<typeof providerInput>;

/** As it is read. */
export const providerDocument = z
  .object({ ...members, ...serverMembers, ...keptForMembers })
  .meta({ id: "Provider" });
export type ProviderDocument = z.output<typeof providerDocument>;

/** As it is listed. How many mappings there are is no part of the provider, whose ETag would not tell of a change. */
const listedProvider = providerDocument
  .extend({
    mapping_count: z
      .int()
      .meta({ readOnly: true, description: "Identity mappings that the caller may see." }),
  })
  .meta({ id: "ListedProvider" });

export const providerPage = pageOf(listedProvider, "ProviderPage");
export const providerQuery = z.strictObject({
  ...pageQuery,
  project: name.optional().meta({ description: "Only those of this project." }),
});
export const providerPath = z.object({ name });
