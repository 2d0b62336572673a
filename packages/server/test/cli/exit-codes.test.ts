import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/store/connect.ts";
import { migrate } from "../../src/store/migrate.ts";
import { startApp, type TestApp } from "../app.ts";
import { type Ended, runCommand, runProgram } from "./command-line.ts";

let app: TestApp;
let folder: string;
let newKey: string;
let backup: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-codes-"));
  app = await startApp();
  newKey = join(folder, "new.key");
  await writeFile(newKey, Buffer.alloc(32, 1), { mode: 0o600 });
  backup = join(folder, "backup");
  expect((await onMachine(["backup", "create", backup])).code).toBe(0);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

/** With the data folder of the server; another server is a process of its own. */
function onMachine(argv: readonly string[], dataDir = app.dataDir): Promise<Ended> {
  const place = ["--data-dir", dataDir];
  return argv[0] === "serve" ? runProgram([...argv, ...place]) : runCommand([...argv, ...place]);
}

/** What each command that needs the master key is called with; `--master-key-file` comes behind it. */
const withMasterKey: readonly (readonly [string, () => readonly string[]])[] = [
  ["serve", () => ["serve"]],
  ["audit checkpoint", () => ["audit", "checkpoint", "--public-url", app.url]],
  ["key rewrap", () => ["key", "rewrap", "--new-master-key-file", newKey]],
];
/** Those that read or write the database without it. */
const withDatabase: readonly (readonly [string, () => readonly string[]])[] = [
  ["audit verify", () => ["audit", "verify"]],
  ["audit export", () => ["audit", "export", join(folder, `export-${Math.random()}`)]],
  ["backup create", () => ["backup", "create", join(folder, `backup-${Math.random()}`)]],
  ["admin token list", () => ["admin", "token", "list"]],
];

describe("a master key file that is wrong is a setting that is wrong, and ends with 2", () => {
  const files: readonly (readonly [string, Buffer | null, number])[] = [
    ["missing", null, 0o600],
    ["too short", Buffer.alloc(5), 0o600],
    ["readable by others", Buffer.alloc(32), 0o644],
    ["another one", Buffer.alloc(32, 7), 0o600],
  ];
  it.each(
    withMasterKey.flatMap(([name, argv]) =>
      files.map(([what, ...file]) => [name, what, argv, ...file] as const),
    ),
  )("%s with one that is %s", async (_, what, argv, content, mode) => {
    const path = join(folder, `${what}.key`);
    if (content !== null) await writeFile(path, content, { mode });
    const { code, out, err } = await onMachine([...argv(), "--master-key-file", path]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/master key/i);
  });

  it.each(withDatabase)("%s needs none", async (_, argv) => {
    const environment = { COUNTERSIGN_MASTER_KEY_FILE: join(folder, "missing.key") };
    const { code } = await runCommand([...argv(), "--data-dir", app.dataDir], { environment });
    expect(code).toBe(0);
  });

  it("nor does a restoration", async () => {
    const { code } = await onMachine(["backup", "restore", backup], join(folder, "restored"));
    expect(code).toBe(0);
  });
});

describe("no database where the settings say is a setting that is wrong, and ends with 2", () => {
  it.each([...withMasterKey.slice(1), ...withDatabase])("%s", async (_, argv) => {
    const { code, err } = await onMachine(argv(), join(folder, "nothing"));
    expect([code, err]).toEqual([2, expect.stringContaining("There is no")]);
  });
});

describe("a database that cannot be opened is none, and ends with 1", () => {
  it.each([...withMasterKey, ...withDatabase])("%s", async (_, argv) => {
    const path = join(folder, "garbage.db");
    await writeFile(path, "garbage".repeat(1000));
    const { code, err } = await onMachine([
      ...argv(),
      ...["--database-url", `sqlite:${path}`],
      ...(argv()[0] === "key" || argv()[0] === "serve" ? ["--master-key-file", newKey] : []),
    ]);
    expect([code, err]).toEqual([1, expect.stringContaining(`The database ${path} cannot be opened`)]);
  });
});

describe("a database on which no server ever started has no signing keys, and ends with 2", () => {
  it.each(withMasterKey.slice(1))("%s", async (_, argv) => {
    const dataDir = await mkdtemp(join(folder, "empty-"));
    const database = connect(`sqlite:${join(dataDir, "countersign.db")}`, "write");
    await migrate(database);
    await database.destroy();
    const { code, err } = await onMachine([...argv(), "--master-key-file", newKey], dataDir);
    expect([code, err]).toEqual([2, expect.stringMatching(/No server has ever started|no signing key yet/)]);
  });
});
