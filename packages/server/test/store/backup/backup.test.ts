import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { isRevoked } from "../../../src/core/revocation.ts";
import { beginSession } from "../../../src/core/sessions.ts";
import { backupParts } from "../../../src/store/backup/create.ts";
import {
  createBackupFile,
  markDatabaseRestored,
  readBackupFile,
  restoreBackupFile,
} from "../../../src/store/backup/file.ts";
import { BackupProblem } from "../../../src/store/backup/problem.ts";
import { restoreBackup } from "../../../src/store/backup/restore.ts";
import { tableNames } from "../../../src/store/backup/tables.ts";
import { connect } from "../../../src/store/connect.ts";
import { appliedMigrations, knownMigrations, migrate } from "../../../src/store/migrate.ts";
import { openStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/store.ts";
import { projectDraft } from "../../core/samples.ts";
import { describeOnEveryDatabase, eachDatabase, type TestDatabase } from "../databases.ts";
import {
  commitAll,
  fresh,
  hashOf,
  issuedRecord,
  mappingDraft,
  providerDraft,
  refusedRecord,
  replayClaim,
  signingKey,
  start,
  useBench,
} from "../fixtures.ts";

describeOnEveryDatabase("a backup", (kind) => {
  const bench = useBench(kind);
  let folder: string;
  let file: string;

  const reopen = (database: TestDatabase, at = start) =>
    openStore({ url: database.url, clock: () => at * 1000, random: randomBytes });
  const emptyOne = async (of: { create(): Promise<TestDatabase> } = kind) => {
    const database = await of.create();
    onTestFinished(() => database.remove());
    return database;
  };
  const contentsOf = async (url: string) => {
    const db = connect(url, "read");
    try {
      const contents = new Map<string, readonly string[]>();
      for (const table of tableNames) {
        const rows = await db.selectFrom(table).selectAll().execute();
        contents.set(table, rows.map((row) => JSON.stringify(row)).sort());
      }
      return contents;
    } finally {
      await db.destroy();
    }
  };

  /** A backup of the first version's tables. */
  const earlyBackup = async () => {
    const [early, path] = [await emptyOne(), join(folder, `${fresh("early")}.backup`)];
    const db = connect(early.url, "write");
    await migrate(db, "0001-first-tables");
    await db.insertInto("facts").values({ name: "instance_id", value: "early" }).execute();
    await db.destroy();
    await createBackupFile(early.url, path);
    return path;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "countersign-backup-"));
    file = join(folder, "all.backup");
    await fill(bench().store);
    await createBackupFile(bench().database.url, file);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(eachDatabase())("brings every row back on $name", async (other) => {
    const target = await emptyOne(other);
    await restoreBackupFile(target.url, file);
    const [before, after] = [await contentsOf(bench().database.url), await contentsOf(target.url)];
    const mark = JSON.stringify({ name: "restored", value: "not settled" });
    expect(after.get("facts")).toEqual([...(before.get("facts") ?? []), mark].sort());
    for (const table of tableNames.filter((name) => name !== "facts")) {
      expect([table, after.get(table)]).toEqual([table, before.get(table)]);
    }
  });

  it("leaves the records in an unbroken chain, and every link of it", async () => {
    const target = await emptyOne();
    await restoreBackupFile(target.url, file);
    const store = await reopen(target);
    onTestFinished(() => store.close());
    expect(await store.exchanges.verifyChain()).toEqual(await bench().store.exchanges.verifyChain());
  });

  it("shows one moment, whatever is written while it is made", async () => {
    const busy = join(folder, "busy.backup");
    const writing = { on: true };
    const writer = (async () => {
      while (writing.on) await bench().store.exchanges.commit(issuedRecord(), null);
    })();
    await createBackupFile(bench().database.url, busy);
    writing.on = false;
    await writer;
    const target = await emptyOne();
    await restoreBackupFile(target.url, busy);
    const store = await reopen(target);
    onTestFinished(() => store.close());
    expect((await store.exchanges.verifyChain()).broken).toBeNull();
  });

  it("is readable by its owner alone, and never takes the place of another file", async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file);
    await expect(createBackupFile(bench().database.url, file)).rejects.toMatchObject({ code: "EEXIST" });
    expect(readFileSync(file)).toEqual(before);
  });

  it("is refused wherever it was cut off or altered, and leaves an empty database", async () => {
    const whole = readFileSync(file);
    const broken = join(folder, "broken.backup");
    const target = await emptyOne();
    for (let trial = 0; trial < 24; trial += 1) {
      const at = Math.floor((whole.length * trial) / 24);
      const altered = Buffer.from(whole);
      altered.writeUInt8((altered[at] ?? 0) ^ 0x10, at);
      // A bit of the compression that decides nothing leaves the text as it was.
      if (trial % 2 === 1 && textIn(altered) === textIn(whole)) continue;
      writeFileSync(broken, trial % 2 === 0 ? whole.subarray(0, at) : altered);
      const restored = restoreBackupFile(target.url, broken).then(
        () => "restored",
        (problem: unknown) => (problem instanceof Error && "code" in problem ? problem.code : problem),
      );
      expect([at, await restored]).toEqual([at, "damaged"]);
    }
    await expect(restoreBackupFile(target.url, file)).resolves.toMatchObject({ rows: expect.any(Number) });
  });

  it("is refused as damaged where rows were altered so that the database would not take them", async () => {
    const [target, altered] = [await emptyOne(), join(folder, "altered.backup")];
    const lines = gunzipSync(readFileSync(file)).toString().split("\n");
    const row = lines.findIndex((line) => line.startsWith('["instance_id"'));
    lines.splice(row, 0, lines[row] ?? "");
    writeFileSync(altered, gzipSync(lines.join("\n")));
    await expect(restoreBackupFile(target.url, altered)).rejects.toMatchObject({ code: "damaged" });
  });

  it("is not made of tables that a newer version has changed", async () => {
    const database = await emptyOne();
    await (await reopen(database)).close();
    await database.run("insert into kysely_migration (name, timestamp) values ('9999', '2030-01-01')");
    await expect(createBackupFile(database.url, join(folder, "newer.backup"))).rejects.toThrow(
      "a newer version of Countersign has changed the tables (9999)",
    );
    expect(existsSync(join(folder, "newer.backup"))).toBe(false);
  });

  it("is refused by a database that holds something", async () => {
    await expect(restoreBackupFile(bench().database.url, file)).rejects.toMatchObject({ code: "not_empty" });
  });

  it("of an earlier version becomes a database of this one", async () => {
    const target = await emptyOne();
    await restoreBackupFile(target.url, await earlyBackup());
    const store = await reopen(target);
    onTestFinished(() => store.close());
    expect(await store.secrets.instanceFact("instance_id")).toBe("early");
    await store.configuration.createProvider(providerDraft(), "somebody", start);
  });

  // PostgreSQL shows one moment of the rows, and not of which tables and columns there are.
  it.skipIf(kind.name === "postgres")("made while a later version starts is of before it", async () => {
    const [early, target] = [await emptyOne(), await emptyOne()];
    const [writing, reading] = [connect(early.url, "write"), connect(early.url, "read")];
    const restoring = connect(target.url, "write");
    onTestFinished(async () => {
      for (const db of [writing, reading, restoring]) await db.destroy();
    });
    await migrate(writing, "0001-first-tables");
    await writing.insertInto("facts").values({ name: "instance_id", value: "early" }).execute();
    await early.run("insert into provider_versions values ('ci', 1, '{}', 'somebody', 1, 1)");
    const upgradedMeanwhile = reading.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        if (result.rows.some(({ name }) => name === "0001-first-tables")) await migrate(writing);
        return result;
      },
    });
    const { header } = await restoreBackup(restoring, backupParts(upgradedMeanwhile, new Date()));
    expect(header.migrations).toEqual(["0001-first-tables"]);
    expect(await appliedMigrations(writing)).toEqual(knownMigrations);
  });

  it("that was cut off leaves nothing that one of an earlier version would be refused for", async () => {
    const [target, cut] = [await emptyOne(), join(folder, "cut.backup")];
    const whole = readFileSync(file);
    writeFileSync(cut, whole.subarray(0, whole.length - 20));
    await expect(restoreBackupFile(target.url, cut)).rejects.toMatchObject({ code: "damaged" });
    await expect(restoreBackupFile(target.url, await earlyBackup())).resolves.toMatchObject({ rows: 2 });
  });

  // Two at once on SQLite would be two threads waiting for each other's lock in this one.
  it.runIf(kind.name === "postgres")("goes into an empty database once, also where two do it", async () => {
    const target = await emptyOne();
    const restoring = () =>
      restoreBackupFile(target.url, file).then(
        () => "restored",
        (problem: unknown) => (problem instanceof BackupProblem ? problem.code : problem),
      );
    expect((await Promise.all([restoring(), restoring()])).sort()).toEqual(["not_empty", "restored"]);
  });

  it("once restored, ends every secret that may have been revoked since", async () => {
    const target = await emptyOne();
    await restoreBackupFile(target.url, file);
    const [one, other] = await Promise.all([reopen(target, start + 500), reopen(target, start + 500)]);
    onTestFinished(async () => {
      await Promise.all([one.close(), other.close()]);
    });
    const secrets = await one.secrets.list();
    expect(secrets.map(({ name, revokedAt }) => [name, revokedAt])).toEqual([
      ["ended", start + 5],
      ["good", start + 500],
    ]);
    expect([one.restoredAt, other.restoredAt]).toEqual([start + 500, start + 500]);
    const told = [one.settled, other.settled].filter((settled) => settled !== null);
    expect(told).toEqual([{ secrets: 1, sessions: 0 }]);
  });

  it("once restored, ends every access token issued before, and none issued after, whatever its second", async () => {
    const target = await emptyOne();
    const { token } = issuedRecord();
    if (token === null) throw new Error("an issued record has a token");
    const revision = await bench().store.configuration.revision();
    await bench().store.exchanges.commit(issuedRecord({ token: { ...token, revision } }), null);
    const later = join(folder, `${token.tokenId}.backup`);
    await createBackupFile(bench().database.url, later);
    await restoreBackupFile(target.url, later);
    const store = await reopen(target, start - 20);
    onTestFinished(() => store.close());
    const isDead = async (tokenId: string) => {
      const found = await store.tokens.find(tokenId);
      return found === null ? null : isRevoked(found);
    };
    expect(await isDead(token.tokenId)).toBe(true);
    const revisionNow = await store.configuration.revision();
    const nextToken = { ...token, tokenId: fresh("token"), issuedAt: start - 30, revision: revisionNow };
    await store.exchanges.commit(issuedRecord({ token: nextToken }), null);
    expect(await isDead(nextToken.tokenId)).toBe(false);
  });

  it("once settled, lets new secrets be, however often the database is opened", async () => {
    const target = await emptyOne();
    await restoreBackupFile(target.url, file);
    const first = await reopen(target, start + 500);
    await first.secrets.add(secretOf("new", null));
    await first.close();
    const second = await reopen(target, start + 900);
    onTestFinished(() => second.close());
    expect((await second.secrets.list()).find(({ name }) => name === "new")?.revokedAt).toBeNull();
    expect([second.restoredAt, second.settled]).toEqual([start + 500, null]);
  });

  it("brought back by other tools counts as restored once it is marked", async () => {
    const target = await emptyOne();
    const opened = await reopen(target);
    await opened.secrets.add(secretOf("good", null));
    await opened.close();
    await markDatabaseRestored(target.url);
    const store = await reopen(target, start + 700);
    onTestFinished(() => store.close());
    expect(store.restoredAt).toBe(start + 700);
    expect((await store.secrets.list())[0]?.revokedAt).toBe(start + 700);
  });

  it("brought back by other tools with sessions in it has none once it is marked", async () => {
    const target = await emptyOne();
    const opened = await reopen(target);
    const session = beginSession("a digest", { kind: "bootstrap", proof: "a proof" }, start, null);
    await opened.sessions.add(session);
    await opened.close();
    await markDatabaseRestored(target.url);
    const store = await reopen(target, start + 700);
    onTestFinished(() => store.close());
    expect(await store.sessions.find(session.digest)).toBeNull();
    expect(store.settled).toEqual({ secrets: 0, sessions: 1 });
  });

  it("tells how many rows it holds", async () => {
    const { rows, header } = await readBackupFile(file);
    expect(rows).toBeGreaterThan(2_000);
    expect(header).toMatchObject({ instanceId: "here" });
  });
});

