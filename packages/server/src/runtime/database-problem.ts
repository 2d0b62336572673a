/** What keeps a node from being ready because of its database. */

import type { Store } from "../store/store.ts";
import { DatabaseGone, TakesNoWrites } from "../store/unavailable.ts";

/** For whoever asks whether the server is ready; null: the database answers, and keeps what is written. */
export async function databaseProblem(store: Pick<Store, "ping">): Promise<string | null> {
  try {
    await store.ping();
    return null;
  } catch (problem) {
    if (problem instanceof DatabaseGone) {
      return "The database file is gone: what is written now is lost. Restore it, and restart the server.";
    }
    return problem instanceof TakesNoWrites
      ? "The database keeps nothing of what is written: its disk may be full, it may be read-only, or another process may lock it."
      : "The database does not answer.";
  }
}
