import { randomBytes } from "node:crypto";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { type Ended, runCommand, runProgram } from "./command-line.ts";

/** The server looks for another master key before it makes a key, and twice a minute. */
const soon = { timeout: 10_000, interval: 50 };

let app: TestApp;
let folder: string;
let masterKey: string;
let newKey: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-key-"));
  app = await startApp();
  masterKey = join(app.dataDir, "master.key");
  newKey = await keyFile("new.key");
});
afterEach(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

async function keyFile(name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, randomBytes(32), { mode: 0o600 });
  return path;
}

/** Through the server. */
const key = (argv: readonly string[], secret = app.adminToken) =>
  runCommand(["key", ...argv, "--url", app.url], { environment: { COUNTERSIGN_TOKEN: secret } });
/** On its data folder. */
const local = (argv: readonly string[]) => runCommand(["key", ...argv, "--data-dir", app.dataDir]);
const rewrap = (...argv: readonly string[]) => local(["rewrap", "--new-master-key-file", newKey, ...argv]);

const items = ({ out }: Ended): readonly Record<string, unknown>[] => JSON.parse(out);

/** Every wrapped text in the database: of the keys, and the canary. */
function wrapped(): readonly string[] {
  using database = new DatabaseSync(join(app.dataDir, "countersign.db"), { readOnly: true });
  const rows = database
    .prepare(
      "select wrapped_private_key as text from signing_keys union all select value from facts where name = 'master_key_canary' order by 1",
    )
    .all();
  return rows.map(({ text }) => String(text));
}

async function roleOf(role: "admin" | "operator"): Promise<string> {
  const made = await runCommand([
    ...["admin", "token", "create", role, "--role", role, "--data-dir", app.dataDir],
  ]);
  return made.out.trim();
}

