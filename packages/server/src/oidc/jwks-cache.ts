/**
 * The verification keys of every provider, kept so that no exchange waits for an issuer that can be spared
 * the question. One entry per provider, one attempt at a time, one attempt per cooldown, armed before it
 * starts: a flood of unknown key ids costs an issuer one request a minute and never touches known keys. A
 * broken answer never replaces good keys; good keys outlive an issuer's outage, and a restart, for a day.
 */

import { type Refusal, refuse, type Verdict } from "../core/refusal.ts";
import type { EpochSeconds, Provider } from "../core/terms.ts";
import type { VerificationKey } from "../jws/key.ts";
import { importKeySet, type KeySet, selectKey } from "../jws/key-set.ts";
import { parseStrictJson } from "../jws/strict-json.ts";
import { documentLimits, type GuardedFetch } from "./guarded-fetch.ts";
import { cooldownMs, freshTimeMs, judgeAge, outageKnownMs } from "./key-freshness.ts";
import {
  type FetchedKeySet,
  fetchKeySet,
  findJwksUri,
  keySourceFingerprint,
  type PublishedKeys,
  readKeySet,
} from "./key-set-source.ts";

/** Where the last good key set of each provider outlives the server. */
export interface LastGoodKeys {
  find(
    providerId: string,
  ): Promise<{ readonly jwks: string; readonly source: string; readonly fetchedAt: EpochSeconds } | null>;
  keep(providerId: string, source: string, jwks: string, fetchedAt: EpochSeconds): Promise<void>;
}

/** What happened to a provider's keys, for logs and metrics. */
export type KeyEvent = { readonly provider: Pick<Provider, "id" | "name"> } & (
  | { readonly kind: "refreshed"; readonly keys: number; readonly problems: KeySet["problems"] }
  | { readonly kind: "failed"; readonly refusal: Refusal }
  /** The last good keys could not be read or written; the exchange goes on without. */
  | { readonly kind: "not_stored"; readonly error: unknown }
);

export interface JwksCacheOptions {
  readonly fetch: Pick<GuardedFetch, "fetchJson">;
  readonly lastGood: LastGoodKeys;
  /** A monotonic clock, in milliseconds. */
  readonly nowMs: () => number;
  readonly report: (event: KeyEvent) => void;
}

export interface JwksCache {
  /**
   * The key for a token of this provider.
   * @returns refused as `selectKey` refuses, or as the last attempt to fetch the keys was refused
   *   when there is no telling whether the token's key exists; its evidence then holds `retryAfterSeconds`
   */
  findKey(
    provider: Provider,
    token: { readonly kid: string | null; readonly alg: string },
    now: EpochSeconds,
  ): Promise<Verdict<VerificationKey>>;
  /** Drops what is held for a provider, so that the next token fetches its keys anew. */
  forget(providerId: string): void;
  /** Providers whose last attempt to fetch keys failed, and the age of the oldest keys that still serve for one. */
  outage(): { readonly providers: number; readonly oldestKeysMs: number };
}

interface HeldKeys {
  readonly set: KeySet;
  readonly fetchedAtMs: number;
  readonly freshMs: number;
}

interface Entry {
  readonly fingerprint: string;
  readonly source: PublishedKeys;
  held: HeldKeys | null;
  /** Reading what outlived the last run; happens once. */
  loading: Promise<void> | null;
  fetching: Promise<void> | null;
  attempt: { readonly atMs: number; readonly refusal: Refusal | null } | null;
  jwksUri: { readonly url: string; readonly foundAtMs: number } | null;
}

/** A discovered `jwks_uri` is used this long, and asked for again at once when it stops working. */
const jwksUriMs = 3_600_000;

