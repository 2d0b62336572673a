/** The one error this store throws on purpose, and how a caught one is put into words. */

/** The database did not confirm a write, or did not answer. */
export class Unavailable extends Error {
  readonly code = "unavailable";
}

/** What a caught value says of itself. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
