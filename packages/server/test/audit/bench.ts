/** A chain with checkpoints in tests: real keys, a real database, and somebody who can write all of it. */

import { randomBytes } from "node:crypto";
import { connectForAudit } from "../../src/audit/connect.ts";
import type { AuditFindings } from "../../src/audit/findings.ts";
import { makeCheckpoint } from "../../src/audit/make-checkpoint.ts";
import { verifyDatabase } from "../../src/audit/verify-database.ts";
import { contentOf, genesisHash, linkHash } from "../../src/store/chain.ts";
import { uuidGenerator } from "../../src/store/uuid.ts";
import { issuer, newInstallation } from "../keys/installation.ts";
import type { Bench } from "../store/fixtures.ts";
import { day, issuedRecord, start } from "../store/fixtures.ts";

export const retentionSeconds = 30 * day;

/** Makes checkpoints of a bench's database, each with the time it is told. */
export async function checkpointMaker() {
  const signing = await newInstallation().open();
  let now = start;
  const newId = uuidGenerator(() => now * 1000, randomBytes);
  return async ({ store }: Pick<Bench, "store">, at: number, retention = retentionSeconds, iss = issuer) => {
    now = at;
    return makeCheckpoint({
      audit: store.audit,
      issuer: iss,
      retentionSeconds: retention,
      signNaming: signing.signNaming,
      now: () => now,
      newId,
    });
  };
}

/** @param kept checkpoints kept elsewhere; null: none */
export async function verify(
  { database }: Pick<Bench, "database">,
  kept: readonly string[] | null,
  now: number,
): Promise<AuditFindings> {
  const db = await connectForAudit(database.url);
  try {
    return await verifyDatabase(db, { kept, keys: null }, now);
  } finally {
    await db.destroy();
  }
}

/** Writes links of one record each; link n carries the time of its start plus n. */
export async function writeLinks(store: Bench["store"], count: number, from = start): Promise<void> {
  for (let index = 1; index <= count; index++) {
    await store.exchanges.commit(issuedRecord({ at: from + index }), null);
  }
}

export async function emptyLog({ database }: Pick<Bench, "database">): Promise<void> {
  for (const table of [
    "exchanges",
    "exchange_details",
    "chain_links",
    "chain_streams",
    "audit_checkpoints",
  ]) {
    await database.run(`delete from ${table}`);
  }
}

/** What somebody does who can write the database and knows how links are made: makes it hold again. */
export async function recomputeChain({ database }: Pick<Bench, "database">): Promise<void> {
  const streams = await database.run("select * from chain_streams");
  for (const { stream, anchor_sequence, anchor_hash } of streams) {
    let previous = String(anchor_hash ?? genesisHash);
    let head = Number(anchor_sequence);
    const links = await database.run(
      `select * from chain_links where stream = '${stream}' order by sequence`,
    );
    for (const link of links) {
      const records = await database.run(
        `select id, record from exchanges where stream = '${stream}' and sequence = ${link["sequence"]} order by position`,
      );
      const content = contentOf(
        records.map(({ id, record }) => ({ id: String(id), record: String(record) })),
      );
      head = Number(link["sequence"]);
      previous = linkHash(
        { stream: String(stream), sequence: head, at: Number(link["at"]), records: records.length, content },
        previous,
      );
      await database.run(
        `update chain_links set content = '${content}', hash = '${previous}', records = ${records.length}
         where stream = '${stream}' and sequence = ${head}`,
      );
    }
    await database.run(
      `update chain_streams set head_sequence = ${head}, head_hash = '${previous}' where stream = '${stream}'`,
    );
  }
}
