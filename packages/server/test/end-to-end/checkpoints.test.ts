import { randomBytes } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { checkpointDraft, readCheckpoint } from "../../src/audit/checkpoint.ts";
import { checkpointsIn } from "../../src/audit/trusted-checkpoints.ts";
import { startApp, type TestApp } from "../app.ts";
import { runCommand } from "../cli/command-line.ts";
import { newInstallation } from "../keys/installation.ts";

const hangGuard = { timeout: 15_000 };

/** Puts a checkpoint in front of the server's, signed with a key that is not the server's; gone after the test. */
async function putForeignCheckpoint(path: string): Promise<void> {
  const signing = await newInstallation().open();
  const facts = { id: "ffffffff", issuer: "https://foreign.example", at: 2_000_000_000, retentionSeconds: 0 };
  const heads = { revision: 0, configuration: null, streams: [] };
  const text = await signing.signNaming((publicJwk) => checkpointDraft(heads, facts, publicJwk));
  const run = (statement: string, ...values: readonly (string | number)[]) => {
    using database = new DatabaseSync(path, { timeout: 5_000 });
    database.prepare(statement).run(...values);
  };
  run("insert into audit_checkpoints (id, made_at, text) values (?, ?, ?)", facts.id, facts.at, text);
  onTestFinished(() => run("delete from audit_checkpoints where id = ?", facts.id));
}

