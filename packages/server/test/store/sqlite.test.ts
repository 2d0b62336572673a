import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Group } from "../../src/core/directory/terms.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { DatabaseGone } from "../../src/store/unavailable.ts";
import { issuedRecord, providerDraft, start } from "./fixtures.ts";
import type { RacingSettings } from "./sqlite-racing-opener.ts";

describe("a store on SQLite", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-sqlite-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const open = (path: string) =>
    openStore({ url: `sqlite:${join(folder, path)}`, clock: Date.now, random: randomBytes });

  it("makes its folder and keeps all of its files from other users", async () => {
    const store = await open("made/countersign.db");
    await store.exchanges.commit(issuedRecord(), null);
    const files = readdirSync(join(folder, "made"));
    expect(files).toContain("countersign.db-wal");
    for (const file of files) expect(statSync(join(folder, "made", file)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "made")).mode & 0o777).toBe(0o700);
    await store.close();
  });

  it("takes an existing file away from other users", async () => {
    writeFileSync(join(folder, "countersign.db"), "", { mode: 0o644 });
    const store = await open("countersign.db");
    expect(statSync(join(folder, "countersign.db")).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it("writes ahead and waits for the disk", async () => {
    const store = await open("countersign.db");
    using connection = new DatabaseSync(join(folder, "countersign.db"));
    expect(connection.prepare("pragma journal_mode").get()).toEqual({ journal_mode: "wal" });
    await store.close();
  });

  it("is opened by two that make it at the same moment", async () => {
    const paths = Array.from({ length: 40 }, (_, index) => join(folder, `${index}.db`));
    const gate = new SharedArrayBuffer(paths.length * Int32Array.BYTES_PER_ELEMENT);
    const workerData: RacingSettings = { paths, gate, openers: 2 };
    const opener = new URL("./sqlite-racing-opener.ts", import.meta.url);
    const openers = [new Worker(opener, { workerData }), new Worker(opener, { workerData })];
    // One that waits for another in vain would wait for ever.
    onTestFinished(async () => void (await Promise.all(openers.map((worker) => worker.terminate()))));
    const failures = await Promise.all(openers.map((worker) => once(worker, "message")));
    expect(failures.flat(2)).toEqual([]);
  });

  it("has pages of 8 KiB when it is new", async () => {
    await (await open("countersign.db")).close();
    expect(pageBytesOf(join(folder, "countersign.db"))).toBe(8192);
  });

  it("keeps the pages it was made with", async () => {
    const file = join(folder, "countersign.db");
    const made = await open("countersign.db");
    const { requestId } = await commitOne(made);
    await made.close();
    const older = new DatabaseSync(file);
    older.exec("pragma journal_mode = delete; pragma page_size = 4096; vacuum");
    older.close();
    const store = await open("countersign.db");
    expect(await store.exchanges.findByRequestId(requestId)).not.toBeNull();
    await commitOne(store);
    await store.close();
    expect(pageBytesOf(file)).toBe(4096);
  });

  it("leaves one file behind when it is closed, and a copy of it holds everything", async () => {
    const store = await open("made/countersign.db");
    const { requestId } = await commitOne(store);
    await store.close();
    expect(readdirSync(join(folder, "made"))).toEqual(["countersign.db"]);
    copyFileSync(join(folder, "made/countersign.db"), join(folder, "copy.db"));
    const copy = await open("copy.db");
    expect(await copy.exchanges.findByRequestId(requestId)).not.toBeNull();
    await copy.close();
  });

  it("leaves a whole file behind although another still has it open", async () => {
    const store = await open("countersign.db");
    using beside = new DatabaseSync(join(folder, "countersign.db"));
    beside.exec("select count(*) from exchanges");
    const { requestId } = await commitOne(store);
    await store.close();
    copyFileSync(join(folder, "countersign.db"), join(folder, "copy.db"));
    const copy = await open("copy.db");
    expect(await copy.exchanges.findByRequestId(requestId)).not.toBeNull();
    await copy.close();
  });

  it("notices that another file is in the place of its own", async () => {
    const path = join(folder, "countersign.db");
    const store = await open("countersign.db");
    await expect(store.ping()).resolves.toBeUndefined();
    renameSync(path, join(folder, "moved.db"));
    await expect(store.ping()).rejects.toThrow(DatabaseGone);
    writeFileSync(path, "");
    await expect(store.ping()).rejects.toThrow(DatabaseGone);
    await store.close();
  });

  describe.each(["facts", "configuration_revision", "directory_objects"])("with a table %s", (table) => {
    /** Writes another byte into the first page of the table. */
    async function damage(change: (page: Buffer) => void): Promise<void> {
      const store = await open("countersign.db");
      await store.secrets.establishFact("service_id", "an-unmistakable-value");
      await store.configuration.createProvider(providerDraft(), "ada", start);
      await store.configuration.writeTogether([{ write: "put", draft: aGroup }], 1, "ada", start);
      await store.close();
      const file = join(folder, "countersign.db");
      const bytes = readFileSync(file);
      const { rootpage, pageSize } = rootOf(file, table);
      change(bytes.subarray((rootpage - 1) * pageSize, rootpage * pageSize));
      writeFileSync(file, bytes);
    }

    it("does not open when one bit of the row is another one", async () => {
      // The only row of its page, or the first one written, is the last thing on it.
      await damage((page) => page.writeUInt8(page.readUInt8(page.length - 1) ^ 1, page.length - 1));
      await expect(open("countersign.db")).rejects.toThrow(`the table ${table} is damaged inside`);
    });

    it("does not open when the row is no longer counted", async () => {
      // Bytes 3 and 4 of a page of rows (https://www.sqlite.org/fileformat.html, "B-tree Pages").
      await damage((page) => page.writeUInt16BE(0, 3));
      await expect(open("countersign.db")).rejects.toThrow(`the table ${table} is damaged inside`);
    });
  });

  it("keeps what decides in two places, also after a table has grown by a column", async () => {
    await (await open("countersign.db")).close();
    const connection = new DatabaseSync(join(folder, "countersign.db"));
    connection.exec("alter table secrets add column added text");
    connection.close();
    await (await open("countersign.db")).close();
    using after = new DatabaseSync(join(folder, "countersign.db"));
    const indexes = after.prepare("select sql from sqlite_schema where name glob 'secrets_twice_*'").all();
    expect(indexes.map((index) => String(index["sql"]))).toEqual([expect.stringContaining("added)")]);
  });

  it("says so when the file is not a database", async () => {
    writeFileSync(join(folder, "countersign.db"), "this is a text of some length, and no database at all");
    await expect(open("countersign.db")).rejects.toThrow(/failed: .*not a database/);
  });
});

const aGroup: Group = {
  kind: "group",
  id: "developers",
  domainId: "default",
  name: "developers",
  description: "",
  annotations: {},
};

async function commitOne(store: Store) {
  const record = issuedRecord();
  await store.exchanges.commit(record, null);
  return record;
}

function pageBytesOf(file: string): number {
  using connection = new DatabaseSync(file, { readOnly: true });
  return Number(connection.prepare("pragma page_size").get()?.["page_size"]);
}

/** Where a table's root page is. */
function rootOf(file: string, table: string): { readonly rootpage: number; readonly pageSize: number } {
  using connection = new DatabaseSync(file, { readOnly: true });
  const found = connection.prepare("select rootpage from sqlite_schema where name = ?").get(table);
  return { rootpage: Number(found?.["rootpage"]), pageSize: pageBytesOf(file) };
}

describe("a database URL", () => {
  it.each([
    ["mysql://localhost/countersign"],
    ["/var/lib/countersign.db"],
    ["sqlite:"],
    ["sqlite::memory:"],
    [""],
  ])("of an unknown kind is refused: %j", async (url) => {
    await expect(openStore({ url, clock: Date.now, random: randomBytes })).rejects.toThrow(
      "must be sqlite:<path of a file> or postgres://",
    );
  });

  it("of a PostgreSQL that is not there is refused within seconds", async () => {
    const url = "postgres://countersign@127.0.0.1:1/countersign";
    await expect(openStore({ url, clock: Date.now, random: randomBytes })).rejects.toThrow("ECONNREFUSED");
  });
});
