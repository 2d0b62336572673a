import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackupFile, restoreBackupFile } from "../../../src/store/backup/file.ts";
import { connect } from "../../../src/store/connect.ts";
import { migrate } from "../../../src/store/migrate.ts";
import { openStore } from "../../../src/store/open.ts";
import { start } from "../fixtures.ts";

describe("a new SQLite file that a backup is restored into", () => {
  let folder: string;
  let backup: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "countersign-restoring-"));
    backup = join(folder, "all.backup");
    const url = `sqlite:${join(folder, "backed-up.db")}`;
    const store = await openStore({ url, clock: () => start * 1000, random: randomBytes });
    await store.secrets.establishFact("instance_id", "backed up");
    await store.close();
    await createBackupFile(url, backup);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is there alone, and only when it is whole", async () => {
    const target = join(folder, "whole/data");
    await restoreBackupFile(`sqlite:${join(target, "countersign.db")}`, backup);
    expect(readdirSync(target)).toEqual(["countersign.db"]);
  });

  it.each(["-wal", "-shm", "-journal"])(
    "is not put beside a file that ends in %s, which SQLite would take for its last writes",
    async (end) => {
      const target = join(folder, `left${end}`);
      mkdirSync(target);
      writeFileSync(join(target, `countersign.db${end}`), "of a database that was moved away");
      const restoring = restoreBackupFile(`sqlite:${join(target, "countersign.db")}`, backup);
      await expect(restoring).rejects.toMatchObject({
        code: "journal_left",
        message: expect.stringContaining(`countersign.db${end}`),
      });
      expect(readdirSync(target)).toEqual([`countersign.db${end}`]);
    },
  );

  it("takes nothing from a server that makes its own at the same moment", async () => {
    const target = join(folder, "raced");
    const url = `sqlite:${join(target, "countersign.db")}`;
    const restoring = restoreBackupFile(url, backup).catch((problem: unknown) => problem);
    // It has begun to write, and is reading the backup.
    while (!existsSync(target) || readdirSync(target).length === 0) await new Promise(setImmediate);
    const server = connect(url, "write");
    await migrate(server);
    await server.insertInto("facts").values({ name: "instance_id", value: "the server's" }).execute();
    await server.destroy();
    expect(await restoring).toMatchObject({ code: "not_empty" });
    expect(readdirSync(target)).toEqual(["countersign.db"]);
    const db = connect(url, "read");
    expect(await db.selectFrom("facts").select("value").execute()).toEqual([{ value: "the server's" }]);
    await db.destroy();
  });
});
