/** The corpus's hostile tokens at the Keystone face: every case that leaves the server and its issuers as they are. */

import { afterAll, beforeAll, describe, it } from "vitest";
import { casesOn, noCorpus, readCorpus } from "./corpus-cases.ts";
import { expectNothingWritten, newRun } from "./corpus-exchange.ts";
import { type Keys, makeCorpusKeys } from "./corpus-keys.ts";
import { corpusProtocol, keystoneFace } from "./corpus-keystone.ts";
import { needsOwnWorld, runCase } from "./corpus-run.ts";
import { sharedWorlds } from "./corpus-shared.ts";

const cases = readCorpus().cases.filter((one) => !needsOwnWorld(one));
const worlds = sharedWorlds({ protocol: corpusProtocol });
let keys: Keys;

describe.skipIf(noCorpus)("the hostile-token corpus", () => {
  beforeAll(async () => {
    keys = await makeCorpusKeys();
  });
  afterAll(worlds.close);

  describe("on the Keystone face", () => {
    it.each(casesOn(keystoneFace, cases))("%s", async (_, one) => {
      await runCase(newRun({ world: await worlds.of(one, keys), face: keystoneFace, one, keys }));
    });
  });

  it("leaves no token, secret or private key in the log or in the database", async () => {
    for (const world of await worlds.all()) await expectNothingWritten(world);
  });
});
