/** A server whose database was restored: nothing that was ended since the backup is good again. */

import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { runCommand } from "../cli/command-line.ts";
import { type BrowserSession, get, post, signIn } from "../faces/admin-session.ts";
import { exchange, startWorld, type World } from "./exchange-world.ts";

describe("after a restoration", () => {
  let world: World;
  let folder: string;
  let restored: TestApp;
  let early: string;
  let serviceToken: string;
  let session: BrowserSession;

  beforeAll(async () => {
    world = await startWorld();
    folder = await mkdtemp(join(tmpdir(), "countersign-restore-"));
    await world.provider({ replay: { policy: "single_use", key: { kind: "jti" } } });
    await world.mapping({ name: "deploy", claims: { sub: "job-1" }, grant: { groups: ["deployers"] } });
    serviceToken = (
      await runCommand(["admin", "token", "create", "ci", "--data-dir", world.app.dataDir])
    ).out.trim();
    session = await signIn(world.app);
    early = world.idToken({ jti: "early" });
    const file = join(folder, "all.backup");
    expect((await runCommand(["backup", "create", file, "--data-dir", world.app.dataDir])).code).toBe(0);
    // What happens now is forgotten.
    expect((await exchange(world.app, "oauth", early)).status).toBe(200);

    const dataDir = join(folder, "data");
    expect((await runCommand(["backup", "restore", file, "--data-dir", dataDir])).code).toBe(0);
    await cp(join(world.app.dataDir, "master.key"), join(dataDir, "master.key"));
    restored = await startApp({
      COUNTERSIGN_DATA_DIR: dataDir,
      // What was behind the session is good again: that it has ended is not its doing.
      COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: world.app.adminToken,
      COUNTERSIGN_ISSUER_ALLOW: world.issuer.origin,
    });
  });
  afterAll(async () => {
    await restored.close();
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("the log tells once what was ended and what to do", async () => {
    const told = () => restored.log.filter((line) => line.includes("The database was restored"));
    expect(told()).toHaveLength(1);
    expect(JSON.parse(told()[0] ?? "")).toMatchObject({
      level: "warn",
      secretsRevoked: 1,
      sessionsEnded: 0,
      msg: expect.stringMatching(/countersign admin token create.*countersign key rotate --emergency/),
    });
    await restored.restart();
    expect(told()).toHaveLength(1);
  });

  it("nobody is signed in to the console", async () => {
    expect((await get(world.app, session, "/whoami")).status).toBe(200);
    expect((await get(restored, session, "/whoami")).status).toBe(401);
  });

  it("a single-use token from before is not exchanged again", async () => {
    const { status, document } = await exchange(restored, "oauth", early);
    expect([status, document["error_description"]]).toEqual([
      400,
      expect.stringContaining("older than what the server remembers"),
    ]);
  });

  it("a single-use token issued later is", async () => {
    restored.advance(60);
    const now = restored.now();
    const later = world.idToken({ jti: "later", iat: now, exp: now + 300 });
    expect((await exchange(restored, "oauth", later)).status).toBe(200);
  });

  it("an administrator's secret from before is not good", async () => {
    const ask = (app: TestApp) =>
      app.send("/api/v1/providers", { headers: { authorization: `Bearer ${serviceToken}` } });
    expect((await ask(world.app)).status).toBe(200);
    expect((await ask(restored)).status).toBe(401);
  });

  it("who signs in to the console with one is told of the restoration, and how to get another", async () => {
    const { status, document } = await post(restored, "/session", { token: serviceToken });
    expect([status, document["detail"]]).toEqual([
      401,
      expect.stringMatching(
        /because the database was restored .* `countersign admin token create` makes one/,
      ),
    ]);
  });
});
