/**
 * As whom the server is asked: exactly one of the ways there are, the first that is given. Whoever asks for an exchange
 * gets that or an error; no other credential that happens to lie about in the environment steps in.
 */

import { type Diagnostic, fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import { type Unknown, unknown } from "../engine/values.ts";
import type { ProviderConfiguration } from "./attributes.ts";
import { type Environment, type Found, firstSet, variables } from "./environment.ts";
import { findIdToken, type IdTokenSource, idTokenPlace } from "./id-token.ts";

export type Identity =
  | { readonly kind: "nobody" }
  /** `from`: the attribute or variable that holds it. */
  | { readonly kind: "token"; readonly token: string; readonly from: string }
  | {
      readonly kind: "workload";
      readonly providerName: string;
      readonly projectKey: string | null;
      readonly idToken: IdTokenSource;
    }
  /** An attribute that says it is known only after apply. */
  | { readonly kind: "later"; readonly attribute: string };

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

/** Where the credential was found, or what is exchanged for it; null: there is none, or it is known only later. */
export function sourceOf(identity: Identity): string | null {
  switch (identity.kind) {
    case "token":
      return identity.from;
    case "workload":
      return idTokenPlace(identity.idToken);
    case "nobody":
    case "later":
      return null;
  }
}

function tokenIn({ value, from }: Found): Outcome<Identity> {
  // Anything else could not be sent, and the error about it would show the secret.
  if (/^[\x21-\x7e]+$/.test(value)) return succeed({ kind: "token", token: value, from });
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
  const idToken = findIdToken({ file, tag, fileAttribute: "oidc_token_file" }, environment);
  if (idToken.ok) return succeed({ kind: "workload", providerName, projectKey, idToken: idToken.source });
  const [at, advice] =
    tag === null
      ? ["oidc_provider_name", "Or leave oidc_provider_name out, to use access_token."]
      : ["tfc_credential_tag_name", ""];
  return fail(problem("No ID token to exchange", `${idToken.sentence} ${advice}`.trimEnd(), at));
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
