/**
 * Limits taken before anything costly: on exchange attempts per address prefix, per provider, and altogether;
 * on credentials per address prefix, where only what may be a guess uses a permit up, so that whoever works with
 * a good one is not held up. Guesses that come from many addresses are slowed by their price, never by a refusal of
 * everybody: nobody who has guessed nothing is kept out by others. Buckets refill with time and the number of remembered ones is bounded, so that a flood of
 * addresses costs a fixed amount of memory; only providers that exist have a bucket.
 */

import type { CredentialFault } from "../core/access.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import { RecentlyUsed } from "./recently-used.ts";

/** Buckets kept per kind, those used last; at most twice as many. */
const REMEMBERED = 20_000;
/** A bucket holds this many seconds' worth of permits. */
const BURST_SECONDS = 10;
/** Guesses of so many addresses at their full rate are looked at before each costs more: none does that alone. */
const CHEAP_ADDRESSES = 4;
/** What a guess then costs its address: a slip of the hand leaves most of the burst to whoever else is there. */
const DEAR_SECONDS = 2;
/** What each holds while it is looked at then, good or not: few of one address are looked at at the same time. */
const HELD_SECONDS = 0.25;

export interface Rates {
  /** Permits per second. */
  readonly perAddress: number;
  readonly perProvider: number;
  readonly total: number;
}

/** Whose permits are used up, and how that is put into a sentence. */
const scopes = {
  address: "this address",
  credentials: "unknown credentials from this address",
  provider: "this provider",
  server: "the whole server",
} as const;
export type RateScope = keyof typeof scopes;

/** What came of trying a credential. */
export type Tried = { readonly ok: true } | { readonly ok: false; readonly fault: CredentialFault };

export interface Admission {
  /**
   * Takes a permit of the address of whoever asks for an exchange, before anything of the request is read.
   * @returns refused with `rate_limited`, its evidence holding `scope` and `retryAfterSeconds`
   */
  admitCaller(address: string): Verdict<void>;
  /**
   * Takes a permit of the provider, and one of the whole server; for callers that were admitted.
   * @param provider id of the provider meant; null when there is none
   * @returns refused like `admitCaller`
   */
  admitExchange(provider: string | null): Verdict<void>;
  /**
   * Takes a permit of the address, checks a credential, and gives the permit back unless it may be a guess: a job
   * whose token has ended must not keep its neighbours out. While more is guessed than a few addresses could, a guess
   * costs its address more; but an address that guesses no longer has a permit again after as long as a burst.
   * @returns what `check` found, or refused like `admitCaller`, unchecked
   */
  tryCredential<T extends Tried>(address: string, check: () => Promise<T>): Promise<Verdict<T>>;
}

/**
 * @param monotonicMs a clock that never steps
 * @param limited told of every refusal
 */
export function createAdmission(
  rates: Rates,
  monotonicMs: () => number,
  limited: (scope: RateScope) => void = () => undefined,
): Admission {
  const tooMany = (scope: RateScope, waitMs: number): Verdict<never> => {
    limited(scope);
    return refuse("rate_limited", {
      scope: scopes[scope],
      retryAfterSeconds: Math.ceil(waitMs / 1000),
    });
  };
  const addresses = createBuckets(rates.perAddress, monotonicMs);
  const credentials = createBuckets(rates.perAddress, monotonicMs);
  const cheapGuesses = createBuckets(rates.perAddress * CHEAP_ADDRESSES, monotonicMs);
  const providers = createBuckets(rates.perProvider, monotonicMs);
  const everybody = createBuckets(rates.total, monotonicMs);
  return {
    admitCaller(address) {
      const waitMs = addresses.take(address);
      return waitMs > 0 ? tooMany("address", waitMs) : accept(undefined);
    },
    admitExchange(provider) {
      // The narrower limit first: who is over it must not use up permits of the other.
      const providerMs = provider === null ? 0 : providers.take(provider);
      if (providerMs > 0) return tooMany("provider", providerMs);
      const everybodyMs = everybody.take("");
      return everybodyMs > 0 ? tooMany("server", everybodyMs) : accept(undefined);
    },
    async tryCredential(address, check) {
      const isCheap = cheapGuesses.take("") === 0;
      const held = isCheap ? 1 : Math.max(1, rates.perAddress * HELD_SECONDS);
      const waitMs = credentials.take(address, held);
      if (waitMs > 0) {
        if (isCheap) cheapGuesses.put("", 1);
        return tooMany("credentials", waitMs);
      }
      const found = await check();
      if (found.ok || found.fault !== "unknown") {
        credentials.put(address, held);
        if (isCheap) cheapGuesses.put("", 1);
      } else if (!isCheap) {
        credentials.put(address, held - rates.perAddress * DEAR_SECONDS);
      }
      return accept(found);
    },
  };
}

interface Bucket {
  permits: number;
  atMs: number;
}

interface Buckets {
  /** @returns 0 and so many permits less, one unless told; or the milliseconds until there are enough */
  take(key: string, permits?: number): number;
  /** @param permits more than there were; below zero: fewer, and owed as far as a burst goes */
  put(key: string, permits: number): void;
}

function createBuckets(perSecond: number, monotonicMs: () => number): Buckets {
  const capacity = perSecond * BURST_SECONDS;
  const buckets = new RecentlyUsed<Bucket>(REMEMBERED);
  return {
    take(key, permits = 1) {
      const now = monotonicMs();
      const known = buckets.get(key);
      const bucket = known ?? { permits: capacity, atMs: now };
      bucket.permits = Math.min(
        capacity,
        bucket.permits + (Math.max(0, now - bucket.atMs) / 1000) * perSecond,
      );
      bucket.atMs = now;
      if (known === undefined) buckets.set(key, bucket);
      if (bucket.permits >= permits) {
        bucket.permits -= permits;
        return 0;
      }
      return ((permits - bucket.permits) / perSecond) * 1000;
    },
    put(key, permits) {
      const bucket = buckets.get(key);
      if (bucket !== undefined) {
        bucket.permits = Math.min(capacity, Math.max(-capacity, bucket.permits + permits));
      }
    },
  };
}
