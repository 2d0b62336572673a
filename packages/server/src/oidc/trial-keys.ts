/**
 * Keys for trying a token on a provider that is only drafted. Whoever may save the provider may try it, and its issuer is
 * asked in the same guarded way. Nothing of it is stored, nor told to the cache that exchanges use: keys that are already
 * there are taken from it, others are kept in memory, of few issuers, and few are asked in a minute.
 */

import { refuse } from "../core/refusal.ts";
import type { Provider } from "../core/terms.ts";
import type { GuardedFetch } from "./guarded-fetch.ts";
import { createJwksCache, type JwksCache } from "./jwks-cache.ts";
import { keySourceFingerprint } from "./key-set-source.ts";

/** Somebody who types tries a few issuers; each may hold as many keys as any. */
const keptAtMost = 20;

/** New issuers in a minute, on the whole server: nobody is to be asked for others' amusement. */
const askedPerMinute = 10;
const minuteMs = 60_000;

export interface TrialKeysOptions {
  readonly fetch: GuardedFetch;
  /** A monotonic clock, in milliseconds. */
  readonly nowMs: () => number;
  /** The keys that exchanges use. */
  readonly standing: Pick<JwksCache, "findKey">;
  /** The provider as it stands; undefined: there is none of that id. */
  standingProvider(id: string): Provider | undefined;
}

export function createTrialKeys({
  fetch,
  nowMs,
  standing,
  standingProvider,
}: TrialKeysOptions): Pick<JwksCache, "findKey"> {
  const cache = createJwksCache({
    fetch,
    nowMs,
    lastGood: { find: async () => null, keep: async () => undefined },
    // Whoever tries reads in the explanation what came of it.
    report: () => undefined,
  });
  /** By key source, those asked first in front; when each was first asked. */
  const asked = new Map<string, number>();

  function admit(source: string): boolean {
    if (asked.has(source)) return true;
    const recent = [...asked.values()].filter((atMs) => nowMs() - atMs < minuteMs);
    if (recent.length >= askedPerMinute) return false;
    asked.set(source, nowMs());
    const [oldest] = asked.keys();
    if (asked.size > keptAtMost && oldest !== undefined) {
      asked.delete(oldest);
      cache.forget(oldest);
    }
    return true;
  }

  return {
    async findKey(provider, token, now) {
      const source = keySourceFingerprint(provider);
      const there = standingProvider(provider.id);
      const isAtHand = there !== undefined && keySourceFingerprint(there) === source;
      if (isAtHand || provider.keySource.kind === "static") return standing.findKey(provider, token, now);
      if (!admit(source)) {
        return refuse("rate_limited", { scope: "issuers that are only drafted", retryAfterSeconds: 60 });
      }
      return cache.findKey({ ...provider, id: source }, token, now);
    },
  };
}
