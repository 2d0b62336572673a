/** What the console remembers of the server's answers, in memory only: gone with the page, or with the session. */

import { ApiProblem } from "@countersign/client";
import { QueryClient } from "@tanstack/react-query";

/** Answers of the last seconds serve a page that is returned to; older ones are shown while they are renewed. */
const freshMilliseconds = 5_000;

/** Attempts after the first, of what may pass by itself. */
const retries = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: freshMilliseconds,
      retry: (failures, error) => failures < retries && mayPass(error),
    },
    mutations: { retry: false },
  },
});

/** Whether the same request may fare better in a moment: overload, or no answer at all. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status === 503;
}
