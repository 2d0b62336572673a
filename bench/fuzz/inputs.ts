/** The stream of fuzzed tokens: the same for the same seed, keys and time. */

import type { CorpusSeeds } from "./corpus-seeds.ts";
import { mutate } from "./mutate.ts";
import { Random } from "./random.ts";
import { type Genome, goodToken, type Keys, writeToken } from "./token.ts";

/** Good tokens to splice with, beside the corpus's. */
const spliced = 50;

/** Makes one token after the other. */
export function tokenStream(keys: Keys, corpus: CorpusSeeds, seed: number): (now: number) => string {
  const random = new Random(seed);
  let turn = 0;
  const fresh = (now: number): Genome => goodToken(keys, turn++, now, `id-${turn}-${random.next()}`);
  let others: readonly string[] = [];
  return (now) => {
    if (others.length === 0) {
      const good = Array.from({ length: spliced }, () => writeToken(fresh(now), keys));
      others = [...good, ...corpus.tokens];
    }
    const genome = fresh(now);
    if (corpus.changes.length > 0 && random.chance(1, 3)) {
      const { header, payload } = random.pick(corpus.changes);
      genome.header = merged(genome.header, header);
      genome.payload = merged(genome.payload, payload);
    }
    mutate(genome, random, { now, others });
    return writeToken(genome, keys);
  };
}

function merged(
  members: Genome["header"],
  changes: Genome["header"] | readonly (readonly [string, string])[],
) {
  return [...new Map([...members, ...changes])];
}