describe("countersign key list and rotate", () => {
  it("show the key that signs, and the next one once it was asked for", async () => {
    expect(items(await key(["list", "--json"]))).toMatchObject([{ state: "active", algorithm: "ES256" }]);
    const rotated = await key(["rotate"]);
    expect(rotated).toMatchObject({ code: 0 });
    expect(rotated.out).toMatch(/ES256 +active .*\n.*ES256 +next /);
    expect(rotated.err).toContain("Nothing else is to be done");
    expect(items(await key(["list", "--json"]))).toHaveLength(2);
  });

  it("show no time at which a key signs that does not", async () => {
    await app.close();
    app = await startApp({ COUNTERSIGN_SIGNING_ALG: "ES256,EdDSA" });
    const { out } = await key(["list"]);
    expect(out).toMatch(/ES256 +active +\d{4}-\S+ +\d{4}-\S+\n/);
    expect(out).toMatch(/EdDSA +standby\n/);
  });

  it("replace every key in an emergency", async () => {
    const [before] = items(await key(["list", "--json"]));
    const [after, ...others] = items(await key(["rotate", "--emergency", "--yes", "--json"]));
    expect(others).toEqual([]);
    expect(after).toMatchObject({ state: "active" });
    expect(after?.["kid"]).not.toBe(before?.["kid"]);
    expect(app.log.some((line) => line.includes('"by":"bootstrap","emergency":true'))).toBe(true);
  });

  it("change nothing in an emergency without --yes, and say what that would end", async () => {
    const before = await key(["list", "--json"]);
    const { code, out, err } = await key(["rotate", "--emergency"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^Nothing was changed\. This would withdraw every signing key/);
    expect(err).toContain(app.url);
    expect(err).toContain(`To do it: countersign key rotate --emergency --url ${app.url} --yes\n`);
    expect((await key(["list", "--json"])).out).toBe(before.out);
  });

  it("repeat no password of a server's URL, and says where the secret belongs", async () => {
    const argv = ["key", "rotate", "--emergency", "--url", "https://ops:hunter2@sts.example"];
    const { code, err } = await runCommand(argv);
    expect({ code, err }).toEqual({
      code: 2,
      err: "--url must be without user and password. The administrator's secret goes into COUNTERSIGN_TOKEN or the file of --admin-token-file.\n",
    });
  });

  it("are an operator's: an administrator is refused with 4", async () => {
    const administrator = await roleOf("admin");
    for (const words of [["list"], ["rotate"], ["rotate", "--emergency", "--yes"]]) {
      const { code, err } = await key(words, administrator);
      expect(code).toBe(4);
      expect(err).toContain("Signing keys are an operator's.");
    }
    expect(items(await key(["list", "--json"]))).toHaveLength(1);
    expect((await key(["list"], await roleOf("operator"))).code).toBe(0);
  });
});

describe("countersign key rewrap", () => {
  it("wraps every key and the canary anew while the server goes on", async () => {
    await key(["rotate"]);
    const [before, list] = [wrapped(), items(await key(["list", "--json"]))];
    const { code, out, err } = await runProgram([
      ...["key", "rewrap", "--new-master-key-file", newKey, "--data-dir", app.dataDir],
    ]);
    expect(code).toBe(0);
    expect(out).toBe(`Now under the master key in ${newKey}: 2 signing keys.\n`);
    expect(err).toContain(`It has to take the place of ${masterKey} on every node`);
    expect(wrapped()).toHaveLength(3);
    expect(before.filter((text) => wrapped().includes(text))).toEqual([]);
    expect(items(await key(["list", "--json"]))).toEqual(list);
  });

  it("leaves a server that starts with the old master key out, and one with the new one in", async () => {
    await rewrap();
    await expect(app.restart()).rejects.toThrow("The master key is not the one this database was made with");
    await rename(newKey, masterKey);
    await app.restart();
    expect(items(await key(["list", "--json"]))).toMatchObject([{ state: "active" }]);
  });

  it("has a running server make no key until the new master key is in its file, and say so", async () => {
    await rewrap();
    const refused = await key(["rotate"]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("wrapped under another master key, which is not in this server's key file");
    expect((await app.send("/readyz")).status).toBe(200);
    await rename(newKey, masterKey);
    await vi.waitFor(async () => expect((await key(["rotate"])).code).toBe(0), soon);
    expect(app.log.some((line) => line.includes("under another master key, which was found"))).toBe(true);
    await app.restart();
    expect(items(await key(["list", "--json"]))).toHaveLength(2);
  });

  it("changes nothing when it is run again", async () => {
    await rewrap();
    const before = wrapped();
    const again = await rewrap("--json");
    expect(again.code).toBe(0);
    expect(again.json()).toEqual({ rewrapped: 0, master_key_file: newKey });
    expect(wrapped()).toEqual(before);
  });

  it("changes nothing when it cannot finish, and everything when it is run once more", async () => {
    await key(["rotate"]);
    const before = wrapped();
    // The canary is the last to be written: the keys are wrapped anew by then, in the same transaction.
    breakLastStep(
      "create trigger no_canary before update on facts begin select raise(abort, 'disk full'); end",
    );
    const { code } = await rewrap();
    expect(code).toBe(1);
    expect(wrapped()).toEqual(before);
    breakLastStep("drop trigger no_canary");
    expect((await rewrap()).code).toBe(0);
  });

  it("changes nothing with a present master key that is another one", async () => {
    const before = wrapped();
    const { code, json } = await rewrap("--master-key-file", await keyFile("other.key"), "--json");
    expect(code).toBe(2);
    expect(json()).toMatchObject({ error: "usage", detail: expect.stringContaining("nothing was changed") });
    expect(wrapped()).toEqual(before);
  });

  it.each([
    ["is not there", "missing.key", /There is no master key at .*missing\.key/],
    ["is not 32 bytes", "short.key", /holds 5 bytes; it must hold exactly 32/],
  ])("is refused with 2 when the other master key %s", async (_, name, sentence) => {
    newKey = join(folder, name);
    if (name === "short.key") await writeFile(newKey, "short", { mode: 0o600 });
    const { code, err } = await rewrap();
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });

  it("takes keys from files only", async () => {
    expect((await local(["rewrap"])).err).toContain("--new-master-key-file <file>");
  });
});

describe("countersign key reset", () => {
  const reset = (...argv: readonly string[]) => local(["reset", ...argv]);

  it("lets a server start again whose master key is lost", async () => {
    const before = items(await key(["list", "--json"]));
    await app.asAdmin("POST", "/api/v1/providers", {
      name: "kept",
      issuer_url: "https://ci.example",
      audience: "a",
    });
    await rm(masterKey);
    await expect(app.restart()).rejects.toThrow(`${masterKey} is missing`);
    const { code, out } = await reset("--yes");
    expect({ code, out }).toEqual({
      code: 0,
      out: "Removed: 1 signing key. The next start of the server makes new ones.\n",
    });
    await app.restart();
    const after = items(await key(["list", "--json"]));
    expect(after).toMatchObject([{ state: "active" }]);
    expect(after[0]?.["kid"]).not.toBe(before[0]?.["kid"]);
    expect((await app.asAdmin("GET", "/api/v1/providers/kept")).status).toBe(200);
  });

  it("changes nothing without --yes", async () => {
    await rm(masterKey);
    const before = wrapped();
    const { code, err } = await reset();
    expect(code).toBe(2);
    expect(err).toMatch(
      /^Nothing was changed\. This would give up 1 signing key of the database .*countersign\.db/,
    );
    expect(err).toMatch(/every token issued so far/);
    expect(err).toContain(`Stop the servers, then: countersign key reset --data-dir ${app.dataDir} --yes\n`);
    expect(wrapped()).toEqual(before);
  });

  it("changes nothing when the master key is there after all", async () => {
    const before = wrapped();
    const { code, err } = await reset("--yes");
    expect(code).toBe(2);
    expect(err).toContain("so nothing is lost");
    expect(wrapped()).toEqual(before);
  });

  it("has a server that was not stopped sign nothing, and say what to do", async () => {
    await rm(masterKey);
    await reset("--yes");
    await vi.waitFor(async () => expect(items(await key(["list", "--json"]))).toEqual([]), soon);
    const readiness = await app.send("/readyz");
    expect(readiness.status).toBe(503);
    expect(await readiness.text()).toContain("There is no signing key.");
    const { err } = await key(["rotate"]);
    expect(err).toContain("Restart it: it then makes new ones.");
  });
});

function breakLastStep(statement: string): void {
  using database = new DatabaseSync(join(app.dataDir, "countersign.db"), { timeout: 5_000 });
  database.exec(statement);
}
