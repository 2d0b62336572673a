/**
 * Mutations of a token, each of a kind that has fooled some verifier: in the JSON of header and payload, in
 * who signs, and in the text around it all. Some change nothing that matters, so that acceptance is tried too.
 */

import { harmless, headerMutations, payloadMutations } from "./mutate-members.ts";
import { textMutations } from "./mutate-text.ts";
import { type Mutation, type MutationContext, setMember } from "./mutation.ts";
import type { Random } from "./random.ts";
import type { Genome } from "./token.ts";

/** Applies one to three mutations; one token in ten stays good. */
export function mutate(genome: Genome, random: Random, context: MutationContext): void {
  if (random.chance(1, 10)) return;
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const kinds = random.pick([harmless, headerMutations, payloadMutations, signerMutations, textMutations]);
    random.pick(kinds)(genome, random, context);
  }
}

const signerMutations: readonly Mutation[] = [
  (genome, random) => {
    genome.signer = random.pick(["attacker", "none", "hmac", "ec-1", "ed-1"]);
  },
  (genome) => {
    genome.signer = "attacker";
  },
  (genome) => {
    genome.signer = "none";
    setMember(genome.header, '"alg"', '"none"');
  },
  (genome) => {
    genome.signer = "hmac";
    setMember(genome.header, '"alg"', '"HS256"');
  },
];
