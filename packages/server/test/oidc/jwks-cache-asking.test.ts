/** When the cache asks an issuer and when it does not, to the millisecond, with an issuer that counts. */

import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject, Provider } from "../../src/core/terms.ts";
import {
  createJwksCache,
  type JwksCache,
  type KeyEvent,
  type LastGoodKeys,
} from "../../src/oidc/jwks-cache.ts";
import { cooldownMs, outageKnownMs } from "../../src/oidc/key-freshness.ts";
import { makeIssuerKey, standardKeys } from "../issuer-keys.ts";
import { type AskedIssuer, askedIssuer } from "./asked-issuer.ts";
import { providerFor } from "./provider.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const now = 1_800_000_000;
const origin = "https://idp.example";
const discovery = `${origin}/.well-known/openid-configuration`;
const jwksUri = `${origin}/jwks`;

let sound: JsonObject;
let weak: JsonObject;
let issuer: AskedIssuer;
let provider: Provider;
let clockMs: number;
let events: KeyEvent[];
let keys: JwksCache;

beforeAll(async () => {
  sound = setOf(await standardKeys());
  weak = setOf([await makeIssuerKey("rsa-1", "RS256", 1024)]);
});
beforeEach(() => {
  issuer = askedIssuer(sound);
  provider = providerFor(origin);
  clockMs = 5 * second;
  keys = startCache();
});

const setOf = (published: readonly { readonly publicJwk: unknown }[]): JsonObject =>
  JSON.parse(JSON.stringify({ keys: published.map(({ publicJwk }) => publicJwk) }));

/** A store that one cache leaves to the next, which may find it changed. */
function memory() {
  type Kept = NonNullable<Awaited<ReturnType<LastGoodKeys["find"]>>>;
  let kept: Kept | null = null;
  const store: LastGoodKeys = {
    find: async () => kept,
    async keep(_, source, jwks, fetchedAt) {
      kept = { source, jwks, fetchedAt };
    },
  };
  return {
    store,
    change(changes: Partial<Kept>) {
      if (kept !== null) kept = { ...kept, ...changes };
    },
  };
}

const nothingKept: LastGoodKeys = { find: async () => null, keep: async () => undefined };

function startCache(lastGood = nothingKept, fetch: Pick<AskedIssuer, "fetchJson"> = issuer): JwksCache {
  events = [];
  return createJwksCache({ fetch, lastGood, nowMs: () => clockMs, report: (event) => events.push(event) });
}

const ask = (kid: string | null = "ec-1", alg = "ES256") => keys.findKey(provider, { kid, alg }, now);

async function find(kid?: string | null, alg?: string): Promise<string> {
  const verdict = await ask(kid, alg);
  return verdict.ok ? (verdict.value.kid ?? "no kid") : verdict.refusal.reason;
}

