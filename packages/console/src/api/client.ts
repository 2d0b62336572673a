/**
 * The one way the console asks the server: the published client with the session's cookie, the token that says a write
 * comes from this page, and two things that any request may run into: that the session is over, and that an act wants
 * the person's credential once more, after which the act is repeated.
 */

import { ApiProblem, type Client, createClient } from "@countersign/client";
import { confirmAct } from "./confirmation.ts";
import { csrfToken, sessionIsOver } from "./session-state.ts";

const published = createClient({ url: location.origin, csrfToken });

/** Pages use this; problems arrive as `ApiProblem`. */
export const client: Client = {
  // What the wrapper sends and answers is what it wraps; it only looks at what went wrong.
  request: ((...request: Parameters<Client["request"]>) =>
    attempt(() => published.request(...request))) as Client["request"],
  list: published.list,
};

async function attempt<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.status === 401) sessionIsOver();
    if (error.code === "confirmation_required" && (await confirmAct())) return act();
    throw error;
  }
}
