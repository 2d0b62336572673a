/**
 * Repairs: what a machine can do about a finding. Each stands beside its finding. Its values come from what is at hand
 * (the draft, the preset, the other mappings, the projects there are) and are never made up: where only a person
 * knows the value there is none.
 */

/** One change that makes its finding go away. */
export interface Repair<Draft> {
  /** What it does, in the words of a button: `Set the lifetime to 1 h`. */
  readonly title: string;
  /** What these members of the draft become; the others stay. */
  readonly members: Partial<Draft>;
}

/** The draft with the repair made. */
export function repaired<Draft>(draft: Draft, { members }: Repair<Draft>): Draft {
  return { ...draft, ...members };
}
