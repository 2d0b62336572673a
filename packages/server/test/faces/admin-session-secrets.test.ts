import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { get, signIn } from "./admin-session.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-sessions-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Each start of the server has a bootstrap secret of its own, unless told. */
async function during<T>(bootstrapSecret: string, ask: (app: TestApp) => Promise<T>): Promise<T> {
  const app = await startApp({
    COUNTERSIGN_DATA_DIR: folder,
    COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: bootstrapSecret,
  });
  try {
    return await ask(app);
  } finally {
    await app.close();
  }
}

const [one, another] = ["one".padEnd(32, "-"), "another".padEnd(32, "-")];

it.each([
  ["is taken out of the settings", ""],
  ["is another one", another],
])("a session of the bootstrap secret ends when that %s", async (_, later) => {
  const session = await during(one, (app) => signIn(app, one));
  const ask = (app: TestApp) => get(app, session, "/whoami");
  expect((await during(one, ask)).status).toBe(200);
  const ended = await during(later, ask);
  expect(ended.status).toBe(401);
  expect(ended.document["detail"]).toContain("was revoked, or is good no more");
});
