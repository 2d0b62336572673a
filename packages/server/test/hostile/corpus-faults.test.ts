/**
 * The corpus's cases that break an issuer, move the clock or end the server: each has an installation to
 * itself. Many of them wait more than they work, so they run side by side.
 */

import { beforeAll, describe, it, vi } from "vitest";
import type { CorpusCase } from "./corpus-case.ts";
import { casesOn, noCorpus, readCorpus } from "./corpus-cases.ts";
import { expectNothingWritten, newRun } from "./corpus-exchange.ts";
import { type CorpusFace, corpusFaces } from "./corpus-faces.ts";
import { type Keys, makeCorpusKeys } from "./corpus-keys.ts";
import { needsOwnWorld, rebindingHost, runCase, startOwnWorld } from "./corpus-run.ts";

/** A name server whose second answer leads elsewhere: no real one can be asked to do that. */
vi.mock("node:dns/promises", async (original) => {
  const real = await original<typeof import("node:dns/promises")>();
  const asked = new Map<string, number>();
  return {
    ...real,
    lookup: async (hostname: string, options: { readonly all: true }) => {
      if (!hostname.endsWith(rebindingHost)) return real.lookup(hostname, options);
      const turn = asked.get(hostname) ?? 0;
      asked.set(hostname, turn + 1);
      return [{ address: turn % 2 === 0 ? "127.0.0.1" : "127.0.0.2", family: 4 }];
    },
  };
});

const cases = readCorpus().cases.filter(needsOwnWorld);
let keys: Keys;

describe.skipIf(noCorpus)("the hostile-token corpus", () => {
  beforeAll(async () => {
    keys = await makeCorpusKeys();
  });

  describe.each(corpusFaces.map((face) => [face.name, face] as const))("on the %s", (_, face) => {
    it.concurrent.each(casesOn(face, cases))("%s", (_, one) => runInOwnWorld(face, one));
  });
});

async function runInOwnWorld(face: CorpusFace, one: CorpusCase): Promise<void> {
  const world = await startOwnWorld(keys, one);
  try {
    await runCase(newRun({ world, face, one, keys }));
    await expectNothingWritten(world);
  } finally {
    await world.close();
  }
}