/** Something in every table, and more than a page in some. */
async function fill(store: Store): Promise<void> {
  await store.secrets.establishFact("instance_id", "here");
  await store.secrets.add(secretOf("ended", start + 5));
  await store.secrets.add(secretOf("good", null));
  const provider = await store.configuration.createProvider(providerDraft(), "somebody", start);
  if (!provider.ok) throw new Error(provider.conflict);
  await store.configuration.createMapping(mappingDraft(provider.value.id), "somebody", start);
  await store.configuration.createProject(projectDraft("shop"), "somebody", start);
  const standing = await store.secrets.establishFact("canary", "song");
  await store.signingKeys.change({
    expected: [],
    canary: { fact: "canary", standing, becomes: standing },
    add: [signingKey()],
  });
  await store.issuerKeys.keep(provider.value.id, "source", '{"keys":[]}', start);
  const token = issuedRecord().token;
  if (token === null) throw new Error("an issued record has a token");
  const reference = { hash: hashOf("reference"), claims: { sub: 'a "quoted"\nname\u2028\u{1F511}' } };
  await store.exchanges.commit(issuedRecord({ token: { ...token, reference } }), replayClaim());
  await store.revocations.revoke({ kind: "provider", id: provider.value.id }, "somebody", start);
  await store.exchanges.countRefusals([
    { providerId: provider.value.id, reason: "expired", addressPrefix: "192.0.2.0/24", count: 7, at: start },
  ]);
  const records = Array.from({ length: 1_200 }, () => issuedRecord());
  await commitAll(store, records, replayClaim);
  await store.exchanges.recordRefusal(refusedRecord());
}

function secretOf(name: string, revokedAt: number | null) {
  const facts = {
    kind: "service",
    role: "admin",
    audience: null,
    createdAt: start,
    expiresAt: start + 5000,
  } as const;
  return { id: `${name}-${fresh("secret")}`, name, hash: hashOf(fresh(name)), revokedAt, ...facts };
}

/** The text of a compressed file; null: it cannot be decompressed. */
function textIn(bytes: Buffer): string | null {
  try {
    return gunzipSync(bytes).toString();
  } catch {
    return null;
  }
}
