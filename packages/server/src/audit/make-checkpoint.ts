/** Makes a checkpoint of what the chain holds now, and keeps it. */

import type { TokenDraft } from "../core/exchange-request.ts";
import { ownMember } from "../core/json.ts";
import type { EpochSeconds, JsonObject } from "../core/terms.ts";
import type { AuditHeads, AuditTable, StoredCheckpoint } from "../store/store.ts";
import { checkpointDraft, kidOf } from "./checkpoint.ts";

export interface CheckpointPorts {
  readonly audit: AuditTable;
  readonly issuer: string;
  readonly retentionSeconds: number;
  sign(draft: TokenDraft): Promise<string>;
  /** The public keys, that of the signer among them. */
  publicKeys(): readonly JsonObject[];
  now(): EpochSeconds;
  newId(): string;
}

/** @throws when the database or the key cannot be reached; then nothing was kept */
export async function makeCheckpoint(ports: CheckpointPorts, heads?: AuditHeads): Promise<StoredCheckpoint> {
  const covered = heads ?? (await ports.audit.heads());
  const { issuer, retentionSeconds } = ports;
  const id = ports.newId();
  const madeAt = ports.now();
  const text = await ports.sign(checkpointDraft(covered, { id, issuer, at: madeAt, retentionSeconds }));
  const kid = kidOf(text);
  const publicJwk = ports.publicKeys().find((jwk) => ownMember(jwk, "kid") === kid);
  if (publicJwk === undefined) throw new Error("the key that signs is not published");
  const made = { id, madeAt, text, publicJwk: JSON.stringify(publicJwk) };
  await ports.audit.add(made);
  return made;
}
