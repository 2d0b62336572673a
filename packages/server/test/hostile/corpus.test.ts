/** The corpus of hostile tokens and requests: every case that leaves the server and its issuers as they are. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { casesOn, isRunOn, noCorpus, readCorpus } from "./corpus-cases.ts";
import { expectNothingWritten, newRun } from "./corpus-exchange.ts";
import { corpusFaces } from "./corpus-faces.ts";
import { type Keys, makeCorpusKeys } from "./corpus-keys.ts";
import { needsOwnWorld, runCase } from "./corpus-run.ts";
import { sharedWorlds } from "./corpus-shared.ts";

const corpus = readCorpus();
const cases = corpus.cases.filter((one) => !needsOwnWorld(one));
const worlds = sharedWorlds();
let keys: Keys;

describe.skipIf(noCorpus)("the hostile-token corpus", () => {
  beforeAll(async () => {
    keys = await makeCorpusKeys();
  });
  afterAll(worlds.close);

  describe.each(corpusFaces.map((face) => [face.name, face] as const))("on the %s", (_, face) => {
    it.each(casesOn(face, cases))("%s", async (_, one) => {
      await runCase(newRun({ world: await worlds.of(one, keys), face, one, keys }));
    });
  });

  it("holds nothing that cannot be run", () => {
    expect(corpus.unreadable).toEqual([]);
    const placeless = corpus.cases.filter((one) => corpusFaces.every((face) => !isRunOn(face, one)));
    expect(placeless).toEqual([]);
  });

  it("leaves no token, secret or private key in the log or in the database", async () => {
    for (const world of await worlds.all()) await expectNothingWritten(world);
  });
});
