/**
 * What SQLite writes beside its database. It makes such files for a moment only and takes their names away at once,
 * so the folder they go to is watched; and because a watch that sees nothing proves nothing, a connection that is
 * not set as the writer's makes one in the end. Linux tells of every file; elsewhere some are passed over.
 */

import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { fresh, issuedRecord, replayClaim } from "./fixtures.ts";

/** So many keys lie on more pages than SQLite remembers in memory, to undo a statement, before it takes a file. */
const keysBefore = 4_000;
/** Rows of one statement, each on a page of its own. */
const rowsAtOnce = 64;

describe.runIf(process.platform === "linux")("a database on SQLite", () => {
  let folder = "";
  let temporary = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-temporary-files-"));
    temporary = join(folder, "temporary");
    mkdirSync(temporary);
    // SQLite reads it once, when the first database of the process is opened.
    vi.stubEnv("SQLITE_TMPDIR", temporary);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it("makes no temporary file for what is recorded together", async () => {
    const path = join(folder, "countersign.db");
    const store = await openStore({ url: `sqlite:${path}`, clock: Date.now, random: randomBytes });
    using other = new DatabaseSync(path);
    insertKeys(other, keysBefore);
    const seen: string[] = [];
    const watching = watch(temporary, (_, name) => void seen.push(String(name)));
    onTestFinished(() => watching.close());

    for (let round = 0; round < 3; round += 1) {
      const commits = Array.from({ length: rowsAtOnce }, () =>
        store.exchanges.commit(issuedRecord(), replayClaim({ key: fresh("key") })),
      );
      expect((await Promise.all(commits)).every(({ ok }) => ok)).toBe(true);
    }
    await store.close();
    writeFileSync(join(temporary, "recorded"), "");
    insertKeys(other, rowsAtOnce);
    await vi.waitFor(() => expect(seen.at(-1)).toMatch(/^etilqs_/), 30_000);
    expect(seen[0]).toBe("recorded");
  });
});

/** In one statement of a transaction: by itself, it would be undone with the transaction. */
function insertKeys(connection: DatabaseSync, count: number): void {
  const rows = Array.from({ length: count }, () => `('p', '${randomBytes(32).toString("base64url")}', 1)`);
  connection.exec(
    `begin; insert into replay_keys (provider_id, digest, expires_at) values ${rows.join(", ")}; commit`,
  );
}
