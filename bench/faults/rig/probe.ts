/** One exchange at a time, for protocols that ask whether tokens are handed out, and note which were. */

import type { Answer } from "../../load/connection.ts";
import type { Installation } from "./installation.ts";
import type { Journal } from "./journal.ts";
import { accessTokenOf, exchangeRequest, tokenIdOf } from "./requests.ts";

/** Exchanges a fresh token of provider `ci`. @returns whether a token was handed out */
export async function tryExchange(installation: Installation, journal: Journal): Promise<boolean> {
  const [idToken = ""] = await installation.issuer.idTokens({ count: 1 });
  const answer = await send(installation, idToken);
  noteIssued(journal, answer);
  return answer.status === 200;
}

/** Sends an exchange by itself. */
export async function send(installation: Installation, idToken: string, provider = "ci"): Promise<Answer> {
  const { path, ...request } = exchangeRequest(idToken, provider);
  const answer = await fetch(`${installation.server().origin}${path}`, request);
  return {
    status: answer.status,
    body: Buffer.from(await answer.arrayBuffer()),
    header: (name) => answer.headers.get(name),
  };
}

export function noteIssued(journal: Journal, answer: Answer): void {
  const issued = accessTokenOf(answer);
  if (issued !== null) journal.note({ kind: "exchange", tokenId: tokenIdOf(issued), subjectToken: null });
}
