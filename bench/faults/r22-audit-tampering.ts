/**
 * R22: whoever can write the database cannot change what was recorded unnoticed. Six kinds of tampering, each
 * tried many times at random places of one log, and each verified against checkpoints that were kept elsewhere.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kysely, Transaction } from "kysely";
import { makeCheckpoint } from "../../packages/server/src/audit/make-checkpoint.ts";
import { verifyDatabase } from "../../packages/server/src/audit/verify-database.ts";
import { contentOf, linkHash } from "../../packages/server/src/store/chain.ts";
import { connect } from "../../packages/server/src/store/connect.ts";
import { openStore } from "../../packages/server/src/store/open.ts";
import type { Schema } from "../../packages/server/src/store/schema.ts";
import { issuer, newInstallation } from "../../packages/server/test/keys/installation.ts";
import { type Clause, defineProtocol, type Run } from "./rig/protocol.ts";
import { sampleRecord } from "./rig/records.ts";

const usual = { records: 10_000, trials: 20 };
type Bounds = typeof usual;

/** When everything is written. */
const start = Math.floor(Date.now() / 1000);
const retentionSeconds = 400 * 86_400;
/** Records in one link, as under load. */
const together = 100;
/** Checkpoints kept of the log, evenly over it; the last covers all of it. */
const checkpointsKept = 10;

const kinds = ["edit", "delete", "insert", "swap", "cut tail", "replace whole file"] as const;
type Kind = (typeof kinds)[number];

export const protocol = defineProtocol({
  id: "R22",
  title: "no tampering with the records goes unnoticed",
  method:
    "A log of many records with ten checkpoints kept elsewhere. Each trial tampers at a random place in a transaction, verifies what is then there, and takes it back. Cut tails and replaced files are made to hold by themselves; of every other replacement the file is another installation's. Untampered, the log verifies before and after.",
  minutes: 60,
  sizes: {
    quick: { records: 1_000, trials: 3 },
    usual,
    evening: { records: 100_000, trials: 20 },
    full: { records: 100_000, trials: 100 },
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "the checkpoints are withheld",
      clause: clauseOf("cut tail"),
      bounds: { records: 1_000, trials: 10 },
    },
  ],
  run,
});

function clauseOf(kind: Kind): string {
  return `found: ${kind}`;
}

async function run(run: Run<Bounds>) {
  const { records, trials } = run.bounds;
  const folder = await mkdtemp(join(tmpdir(), "countersign-r22-"));
  run.defer(() => rm(folder, { recursive: true, force: true }));
  const begun = performance.now();
  const checkpoints = await writeLog(`sqlite:${join(folder, "log.db")}`, records);
  await writeLog(`sqlite:${join(folder, "other.db")}`, together * 2);
  run.say(`${records} records written in ${Math.round((performance.now() - begun) / 1000)} s`);
  const db = connect(`sqlite:${join(folder, "log.db")}`, "write");
  const other = connect(`sqlite:${join(folder, "other.db")}`, "read");
  run.defer(() => Promise.all([db.destroy(), other.destroy()]));

  const witnesses = { kept: run.control ? null : checkpoints, keys: null };
  const holds = async (what: Kysely<Schema>) =>
    (await verifyDatabase(what, witnesses, start + 3_600)).problems.length === 0;
  const verifying = performance.now();
  const before = await holds(db);
  const verifySeconds = (performance.now() - verifying) / 1000;
  const clauses: Clause[] = [];
  for (const kind of kinds) {
    let found = 0;
    for (let trial = 0; trial < trials; trial++) {
      if (kind === "replace whole file" && trial % 2 === 1) {
        found += (await holds(other)) ? 0 : 1;
        continue;
      }
      const transaction = await db.startTransaction().execute();
      await tamper[kind](transaction, records);
      found += (await holds(transaction)) ? 0 : 1;
      await transaction.rollback().execute();
    }
    clauses.push({ name: clauseOf(kind), holds: found === trials, found: `${found} of ${trials}` });
    run.say(`${kind}: ${found} of ${trials} found`);
  }
  const after = await holds(db);
  clauses.push({
    name: "the untampered log verifies before and after",
    holds: before && after,
    found: `${before}, ${after}`,
  });
  return { figures: { records, trials_of_each_kind: trials, verify_seconds: verifySeconds }, clauses };
}

