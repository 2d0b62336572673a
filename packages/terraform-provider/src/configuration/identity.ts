/**
 * As whom the server is asked: exactly one of the ways there are, the first that is given. Whoever asks for an exchange
 * gets that or an error; no other credential that happens to lie about in the environment steps in.
 */

import { type Diagnostic, fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import { type Unknown, unknown } from "../engine/values.ts";
import type { ProviderConfiguration } from "./attributes.ts";
import { type Environment, type Found, firstSet, taggedTokenVariable, variables } from "./environment.ts";

export type Identity =
  | { readonly kind: "nobody" }
  | { readonly kind: "token"; readonly token: string }
  | {
      readonly kind: "workload";
      readonly providerName: string;
      readonly projectKey: string | null;
      readonly idToken: IdTokenSource;
    }
  /** An attribute that says it is known only after apply. */
  | { readonly kind: "later"; readonly attribute: string };

/** A file is read for every exchange anew; a variable never changes while the provider runs. */
export type IdTokenSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "value"; readonly value: string; readonly from: string };

export function identityOf(given: ProviderConfiguration, environment: Environment): Outcome<Identity> {
  if (given.anonymous === true) return succeed({ kind: "nobody" });
  const token = given.access_token;
  if (token === unknown) return succeed({ kind: "later", attribute: "access_token" });
  if (token !== null) {
    const read = tokenIn({ value: token.trim(), from: "access_token" });
    return read.ok && given.oidc_provider_name !== null ? succeed(read.value, [notExchanged]) : read;
  }
  if (given.oidc_provider_name !== null) return workloadIn(given, given.oidc_provider_name, environment);
  const found = firstSet(environment, variables.token);
  return found === null ? fail(nobodyNamed) : tokenIn(found);
}

function tokenIn({ value, from }: Found): Outcome<Identity> {
  // Anything else could not be sent, and the error about it would show the secret.
  if (/^[\x21-\x7e]+$/.test(value)) return succeed({ kind: "token", token: value });
  return fail(
    problem(
      "Not a credential",
      `${from} does not hold one credential: it has spaces, line breaks or other characters that none has.`,
      from === "access_token" ? from : null,
    ),
  );
}

function workloadIn(
  given: ProviderConfiguration,
  providerName: string | Unknown,
  environment: Environment,
): Outcome<Identity> {
  const { oidc_token_file: file, tfc_credential_tag_name: tag, oidc_project_key: projectKey } = given;
  const later = (attribute: string) => succeed<Identity>({ kind: "later", attribute });
  if (providerName === unknown) return later("oidc_provider_name");
  if (file === unknown) return later("oidc_token_file");
  if (tag === unknown) return later("tfc_credential_tag_name");
  if (projectKey === unknown) return later("oidc_project_key");
  const idToken = idTokenIn(file, tag, environment);
  return idToken.ok
    ? succeed({ kind: "workload", providerName, projectKey, idToken: idToken.value })
    : fail(...idToken.problems);
}

/** A tag that is configured decides: the token without a tag was made for somebody else. */
function idTokenIn(
  file: string | null,
  tag: string | null,
  environment: Environment,
): Outcome<IdTokenSource> {
  if (file !== null) return succeed({ kind: "file", path: file });
  const names = tag === null ? variables.idToken : [taggedTokenVariable(tag)];
  const found = firstSet(environment, names);
  if (found !== null) return succeed({ kind: "value", ...found });
  const [at, advice] =
    tag === null
      ? [
          "oidc_provider_name",
          "Set TFC_WORKLOAD_IDENTITY_AUDIENCE in the workspace at HCP Terraform, name a file with oidc_token_file, or leave oidc_provider_name out to use access_token.",
        ]
      : [
          "tfc_credential_tag_name",
          `Set TFC_WORKLOAD_IDENTITY_AUDIENCE_${tag} in the workspace; the tag is compared with its letter case.`,
        ];
  return fail(
    problem(
      "No ID token to exchange",
      `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} not set. ${advice}`,
      at,
    ),
  );
}

const notExchanged: Diagnostic = {
  severity: "warning",
  summary: "No exchange is made",
  detail:
    "access_token comes before oidc_provider_name. Leave access_token out to have the ID token exchanged.",
  at: ["oidc_provider_name"],
};

const nobodyNamed = problem(
  "No credential",
  `Say who is asking: set access_token, or oidc_provider_name to exchange an ID token, in the provider's block, or ${variables.token[0]} in the environment. A configuration that needs none says anonymous = true.`,
  "access_token",
);

function problem(summary: string, detail: string, attribute: string | null): Diagnostic {
  return { severity: "error", summary, detail, ...(attribute !== null && { at: [attribute] }) };
}
