/** Between JFrog's exchange and ours. Pure: documents in, core words out, and back. */

import type { ClientFacts, ExchangeRequest } from "../../core/exchange-request.ts";
import { parseAudience } from "../../core/granting/audience.ts";
import type { MintedToken } from "../../core/minting.ts";
import { refuse, type Verdict } from "../../core/refusal.ts";
import type { JsonObject } from "../../core/terms.ts";
import type { FaceSettings } from "../services.ts";
import { accessTokenLayout, scopeOf, usernameOf } from "./profile.ts";
import { contextMembers, type ExchangeAnswer, type ExchangeDocument } from "./wire.ts";

/** This face, as records and tokens name it. */
export const faceName = "access";

const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const subjectTokenTypes: readonly string[] = [
  "urn:ietf:params:oauth:token-type:id_token",
  "urn:ietf:params:oauth:token-type:jwt",
];

/** Longest value kept of what a client says about its run. */
const longestContextValue = 256;

/**
 * @returns refused with `unsupported_grant` or `unsupported_token_type`
 * @see RFC 8693 section 2.1
 */
export function toExchangeRequest(
  document: ExchangeDocument,
  caller: { readonly requestId: string; readonly client: ClientFacts },
  settings: Pick<FaceSettings, "requireAudience" | "serviceId">,
): Verdict<ExchangeRequest> {
  if (document.grant_type !== tokenExchange) {
    return refuse("unsupported_grant", { received: document.grant_type });
  }
  if (!subjectTokenTypes.includes(document.subject_token_type)) {
    return refuse("unsupported_token_type", { received: document.subject_token_type });
  }
  const provider = document.provider_name;
  return {
    ok: true,
    value: {
      requestId: caller.requestId,
      face: faceName,
      subjectToken: document.subject_token,
      provider: provider === undefined ? { kind: "by_issuer" } : { kind: "named", name: provider },
      entry: { kind: "exchange" },
      // No form is asked of it: a project nobody knows has no mappings, and global ones apply.
      project: document.project_key ?? document.projectKey ?? null,
      mapping: document.identity_mapping_name ?? null,
      audience: { requested: parseAudience(document.audience ?? ""), rule: "covered" },
      scope: [],
      requiresAudience: settings.requireAudience,
      expectedIssuer:
        typeof document.issuer_url === "string" && document.issuer_url !== "" ? document.issuer_url : null,
      wantsReferenceToken: document.include_reference_token ?? false,
      layout: accessTokenLayout(settings.serviceId),
      context: contextOf(document),
      client: caller.client,
    },
  };
}

function contextOf(document: ExchangeDocument): JsonObject {
  const told = contextMembers.flatMap((member) => {
    const value = document[member];
    return typeof value === "string" || typeof value === "number"
      ? [[member, String(value).slice(0, longestContextValue).toWellFormed()] as const]
      : [];
  });
  return Object.fromEntries(told);
}

/** The answer to a successful exchange. */
export function toExchangeAnswer(issued: MintedToken): ExchangeAnswer {
  return {
    access_token: issued.accessToken,
    expires_in: issued.expiresAt - issued.issuedAt,
    issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
    token_type: "Bearer",
    scope: scopeOf(issued.grant),
    username: usernameOf(issued.grant.subject),
    token_id: issued.tokenId,
    ...(issued.referenceToken !== null && { reference_token: issued.referenceToken }),
  };
}
