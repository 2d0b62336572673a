/** What a mutation is, and how the members of a token are changed. */

import type { Random } from "./random.ts";
import type { Genome, Member } from "./token.ts";

/** Changes a token; which of several ways, chance says. */
export type Mutation = (genome: Genome, random: Random, context: MutationContext) => void;

export interface MutationContext {
  /** Seconds since 1970. */
  readonly now: number;
  /** Texts to splice with: other tokens, hostile ones among them. */
  readonly others: readonly string[];
}

/** As a JSON text. */
export const quoted = (text: string) => JSON.stringify(text);

/** Gives a member another value, or adds it. @param name as it is written, with its quotation marks */
export function setMember(members: Member[], name: string, value: string): void {
  const at = members.findIndex(([one]) => one === name);
  if (at === -1) members.push([name, value]);
  else members[at] = [name, value];
}
