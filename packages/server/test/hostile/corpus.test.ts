/** The corpus of hostile tokens and requests: every case that leaves the server and its issuers as they are. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CorpusCase } from "./corpus-case.ts";
import { casesOn, noCorpus, readCorpus } from "./corpus-cases.ts";
import { expectNothingWritten, keysOfVector, newRun } from "./corpus-exchange.ts";
import { type CorpusFace, corpusFaces } from "./corpus-faces.ts";
import { type Keys, makeCorpusKeys } from "./corpus-keys.ts";
import { needsOwnWorld, runCase } from "./corpus-run.ts";
import { type CorpusWorld, startCorpusWorld } from "./corpus-world.ts";

const corpus = readCorpus();
const cases = corpus.cases.filter((one) => !needsOwnWorld(one));
/** One installation for each key set and clock; a case that steps the clock must not share its server. */
const worlds = new Map<string, Promise<CorpusWorld>>();
let keys: Keys;

describe.skipIf(noCorpus)("the hostile-token corpus", () => {
  beforeAll(async () => {
    keys = await makeCorpusKeys();
  });
  afterAll(async () => {
    for (const world of worlds.values()) await (await world).close();
  });

  describe.each(corpusFaces.map((face) => [face.name, face] as const))("on the %s", (_, face) => {
    it.each(casesOn(face, cases))("%s", (_, one) => runInSharedWorld(face, one));
  });

  it("holds nothing that cannot be run", () => {
    expect(corpus.unreadable).toEqual([]);
  });

  it("leaves no token, secret or private key in the log or in the database", async () => {
    for (const world of worlds.values()) await expectNothingWritten(await world);
  });
});

async function runInSharedWorld(face: CorpusFace, one: CorpusCase): Promise<void> {
  await runCase(newRun({ world: await worldOf(one), face, one, keys }));
}

function worldOf({ id, how }: CorpusCase): Promise<CorpusWorld> {
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
}
