import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { runCommand, runProgram } from "./command-line.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** On the data folder of the server that runs meanwhile. */
const admin = (argv: readonly string[]) => runCommand(["admin", "token", ...argv, "--data-dir", app.dataDir]);

const statusWith = async (secret: string) =>
  (await app.send("/api/v1/providers", { headers: { authorization: `Bearer ${secret}` } })).status;

describe("countersign admin token", () => {
  it("makes a secret beside a running server that is good there at once", async () => {
    const { code, out, err } = await runProgram(["admin", "token", "create", "rescue"], {
      environment: { COUNTERSIGN_DATA_DIR: app.dataDir },
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^csa_[\w-]{49}\n$/);
    expect(await statusWith(out.trim())).toBe(200);
  });

  it("tells of another secret of the same name that is still good", async () => {
    const first = (await admin(["create", "twin", "--json"])).json();
    const second = await admin(["create", "twin"]);
    expect(second.out).toMatch(/^csa_[\w-]{49}\n$/);
    expect(second.err).toContain(`countersign admin token revoke ${first["id"]}`);
  });

  it("says nothing of one of the same name that was revoked", async () => {
    const first = (await admin(["create", "renewed", "--json"])).json();
    await admin(["revoke", String(first["id"])]);
    expect((await admin(["create", "renewed"])).err).toBe("");
  });

  it("makes secrets that other commands take from a file", async () => {
    const path = join(app.dataDir, "rescue-token");
    await writeFile(path, (await admin(["create", "from-file"])).out, { mode: 0o600 });
    const listed = await runCommand(["provider", "list", "--url", app.url, "--admin-token-file", path]);
    expect(listed.code).toBe(0);
  });

  it("lists secrets without showing them", async () => {
    const made = (await admin(["create", "listed", "--role", "operator", "--days", "1", "--json"])).json();
    const { out, json } = await admin(["list", "--json"]);
    expect(json()).toContainEqual(
      expect.objectContaining({ id: made["id"], name: "listed", role: "operator", revoked_at: null }),
    );
    expect(out).not.toContain(String(made["secret"]));
  });

  it("ends a secret while the server runs", async () => {
    const made = (await admin(["create", "short", "--json"])).json();
    expect(await statusWith(String(made["secret"]))).toBe(200);
    expect((await admin(["revoke", String(made["id"]), "--json"])).json()).toEqual({ revoked: made["id"] });
    expect(await statusWith(String(made["secret"]))).toBe(401);
  });

  it("ends with 5 for a secret that is not good any more", async () => {
    expect((await admin(["revoke", "nothing"])).code).toBe(5);
  });

  it.each([
    [["create", "a b"], /name must have/],
    [["create", "x", "--days", "367"], /--days must be a whole number from 1 to 366/],
    [["create", "x", "--days", "1.5"], /--days must be/],
    [["create", "x", "--role", "king"], /Allowed choices are operator, admin/],
  ])("ends with 2 for %j", async (argv, sentence) => {
    const { code, err } = await admin(argv);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });

  it("never makes a database of its own", async () => {
    const dataDir = join(app.dataDir, "elsewhere");
    const { code, err } = await runCommand(["admin", "token", "list", "--data-dir", dataDir]);
    expect(code).toBe(2);
    expect(err).toContain(`There is no database at ${join(dataDir, "countersign.db")}.`);
  });

  it("refuses a password on the command line", async () => {
    const url = "postgres://user:hunter2@127.0.0.1:1/db";
    const { code, err } = await runCommand(["admin", "token", "list", "--database-url", url]);
    expect(code).toBe(2);
    expect(err).toContain("set COUNTERSIGN_DATABASE_URL instead");
    expect(err).not.toContain("hunter2");
  });
});
