/**
 * Whether the database takes writes: one whose disk is full, whose file system was made read-only or whose
 * provider has shut it answers every question and keeps nothing. As long as writes are kept, that is proof enough;
 * once none of the last ones was, the next who wants to know has something written.
 */

import type { Database } from "./database.ts";
import { describeError, NotAnswering, TakesNoWrites } from "./unavailable.ts";
import { type CallOutcome, resultOf, type WriteCall } from "./writes.ts";

export interface WatchedWrites extends Pick<Database, "write"> {
  /** @throws TakesNoWrites; NotAnswering */
  requireTaken(): Promise<void>;
}

export function watchWrites(database: Pick<Database, "write">): WatchedWrites {
  let noneKept = false;
  const write = async (calls: readonly WriteCall[]): Promise<readonly CallOutcome[]> => {
    try {
      const outcomes = await database.write(calls);
      if (calls.length > 0) noneKept = outcomes.every(({ ok }) => !ok);
      return outcomes;
    } catch (error) {
      noneKept = true;
      throw error;
    }
  };
  return {
    write,
    async requireTaken() {
      try {
        // Nothing to write asks the writer at least, and finds out whether it still answers.
        const outcomes = await write(noneKept ? [{ write: "writeFactsAnew", argument: {} }] : []);
        for (const outcome of outcomes) resultOf("writeFactsAnew", outcome);
      } catch (error) {
        throw error instanceof NotAnswering ? error : new TakesNoWrites(describeError(error));
      }
    },
  };
}
