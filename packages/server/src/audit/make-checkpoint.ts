/** Makes a checkpoint of what the chain holds now, and keeps it. */

import type { TokenDraft } from "../core/exchange-request.ts";
import type { EpochSeconds, JsonObject } from "../core/terms.ts";
import type { AuditHeads, AuditTable, StoredCheckpoint } from "../store/store.ts";
import { checkpointDraft } from "./checkpoint.ts";

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
  const heads = covered ?? (await ports.audit.heads());
  const { issuer, retentionSeconds } = ports;
  const id = ports.newId();
  const madeAt = ports.now();
  const text = await ports.signNaming((publicJwk) =>
    checkpointDraft(heads, { id, issuer, at: madeAt, retentionSeconds }, publicJwk),
  );
  const made = { id, madeAt, text };
  await ports.audit.add(made);
  return made;
}
