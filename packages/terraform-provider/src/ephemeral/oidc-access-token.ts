/**
 * `platform_oidc_access_token`: an ID token exchanged for an access token, for the length of one operation, by whoever
 * holds the ID token: the provider's credential has no part in it. It is revoked when Terraform closes it, and stands in
 * no plan and no state. Like every token here it is not renewed.
 */

import { findIdToken, idTokenPlace, readIdToken } from "../configuration/id-token.ts";
import { strangerTo } from "../configuration/strangers.ts";
import { type Diagnostic, fail, succeed } from "../engine/diagnostics.ts";
import { ephemeralResourceOf } from "../engine/kinds.ts";
import type { Attributes } from "../engine/schema.ts";
import { isNotEmpty } from "../engine/validators.ts";
import { orNull, unknown } from "../engine/values.ts";
import type { Connected } from "../server/connected.ts";
import { exchangeIdToken } from "../server/exchange.ts";
import { close, keep } from "./closing.ts";

const attributes = {
  provider_name: {
    type: "string",
    presence: "required",
    description: "Name of the OIDC configuration that trusts the ID token's issuer.",
    validators: [isNotEmpty],
  },
  token: {
    type: "string",
    presence: "optional",
    sensitive: true,
    description:
      "The ID token. Without it, `token_file`, else the environment: `COUNTERSIGN_ID_TOKEN`, else `TFC_WORKLOAD_IDENTITY_TOKEN`.",
    validators: [isNotEmpty],
  },
  token_file: {
    type: "string",
    presence: "optional",
    description: "Path of the file that holds the ID token.",
    validators: [isNotEmpty],
  },
  tfc_credential_tag_name: {
    type: "string",
    presence: "optional",
    description:
      "Of several ID tokens that HCP Terraform makes for a run, the one with this tag: with `STS` that in `TFC_WORKLOAD_IDENTITY_TOKEN_STS`.",
    validators: [isNotEmpty],
  },
  project_key: {
    type: "string",
    presence: "optional",
    description: "Project in which it is exchanged: its identity mappings come before the global ones.",
    validators: [isNotEmpty],
  },
  identity_mapping_name: {
    type: "string",
    presence: "optional",
    description: "Only this identity mapping may decide. Without it, the strongest one that fits.",
    validators: [isNotEmpty],
  },
  access_token: {
    type: "string",
    presence: "computed",
    sensitive: true,
    description: "The access token.",
  },
  token_id: { type: "string", presence: "computed", description: "Names the token in lists and in the log." },
  expires_in: {
    type: "number",
    presence: "computed",
    description: "How many seconds it lives from its exchange on.",
  },
  scope: { type: "string", presence: "computed", description: "What it is good for." },
  username: { type: "string", presence: "computed", description: "Whom it is for." },
} as const satisfies Attributes;

/** Each says where the ID token is. */
const sources = ["token", "token_file", "tfc_credential_tag_name"] as const;

export const oidcAccessToken = ephemeralResourceOf<Connected>()({
  name: "oidc_access_token",
  description:
    "An access token for an ID token, exchanged as any workload does. It stands in no plan and no state, and is revoked when the operation that needs it is over. Needs Terraform 1.10 or newer.",
  attributes,
  check(given) {
    const [, ...tooMany] = sources.filter((name) => given[name] !== null && given[name] !== unknown);
    return tooMany.map((name) =>
      problem(
        "Two ID tokens",
        "Only one of token, token_file and tfc_credential_tag_name may say where the ID token is.",
        name,
      ),
    );
  },
  async open(connected, given, { signal }) {
    const asked = {
      provider_name: orNull(given.provider_name) ?? "",
      token: orNull(given.token),
      token_file: orNull(given.token_file),
      tfc_credential_tag_name: orNull(given.tfc_credential_tag_name),
      project_key: orNull(given.project_key),
      identity_mapping_name: orNull(given.identity_mapping_name),
    };
    const [at = "provider_name"] = sources.filter((name) => asked[name] !== null);
    const found =
      asked.token === null
        ? findIdToken(
            { file: asked.token_file, tag: asked.tfc_credential_tag_name, fileAttribute: "token_file" },
            connected.environment,
          )
        : { ok: true as const, source: { kind: "value" as const, value: asked.token.trim(), from: "token" } };
    const read = found.ok ? await readIdToken(found.source) : found;
    if (found.ok) {
      const stranger = strangerTo(connected.urlFrom, idTokenPlace(found.source));
      if (stranger !== null) return fail(stranger);
    }
    if (!read.ok) return fail(problem("No ID token to exchange", read.sentence, at));
    const exchanged = await exchangeIdToken(
      connected,
      {
        idToken: read.idToken,
        providerName: asked.provider_name,
        projectKey: asked.project_key,
        mappingName: asked.identity_mapping_name,
      },
      signal,
    );
    if (!exchanged.ok)
      return fail(problem("The ID token was not exchanged", exchanged.sentence, "provider_name"));
    const { accessToken, tokenId, expiresIn, scope, username } = exchanged.value;
    return succeed({
      result: {
        ...asked,
        access_token: accessToken,
        token_id: tokenId,
        expires_in: expiresIn,
        scope,
        username,
      },
      kept: keep({ accessToken, tokenId }),
    });
  },
  close,
});

function problem(summary: string, detail: string, attribute: string): Diagnostic {
  return { severity: "error", summary, detail, at: [attribute] };
}
