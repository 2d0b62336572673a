import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { z } from "zod";
import { connect } from "../../src/store/connect.ts";
import { migrate } from "../../src/store/migrate.ts";
import { startApp, type TestApp } from "../app.ts";
import { createPostgres } from "../store/databases.ts";
import { runCommand, runProgram } from "./command-line.ts";

let app: TestApp;
let folder: string;
let file: string;
beforeAll(async () => {
  app = await startApp();
  folder = await mkdtemp(join(tmpdir(), "countersign-backup-"));
  file = join(folder, "all.backup");
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

describe("countersign backup", () => {
  it("copies the database of a running server and says what it copied", async () => {
    const { code, out, err } = await runProgram(["backup", "create", file], {
      environment: { COUNTERSIGN_DATA_DIR: app.dataDir },
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^wrote .*all\.backup: \d+ rows as of 20\d\d-\d\d-\d\dT[\d:.]+Z\n$/);
    expect((await runCommand(["backup", "verify", file])).out).toContain("is whole");
  });

  it("fills a new data folder, and says what is refused from then on", async () => {
    const target = join(folder, "new");
    const { code, out, err } = await runCommand(["backup", "restore", file, "--data-dir", target]);
    expect([code, err]).toEqual([0, expect.stringContaining("all administrators' secrets")]);
    expect(err).toMatch(
      /^The backup holds no master key\. .* at .*new\/master\.key before the server is started/,
    );
    expect(out).toContain("restored");
    expect(existsSync(join(target, "countersign.db"))).toBe(true);
  });

  it.skipIf(inject("postgresUrl") === null)(
    "names no file for the master key beside PostgreSQL",
    async () => {
      const target = await createPostgres();
      onTestFinished(() => target.remove());
      const { code, err } = await runCommand(["backup", "restore", file, "--database-url", target.url]);
      expect([code, err]).toEqual([
        0,
        expect.stringMatching(
          /^The backup holds no master key\. .* where COUNTERSIGN_MASTER_KEY_FILE says, on every node,/,
        ),
      ]);
    },
  );

  it("leaves it to the command that opens what was restored first to tell what was ended, once", async () => {
    const target = ["--data-dir", join(folder, "opened")];
    await runCommand(["backup", "restore", file, ...target]);
    const [first, second] = [
      await runCommand(["admin", "token", "create", "new", ...target]),
      await runCommand(["admin", "token", "list", ...target]),
    ];
    expect(first.err).toMatch(
      /^The database was restored, and this is the first to open it since\. .*from now on these are refused: /,
    );
    expect(second).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringMatching(/ new .* admin [^Z]*Z\s*$/m),
    });
  });

  it.each([
    ["create", () => [file], /There is a file .*all\.backup already/],
    [
      "create",
      () => [join(folder, "none", "x")],
      /The file .*x cannot be made: there is no such folder\. Name a place/,
    ],
    [
      "verify",
      () => [join(folder, "missing")],
      /The file .*missing cannot be read: there is no such file\. .*backup create/,
    ],
    [
      "verify",
      () => [join(app.dataDir, "master.key")],
      /The file .*master\.key is no backup of Countersign\. Name a file that `countersign backup create` has made/,
    ],
    [
      "restore",
      () => [file, "--data-dir", app.dataDir],
      /The database .*countersign\.db is not empty\. .*Nothing was changed/,
    ],
    ["mark-restored", () => ["--data-dir", join(folder, "nowhere")], /There is no database at/],
  ])("ends with 2 where %s cannot be done, case %#", async (command, rest, sentence) => {
    const { code, err } = await runCommand(["backup", command, ...rest(), ...placed(command, rest())]);
    expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
  });

  it("ends with 2 where the journal of a database lies that was moved away without it, and says where it belongs", async () => {
    const target = join(folder, "moved-away");
    await mkdir(target);
    await writeFile(join(target, "countersign.db-wal"), "any");
    const { code, err } = await runCommand(["backup", "restore", file, "--data-dir", target]);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        /^There is no database .*moved-away\/countersign\.db, but .*\/countersign\.db-wal is there: .* move this file to where that database is now, .* Nothing was changed\.\n$/,
      ),
    ]);
  });

  it("marks a database as restored only when told that it is meant, and says what that ends", async () => {
    const target = join(folder, "copied");
    const place = ["--data-dir", target];
    await runCommand(["backup", "restore", file, ...place]);
    const made = await runCommand(["admin", "token", "create", "working", ...place, "--json"]);
    const asked = await runCommand(["backup", "mark-restored", ...place]);
    expect(asked).toMatchObject({ code: 2, out: "" });
    expect(asked.err).toMatch(
      /^Nothing was changed\. This is for the database .*copied\/countersign\.db only if .*all administrators' secrets.*\nStop the servers, then: countersign backup mark-restored --data-dir \S+copied --yes\n$/s,
    );
    const revoked = async () => {
      const { json } = await runCommand(["admin", "token", "list", ...place, "--json"]);
      return z
        .array(z.object({ id: z.string(), revoked_at: z.string().nullable() }))
        .parse(json())
        .find(({ id }) => id === z.object({ id: z.string() }).parse(made.json()).id)?.revoked_at;
    };
    expect(await revoked()).toBeNull();
    const marked = await runCommand(["backup", "mark-restored", ...place, "--yes"]);
    expect(marked).toMatchObject({ code: 0, out: "marked as restored\n" });
    expect(await revoked()).toEqual(expect.any(String));
  });

  it.each([
    ["create", "an empty file", () => [join(folder, "of-nothing.backup")], async () => undefined],
    ["create", "tables alone", () => [join(folder, "of-nothing.backup")], migrate],
    ["mark-restored", "an empty file", () => ["--yes"], async () => undefined],
  ])("ends with 2 where %s meets a database no server has used: %s", async (command, _, rest, prepare) => {
    const path = join(folder, `${randomUUID()}.db`);
    const db = connect(`sqlite:${path}`, "write");
    await prepare(db);
    await db.destroy();
    const { code, err } = await runCommand([
      "backup",
      command,
      ...rest(),
      "--database-url",
      `sqlite:${path}`,
    ]);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(`No server has ever started on the database ${path}. Name the server's folder`),
    ]);
  });

  it("leaves no database behind when the file is no backup", async () => {
    const [target, broken] = [join(folder, "untouched"), join(folder, "broken")];
    await writeFile(broken, "not a backup");
    expect((await runCommand(["backup", "restore", broken, "--data-dir", target])).code).toBe(2);
    expect(existsSync(target)).toBe(false);
  });

  it.skipIf(process.platform !== "linux")(
    "ends where the system makes no folder to restore into",
    async () => {
      const { code, err } = await runProgram(["backup", "restore", file, "--data-dir", "/proc/countersign"]);
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/\/proc\/countersign.*(makes no folder there|EACCES|EPERM)/),
      ]);
    },
  );

  it.each(["verify", "restore"])("says what to do about a damaged file: %s", async (command) => {
    const damaged = join(folder, "damaged");
    const whole = await readFile(file);
    await writeFile(damaged, whole.subarray(0, whole.length - 20));
    const target = ["--data-dir", join(folder, "from-damaged", "data")];
    const { code, err } = await runCommand([
      ...["backup", command, damaged],
      ...(command === "restore" ? target : []),
    ]);
    expect(code).toBe(2);
    expect(err).toBe(
      `The file ${damaged} is not a whole backup: it cannot be decompressed to its end. Nothing of it can be restored: copy it again from where it is kept, or take another one. \`countersign backup verify <file>\` tells whether a file is whole.\n`,
    );
    expect(existsSync(join(folder, "from-damaged"))).toBe(false);
  });

  it.each([
    ["of a later form", (header: string) => header.replace('"version":1', '"version":2'), ""],
    [
      "with a table of a later version",
      (header: string) => header.replace('"migrations":[', '"migrations":["9999-later",'),
      '{"table":"novelties","columns":["name"]}\n["one"]\n',
    ],
  ])("names the version to use for a backup %s", async (_, later, table) => {
    const newer = join(folder, "newer.backup");
    const [header = "", ...lines] = gunzipSync(await readFile(file))
      .toString()
      .split("\n");
    await writeFile(newer, gzipSync(`${later(header)}\n${table}${lines.join("\n")}`));
    const sentence = `The file ${newer} was made by a later version of Countersign. Use that version, or one that is later still.\n`;
    expect(await runCommand(["backup", "verify", newer])).toMatchObject({ code: 2, err: sentence });
    const target = join(folder, "from-newer");
    const restored = await runCommand(["backup", "restore", newer, "--data-dir", target]);
    expect(restored).toMatchObject({ code: 2, err: sentence });
    expect(existsSync(target)).toBe(false);
  });

  it("prints one document with --json", async () => {
    const { json } = await runCommand(["backup", "verify", file, "--json"]);
    expect(json()).toMatchObject({ file, rows: expect.any(Number), made_at: expect.any(String) });
  });
});

/** `create` needs a database; the others are told theirs, or need none. */
function placed(command: string, given: readonly string[]): readonly string[] {
  return command === "create" && !given.includes("--data-dir") ? ["--data-dir", app.dataDir] : [];
}

describe("a server on a restored database", () => {
  it("needs the master key the backup does not hold, and then answers with the same keys", async () => {
    const target = join(folder, "restored");
    await runCommand(["backup", "restore", file, "--data-dir", target]);
    const keysBefore = await (await app.send("/.well-known/jwks.json")).json();
    const withoutKey = await runProgram([
      "serve",
      "--data-dir",
      target,
      "--listen",
      "127.0.0.1:0",
      "--public-url",
      "http://127.0.0.1",
    ]);
    expect([withoutKey.code, withoutKey.err]).toEqual([2, expect.stringContaining("master.key is missing")]);
    await mkdir(target, { recursive: true });
    await cp(join(app.dataDir, "master.key"), join(target, "master.key"));
    const restored = await startApp({ COUNTERSIGN_DATA_DIR: target });
    try {
      expect(await (await restored.send("/.well-known/jwks.json")).json()).toEqual(keysBefore);
    } finally {
      await restored.close();
    }
  });
});
