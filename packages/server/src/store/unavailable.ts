/** The errors this store throws on purpose, and how a caught one is put into words. */

/** The database did not confirm a write, or did not answer. */
export class Unavailable extends Error {
  readonly code = "unavailable";
}

/** The database was not reached, fell silent or gave up. Asking again at once, or for less, does not help. */
export class NotAnswering extends Unavailable {}

/** The database's file is not where it was opened: whatever is still written will not be found again. */
export class DatabaseGone extends Unavailable {}

/** The database answers and keeps nothing. */
export class TakesNoWrites extends Unavailable {}

/** It is there and answers, and is none to work with: the message says which one to name. */
export class UnsuitableDatabase extends Unavailable {}

/** Tables of a later version: what this one would write into them could be wrong. */
export class NewerDatabase extends Unavailable {}

/** What is stored is not what was written: a disk, a file system or a hand has changed it. */
export class Damaged extends Unavailable {}

/** What a caught value says of itself. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
