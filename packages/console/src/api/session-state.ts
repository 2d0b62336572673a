/**
 * Who is signed in, as the rest of `api/` has to know it. The cookie itself is out of reach of any script; what is kept
 * here is what the server says of the session, in memory.
 */

import type { Session } from "@countersign/client";
import { queryClient } from "./query-client.ts";

export const sessionKey = ["session"] as const;

/** What is known: a session, null for none, undefined before the server was asked. */
function currentSession(): Session | null | undefined {
  return queryClient.getQueryData<Session | null>(sessionKey);
}

/** Proves to the server that a write comes from this page. */
export function csrfToken(): string | undefined {
  return currentSession()?.csrf_token;
}

/** Takes in what the server says of the session from now on. */
export function rememberSession(session: Session | null): void {
  queryClient.setQueryData<Session | null>(sessionKey, session);
}

/** The server knows the session no longer; the shell then asks to sign in again, over the page as it is. */
export function sessionIsOver(): void {
  if (currentSession()) rememberSession(null);
}
