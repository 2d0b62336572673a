/** Whether the server answers, as the last request found it; while it does not, it is asked again now and then. */

import { createStore, useStore } from "../state/store.ts";

export type Connection =
  /** It answers. */
  | "fine"
  /** It turns requests away for now: overload, or its database is away. */
  | "busy"
  /** Nobody answers. */
  | "silent";

/** Thrown in place of an answer. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** Often enough that nobody reloads the page out of impatience. */
const askAgainMilliseconds = 5_000;

const connection = createStore<Connection>("fine");
let asking: ReturnType<typeof setInterval> | undefined;

export function useConnection(): Connection {
  return useStore(connection);
}

/** `fetch`, which notes how the server fares. @throws NoAnswer; an AbortError when whoever asked has turned away */
export const watchedFetch: typeof fetch = async (input, init) => {
  try {
    const response = await fetch(input, init);
    note(response.status === 503 ? "busy" : "fine");
    return response;
  } catch (error) {
    if (init?.signal?.aborted === true) throw error;
    note("silent");
    throw new NoAnswer("The server does not answer.", { cause: error });
  }
};

function note(found: Connection): void {
  connection.set(found);
  if (found === "fine") {
    clearInterval(asking);
    asking = undefined;
  } else {
    asking ??= setInterval(askAgain, askAgainMilliseconds);
  }
}

/** Asks for what costs nothing and needs no session. */
function askAgain(): void {
  watchedFetch("/api/v1/session/options").catch(() => undefined);
}