describe("a server's checkpoints", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const logged = () => checkpointsIn(app.log.join("\n"));
  const list = async () => {
    const answer = await app.asAdmin("GET", "/api/v1/audit/checkpoints");
    expect(answer.status).toBe(200);
    const { items } = (await answer.json()) as { items: { id: string; checkpoint: string }[] };
    return items.map(({ checkpoint }) => checkpoint);
  };

  it("are made soon after the start, kept, and logged at info", async () => {
    await vi.waitFor(async () => expect(await list()).toHaveLength(1), hangGuard);
    await vi.waitFor(async () => expect(logged()).toEqual(await list()), hangGuard);
    const line = app.log.find((one) => one.includes('"checkpoint":'));
    expect(line).toContain('"level":"info"');
  });

  it("come an hour apart", async () => {
    const before = (await list()).length;
    app.advance(3_601);
    await vi.waitFor(async () => expect(await list()).toHaveLength(before + 1), hangGuard);
  });

  it("are made when an administrator asks", async () => {
    const answer = await app.asAdmin("POST", "/api/v1/audit/checkpoints");
    expect(answer.status).toBe(201);
    const { checkpoint } = (await answer.json()) as { checkpoint: string };
    expect((await list())[0]).toBe(checkpoint);
    expect(logged()).toContain(checkpoint);
  });

  it("are told nobody without a credential", async () => {
    expect((await app.send("/api/v1/audit/checkpoints")).status).toBe(401);
  });

  it("are no credential anywhere", async () => {
    const [checkpoint] = await list();
    for (const path of ["/api/v1/whoami", "/access/api/v1/oidc"]) {
      const answer = await app.send(path, { headers: { authorization: `Bearer ${checkpoint}` } });
      expect(answer.status).toBe(401);
    }
  });

  it("are made at a clean stop of what was written since", async () => {
    const before = await list();
    await app.asAdmin("POST", "/api/v1/providers", {
      name: "pipelines",
      issuer_url: "https://issuer.example",
      audience: "countersign",
    });
    await app.restart();
    expect((await list()).length).toBe(before.length + 1);
    const unchanged = await list();
    await app.restart();
    expect((await list()).length).toBeLessThanOrEqual(unchanged.length + 1);
  });

  describe("on the machine", () => {
    const audit = (argv: readonly string[]) => runCommand(["audit", ...argv, "--data-dir", app.dataDir]);

    it("are made and printed beside the running server", async () => {
      const { code, out, err } = await audit(["checkpoint", "--public-url", app.url]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(checkpointsIn(out)).toEqual([out.trim()]);
      expect(await list()).toContain(out.trim());
    });

    it.each([
      ["that name no public URL", []],
      ["of another server", ["--public-url", "https://other.example"]],
    ])("are not made with settings %s: nothing is signed in a foreign name", async (_, settings) => {
      const before = await list();
      const { code, out, err } = await audit(["checkpoint", ...settings]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain(`the server signs as ${app.url}`);
      expect(err).toContain(`--public-url ${app.url}`);
      expect(await list()).toEqual(before);
    });

    it("are not measured by one that somebody else put there", async () => {
      await putForeignCheckpoint(join(app.dataDir, "countersign.db"));
      expect(await audit(["checkpoint", "--public-url", app.url])).toMatchObject({ code: 0 });
    });

    it("wait for the new master key to be in its place, and say so, once the keys were wrapped under it", async () => {
      const place = ["--data-dir", app.dataDir];
      const [present, next] = [join(app.dataDir, "master.key"), join(app.dataDir, "new-master.key")];
      await writeFile(next, randomBytes(32), { mode: 0o600 });
      const rewrapped = await runCommand(["key", "rewrap", "--new-master-key-file", next, ...place]);
      expect(rewrapped.code).toBe(0);
      const before = await list();
      const { code, out, err } = await audit(["checkpoint", "--public-url", app.url]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain(`The master key in ${present} is not the one that the signing keys are under`);
      expect(err).toContain("Put that one there, or name its file with --master-key-file.");
      expect(await list()).toEqual(before);
      const named = ["--public-url", app.url, "--master-key-file", next];
      expect(await audit(["checkpoint", ...named])).toMatchObject({ code: 0 });
      await rename(next, present);
      expect(await audit(["checkpoint", "--public-url", app.url])).toMatchObject({ code: 0 });
    });

    it("from the database itself are said to be no proof against whoever writes it", async () => {
      const { code, out, err } = await audit(["verify"]);
      expect(code).toBe(0);
      expect(out).toMatch(/Held against \d+ checkpoints from the database itself/);
      expect(err).toContain("only those kept elsewhere speak against that");
    });

    it("prove by a log and the published keys that the database holds", async () => {
      const kept = join(app.dataDir, "server.log");
      const keys = join(app.dataDir, "jwks.json");
      await writeFile(kept, app.log.join("\n"));
      await writeFile(keys, await (await app.send("/.well-known/jwks.json")).text());
      const { code, json } = await audit(["verify", "--checkpoints", kept, "--keys", keys, "--json"]);
      expect(code).toBe(0);
      expect(json()).toMatchObject({ holds: true, checkpoints_passed_over: 0, problems: [] });
    });

    it("end verification with 6 where something does not hold, and say where", async () => {
      const forged = `${(await list())[0]?.slice(0, -8)}AAAAAAAA`;
      const kept = join(app.dataDir, "forged.txt");
      await writeFile(kept, forged);
      const { code, out } = await audit(["verify", "--checkpoints", kept]);
      expect(code).toBe(6);
      expect(out).toContain("does NOT hold");
      expect(out).toContain("its signature does not hold");
    });

    it.each([
      [["verify", "--checkpoints", "/nowhere"], "there is no such file"],
      [["verify", "/nowhere"], "The file /nowhere cannot be read: there is no such file."],
      [["export", "/nowhere/new"], "The file /nowhere/new cannot be made: there is no such folder."],
      [["verify", "--keys", "/dev/null"], "is no key set"],
      [["verify", "--checkpoints", "/dev/null"], "There is no checkpoint in"],
    ])("ends with 2 for %j", async (argv, sentence) => {
      const { code, err } = await audit(argv);
      expect(code).toBe(2);
      expect(err).toContain(sentence);
    });
  });
});

describe("when all keys are replaced in an emergency, checkpoints", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
    await vi.waitFor(async () => expect(await list()).toHaveLength(1), hangGuard);
  });
  afterEach(() => app.close());

  const list = async () => {
    const { items } = (await (await app.asAdmin("GET", "/api/v1/audit/checkpoints")).json()) as {
      items: { checkpoint: string }[];
    };
    return items.map(({ checkpoint }) => checkpoint);
  };
  const replaceKeys = () => app.asAdmin("POST", "/api/v1/keys/rotate", { emergency: true });
  const audit = (argv: readonly string[]) => runCommand(["audit", ...argv, "--data-dir", app.dataDir]);
  const run = (statement: string) => {
    using database = new DatabaseSync(join(app.dataDir, "countersign.db"), { timeout: 5_000 });
    database.exec(statement);
  };

  it("go on: one is made at once with a new key, and logged", async () => {
    const before = await list();
    expect((await replaceKeys()).status).toBe(200);
    const [made = "", ...others] = await list();
    expect(others).toEqual(before);
    expect(checkpointsIn(app.log.join("\n"))).toContain(made);
    const { keys } = (await (await app.send("/.well-known/jwks.json")).json()) as { keys: { kid: string }[] };
    const read = readCheckpoint(made);
    expect(keys.map(({ kid }) => kid)).toContain(read.ok && read.thumbprint);
  });

  it("hold up no replacement where none can be made, and one follows as soon as it can", async () => {
    run("create trigger full before insert on audit_checkpoints begin select raise(abort, 'disk full'); end");
    expect((await replaceKeys()).status).toBe(200);
    expect(app.log.join("\n")).toContain("no checkpoint was made after the keys were replaced");
    run("drop trigger full");
    await vi.waitFor(async () => expect(await list()).toHaveLength(2), hangGuard);
  });

  it("are still not made on the machine in a foreign name", async () => {
    await replaceKeys();
    const { code, err } = await audit(["checkpoint", "--public-url", "https://other.example"]);
    expect(code).toBe(2);
    expect(err).toContain(`the server signs as ${app.url}`);
    expect(await audit(["checkpoint", "--public-url", app.url])).toMatchObject({ code: 0 });
  });

  it("are not made on the machine where none is of a key there is: as whom the server signs is not known", async () => {
    await replaceKeys();
    // As a version left it that made none.
    run(
      "delete from audit_checkpoints where made_at = (select max(made_at) from audit_checkpoints) and id = (select max(id) from audit_checkpoints)",
    );
    const left = await list();
    expect(left).toHaveLength(1);
    const { code, out, err } = await audit(["checkpoint", "--public-url", app.url]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(
      "None of the checkpoints in this database was signed with a key that the server has now",
    );
    expect(err).toContain("/api/v1/audit/checkpoints");
    expect(await list()).toEqual(left);
  });

  it("do not count by those kept before, and what to add is told", async () => {
    const [before = ""] = await list();
    const kept = join(app.dataDir, "kept.txt");
    await writeFile(kept, before);
    await replaceKeys();
    const told = await audit(["verify", "--checkpoints", kept]);
    expect(told.code).toBe(0);
    expect(told.err).toMatch(
      /it does not count\. That is in order after signing keys were replaced: .*--checkpoints/,
    );
    await writeFile(kept, (await list()).join("\n"));
    const { err } = await audit(["verify", "--checkpoints", kept]);
    expect(err).toBe("");
  });
});
