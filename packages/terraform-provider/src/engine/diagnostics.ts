/** What Terraform shows a person: errors and warnings, each on the attribute it is about. */

import type { Path, Values } from "./values.ts";

export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** A few words, without a full stop; the headline. */
  readonly summary: string;
  /** Sentences that say what is wrong and what to do next. */
  readonly detail: string;
  /** The attribute at fault; absent: the whole block. */
  readonly at?: Path;
}

/**
 * What an operation came to. With `ok: false` nothing is taken over into the state, except that a creation which may
 * have left something behind says with `left` what Terraform has to remember, so that it is not lost: attributes that
 * are unknown in it are remembered as null.
 */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly warnings?: readonly Diagnostic[] }
  | { readonly ok: false; readonly problems: readonly Diagnostic[]; readonly left?: Values };

export function succeed<T>(value: T, warnings: readonly Diagnostic[] = []): Outcome<T> {
  return { ok: true, value, warnings };
}

export function fail(...problems: readonly Diagnostic[]): {
  readonly ok: false;
  readonly problems: readonly Diagnostic[];
} {
  return { ok: false, problems };
}
