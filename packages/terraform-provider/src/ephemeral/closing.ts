/** What an ephemeral token's `open` keeps for its `close`, which ends the token. */

import { type Diagnostic, type Outcome, succeed } from "../engine/diagnostics.ts";
import { readJsonText } from "../engine/json-text.ts";
import type { Call } from "../engine/kinds.ts";
import type { Server } from "../server/connection.ts";
import { readDocument } from "../server/document.ts";
import { sentenceOf } from "../server/refusal.ts";
import { type EndedToken, endToken } from "../server/tokens.ts";

const keptMembers = { accessToken: "text", tokenId: "text" } as const;

export function keep({ accessToken, tokenId }: EndedToken): string {
  return JSON.stringify({ accessToken, tokenId });
}

/** What was applied stands; a token that could not be ended is told of, and lives until it expires. */
export async function close(server: Server, kept: string, { signal }: Call): Promise<Outcome<null>> {
  const json = readJsonText(kept);
  const read = json.ok ? readDocument(keptMembers, json.value) : json;
  if (!read.ok) return succeed(null, [notEnded("What was remembered of it cannot be read.")]);
  const refused = await endToken(server, read.value, signal);
  return succeed(null, refused === null ? [] : [notEnded(sentenceOf(refused))]);
}

function notEnded(reason: string): Diagnostic {
  return {
    severity: "warning",
    summary: "An access token was not revoked",
    detail: `It is good until it expires. ${reason}`,
  };
}