/** @returns the checkpoints that were kept of it */
async function writeLog(url: string, records: number): Promise<readonly string[]> {
  const store = await openStore({ url, clock: () => start * 1000, random: randomBytes });
  const { signNaming } = await newInstallation().open();
  const kept: string[] = [];
  for (let written = 0; written < records; written += together) {
    await Promise.all(Array.from({ length: together }, () => store.exchanges.commit(sampleRecord(), null)));
    const due = Math.floor(((written + together) * checkpointsKept) / records) > kept.length;
    if (due) {
      const made = await makeCheckpoint({
        audit: store.audit,
        issuer,
        retentionSeconds,
        signNaming,
        now: () => start + 1,
        newId: () => crypto.randomUUID(),
      });
      kept.push(made.text);
    }
  }
  await store.close();
  return kept;
}

type Tamper = (db: Transaction<Schema>, records: number) => Promise<unknown>;

const tamper: Readonly<Record<Kind, Tamper>> = {
  async edit(db, records) {
    const { id, record } = await randomRecord(db, records);
    await db
      .updateTable("exchanges")
      .set({ record: forged(record) })
      .where("id", "=", id)
      .execute();
  },
  async delete(db, records) {
    const { id } = await randomRecord(db, records);
    await db.deleteFrom("exchanges").where("id", "=", id).execute();
    await db.deleteFrom("exchange_details").where("exchange_id", "=", id).execute();
  },
  async insert(db, records) {
    const row = await randomRecord(db, records);
    const copy = { ...row, id: crypto.randomUUID(), position: together };
    await db.insertInto("exchanges").values(copy).execute();
  },
  async swap(db, records) {
    const [one, two] = [await randomRecord(db, records), await randomRecord(db, records)];
    const place = ({ sequence, position }: typeof one) => ({ sequence, position });
    // Two that are one by chance change places with nothing.
    if (one.id === two.id) return tamper.edit(db, records);
    await db.updateTable("exchanges").set({ position: -1 }).where("id", "=", one.id).execute();
    await db.updateTable("exchanges").set(place(one)).where("id", "=", two.id).execute();
    await db.updateTable("exchanges").set(place(two)).where("id", "=", one.id).execute();
  },
  async "cut tail"(db, records) {
    const { sequence } = await randomRecord(db, records - together);
    await db.deleteFrom("audit_checkpoints").execute();
    const cut = db.selectFrom("exchanges").select("id").where("sequence", ">", sequence);
    await db.deleteFrom("exchange_details").where("exchange_id", "in", cut).execute();
    await db.deleteFrom("exchanges").where("sequence", ">", sequence).execute();
    await db.deleteFrom("chain_links").where("sequence", ">", sequence).execute();
    await computeFrom(db, sequence);
  },
  async "replace whole file"(db, records) {
    const { id, sequence, record } = await randomRecord(db, records);
    await db.deleteFrom("audit_checkpoints").execute();
    await db
      .updateTable("exchanges")
      .set({ record: forged(record) })
      .where("id", "=", id)
      .execute();
    await db.deleteFrom("exchange_details").where("exchange_id", "=", id).execute();
    await computeFrom(db, sequence);
  },
};

function forged(record: string): string {
  return record.replace("repo:shop/app", "repo:shop/other");
}

async function randomRecord(db: Kysely<Schema>, records: number) {
  return db
    .selectFrom("exchanges")
    .selectAll()
    .orderBy("id")
    .offset(Math.floor(Math.random() * records))
    .limit(1)
    .executeTakeFirstOrThrow();
}

/** Makes the chain hold again from a link on, as whoever knows how links are made can. */
async function computeFrom(db: Kysely<Schema>, sequence: number): Promise<void> {
  const links = await db
    .selectFrom("chain_links")
    .selectAll()
    .where("sequence", ">=", sequence - 1)
    .orderBy("sequence")
    .execute();
  let previous = links[0]?.sequence === sequence ? "" : (links[0]?.hash ?? "");
  for (const link of links.filter((one) => one.sequence >= sequence)) {
    let { content } = link;
    if (link.sequence === sequence) {
      const rows = await db
        .selectFrom("exchanges")
        .select(["id", "record"])
        .where("sequence", "=", sequence)
        .orderBy("position")
        .execute();
      content = contentOf(rows);
    }
    previous = linkHash({ ...link, content }, previous);
    await db
      .updateTable("chain_links")
      .set({ content, hash: previous })
      .where("sequence", "=", link.sequence)
      .execute();
  }
  const head = links.at(-1)?.sequence ?? 0;
  await db.updateTable("chain_streams").set({ head_sequence: head, head_hash: previous }).execute();
}
