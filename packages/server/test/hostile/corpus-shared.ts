/** Installations that many cases share: one for each key set and clock, since a case that steps the clock needs its own. */

import type { CorpusCase } from "./corpus-case.ts";
import { keysOfVector } from "./corpus-exchange.ts";
import type { Keys } from "./corpus-keys.ts";
import { type CorpusWorld, startCorpusWorld } from "./corpus-world.ts";

export function sharedWorlds() {
  const worlds = new Map<string, Promise<CorpusWorld>>();
  return {
    /** The world of a case, started when there is none yet. */
    of({ id, how }: CorpusCase, keys: Keys): Promise<CorpusWorld> {
      const { environment, vector } = how;
      const step = environment?.server_clock_step_s ?? 0;
      const name = JSON.stringify([environment?.jwks, step, vector === undefined ? null : id]);
      const known = worlds.get(name);
      if (known !== undefined) return known;
      const jwks = vector === undefined ? (environment?.jwks ?? "default") : keysOfVector(vector);
      const started = startCorpusWorld(keys, { jwks }).then((world) => {
        if (step !== 0) world.server.stepWallClock(step);
        return world;
      });
      worlds.set(name, started);
      return started;
    },
    all: () => Promise.all(worlds.values()),
    async close() {
      for (const world of worlds.values()) await (await world).close();
    },
  };
}
