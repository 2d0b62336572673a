/**
 * Until when a key is published and from when on it signs, in seconds. A verifier may keep the key set it
 * read, nodes may read the database late and their clocks differ; every wait here is the sum of those, so
 * that whoever checks a token could have the key.
 */

import { nodeClockDifferenceSeconds } from "../core/node-clocks.ts";
import type { SigningKeyRecord } from "../core/signing-key-record.ts";
import type { EpochSeconds } from "../core/terms.ts";

/** What decides when a key does what. */
export type KeyTimes = Pick<SigningKeyRecord, "kid" | "algorithm" | "activeFrom" | "retiredAt">;

/**
 * How long a verifier may keep the key set without asking again. Our answers say five minutes; the longest
 * that widespread verifiers keep it whatever they are told is 20 minutes, and a cache in front adds its own.
 */
export const verifierCacheSeconds = 1_800;
/** Within this, every node that is asked for keys has read what another wrote; they look once a second. */
export const spreadSeconds = 60;
/** How long a key is published before it takes over from another. */
export const publishAheadSeconds = verifierCacheSeconds + spreadSeconds + nodeClockDifferenceSeconds;

/** Verifiers' clocks may be this far behind ours, and may tolerate as much. */
const verifierLeewaySeconds = 300;

/** When a token that says it expires at some time is accepted nowhere any more. */
export function acceptedUntil(expiresAt: EpochSeconds): EpochSeconds {
  return expiresAt + verifierLeewaySeconds + nodeClockDifferenceSeconds;
}

/** Until when a retired key stays published: until the last token it signed is accepted nowhere. */
export function publishedUntil(retiredAt: EpochSeconds, longestTokenSeconds: number): EpochSeconds {
  return acceptedUntil(retiredAt + longestTokenSeconds);
}

/** Which tokens a retired key may have signed that somebody may still accept. */
export function acceptableOfRetired(retiredAt: EpochSeconds, now: EpochSeconds) {
  return { issuedBy: retiredAt + nodeClockDifferenceSeconds, expiresAfter: now - acceptedUntil(0) };
}

/**
 * The key that signs: of the algorithm configured first, the one that became active last. While a newly
 * configured algorithm's key is only published yet, the keys there are go on; and where by this node's clock
 * none has begun, as when another node with a faster clock has just made the first one, it begins now.
 */
export function chooseActive<Key extends KeyTimes>(
  keys: readonly Key[],
  preferred: readonly string[],
  now: EpochSeconds,
): Key | undefined {
  const rank = ({ algorithm }: Key) =>
    preferred.includes(algorithm) ? preferred.indexOf(algorithm) : preferred.length;
  const byRank = (a: Key, b: Key) => rank(a) - rank(b);
  const byKid = (a: Key, b: Key) => (a.kid < b.kid ? -1 : 1);
  const usable = keys.filter((key) => key.retiredAt === null || now < key.retiredAt);
  const [active] = usable
    .filter((key) => key.activeFrom <= now)
    .toSorted((a, b) => byRank(a, b) || b.activeFrom - a.activeFrom || byKid(a, b));
  if (active !== undefined) return active;
  return usable.toSorted((a, b) => a.activeFrom - b.activeFrom || byRank(a, b) || byKid(a, b))[0];
}

/** From when until when a key signs; `until` is null while no key that there is takes over from it. */
export interface SigningTurn {
  readonly from: EpochSeconds;
  readonly until: EpochSeconds | null;
}

/** The key's turn that is under way or to come. @returns null when it signs neither now nor later */
export function signingTurn<Key extends KeyTimes>(
  key: Key,
  keys: readonly Key[],
  preferred: readonly string[],
  now: EpochSeconds,
): SigningTurn | null {
  const moments = [now, ...keys.flatMap(({ activeFrom, retiredAt }) => [activeFrom, retiredAt ?? now])]
    .filter((at) => at >= now)
    .toSorted((a, b) => a - b);
  const signsAt = (at: EpochSeconds) => chooseActive(keys, preferred, at)?.kid === key.kid;
  const from = moments.find(signsAt);
  if (from === undefined) return null;
  return { from, until: moments.find((at) => at > from && !signsAt(at)) ?? null };
}
