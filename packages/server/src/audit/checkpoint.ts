/**
 * A checkpoint: what the audit chain held at one moment, signed with the installation's signing key, so that
 * whoever keeps it elsewhere can tell later whether anything up to it was changed or cut. It is a JWT with a
 * `typ` of its own and without `exp`, `aud` and `sub`: no verifier of access tokens takes it for one. It holds
 * the public key it was signed with, which long outlives its place in the published set.
 */

import { z } from "zod";
import type { TokenDraft } from "../core/exchange-request.ts";
import type { EpochSeconds, JsonObject } from "../core/terms.ts";
import { parseCompact } from "../jws/compact.ts";
import type { JsonLimits } from "../jws/json-limits.ts";
import { importKey } from "../jws/key.ts";
import { parseStrictJson } from "../jws/strict-json.ts";
import { verifySignature } from "../jws/verify.ts";
import type { AuditHeads } from "../store/store.ts";

/** RFC 8725 §3.11. */
export const checkpointType = "countersign-checkpoint+jwt";

/** Far above what a checkpoint of ten thousand streams takes. */
const mostCharacters = 4 * 1024 * 1024;
const limits: JsonLimits = { maxDepth: 4, maxMembers: 64, exactNumbers: true };

/** A stream as a checkpoint names it: what it held at least, and where it began. */
export interface CheckpointStream {
  readonly stream: string;
  readonly sequence: number;
  readonly hash: string;
  /** Time of the newest record up to there. */
  readonly at: EpochSeconds;
  readonly anchorSequence: number;
  readonly anchorHash: string;
}

export interface Checkpoint {
  readonly id: string;
  readonly issuer: string;
  readonly at: EpochSeconds;
  readonly revision: number;
  /** Hash of the configuration's chain at that revision; null: it was not linked yet. */
  readonly configuration: string | null;
  /** How long records were kept when it was made: nothing younger may have been pruned. */
  readonly retentionSeconds: number;
  readonly streams: readonly CheckpointStream[];
}

/** The unsigned checkpoint. Streams are lists of values, because there can be many. */
export function checkpointDraft(
  heads: AuditHeads,
  facts: Pick<Checkpoint, "id" | "issuer" | "at" | "retentionSeconds">,
  publicJwk: JsonObject,
): TokenDraft {
  return {
    typ: checkpointType,
    header: {},
    payload: {
      iss: facts.issuer,
      iat: facts.at,
      jti: facts.id,
      version: 1,
      key: publicJwk,
      revision: heads.revision,
      configuration: heads.configuration,
      retention: facts.retentionSeconds,
      streams: heads.streams.map((one) => [
        one.stream,
        one.head_sequence,
        one.head_hash,
        // A head without its link is no reason to let it be pruned early.
        one.head_at ?? facts.at,
        one.anchor_sequence,
        one.anchor_hash,
      ]),
    },
  };
}

const payloadSchema = z.object({
  iss: z.string(),
  iat: z.int(),
  jti: z.string(),
  version: z.literal(1),
  key: z.record(z.string(), z.string()),
  revision: z.int(),
  configuration: z.string().nullable(),
  retention: z.int().min(0),
  streams: z.array(z.tuple([z.string(), z.int(), z.string(), z.int(), z.int(), z.string()])),
});

export type CheckpointReading =
  /** @property thumbprint of the key that signed it (RFC 7638), which is also its `kid` */
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly thumbprint: string }
  | { readonly ok: false; readonly detail: string };

/**
 * Reads a checkpoint and checks its signature by the key that is in it. Whether that key is to be trusted is
 * for the reader to know.
 */
export function readCheckpoint(text: string): CheckpointReading {
  const no = (detail: string) => ({ ok: false, detail }) as const;
  if (text.length > mostCharacters) return no("it is too long to be a checkpoint");
  const jws = parseCompact(text, { acceptAccessTokens: false, onlyType: checkpointType });
  if (!jws.ok) return no("it is no checkpoint");
  const json = parseStrictJson(jws.value.payloadBytes, limits);
  const payload = json.ok ? payloadSchema.safeParse(json.value) : null;
  if (payload?.success !== true) return no("its content is not that of a checkpoint this version reads");
  const imported = importKey(payload.data.key);
  if (!imported.ok) return no(`the key in it is not sound: ${imported.problem.detail}`);
  const { thumbprint } = imported.key;
  if (jws.value.kid !== thumbprint) return no("the key in it is another one than it names");
  if (!verifySignature(jws.value, imported.key).ok) {
    return no("its signature does not hold: it was altered or forged");
  }
  return { ok: true, thumbprint, checkpoint: checkpointOf(payload.data) };
}

function checkpointOf(payload: z.output<typeof payloadSchema>): Checkpoint {
  return {
    id: payload.jti,
    issuer: payload.iss,
    at: payload.iat,
    revision: payload.revision,
    configuration: payload.configuration,
    retentionSeconds: payload.retention,
    streams: payload.streams.map(([stream, sequence, hash, at, anchorSequence, anchorHash]) => ({
      stream,
      sequence,
      hash,
      at,
      anchorSequence,
      anchorHash,
    })),
  };
}

/** Whether a text claims to be a checkpoint; nothing else of it is looked at. */
export function isCheckpoint(text: string): boolean {
  return parseCompact(text, { acceptAccessTokens: false, onlyType: checkpointType }).ok;
}