export function createJwksCache(options: JwksCacheOptions): JwksCache {
  const { fetch, lastGood, nowMs, report } = options;
  const entries = new Map<string, Entry>();
  // Provider values never change, so what follows from one is worked out once.
  const fingerprints = new WeakMap<Provider, string>();
  const staticSets = new WeakMap<Provider, Verdict<KeySet>>();

  const findKey: JwksCache["findKey"] = async (provider, token, now) => {
    if (provider.keySource.kind === "static") {
      const set = staticSets.get(provider) ?? readKeySet(provider, "static keys", provider.keySource.jwks);
      staticSets.set(provider, set);
      return set.ok ? selectKey(set.value, token, provider.algorithms) : set;
    }
    const entry = entryOf(provider, provider.keySource);
    // Most exchanges have nothing to wait for.
    if (ageOf(entry) !== "fresh") await bringUpToDate(entry, provider, now);
    const first = select(entry, provider, token);
    if (first.ok || first.refusal.reason !== "key_not_found") return first;
    // An unknown key id is what a rotation looks like.
    await refresh(entry, provider, now);
    // Only an issuer that answers can deny a key: otherwise the token may well be good.
    const unheard = entry.attempt?.refusal ?? null;
    return unheard === null ? select(entry, provider, token) : untilNextAttempt(entry, provider, unheard);
  };

  function entryOf(provider: Provider, source: PublishedKeys): Entry {
    const fingerprint = fingerprints.get(provider) ?? keySourceFingerprint(provider);
    fingerprints.set(provider, fingerprint);
    const known = entries.get(provider.id);
    if (known?.fingerprint === fingerprint) return known;
    const entry: Entry = {
      fingerprint,
      source,
      held: null,
      loading: null,
      fetching: null,
      attempt: null,
      jwksUri: null,
    };
    entries.set(provider.id, entry);
    return entry;
  }

  /** Makes sure of usable keys, waiting only when there is something to gain. */
  async function bringUpToDate(entry: Entry, provider: Provider, now: EpochSeconds): Promise<void> {
    entry.loading ??= load(entry, provider, now);
    await entry.loading;
    switch (ageOf(entry)) {
      case "fresh":
        return;
      case "renewable":
        void refresh(entry, provider, now);
        return;
      case "stale":
        if (outageIsKnown(entry)) void refresh(entry, provider, now);
        else await refresh(entry, provider, now);
        return;
      case "unusable":
        await refresh(entry, provider, now);
    }
  }

  function ageOf({ held }: Entry): ReturnType<typeof judgeAge> {
    return held === null ? "unusable" : judgeAge(nowMs() - held.fetchedAtMs, held.freshMs);
  }

  function outageIsKnown({ attempt }: Entry): boolean {
    return attempt !== null && attempt.refusal !== null && nowMs() - attempt.atMs < outageKnownMs;
  }

  function select(
    entry: Entry,
    provider: Provider,
    token: { readonly kid: string | null; readonly alg: string },
  ): Verdict<VerificationKey> {
    if (entry.held !== null && ageOf(entry) !== "unusable") {
      return selectKey(entry.held.set, token, provider.algorithms);
    }
    const { refusal } = refuse("issuer_unreachable", {
      provider: provider.name,
      url: provider.issuerUrl,
      detail: "its keys have not been fetched yet",
    });
    return untilNextAttempt(entry, provider, entry.attempt?.refusal ?? refusal);
  }

  /**
   * A refusal of the last attempt, with the time until the next: who asks before that is told the same, unheard. The
   * attempt may have been on behalf of the provider under another name.
   */
  function untilNextAttempt(
    { attempt }: Entry,
    { name }: Provider,
    { reason, evidence }: Refusal,
  ): Verdict<never> {
    const leftMs = attempt === null ? 0 : attempt.atMs + cooldownMs - nowMs();
    const retryAfterSeconds = Math.max(1, Math.ceil(leftMs / 1000));
    return refuse(reason, { ...evidence, provider: name, retryAfterSeconds });
  }

  /** Joins the attempt under way, or starts one when the cooldown is over, or does nothing. */
  function refresh(entry: Entry, provider: Provider, now: EpochSeconds): Promise<void> {
    if (entry.fetching !== null) return entry.fetching;
    const atMs = nowMs();
    if (entry.attempt !== null && atMs - entry.attempt.atMs < cooldownMs) return Promise.resolve();
    // Armed before the fetch: one that hangs or fails counts like one that works.
    entry.attempt = { atMs, refusal: entry.attempt?.refusal ?? null };
    entry.fetching = attempt(entry, provider, atMs, now).finally(() => {
      entry.fetching = null;
    });
    return entry.fetching;
  }

  async function attempt(entry: Entry, provider: Provider, atMs: number, now: EpochSeconds): Promise<void> {
    const fetched = await fetchFrom(entry, provider, atMs);
    if (!fetched.ok) {
      entry.attempt = { atMs, refusal: fetched.refusal };
      // Perhaps the keys have moved: ask for their place again next time.
      entry.jwksUri = null;
      report({ provider, kind: "failed", refusal: fetched.refusal });
      return;
    }
    const { set, text, cacheControl } = fetched.value;
    entry.attempt = { atMs, refusal: null };
    entry.held = { set, fetchedAtMs: atMs, freshMs: freshTimeMs(cacheControl) };
    report({ provider, kind: "refreshed", keys: set.keys.length, problems: set.problems });
    // A provider changed or forgotten meanwhile has another entry, and its keys are not ours to overwrite.
    if (set.keys.length === 0 || entries.get(provider.id) !== entry) return;
    // Nobody waits for the database: the keys are good whether they are stored or not.
    void lastGood
      .keep(provider.id, entry.fingerprint, text, now)
      .catch((error: unknown) => report({ provider, kind: "not_stored", error }));
  }

  async function fetchFrom(entry: Entry, provider: Provider, atMs: number): Promise<Verdict<FetchedKeySet>> {
    if (entry.jwksUri === null || atMs - entry.jwksUri.foundAtMs >= jwksUriMs) {
      const found = await findJwksUri(fetch, provider, entry.source);
      if (!found.ok) return found;
      entry.jwksUri = { url: found.value, foundAtMs: atMs };
    }
    const { url } = entry.jwksUri;
    const fetched = await fetchKeySet(fetch, provider, url);
    if (!fetched.ok || fetched.value.set.keys.length > 0) return fetched;
    if (entry.held === null || entry.held.set.keys.length === 0) return fetched;
    const detail = "none of its keys can be used; the keys fetched before are kept";
    return refuse("issuer_response_invalid", { provider: provider.name, url, detail });
  }

  /** Takes over the keys of an earlier run, with the age they have by now. */
  async function load(entry: Entry, provider: Provider, now: EpochSeconds): Promise<void> {
    const stored = await lastGood.find(provider.id).catch((error: unknown) => {
      report({ provider, kind: "not_stored", error });
      return null;
    });
    if (stored === null || stored.source !== entry.fingerprint) return;
    const json = parseStrictJson(stored.jwks, documentLimits);
    if (!json.ok) return;
    const imported = importKeySet(json.value);
    if (!imported.ok) return;
    // When the wall clock stepped back meanwhile, the age is unknown: the distance is the safer guess.
    const ageMs = Math.abs(now - stored.fetchedAt) * 1_000;
    entry.held = { set: imported.set, fetchedAtMs: nowMs() - ageMs, freshMs: freshTimeMs(null) };
  }

  return {
    findKey,
    forget(providerId) {
      entries.delete(providerId);
    },
    outage() {
      const failing = [...entries.values()].filter(({ attempt }) => (attempt?.refusal ?? null) !== null);
      const ages = failing.flatMap(({ held }) => (held === null ? [] : [nowMs() - held.fetchedAtMs]));
      return { providers: failing.length, oldestKeysMs: Math.max(0, ...ages) };
    },
  };
}
