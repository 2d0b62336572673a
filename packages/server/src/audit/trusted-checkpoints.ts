/**
 * Which checkpoints count. Whoever can write the database can also sign a checkpoint with a key of their own,
 * one that states no retention at all; so those that lie beside the records count only when a key vouches for
 * them that came from elsewhere: in a key set given for this, else in a checkpoint that was kept elsewhere.
 */

import { isJsonObject } from "../core/json.ts";
import type { JsonObject } from "../core/terms.ts";
import { importKey } from "../jws/key.ts";
import { type Checkpoint, isCheckpoint, readCheckpoint } from "./checkpoint.ts";

export interface CheckpointSources {
  /** Texts that were kept elsewhere; null: none were given. */
  readonly kept: readonly string[] | null;
  /** Thumbprints of the keys to be trusted; null: none were given. */
  readonly keys: ReadonlySet<string> | null;
  /** Texts that lie beside the records. */
  readonly beside: readonly string[];
}

export interface TrustedCheckpoints {
  /** Those that speak also against whoever can write the database. */
  readonly kept: readonly Checkpoint[];
  /** Those beside the records that count as well, and were not kept elsewhere. */
  readonly beside: readonly Checkpoint[];
  /** Those beside the records that no trusted key signed. */
  readonly passedOver: number;
  /** What is wrong with those that should count, a sentence each. */
  readonly problems: readonly string[];
}

export function trustCheckpoints({ kept, keys, beside }: CheckpointSources): TrustedCheckpoints {
  const elsewhere = new Map<string, Checkpoint>();
  const here = new Map<string, Checkpoint>();
  const problems: string[] = [];
  const vouching = new Set<string>();
  for (const [index, text] of (kept ?? []).entries()) {
    const read = readCheckpoint(text);
    const which = `Checkpoint ${index + 1} of those kept elsewhere`;
    if (!read.ok) problems.push(`${which} does not hold: ${read.detail}.`);
    else if (keys !== null && !keys.has(read.thumbprint)) {
      problems.push(`${which} was signed with the key ${read.thumbprint}, which is not among those given.`);
    } else {
      vouching.add(read.thumbprint);
      elsewhere.set(text, read.checkpoint);
    }
  }
  const trusted = keys ?? (kept === null ? null : vouching);
  let passedOver = 0;
  for (const text of beside) {
    const read = readCheckpoint(text);
    if (!read.ok) problems.push(`A checkpoint beside the records does not hold: ${read.detail}.`);
    else if (trusted !== null && !trusted.has(read.thumbprint)) passedOver += 1;
    else if (!elsewhere.has(text)) here.set(text, read.checkpoint);
  }
  return { kept: [...elsewhere.values()], beside: [...here.values()], passedOver, problems };
}

/**
 * Every checkpoint in a text, in whatever form it was kept: bare, in a log, in an answer of the admin API. It is looked
 * for where words begin only, so that a long word without a dot is gone through once.
 */
export function checkpointsIn(text: string): readonly string[] {
  const found = text.match(/(?<![\w-])[\w-]{16,}\.[\w-]{16,}\.[\w-]{16,}/g) ?? [];
  return [...new Set(found)].filter(isCheckpoint);
}

/** Thumbprints of the usable keys of a key set (RFC 7517 §5); none when it is no key set. */
export function thumbprintsIn(jwks: JsonObject): ReadonlySet<string> {
  const listed = jwks["keys"];
  const keys = Array.isArray(listed) ? listed.filter(isJsonObject) : [];
  const thumbprints = keys.flatMap((jwk) => {
    const imported = importKey(jwk);
    return imported.ok ? [imported.key.thumbprint] : [];
  });
  return new Set(thumbprints);
}
