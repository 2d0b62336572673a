/** A key cache in front of an issuer over real HTTPS, with its clock, its store and what it reports at hand. */

import type { Provider } from "../../src/core/terms.ts";
import { parseAllowList } from "../../src/oidc/address-policy.ts";
import { createGuardedFetch } from "../../src/oidc/guarded-fetch.ts";
import {
  createJwksCache,
  type JwksCache,
  type KeyEvent,
  type LastGoodKeys,
} from "../../src/oidc/jwks-cache.ts";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { providerFor } from "./provider.ts";

export const second = 1_000;
export const hour = 3_600 * second;
/** What the wall clock says when the monotonic one begins, in seconds. */
export const startedAt = 1_800_000_000;

export interface KeyWorld {
  readonly issuer: TestIssuer;
  /** The one whose keys are looked for; a test may change it. */
  provider: Provider;
  /** The monotonic clock; the wall clock goes with it. */
  clockMs: number;
  wallClock(): number;
  /** What was kept for each provider; it outlives a cache. */
  readonly kept: Map<string, { readonly jwks: string; readonly source: string; readonly fetchedAt: number }>;
  keys: JwksCache;
  /** What the cache that was started last has reported. */
  events: KeyEvent[];
  memory(): LastGoodKeys;
  /** A cache as after a start of the server; what was kept stays. */
  startCache(lastGood?: LastGoodKeys): JwksCache;
  /** What came of looking for a key: its kid, or the reason of the refusal. */
  find(kid: string | null, alg?: string, from?: JwksCache): Promise<string>;
  /** Resolves when the cache has reported its next event. */
  nextEvent(act: () => Promise<unknown>): Promise<void>;
}

export async function openKeyWorld(): Promise<KeyWorld> {
  const issuer = await startIssuer();
  const kept: KeyWorld["kept"] = new Map();
  const memory = (): LastGoodKeys => ({
    find: async (id) => kept.get(id) ?? null,
    keep: async (id, source, jwks, fetchedAt) => void kept.set(id, { jwks, source, fetchedAt }),
  });
  const cacheWith = (lastGood: LastGoodKeys) =>
    createJwksCache({
      fetch: createGuardedFetch({
        allow: parseAllowList([issuer.origin]).list,
        caCertificates: null,
        outboundProxy: null,
      }),
      lastGood,
      nowMs: () => world.clockMs,
      report: (event) => world.events.push(event),
    });
  const wallClock = () => startedAt + Math.floor(world.clockMs / second);
  const world: KeyWorld = {
    issuer,
    provider: providerFor(issuer.url, { caCertificates: issuer.ca }),
    clockMs: 5 * second,
    wallClock,
    kept,
    keys: cacheWith(memory()),
    events: [],
    memory,
    startCache(lastGood = memory()) {
      world.events = [];
      return cacheWith(lastGood);
    },
    async find(kid, alg = "ES256", from = world.keys) {
      const verdict = await from.findKey(world.provider, { kid, alg }, wallClock());
      return verdict.ok ? (verdict.value.kid ?? "no kid") : verdict.refusal.reason;
    },
    async nextEvent(act) {
      const before = world.events.length;
      await act();
      while (world.events.length === before) await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return world;
}