/** Lets everything run that waits for no answer. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("an issuer", () => {
  it("is not asked about an algorithm that the provider does not allow", async () => {
    await find();
    clockMs += cooldownMs;
    expect(await find("ec-1", "HS256")).toBe("alg_not_allowed");
    expect(issuer.asked).toEqual([discovery, jwksUri]);
  });

  it("is not asked while keys are fresh, also those of an earlier run", async () => {
    const { store, change } = memory();
    keys = startCache(store);
    await find();
    change({ fetchedAt: now - 479 });
    keys = startCache(store);
    expect(await find()).toBe("ec-1");
    await settled();
    expect(issuer.asked).toHaveLength(2);
  });

  it("is asked where its keys are once an hour", async () => {
    await find();
    const places = () => issuer.asked.filter((url) => url === discovery).length;
    clockMs += hour - 1;
    await find();
    expect([places(), issuer.asked.length]).toEqual([1, 3]);
    clockMs += hour;
    await find();
    expect([places(), issuer.asked.length]).toEqual([2, 5]);
  });

  it("is asked where its keys are after just an hour", async () => {
    await find();
    clockMs += hour;
    await find();
    expect(issuer.asked).toEqual([discovery, jwksUri, discovery, jwksUri]);
  });

  it("is not asked twice about a key of an entry that is looked for once more", async () => {
    await Promise.all([find("unknown"), find("unknown")]);
    expect(issuer.asked).toEqual([discovery, jwksUri]);
  });
});

describe("an issuer that is down", () => {
  beforeEach(async () => {
    await find();
    issuer.answer(null);
    clockMs += hour;
    await find();
  });

  it("makes nobody wait while the attempt before has failed just now, not even during the next", async () => {
    clockMs += cooldownMs;
    const release = issuer.hold();
    expect(await find()).toBe("ec-1");
    expect(await find()).toBe("ec-1");
    release();
    expect(issuer.asked).toHaveLength(4);
  });

  it("is waited for again when the attempt before is long ago", async () => {
    clockMs += outageKnownMs;
    issuer.answer({ keys: [] });
    const release = issuer.hold();
    let answered = false;
    const waiting = find().finally(() => {
      answered = true;
    });
    await settled();
    expect(answered).toBe(false);
    release();
    expect(await waiting).toBe("ec-1");
  });

  it("is not waited for a moment before that", async () => {
    clockMs += outageKnownMs - 1;
    const release = issuer.hold();
    expect(await find()).toBe("ec-1");
    release();
  });

  it("is counted, with the age of the keys that serve in its place", () => {
    expect(keys.outage()).toEqual({ providers: 1, oldestKeysMs: hour });
  });

  it("is counted beside others that work", async () => {
    const working = askedIssuer(sound);
    keys = startCache(nothingKept, {
      fetchJson: (url, from) => (url.startsWith(origin) ? issuer : working).fetchJson(url, from),
    });
    const other = providerFor("https://other.example", { id: "other" });
    await keys.findKey(other, { kid: "ec-1", alg: "ES256" }, now);
    await find();
    clockMs += second;
    expect(keys.outage()).toEqual({ providers: 1, oldestKeysMs: 0 });
  });

  it("is counted no more when it answers", async () => {
    issuer.answer(sound);
    clockMs += cooldownMs;
    await find();
    await settled();
    expect(keys.outage()).toEqual({ providers: 0, oldestKeysMs: 0 });
  });

  it("is not counted before it was asked", async () => {
    const { store } = memory();
    issuer.answer(sound);
    keys = startCache(store);
    await find();
    keys = startCache(store);
    await find();
    expect(keys.outage()).toEqual({ providers: 0, oldestKeysMs: 0 });
  });

  it("is told about under the name the provider has now", async () => {
    clockMs += cooldownMs;
    expect(await ask("unknown")).toMatchObject({ refusal: { evidence: { provider: "acme" } } });
    provider = { ...provider, name: "acme-2" };
    expect(await ask("unknown")).toMatchObject({ refusal: { evidence: { provider: "acme-2" } } });
  });
});

describe("keys that cannot be used", () => {
  it("do not replace those that can, and the event says so", async () => {
    await find();
    issuer.answer(weak);
    clockMs += hour;
    expect(await find()).toBe("ec-1");
    expect(events.at(-1)).toMatchObject({
      kind: "failed",
      refusal: {
        evidence: { url: jwksUri, detail: "none of its keys can be used; the keys fetched before are kept" },
      },
    });
  });

  it("replace others that cannot", async () => {
    issuer.answer(weak);
    expect(await find("rsa-1", "RS256")).toBe("weak_key");
    issuer.answer({ keys: [{ kty: "oct", kid: "rsa-1", k: "AAAA" }] });
    clockMs += hour;
    expect(await find("rsa-1", "RS256")).not.toBe("weak_key");
    expect(events.map(({ kind }) => kind)).toEqual(["refreshed", "refreshed"]);
  });
});

describe("the store of the last good keys", () => {
  const failure = new Error("database is gone");

  it("that cannot be read is reported", async () => {
    keys = startCache({ ...nothingKept, find: () => Promise.reject(failure) });
    expect(await find()).toBe("ec-1");
    expect(events[0]).toEqual({ provider, kind: "not_stored", error: failure });
  });

  it("that cannot be written is reported", async () => {
    keys = startCache({ ...nothingKept, keep: () => Promise.reject(failure) });
    expect(await find()).toBe("ec-1");
    await settled();
    expect(events.at(-1)).toEqual({ provider, kind: "not_stored", error: failure });
  });

  it.each(["<html>", "[]", "{}", '{"keys":5}'])("that holds %s is passed over", async (jwks) => {
    const { store, change } = memory();
    keys = startCache(store);
    await find();
    change({ jwks });
    keys = startCache(store);
    expect(await find()).toBe("ec-1");
    expect(issuer.asked).toHaveLength(4);
  });
});

describe("what a refusal says", () => {
  it("is where the provider is when nothing has come of the first attempt", async () => {
    keys = startCache(nothingKept, { fetchJson: () => Promise.reject(new Error("a bug")) });
    await expect(ask()).rejects.toThrow("a bug");
    expect(await ask()).toEqual({
      ok: false,
      refusal: {
        reason: "issuer_unreachable",
        evidence: {
          provider: "acme",
          url: origin,
          detail: "its keys have not been fetched yet",
          retryAfterSeconds: 60,
        },
      },
    });
  });

  it("is that written keys hold none", async () => {
    provider = { ...provider, keySource: { kind: "static", jwks: { keys: [] } } };
    expect(await ask()).toMatchObject({
      refusal: {
        reason: "issuer_response_invalid",
        evidence: { provider: "acme", url: "static keys", detail: "it holds no key" },
      },
    });
  });
});
