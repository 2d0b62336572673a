/** Compares what was acknowledged with what a database holds. */

import type { Kysely } from "kysely";
import { verifyChain } from "../../../packages/server/src/store/chain-verification.ts";
import { readRecordText } from "../../../packages/server/src/store/exchange-record.ts";
import type { Schema } from "../../../packages/server/src/store/schema.ts";
import type { Acknowledged } from "./journal.ts";

/** What was acknowledged and is not there, each as a line. */
export interface Lost {
  readonly exchanges: readonly string[];
  readonly revocations: readonly string[];
  readonly edits: readonly string[];
  /** The chain's first link that does not hold. */
  readonly chain: readonly string[];
}

/** @param after id of the last record known before; null: look at all. */
export async function lost(
  queries: Kysely<Schema>,
  journal: readonly Acknowledged[],
  after: string | null,
): Promise<Lost & { readonly lastRecord: string | null }> {
  const records = await queries
    .selectFrom("exchanges")
    .select(["id", "record"])
    .where("id", ">", after ?? "")
    .orderBy("id")
    .execute();
  const recorded = new Set(records.map(({ record }) => readRecordText(record).tokenId));
  const tokens = await queries.selectFrom("tokens").select(["token_id", "revoked_at"]).execute();
  const revokedAt = new Map(tokens.map((row) => [row.token_id, row.revoked_at]));
  const { broken } = await verifyChain(queries);
  return {
    exchanges: journal.flatMap((line) => {
      if (line.kind !== "exchange") return [];
      if (!recorded.has(line.tokenId)) return [`no record of ${line.tokenId}`];
      return revokedAt.has(line.tokenId) ? [] : [`no token ${line.tokenId}`];
    }),
    revocations: journal.flatMap((line) =>
      line.kind === "revocation" && typeof revokedAt.get(line.tokenId) !== "number" ? [line.tokenId] : [],
    ),
    edits: await lostEdits(queries, journal),
    chain: broken === null ? [] : [`${broken.stream} ${broken.sequence}: ${broken.detail}`],
    lastRecord: records.at(-1)?.id ?? after,
  };
}

async function lostEdits(
  queries: Kysely<Schema>,
  journal: readonly Acknowledged[],
): Promise<readonly string[]> {
  const edits = journal.filter((line) => line.kind === "edit");
  const revisions = edits.map(({ revision }) => revision);
  const versions = await queries
    .selectFrom("mapping_versions")
    .select(["id", "revision", "document"])
    .where("revision", ">=", Math.min(...revisions, Number.MAX_SAFE_INTEGER))
    .execute();
  const documents = new Map(
    versions.map(({ id, revision, document }) => [`${id} ${revision}`, document ?? ""]),
  );
  return edits.flatMap(({ mappingId, revision, description }) => {
    const key = `${mappingId} ${revision}`;
    return documents.get(key)?.includes(JSON.stringify(description)) === true ? [] : [`revision ${revision}`];
  });
}
