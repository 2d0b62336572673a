/**
 * Verifies the audit chain where it is written, also while servers go on writing: checkpoints are read first,
 * so that everything they name has been written by then.
 */

import type { Kysely } from "kysely";
import type { EpochSeconds } from "../core/terms.ts";
import { verifyStreams } from "../store/chain-verification.ts";
import { verifyConfiguration } from "../store/configuration-verification.ts";
import type { Schema } from "../store/schema.ts";
import { witnessOf } from "./checkpoint-witness.ts";
import { type AuditFindings, collectFindings } from "./findings.ts";
import { newerParts } from "./newer-parts.ts";
import { type CheckpointSources, trustCheckpoints } from "./trusted-checkpoints.ts";

export async function verifyDatabase(
  db: Kysely<Schema>,
  sources: Pick<CheckpointSources, "kept" | "keys">,
  now: EpochSeconds,
): Promise<AuditFindings> {
  const rows = await db.selectFrom("audit_checkpoints").select("text").orderBy("id").execute();
  const trusted = trustCheckpoints({ ...sources, beside: rows.map(({ text }) => text) });
  const witness = witnessOf([...trusted.kept, ...trusted.beside], now);
  const collected = collectFindings(trusted, witness);
  for await (const findings of verifyStreams(db, witness)) collected.stream(findings);
  const found = collected.findings(await verifyConfiguration(db, witness.configuration));
  return { ...found, newer: await newerParts(db) };
}
