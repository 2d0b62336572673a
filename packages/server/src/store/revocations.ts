/**
 * Epochs of revocation: one row for each target, which only ever moves forward. An epoch is ordered against
 * exchanges by the revision it takes, not by clocks: whatever was decided before its node had seen that revision
 * is dead, also when it is committed later; whatever was decided after is not. Its time is for people, and for
 * tokens without a revision.
 */

import { type Kysely, sql } from "kysely";
import { type EpochTarget, userKey } from "../core/revocation.ts";
import type { EpochSeconds } from "../core/terms.ts";
import { moveRevision, nextRevision } from "./revision.ts";
import type { EpochRow, Schema } from "./schema.ts";
import type { RevocationTable, StoredEpoch } from "./store.ts";
import type { PerformWrite } from "./writes.ts";

/** Epochs read at once: a list for people. */
const listLimit = 1000;

export function revocationTable(reads: Kysely<Schema>, perform: PerformWrite): RevocationTable {
  return {
    revoke: (target, by, at) => perform("revokeEpoch", { target, by, at }),
    async list() {
      const rows = await reads
        .selectFrom("revocation_epochs")
        .selectAll()
        .orderBy("revision", "desc")
        .orderBy("kind")
        .orderBy("id")
        .limit(listLimit)
        .execute();
      return rows.map(storedEpoch);
    },
  };
}

/** Who sets an epoch, for what, and when. */
export interface EpochSetting {
  readonly target: EpochTarget;
  readonly by: string;
  readonly at: EpochSeconds;
}

/** Sets an epoch in a transaction of its own. @returns the epoch that stands */
export async function revokeEpoch(db: Kysely<Schema>, setting: EpochSetting): Promise<StoredEpoch> {
  const revision = await nextRevision(db);
  const epoch = await setEpoch(db, setting, revision);
  await moveRevision(db, revision);
  return epoch;
}

/** Sets an epoch as part of a change that takes this revision. */
export async function setEpoch(
  db: Kysely<Schema>,
  { target, by, at }: EpochSetting,
  revision: number,
): Promise<StoredEpoch> {
  const row = await db
    .insertInto("revocation_epochs")
    .values({ ...keyOf(target), not_before: at, revision, set_at: at, set_by: by })
    .onConflict((conflict) =>
      conflict.columns(["kind", "id"]).doUpdateSet(({ ref }) => ({
        not_before: sql<number>`case when ${ref("excluded.not_before")} > ${ref("revocation_epochs.not_before")}
          then ${ref("excluded.not_before")} else ${ref("revocation_epochs.not_before")} end`,
        revision: ref("excluded.revision"),
        set_at: ref("excluded.set_at"),
        set_by: ref("excluded.set_by"),
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return storedEpoch(row);
}

/** For a join with `tokens`: which epochs apply to each. Without parameters: a prepared look-up has its own. */
export const epochApplies = sql<boolean>`epoch.kind = 'everything' and epoch.id = ''
  or epoch.kind = 'provider' and epoch.id = tokens.provider_id
  or epoch.kind = 'mapping' and epoch.id = tokens.mapping_id
  or epoch.kind = 'user' and epoch.id = tokens.user_name`;

/** Part of the key of the one row for everything. */
const everythingId = "";

function keyOf(target: EpochTarget): Pick<EpochRow, "kind" | "id"> {
  switch (target.kind) {
    case "everything":
      return { kind: target.kind, id: everythingId };
    case "user":
      return { kind: target.kind, id: userKey(target.id) };
    case "provider":
    case "mapping":
      return target;
  }
}

function storedEpoch(row: EpochRow): StoredEpoch {
  const target = row.kind === "everything" ? { kind: row.kind } : { kind: row.kind, id: row.id };
  return { target, notBefore: row.not_before, setAt: row.set_at, setBy: row.set_by };
}
