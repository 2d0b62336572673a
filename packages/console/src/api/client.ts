/**
 * The one way the console asks the server: the published client with the session's cookie, the token that says a write
 * comes from this page, and two things that any request may run into: that the session is over, and that an act wants
 * the person's credential once more, after which the act is repeated.
 */

import { ApiProblem, type Client, createClient } from "@countersign/client";
import { confirmAct } from "./confirmation.ts";
import { watchedFetch } from "./connection.ts";
import { csrfToken, sessionIsOver } from "./session-state.ts";

const published = createClient({
  url: location.origin,
  csrfToken,
  fetch: async (input, init) => {
    const response = await watchedFetch(input, init);
    if (response.status === 401) sessionIsOver();
    return response;
  },
});

/** Pages use this; problems arrive as `ApiProblem`. */
export const client: Client = {
  list: published.list,
  async request(...request) {
    try {
      return await published.request(...request);
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== "confirmation_required") throw error;
      if (!(await confirmAct())) throw error;
      return published.request(...request);
    }
  },
};
