/** Signing in and out, and confirming, in terms of the server's sessions. */

import { ApiProblem, createClient } from "@countersign/client";
import { useQuery } from "@tanstack/react-query";
import { csrfToken, rememberSession, type Session, sessionKey } from "./session-state.ts";

/** How one may sign in, besides with a token. */
export interface SessionOptions {
  readonly single_sign_on: { readonly provider: string } | null;
}

const client = createClient({ url: location.origin, csrfToken });

// The session's paths are not in the description of the API yet; the types of what they answer stand in this file.
type Ask = (method: string, path: string, options?: { readonly body: unknown }) => Promise<unknown>;
const ask = client.request as unknown as Ask;

/** The session: undefined while the server has not answered, null when nobody is signed in. */
export function useSession() {
  return useQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: 60_000 });
}

export function useSessionOptions() {
  return useQuery({
    queryKey: ["session-options"],
    queryFn: async () => (await ask("GET", "/api/v1/session/options")) as SessionOptions,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/**
 * Opens a session. When it takes the place of one that has ended, of somebody else, the page begins anew, so that nobody
 * sees what another was looking at.
 * @throws ApiProblem when the token is not good, or too many were tried
 */
export async function signIn(token: string, endedName?: string): Promise<void> {
  const session = (await ask("POST", "/api/v1/session", { body: { token } })) as Session;
  if (endedName !== undefined && endedName !== session.principal.name) location.reload();
  else rememberSession(session);
}

/** Shows the credential once more for acts of an operator. @throws ApiProblem when it is not the right one */
export async function confirmSession(token: string): Promise<void> {
  rememberSession((await ask("POST", "/api/v1/session/confirmation", { body: { token } })) as Session);
}

/** Ends the session at the server; the page begins anew, which forgets all that was read. @throws ApiProblem when it does not end */
export async function signOut(): Promise<void> {
  try {
    await ask("DELETE", "/api/v1/session");
  } catch (error) {
    if (!hasNoSession(error)) throw error;
  }
  location.assign("/console/");
}

async function readSession(): Promise<Session | null> {
  try {
    return (await ask("GET", "/api/v1/session")) as Session;
  } catch (error) {
    if (hasNoSession(error)) return null;
    throw error;
  }
}

function hasNoSession(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}
