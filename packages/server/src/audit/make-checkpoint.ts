/** Makes a checkpoint of what the chain holds now, and keeps it; tells whose checkpoints are kept so far. */

import type { TokenDraft } from "../core/exchange-request.ts";
import type { EpochSeconds, JsonObject } from "../core/terms.ts";
import type { AuditHeads, AuditTable, StoredCheckpoint } from "../store/store.ts";
import { checkpointDraft, readCheckpoint } from "./checkpoint.ts";

export interface CheckpointPorts {
  readonly audit: AuditTable;
  readonly issuer: string;
  /** How long records are kept. */
  readonly retentionSeconds: number;
  signNaming(draftFor: (publicJwk: JsonObject) => TokenDraft): Promise<string>;
  now(): EpochSeconds;
  newId(): string;
}

/** @throws when the database or the key cannot be reached; then nothing was kept */
export async function makeCheckpoint(
  ports: CheckpointPorts,
  covered?: AuditHeads,
): Promise<StoredCheckpoint> {
  const made = await signCheckpoint(ports, covered ?? (await ports.audit.heads()));
  await ports.audit.add(made);
  return made;
}

/** For a checkpoint that is due: made unless somebody else made one meanwhile. */
export async function makeCheckpointAfter(
  ports: CheckpointPorts,
  newest: StoredCheckpoint | null,
  covered: AuditHeads,
): Promise<StoredCheckpoint | null> {
  const made = await signCheckpoint(ports, covered);
  return (await ports.audit.add(made, newest?.id ?? null)) ? made : null;
}

async function signCheckpoint(ports: CheckpointPorts, heads: AuditHeads): Promise<StoredCheckpoint> {
  const { issuer, retentionSeconds } = ports;
  const id = ports.newId();
  const madeAt = ports.now();
  const text = await ports.signNaming((publicJwk) =>
    checkpointDraft(heads, { id, issuer, at: madeAt, retentionSeconds }, publicJwk),
  );
  return { id, madeAt, text };
}

/** Checkpoints looked at for the newest of ours: somebody may have put others before it. */
const mostLookedAt = 1000;

/** As whom the server signs, as far as the checkpoints beside the records tell. */
export type CheckpointsIssuer =
  | { readonly kind: "known"; readonly issuer: string }
  /** There are checkpoints, and none was signed with a key there is: all keys were replaced, or it is not ours. */
  | { readonly kind: "foreign" }
  | { readonly kind: "none" };

/**
 * The issuer that the newest of the server's own checkpoints names.
 * @param ownKeys ids of the signing keys there are
 */
export async function issuerOfCheckpoints(
  audit: Pick<AuditTable, "list">,
  ownKeys: ReadonlySet<string>,
): Promise<CheckpointsIssuer> {
  const newest = await audit.list({ limit: mostLookedAt, before: null });
  for (const { text } of newest) {
    const read = readCheckpoint(text);
    if (read.ok && ownKeys.has(read.thumbprint)) return { kind: "known", issuer: read.checkpoint.issuer };
  }
  return { kind: newest.length === 0 ? "none" : "foreign" };
}
