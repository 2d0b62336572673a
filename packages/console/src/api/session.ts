/** Signing in and out, and confirming, in terms of the server's sessions. */

import { ApiProblem, createClient, type Session } from "@countersign/client";
import { useQuery } from "@tanstack/react-query";
import { watchedFetch } from "./connection.ts";
import { csrfToken, rememberSession, sessionKey } from "./session-state.ts";

/** That a credential is refused here says nothing about the session, so this is not the client that pages use. */
const client = createClient({ url: location.origin, csrfToken, fetch: watchedFetch });

/** The session: undefined while the server has not answered, null when nobody is signed in. */
export function useSession() {
  return useQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: Number.POSITIVE_INFINITY });
}

/** How one may sign in, besides with a token. */
export function useSessionOptions() {
  return useQuery({
    queryKey: ["session-options"],
    queryFn: () => client.request("GET", "/api/v1/session/options"),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Where single sign-on begins. @param path of the console that it ends at */
export function singleSignOnAddress(path: string): string {
  return `/console/sign-in/start?return=${encodeURIComponent(`/console${path}`)}`;
}

/** Where somebody who is signed in signs in once more at the provider, for an act of an operator. */
export function confirmationAddress(path: string): string {
  return `${singleSignOnAddress(path)}&confirm=1`;
}

/**
 * Opens a session. When it takes the place of one that has ended, of somebody else, the page begins anew, so that nobody
 * sees what another was looking at.
 * @throws ApiProblem when the token is not good, or too many were tried
 */
export async function signIn(token: string, endedName?: string): Promise<void> {
  const session = await client.request("POST", "/api/v1/session", { body: { token } });
  if (endedName !== undefined && endedName !== session.principal.name) location.reload();
  else rememberSession(session);
}

/** Shows the credential once more for acts of an operator. @throws ApiProblem when it is not the right one */
export async function confirmSession(token: string): Promise<void> {
  rememberSession(await client.request("POST", "/api/v1/session/confirmation", { body: { token } }));
}

/**
 * Ends the session at the server; the page begins anew, which forgets all that was read.
 * @throws ApiProblem when the session does not end
 */
export async function signOut(): Promise<void> {
  await endAtServer();
  location.assign("/console/");
}

/** Ends the session of somebody who has gone away; where the server does not answer, its own clock ends it. */
export async function leaveSession(): Promise<void> {
  // What proves the request to be ours is forgotten with the session.
  const ended = endAtServer();
  rememberSession(null);
  await ended.catch(() => undefined);
}

async function endAtServer(): Promise<void> {
  try {
    await client.request("DELETE", "/api/v1/session");
  } catch (error) {
    if (!hasNoSession(error)) throw error;
  }
}

async function readSession(): Promise<Session | null> {
  try {
    return await client.request("GET", "/api/v1/session");
  } catch (error) {
    if (hasNoSession(error)) return null;
    throw error;
  }
}

function hasNoSession(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}
