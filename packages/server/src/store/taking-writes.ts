/**
 * Whether the database takes writes: one whose disk is full, whose file system was made read-only or whose
 * provider has shut it answers every question and keeps nothing. As long as writes are kept, that is proof enough;
 * once none of some was, whoever wants to know has something written, until that is kept. Other writes are no proof
 * then: many change nothing, and SQLite keeps nothing of nothing on any disk.
 */

import type { Database } from "./database.ts";
import { describeError, NotAnswering, TakesNoWrites } from "./unavailable.ts";
import { type CallOutcome, resultOf, type WriteCall } from "./writes.ts";

export interface WatchedWrites extends Pick<Database, "write"> {
  /** @throws TakesNoWrites; NotAnswering */
  requireTaken(): Promise<void>;
}

export function watchWrites(database: Pick<Database, "write" | "requireRoom">): WatchedWrites {
  let isDoubted = false;
  const write = async (calls: readonly WriteCall[]): Promise<readonly CallOutcome[]> => {
    try {
      const outcomes = await database.write(calls);
      if (calls.length > 0 && outcomes.every(({ ok }) => !ok)) isDoubted = true;
      return outcomes;
    } catch (error) {
      isDoubted = true;
      throw error;
    }
  };
  return {
    write,
    async requireTaken() {
      try {
        // Nothing to write asks the writer at least, and finds out whether it still answers.
        if (isDoubted) await database.requireRoom();
        const outcomes = await write(isDoubted ? [{ write: "writeFactsAnew", argument: {} }] : []);
        for (const outcome of outcomes) resultOf("writeFactsAnew", outcome);
        if (outcomes.length > 0) isDoubted = false;
      } catch (error) {
        throw error instanceof NotAnswering ? error : new TakesNoWrites(describeError(error));
      }
    },
  };
}
