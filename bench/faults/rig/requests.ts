/** The requests that protocols send, and what is read from their answers. */

import type { Answer, LoadRequest } from "../../load/connection.ts";

const form = { "content-type": "application/x-www-form-urlencoded" };

/** A token exchange by RFC 8693. @param provider named, because several may trust one issuer */
export function exchangeRequest(subjectToken: string, provider: string): LoadRequest {
  return {
    method: "POST",
    path: "/oauth2/token",
    headers: form,
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: subjectToken,
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      provider_name: provider,
    }).toString(),
  };
}

/** A revocation by RFC 7009, by whoever holds the token. */
export function revocationRequest(token: string): LoadRequest {
  return {
    method: "POST",
    path: "/oauth2/revoke",
    headers: form,
    body: new URLSearchParams({ token }).toString(),
  };
}

/** A token exchange at the JFrog face, which also hands out a reference token. */
export function referenceRequest(subjectToken: string, provider: string): LoadRequest {
  return {
    method: "POST",
    path: "/access/api/v1/oidc/token",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: subjectToken,
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      provider_name: provider,
      include_reference_token: true,
    }),
  };
}

/** An introspection by RFC 7662. @param secret of an administrator */
export function introspectionRequest(token: string, secret: string): LoadRequest {
  return {
    method: "POST",
    path: "/oauth2/introspect",
    headers: { ...form, authorization: `Bearer ${secret}` },
    body: new URLSearchParams({ token }).toString(),
  };
}

/** A request of the admin API. */
export function adminRequest(secret: string, method: string, path: string, document: unknown): LoadRequest {
  return {
    method,
    path: `/api/v1${path}`,
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify(document),
  };
}

/** The document of an answer; null when it is none. */
export function documentOf({ body }: Pick<Answer, "body">): Readonly<Record<string, unknown>> | null {
  try {
    const document: unknown = JSON.parse(body.toString());
    return typeof document === "object" && document !== null ? { ...document } : null;
  } catch {
    return null;
  }
}

/** The access token of an answer; null when it handed out none. */
export function accessTokenOf(answer: Answer): string | null {
  const token = answer.status === 200 ? documentOf(answer)?.["access_token"] : undefined;
  return typeof token === "string" ? token : null;
}

/** The `jti` of one of our own access tokens. */
export function tokenIdOf(accessToken: string): string {
  const payload = Buffer.from(accessToken.split(".")[1] ?? "", "base64url");
  return String(documentOf({ body: payload })?.["jti"] ?? "");
}
