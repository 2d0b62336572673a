/** Exchanging an ID token for an access token, as any workload does: no other credential is sent with it. */

import { type Answer, ask, type Server } from "./connection.ts";
import { numberOf, textOf } from "./members.ts";
import { sentenceOf } from "./refusal.ts";

export interface ExchangeWish {
  readonly idToken: string;
  /** The OIDC configuration's name. */
  readonly providerName: string;
  readonly projectKey: string | null;
  /** Only this identity mapping; null: whichever wins. */
  readonly mappingName: string | null;
}

export interface Exchanged {
  readonly accessToken: string;
  readonly tokenId: string;
  /** In seconds, from now. */
  readonly expiresIn: number;
  readonly scope: string;
  readonly username: string;
}

export type ExchangeOutcome =
  | { readonly ok: true; readonly value: Exchanged }
  | { readonly ok: false; readonly sentence: string };

/** @returns the server's sentence with its reference id when it refuses */
export async function exchangeIdToken(
  server: Omit<Server, "token">,
  wish: ExchangeWish,
  signal?: AbortSignal,
): Promise<ExchangeOutcome> {
  const answer = await ask(
    { ...server, token: async () => ({ ok: true, token: null, source: null }) },
    {
      method: "POST",
      path: "/access/api/v1/oidc/token",
      credential: "none",
      body: {
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
        subject_token: wish.idToken,
        provider_name: wish.providerName,
        ...(wish.projectKey !== null && { project_key: wish.projectKey }),
        ...(wish.mappingName !== null && { identity_mapping_name: wish.mappingName }),
      },
      ...(signal !== undefined && { signal }),
    },
  );
  const exchanged = exchangedIn(answer);
  if (exchanged !== null) return { ok: true, value: exchanged };
  return { ok: false, sentence: sentenceOf(answer) };
}

function exchangedIn(answer: Answer): Exchanged | null {
  if (answer.kind === "none" || answer.status !== 200) return null;
  const { body } = answer;
  const accessToken = textOf(body, "access_token");
  const expiresIn = numberOf(body, "expires_in");
  // Anything else could not be sent, and the error about it would show the token.
  if (accessToken === null || !/^[\x21-\x7e]+$/.test(accessToken) || expiresIn === null) return null;
  return {
    accessToken,
    expiresIn,
    tokenId: textOf(body, "token_id") ?? "",
    scope: textOf(body, "scope") ?? "",
    username: textOf(body, "username") ?? "",
  };
}
