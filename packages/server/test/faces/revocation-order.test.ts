/** A revocation and the exchanges around it, over HTTP on either database: who came before dies, who came after lives. */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eachDatabase, type TestDatabase } from "../store/databases.ts";
import { introspected, issue, issueOnAccess } from "./oauth-tokens-world.ts";
import { startWorld, type World } from "./oauth-world.ts";

/** By how much the clock was ahead when it was revoked; less than two nodes may differ. */
const ahead = 30;

describe.each(eachDatabase())("a revocation on $name", ({ create }) => {
  let database: TestDatabase;
  let folder: string;
  let world: World;
  beforeAll(async () => {
    database = await create();
    folder = await mkdtemp(join(tmpdir(), "countersign-order-"));
    const masterKeyFile = join(folder, "master.key");
    await writeFile(masterKeyFile, randomBytes(32), { mode: 0o600 });
    world = await startWorld({
      COUNTERSIGN_DATABASE_URL: database.url,
      COUNTERSIGN_MASTER_KEY_FILE: masterKeyFile,
    });
  });
  afterAll(async () => {
    await world.close();
    await database.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const isActive = async (token: string) => (await introspected(world, token))["active"];
  const changeOf = (path: string, body: unknown) => async () => {
    const response = await world.app.asAdmin("POST", path, body);
    expect(response.ok, await response.text()).toBe(true);
  };
  const revocationOf = (body: unknown) => changeOf("/api/v1/revocations", body);
  const disableForAMoment = async () => {
    const provider = (await (await world.app.asAdmin("GET", "/api/v1/providers/ci")).json()) as object;
    for (const enabled of [false, true]) {
      await world.app.asAdmin("PUT", "/api/v1/providers/ci", { ...provider, revision: undefined, enabled });
    }
  };

  describe.each([
    ["of a user", revocationOf({ kind: "user", user: "deployer" })],
    ["of a mapping", revocationOf({ kind: "mapping", provider: "ci", mapping: "deploy" })],
    ["of a provider", revocationOf({ kind: "provider", provider: "ci" })],
    ["of everything", revocationOf({ kind: "everything" })],
    ["by disabling the provider for a moment", disableForAMoment],
    ["by withdrawing the signing keys", changeOf("/api/v1/keys/rotate", { emergency: true })],
  ])("%s", (_, revoke) => {
    it("ends what was issued before, and nothing that is issued right after its answer", async () => {
      const before = [await issue(world), await issueOnAccess(world)];
      for (const issued of before) expect(await isActive(issued.referenceToken)).toBe(true);
      await revoke();
      const after = [await issue(world), await issueOnAccess(world)];
      for (const { accessToken, referenceToken } of before) {
        expect([await isActive(accessToken), await isActive(referenceToken)]).toEqual([false, false]);
      }
      for (const { accessToken, referenceToken } of after) {
        expect([await isActive(accessToken), await isActive(referenceToken)]).toEqual([true, true]);
      }
    });

    it("goes by the order of things, also where the clock was ahead when it was revoked", async () => {
      world.app.stepWallClock(ahead);
      const before = await issue(world);
      await revoke();
      world.app.stepWallClock(-ahead);
      const after = await issue(world);
      expect(await isActive(before.referenceToken)).toBe(false);
      expect(await isActive(after.accessToken)).toBe(true);
      expect(await isActive(after.referenceToken)).toBe(true);
    });
  });
});
