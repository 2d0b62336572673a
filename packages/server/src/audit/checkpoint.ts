/**
 * A checkpoint: what the audit chain held at one moment, signed with the installation's signing key, so that
 * whoever keeps it elsewhere can tell later whether anything up to it was changed or cut. It is a JWT with a
 * `typ` of its own and without `exp`, `aud` and `sub`: no verifier of access tokens takes it for one.
 */

import { z } from "zod";
import type { TokenDraft } from "../core/exchange-request.ts";
import type { EpochSeconds, JsonObject } from "../core/terms.ts";
import { parseCompact } from "../jws/compact.ts";
import type { JsonLimits } from "../jws/json-limits.ts";
import { importKey, type VerificationKey } from "../jws/key.ts";
import { parseStrictJson } from "../jws/strict-json.ts";
import { verifySignature } from "../jws/verify.ts";
import type { AuditHeads } from "../store/store.ts";

/** RFC 8725 §3.11. */
export const checkpointType = "countersign-checkpoint+jwt";

/** Far above what a checkpoint of ten thousand streams takes. */
const mostCharacters = 4 * 1024 * 1024;
const limits: JsonLimits = { maxDepth: 4, maxMembers: 32, exactNumbers: true };

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
): TokenDraft {
  return {
    typ: checkpointType,
    header: {},
    payload: {
      iss: facts.issuer,
      iat: facts.at,
      jti: facts.id,
      version: 1,
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
  revision: z.int(),
  configuration: z.string().nullable(),
  retention: z.int().min(0),
  streams: z.array(z.tuple([z.string(), z.int(), z.string(), z.int(), z.int(), z.string()])),
});

export type CheckpointReading =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly kid: string }
  | { readonly ok: false; readonly detail: string };

/** Public keys by their thumbprint (RFC 7638), which is the `kid` of every key of ours. */
export type KeyRing = ReadonlyMap<string, VerificationKey>;

/** Reads a checkpoint and checks its signature. */
export function readCheckpoint(text: string, keys: KeyRing): CheckpointReading {
  const no = (detail: string) => ({ ok: false, detail }) as const;
  if (text.length > mostCharacters) return no("it is too long to be a checkpoint");
  const jws = parseCompact(text, { acceptAccessTokens: false, onlyType: checkpointType });
  if (!jws.ok) return no("it is no checkpoint");
  const { kid } = jws.value;
  const key = kid === null ? undefined : keys.get(kid);
  if (kid === null || key === undefined) {
    return no(`the key ${kid ?? "(unnamed)"} it was signed with is not among those that are trusted`);
  }
  if (!verifySignature(jws.value, key).ok) return no("its signature does not hold: it was altered or forged");
  const json = parseStrictJson(jws.value.payloadBytes, limits);
  const payload = json.ok ? payloadSchema.safeParse(json.value) : null;
  if (payload?.success !== true) return no("its content is not that of a checkpoint this version reads");
  return { ok: true, kid, checkpoint: checkpointOf(payload.data) };
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

/** The id of the key a checkpoint names; null: it is none. */
export function kidOf(text: string): string | null {
  const jws = parseCompact(text, { acceptAccessTokens: false, onlyType: checkpointType });
  return jws.ok ? jws.value.kid : null;
}

/** Keys found by what they are, whatever name they were given; what is no key of ours is left out. */
export function keyRing(jwks: readonly JsonObject[]): KeyRing {
  return new Map(
    jwks.flatMap((jwk) => {
      const imported = importKey(jwk);
      return imported.ok ? [[imported.key.thumbprint, imported.key] as const] : [];
    }),
  );
}
