/** Root on a machine where the server runs as another user: only root can be it, so elsewhere nothing of this runs. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePort, startApp, type TestApp } from "../app.ts";
import { cleanEnvironment, program, runCommand } from "./command-line.ts";

const isRoot = process.getuid?.() === 0;
/** Any user but root; nobody has to be called so. */
const service = 65_534;

let app: TestApp;
let port: number;
let folder: string;
let backup: string;
/** A folder of the service's user, new for each test. */
let own: string;
beforeAll(async () => {
  app = await startApp();
  port = await freePort();
  folder = await mkdtemp(join(tmpdir(), "countersign-owner-"));
  backup = join(folder, "all.backup");
  await runCommand(["backup", "create", backup, "--data-dir", app.dataDir]);
  for (const path of [folder, backup]) if (isRoot) await chown(path, service, service);
});
beforeEach(async () => {
  own = await mkdtemp(join(folder, "own-"));
  if (isRoot) await chown(own, service, service);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the program as the service's user. */
async function runAsService(argv: readonly string[]) {
  const ids = { uid: service, gid: service };
  const child = spawn(process.execPath, [program, ...argv], { ...ids, env: cleanEnvironment({}), cwd: own });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code, out, err };
}

/** Who owns what a folder holds. */
async function ownersIn(path: string) {
  const names = await readdir(path);
  return new Set(await Promise.all(names.map(async (name) => (await stat(join(path, name))).uid)));
}

describe.runIf(isRoot)("root, in the data folder of another user,", () => {
  const refused = /belongs to another user \(uid 65534\).*setpriv --reuid=65534 --regid=65534 --clear-groups/;

  it.each([
    ["backup restore", () => ["backup", "restore", backup]],
    ["serve", () => ["serve", "--listen", `127.0.0.1:${port}`]],
    ["admin token create", () => ["admin", "token", "create", "somebody"]],
  ])("is told to be that user, and writes nothing: %s", async (_, command) => {
    const { code, err } = await runCommand([...command(), "--data-dir", own]);
    expect([code, err]).toEqual([2, expect.stringMatching(refused)]);
    expect(await readdir(own)).toEqual([]);
  });

  it("is told so where the data folder is yet to be made", async () => {
    const { code, err } = await runCommand(["backup", "restore", backup, "--data-dir", join(own, "a", "b")]);
    expect([code, err]).toEqual([2, expect.stringMatching(refused)]);
    expect(await readdir(own)).toEqual([]);
  });

  it("is told so of a database beside the data folder", async () => {
    const url = `sqlite:${join(own, "other.db")}`;
    const { code, err } = await runCommand([
      ...["backup", "restore", backup],
      ...["--data-dir", app.dataDir, "--database-url", url],
    ]);
    expect([code, err]).toEqual([2, expect.stringMatching(refused)]);
  });

  it("is let be in a folder of its own", async () => {
    const roots = join(own, "roots");
    await mkdir(roots);
    expect((await runCommand(["backup", "restore", backup, "--data-dir", roots])).code).toBe(0);
  });

  it("leaves a database that its owner can use, once it is that user", async () => {
    const restored = await runAsService(["backup", "restore", backup, "--data-dir", own]);
    expect(restored).toMatchObject({ code: 0, out: expect.stringContaining("restored") });
    expect(await runAsService(["admin", "token", "create", "a", "--data-dir", own])).toMatchObject({
      code: 0,
    });
    expect(await ownersIn(own)).toEqual(new Set([service]));
  });
});

describe.runIf(isRoot)("another user than the server's", () => {
  it.each([
    ["admin token list", () => ["admin", "token", "list"]],
    ["audit verify", () => ["audit", "verify"]],
    ["backup create", () => ["backup", "create", join(own, "another.backup")]],
  ])("is told that the database is another user's, and not that there is none: %s", async (_, command) => {
    const { code, err } = await runAsService([...command(), "--data-dir", app.dataDir]);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^EACCES: .* must belong to the user the server runs as\.\n$/),
    ]);
  });
});
