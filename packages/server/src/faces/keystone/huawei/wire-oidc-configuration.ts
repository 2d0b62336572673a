/**
 * The OpenID Connect configuration of an identity provider: its members with their limits. Written in parts, it is
 * judged whole: what the request leaves out is as it stands. In mode `program` the members for the console mean
 * nothing and are null. `signing_key` may be left out, which the vendor does not allow: keys then come from
 * `jwks_uri`, a member of ours, or without it from the issuer's discovery document.
 *
 * Sources: "Creating an OpenID Connect Identity Provider Configuration", "Modifying …", "Querying …" (Identity and
 * Access Management, API reference); CreateOpenIdConnectConfig of Huawei Cloud's SDKs.
 */

import { z } from "zod";
import { isJsonObject } from "../../../core/json.ts";
import type { JsonObject, JsonValue } from "../../../core/terms.ts";
import { parseStrictJson } from "../../../jws/strict-json.ts";
import { isForBrowsers } from "../../../oidc/issuer-url.ts";
import { fault, mustBeObject, type Read, readDocument } from "./wire.ts";

/** The whole configuration, as it is stored, shown and judged. */
export interface OidcConfiguration {
  readonly access_mode: "program" | "program_console";
  /** The `iss` of its tokens. */
  readonly idp_url: string;
  /** The `aud` of its tokens. */
  readonly client_id: string;
  readonly authorization_endpoint: string | null;
  readonly scope: string | null;
  readonly response_type: "id_token" | null;
  readonly response_mode: "fragment" | "form_post" | null;
  /** A JWK set, as text. */
  readonly signing_key: string | null;
  /** Where the keys are while none is written here; null: where the issuer's discovery document says. */
  readonly jwks_uri: string | null;
}

/** The part of it that is kept with the identity provider. */
export type KeptConfiguration = Omit<OidcConfiguration, "idp_url" | "client_id">;

/** What another interface may have taken away: the provider of any configuration can be changed there. */
export type StandingConfiguration = Omit<OidcConfiguration, "client_id"> & {
  readonly client_id: string | null;
};

/** Longest text of the members that have no limit of the vendor's: longer URLs are not contacted either. */
const longestUri = 2_048;
const scopeWords = { least: 1, most: 10 } as const;

function textOf(least: number, most: number) {
  const length = `must have ${least} to ${most} characters`;
  return z.string({ error: "must be text" }).min(least, { error: length }).max(most, { error: length });
}

const scope = z
  .string({ error: "must be text" })
  .refine(
    (text) => {
      const words = text.split(" ");
      const wellFormed = words.every((word) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(word));
      return wellFormed && words.length >= scopeWords.least && words.length <= scopeWords.most;
    },
    { error: `must have ${scopeWords.least} to ${scopeWords.most} words with one blank between them` },
  )
  .refine((text) => text.split(" ").includes("openid"), { error: 'must contain "openid"' });

const signingKey = textOf(10, 30_000).superRefine((text, context) => {
  const parsed = parseStrictJson(text);
  const wrong = parsed.ok
    ? isJsonObject(parsed.value)
      ? null
      : "must be the text of a JSON object with the array keys"
    : `must be the text of a JSON Web Key Set, and is not valid JSON: ${parsed.problem.detail}`;
  if (wrong !== null) context.addIssue({ code: "custom", message: wrong });
});

/** Absent: as it stands; null: none. */
function part<Form extends z.ZodType>(form: Form) {
  return form.nullable().optional();
}

const given = z.object(
  {
    access_mode: part(
      z.enum(["program", "program_console"], { error: 'must be "program" or "program_console"' }),
    ),
    idp_url: part(textOf(10, 255)),
    client_id: part(textOf(5, 255)),
    authorization_endpoint: part(textOf(10, 255)),
    scope: part(scope),
    response_type: part(z.enum(["id_token"], { error: 'must be "id_token"' })),
    response_mode: part(z.enum(["fragment", "form_post"], { error: 'must be "fragment" or "form_post"' })),
    signing_key: part(signingKey),
    jwks_uri: part(textOf(10, longestUri)),
  },
  mustBeObject,
);
/** As it was kept: what was judged once is not judged again. */
const kept = z.object({
  access_mode: z.enum(["program", "program_console"]),
  authorization_endpoint: z.string().nullable(),
  scope: z.string().nullable(),
  response_type: z.literal("id_token").nullable(),
  response_mode: z.enum(["fragment", "form_post"]).nullable(),
  signing_key: z.string().nullable(),
  jwks_uri: z.string().nullable(),
});

/** @returns null for anything else than what was kept */
export function readKept(value: JsonValue | undefined): KeptConfiguration | null {
  const read = kept.safeParse(value);
  return read.success ? read.data : null;
}

const document = z.object({ openid_connect_config: given }, mustBeObject);

type Member = keyof OidcConfiguration;
/** Every member, null where none is known yet. */
type Draft = { readonly [Name in Member]: OidcConfiguration[Name] | null };

const required = ["access_mode", "idp_url", "client_id"] as const;
const consoleMembers = ["authorization_endpoint", "scope", "response_type", "response_mode"] as const;

const nothing: Draft = {
  access_mode: null,
  idp_url: null,
  client_id: null,
  authorization_endpoint: null,
  scope: null,
  response_type: null,
  response_mode: null,
  signing_key: null,
  jwks_uri: null,
};

/**
 * Reads a configuration, or a part of one.
 * @param standing what it changes; null: nothing yet
 */
export function readOidcConfiguration(
  body: JsonObject,
  standing: StandingConfiguration | null,
): Read<OidcConfiguration> {
  const read = readDocument(document, body);
  if (!read.ok) return read;
  const told = Object.entries(read.value.openid_connect_config).filter(([, value]) => value !== undefined);
  const merged: Draft = { ...nothing, ...standing, ...Object.fromEntries(told) };
  return whole(merged);
}

function whole(merged: Draft): Read<OidcConfiguration> {
  const { access_mode, idp_url, client_id } = merged;
  if (access_mode === null || idp_url === null || client_id === null) {
    return fault(path(required.find((name) => merged[name] === null)), "must be given");
  }
  if (access_mode === "program") {
    const none = { authorization_endpoint: null, scope: null, response_type: null, response_mode: null };
    return { ok: true, value: { ...merged, ...none, access_mode, idp_url, client_id } };
  }
  const missing = consoleMembers.find((name) => merged[name] === null);
  if (missing !== undefined) return fault(path(missing), 'must be given in access_mode "program_console"');
  const { authorization_endpoint } = merged;
  if (authorization_endpoint !== null && !isForBrowsers(authorization_endpoint, idp_url)) {
    return fault(path("authorization_endpoint"), "must be an https URL without user name and fragment");
  }
  return { ok: true, value: { ...merged, access_mode, idp_url, client_id } };
}

function path(member: Member | undefined): string {
  return `openid_connect_config.${member}`;
}
