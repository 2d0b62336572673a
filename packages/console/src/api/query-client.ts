/**
 * What the console remembers of the server's answers, in memory only: gone with the page, or with the session. Keys
 * begin with what kind of thing it is, so that whoever writes makes the whole kind stale at once.
 */

import { ApiProblem } from "@countersign/client";
import { QueryClient } from "@tanstack/react-query";
import { NoAnswer } from "./connection.ts";

/** Answers of the last seconds serve a page that is returned to; older ones are shown while they are renewed. */
const freshMilliseconds = 5_000;

/** Attempts after the first, of what may pass by itself. */
const retries = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: freshMilliseconds,
      retry: (failures, error) => failures < retries && mayPass(error),
      // Whether there is a network says nothing about a server on this machine.
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

/** Has what no page shows at the moment read anew when it is wanted again. */
export function forgetUnseen(): void {
  queryClient.removeQueries({ type: "inactive" });
}

/** Whether the same request may fare better in a moment: overload, or no answer at all. */
function mayPass(error: unknown): boolean {
  return error instanceof NoAnswer || (error instanceof ApiProblem && error.status === 503);
}
