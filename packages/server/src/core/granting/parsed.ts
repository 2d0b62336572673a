/** The outcome of reading a text somebody wrote: its meaning, or a sentence that says what is wrong with it. */

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** @param problem a sentence for the person who wrote the text */
export function unreadable(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
