/** Access tokens by themselves: made on the credential's own word, and ended when nobody needs them any more. */

import { type Answer, ask, pathOf, type Server } from "./connection.ts";
import { readDocument } from "./document.ts";

const tokensPath = pathOf("access", "api", "v1", "tokens");

const tokenMembers = {
  token_id: "text",
  access_token: "text",
  expires_in: "number",
  scope: "text?",
  reference_token: "text?",
} as const;

/** As the JFrog face takes it; what is null is left to the server. */
export interface TokenWish {
  readonly username: string | null;
  readonly scope: string | null;
  readonly audience: string | null;
  readonly expires_in: number | null;
  readonly description: string | null;
  readonly project_key: string | null;
  readonly include_reference_token: boolean | null;
}

export interface MadeToken {
  readonly accessToken: string;
  readonly referenceToken: string | null;
  readonly tokenId: string;
  readonly scope: string;
  /** In seconds, from now. */
  readonly expiresIn: number;
}

/** @returns the answer with the refusal when there is no token */
export async function makeToken(
  server: Server,
  wish: TokenWish,
  signal: AbortSignal,
): Promise<
  { readonly ok: true; readonly value: MadeToken } | { readonly ok: false; readonly answer: Answer }
> {
  const body = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== null));
  const answer = await ask(server, { method: "POST", path: tokensPath, body, signal });
  const read =
    answer.kind === "answer" && answer.status === 200 ? readDocument(tokenMembers, answer.body) : null;
  if (read === null || !read.ok) return { ok: false, answer };
  const { token_id: tokenId, access_token: accessToken, expires_in: expiresIn } = read.value;
  const { scope, reference_token: referenceToken } = read.value;
  return { ok: true, value: { accessToken, referenceToken, tokenId, scope: scope ?? "", expiresIn } };
}

/** A token that is to be ended. */
export interface EndedToken {
  readonly accessToken: string;
  readonly tokenId: string;
}

/**
 * Ends a token: by holding it, as anybody may (RFC 7009), or where that is switched off, on the credential's word.
 * @returns null when it is dead; else the answer that says why not
 */
export async function endToken(
  server: Server,
  token: EndedToken,
  signal: AbortSignal,
): Promise<Answer | null> {
  const byHolding = await ask(
    { ...server, token: async () => ({ ok: true, token: null, source: null }) },
    {
      method: "POST",
      path: pathOf("oauth2", "revoke"),
      credential: "none",
      body: { token: token.accessToken },
      signal,
    },
  );
  if (byHolding.kind === "answer" && byHolding.status === 200) return null;
  const byId = await ask(server, { method: "DELETE", path: `${tokensPath}${pathOf(token.tokenId)}`, signal });
  return byId.kind === "answer" && byId.status < 300 ? null : byId;
}
