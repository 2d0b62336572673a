import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Provider } from "../../src/core/terms.ts";
import { parseAllowList } from "../../src/oidc/address-policy.ts";
import { createGuardedFetch } from "../../src/oidc/guarded-fetch.ts";
import {
  createJwksCache,
  type JwksCache,
  type KeyEvent,
  type LastGoodKeys,
} from "../../src/oidc/jwks-cache.ts";
import { type IssuerKey, startIssuer, type TestIssuer } from "../issuer.ts";
import { makeIssuerKey, standardKeys } from "../issuer-keys.ts";
import { providerFor } from "./provider.ts";

const second = 1_000;
const hour = 3_600 * second;
const startedAt = 1_800_000_000;

let standard: readonly IssuerKey[];
let next: IssuerKey;
beforeAll(async () => {
  standard = await standardKeys();
  next = await makeIssuerKey("ec-2", "ES256");
});

let issuer: TestIssuer;
let provider: Provider;
let clockMs: number;
let events: KeyEvent[];
let kept: Map<string, { jwks: string; source: string; fetchedAt: number }>;
let keys: JwksCache;

beforeEach(async () => {
  issuer = await startIssuer();
  provider = providerFor(issuer.url, { caCertificates: issuer.ca });
  clockMs = 5 * second;
  kept = new Map();
  keys = startCache();
});
afterEach(() => issuer.close());

/** A cache as after a start of the server; what was kept stays. */
function startCache(lastGood: LastGoodKeys = memory()): JwksCache {
  events = [];
  return createJwksCache({
    fetch: createGuardedFetch({
      allow: parseAllowList([issuer.origin]).list,
      caCertificates: null,
      outboundProxy: null,
    }),
    lastGood,
    nowMs: () => clockMs,
    report: (event) => events.push(event),
  });
}

function memory(): LastGoodKeys {
  return {
    find: async (id) => kept.get(id) ?? null,
    keep: async (id, source, jwks, fetchedAt) => void kept.set(id, { jwks, source, fetchedAt }),
  };
}

const wallClock = () => startedAt + Math.floor(clockMs / second);

/** What came of looking for a key: its kid, or the reason of the refusal. */
async function find(kid: string | null, alg = "ES256", from = keys): Promise<string> {
  const verdict = await from.findKey(provider, { kid, alg }, wallClock());
  return verdict.ok ? (verdict.value.kid ?? "no kid") : verdict.refusal.reason;
}

/** Resolves when the cache has reported its next event. */
async function nextEvent(act: () => Promise<unknown>): Promise<void> {
  const before = events.length;
  await act();
  while (events.length === before) await new Promise((resolve) => setImmediate(resolve));
}

describe("keys that are held", () => {
  it("are fetched once and then served without a request", async () => {
    expect(await find("ec-1")).toBe("ec-1");
    expect(await find("rsa-1", "RS256")).toBe("rsa-1");
    clockMs += 479 * second;
    expect(await find("ec-1")).toBe("ec-1");
    expect(issuer.requests).toEqual(["/.well-known/openid-configuration", "/jwks"]);
  });

  it("are fetched with one request for a hundred callers at once", async () => {
    const found = await Promise.all(Array.from({ length: 100 }, () => find("ec-1")));
    expect(new Set(found)).toEqual(new Set(["ec-1"]));
    expect(issuer.requests).toHaveLength(2);
  });

  it("are renewed in the background before they are stale, and nobody waits", async () => {
    await find("ec-1");
    clockMs += 480 * second;
    const release = issuer.holdJwks();
    expect(await find("ec-1")).toBe("ec-1");
    await issuer.whenRequested(3);
    expect(await find("ec-1")).toBe("ec-1");
    await nextEvent(async () => release());
    clockMs += 479 * second;
    expect(await find("ec-1")).toBe("ec-1");
    expect(issuer.jwksRequests()).toBe(2);
  });

  it("are gone when the issuer has withdrawn them and their fresh time is over", async () => {
    await find("ec-1");
    issuer.publish([next]);
    clockMs += 601 * second;
    expect(await find("ec-1")).toBe("key_not_found");
    expect(issuer.jwksRequests()).toBe(2);
  });

  it("stay fresh only as long as the issuer says", async () => {
    issuer.setJwksHeaders({ "cache-control": "max-age=60" });
    await find("ec-1");
    issuer.publish([next]);
    clockMs += 61 * second;
    expect(await find("ec-1")).toBe("key_not_found");
  });

  it("are dropped when an administrator asks for it", async () => {
    await find("ec-1");
    kept.clear();
    issuer.publish([next]);
    keys.forget(provider.id);
    expect(await find("ec-1")).toBe("key_not_found");
  });

  it("are not stored for a provider that was forgotten while they were fetched", async () => {
    const release = issuer.holdJwks();
    const finding = find("ec-1");
    await issuer.whenRequested(2);
    keys.forget(provider.id);
    release();
    await finding;
    expect(kept.size).toBe(0);
  });

  it.each<Partial<Provider>>([
    { discoveryQuery: "appid=1" },
    { tokenIssuer: "https://other.example" },
    { keySource: { kind: "static", jwks: { keys: [] } } },
    { useProxy: true },
  ])("are not used any more when the provider changes to %j", async (changes) => {
    await find("ec-1");
    await issuer.setConnectionFault("refuse");
    provider = { ...provider, ...changes };
    expect(["issuer_unreachable", "issuer_response_invalid"]).toContain(await find("ec-1"));
  });

  it("stay when the provider changes in what does not concern keys", async () => {
    await find("ec-1");
    provider = { ...provider, description: "new", audience: "other", revision: 2 };
    await find("ec-1");
    expect(issuer.jwksRequests()).toBe(1);
  });

  it("belong to one provider: another one with the same key id has its own", async () => {
    await find("ec-1");
    const other = { ...provider, id: "another", issuerUrl: `${issuer.origin}/nowhere` };
    const verdict = await keys.findKey(other, { kid: "ec-1", alg: "ES256" }, startedAt);
    expect(verdict).toMatchObject({ refusal: { reason: "issuer_unreachable" } });
  });
});

describe("an unknown key id", () => {
  it("is looked up at the issuer when the cooldown is over", async () => {
    await find("ec-1");
    issuer.publish([...standard, next]);
    clockMs += 60 * second;
    expect(await find("ec-2")).toBe("ec-2");
    expect(issuer.requests).toHaveLength(3);
  });

  it("is refused within the cooldown without a request", async () => {
    await find("ec-1");
    issuer.publish([...standard, next]);
    clockMs += 59 * second;
    expect(await find("ec-2")).toBe("key_not_found");
    expect(issuer.jwksRequests()).toBe(1);
  });

  it("costs the issuer one request per cooldown, however many come, and known keys do not notice", async () => {
    await find("ec-1");
    clockMs += 100 * second;
    const release = issuer.holdJwks();
    const flood = Array.from({ length: 1000 }, (_, index) => find(`flood-${index}`));
    await issuer.whenRequested(3);
    expect(await find("ec-1")).toBe("ec-1");
    release();
    expect(new Set(await Promise.all(flood))).toEqual(new Set(["key_not_found"]));
    expect(await find("flood-again")).toBe("key_not_found");
    expect(issuer.jwksRequests()).toBe(2);
  });

  it("arms the cooldown also when the issuer fails", async () => {
    await find("ec-1");
    issuer.setFault("both", "http500");
    clockMs += 100 * second;
    for (let index = 0; index < 5; index += 1) expect(await find("flood")).toBe("issuer_unreachable");
    expect(issuer.jwksRequests()).toBe(2);
    expect(await find("ec-1")).toBe("ec-1");
  });

  it("arms the cooldown before the attempt, so that nothing can repeat it in a hurry", async () => {
    let attempts = 0;
    const broken = createJwksCache({
      fetch: { fetchJson: () => Promise.reject(new Error(`bug ${++attempts}`)) },
      lastGood: memory(),
      nowMs: () => clockMs,
      report: () => {},
    });
    await expect(find("ec-1", "ES256", broken)).rejects.toThrow("bug 1");
    expect(await find("ec-1", "ES256", broken)).toBe("issuer_unreachable");
    expect(attempts).toBe(1);
  });

  it("causes at most one round of requests while nothing is held and the issuer fails", async () => {
    issuer.setFault("both", "http500");
    const flood = await Promise.all(Array.from({ length: 100 }, (_, index) => find(`flood-${index}`)));
    expect(new Set(flood)).toEqual(new Set(["issuer_unreachable"]));
    expect(issuer.requests).toHaveLength(1);
    issuer.setFault("both", null);
    clockMs += 60 * second;
    expect(await find("ec-1")).toBe("ec-1");
  });
});

describe("an issuer's outage", () => {
  it("does not touch fresh keys", async () => {
    await find("ec-1");
    await issuer.setConnectionFault("refuse");
    expect(await find("ec-1")).toBe("ec-1");
  });

  it("is bridged with stale keys for a day, then refused as unavailable", async () => {
    await find("ec-1");
    issuer.setFault("both", "http500");
    clockMs += hour;
    expect(await find("ec-1")).toBe("ec-1");
    clockMs += 22 * hour;
    expect(await find("ec-1")).toBe("ec-1");
    clockMs += 2 * hour;
    expect(await find("ec-1")).toBe("issuer_unreachable");
  });

  it("makes one request wait, not one in every cooldown", async () => {
    await find("ec-1");
    issuer.setFault("both", "http500");
    clockMs += hour;
    await find("ec-1");
    issuer.setFault("jwks", null);
    issuer.setFault("discovery", null);
    const release = issuer.holdJwks();
    clockMs += 61 * second;
    expect(await find("ec-1")).toBe("ec-1");
    await nextEvent(async () => release());
    expect(events.at(-1)).toMatchObject({ kind: "refreshed" });
  });

  it("never turns an unknown key id into a refused token", async () => {
    await find("ec-1");
    issuer.setFault("both", "hang");
    await issuer.setConnectionFault("refuse");
    clockMs += hour;
    expect(await find("ec-2")).toBe("issuer_unreachable");
  });

  it("is refused with the time that is left until the issuer is asked again", async () => {
    issuer.setFault("both", "http500");
    const refused = async (kid: string) => {
      const verdict = await keys.findKey(provider, { kid, alg: "ES256" }, wallClock());
      return verdict.ok ? null : verdict.refusal.evidence["retryAfterSeconds"];
    };
    expect(await refused("ec-1")).toBe(60);
    clockMs += 20_400;
    expect(await refused("ec-1")).toBe(40);
    clockMs += 39_599;
    expect(await refused("ec-1")).toBe(1);
    clockMs += 1;
    expect(await refused("ec-1")).toBe(60);
    // Also where there are keys, and the token's is not among them.
    issuer.setFault("both", null);
    clockMs += 60 * second;
    expect(await find("ec-1")).toBe("ec-1");
    issuer.setFault("both", "http500");
    clockMs += 60 * second;
    await find("ec-2");
    clockMs += 10 * second;
    expect(await refused("ec-2")).toBe(50);
  });

  it("does not last longer than a wall clock says when that steps back", async () => {
    await find("ec-1");
    issuer.setFault("both", "http500");
    clockMs += 25 * hour;
    const verdict = await keys.findKey(provider, { kid: "ec-1", alg: "ES256" }, startedAt - 3_600);
    expect(verdict).toMatchObject({ refusal: { reason: "issuer_unreachable" } });
  });
});

describe("a broken answer", () => {
  it.each<[string, unknown]>([
    ["empty", { keys: [] }],
    ["no keys", {}],
    ["an object of keys", { keys: { a: 1 } }],
    ["nulls", { keys: [null, "x"] }],
    ["only symmetric keys", { keys: [{ kty: "oct", kid: "ec-1", k: "AAAA" }] }],
    ["too many keys", { keys: Array.from({ length: 10_000 }, (_, n) => ({ kid: `k${n}` })) }],
    ["not JSON", "<html>"],
  ])("(%s) never replaces good keys", async (_, jwks) => {
    await find("ec-1");
    const good = kept.get(provider.id);
    issuer.setJwks(jwks);
    clockMs += 601 * second;
    expect(await find("ec-1")).toBe("ec-1");
    expect(issuer.jwksRequests()).toBe(2);
    expect(events.at(-1)).toMatchObject({
      kind: "failed",
      refusal: { reason: "issuer_response_invalid", evidence: { provider: "acme" } },
    });
    expect(kept.get(provider.id)).toBe(good);
  });

  it.each<[string, unknown]>([
    ["empty", { keys: [] }],
    ["nulls", { keys: [null, "x"] }],
    ["an object of keys", { keys: { a: 1 } }],
    ["too many keys", { keys: Array.from({ length: 10_000 }, (_, n) => ({ kid: `k${n}` })) }],
  ])("(%s) is unavailable where nothing is held", async (_, jwks) => {
    issuer.setJwks(jwks);
    expect(await find("ec-1")).toBe("issuer_response_invalid");
  });

  it("that holds only refused keys is kept for its reasons, and replaced by any other", async () => {
    const weak = await makeIssuerKey("rsa-1", "RS256", 1024);
    issuer.publish([weak]);
    expect(await find("rsa-1", "RS256")).toBe("weak_key");
    expect(kept.size).toBe(0);
    issuer.publish(standard);
    clockMs += 601 * second;
    expect(await find("rsa-1", "RS256")).toBe("rsa-1");
  });
});

describe("a restart", () => {
  beforeEach(async () => {
    await find("ec-1");
    await issuer.setConnectionFault("refuse");
  });

  it("during an issuer's outage is no outage of ours", async () => {
    clockMs += 2 * hour;
    keys = startCache();
    expect(await find("ec-1")).toBe("ec-1");
  });

  it("keeps keys that are still fresh without asking", async () => {
    await issuer.setConnectionFault(null);
    clockMs += 300 * second;
    keys = startCache();
    expect(await find("ec-1")).toBe("ec-1");
    expect(issuer.jwksRequests()).toBe(1);
  });

  it("does not make keys younger", async () => {
    clockMs += 25 * hour;
    keys = startCache();
    expect(await find("ec-1")).toBe("issuer_unreachable");
  });

  it("does not bring back the keys of a provider that was changed meanwhile", async () => {
    provider = { ...provider, discoveryQuery: "appid=1" };
    keys = startCache();
    expect(await find("ec-1")).toBe("issuer_unreachable");
  });

  it("takes keys that are dated in the future for old", async () => {
    clockMs -= 4 * second;
    const [held] = kept.values();
    if (held !== undefined) kept.set(provider.id, { ...held, fetchedAt: held.fetchedAt + 90_000 });
    keys = startCache();
    expect(await find("ec-1")).toBe("issuer_unreachable");
  });

  it("keeps no private key that the issuer published, and refuses it afterwards as before", async () => {
    await issuer.setConnectionFault(null);
    const [first, ...rest] = issuer.keys;
    const d = first?.privateKey.export({ format: "jwk" }).d;
    const shared = { kty: "oct", kid: "oct-1", k: Buffer.alloc(32, 1).toString("base64url") };
    issuer.setJwks({ keys: [{ ...first?.publicJwk, d }, shared, ...rest.map(({ publicJwk }) => publicJwk)] });
    clockMs += hour;
    keys = startCache();
    expect(await find(first?.kid ?? null, first?.alg)).toBe("jwks_key_invalid");
    const text = kept.get(provider.id)?.jwks;
    expect(text).toContain(`"kid":"${first?.kid}"`);
    expect(text).not.toContain(String(d));
    expect(text).not.toContain(shared.k);
    await issuer.setConnectionFault("refuse");
    keys = startCache();
    expect(await find(first?.kid ?? null, first?.alg)).toBe("jwks_key_invalid");
    expect(await find("ec-1")).toBe("ec-1");
  });

  it("goes on without what was kept when the store fails", async () => {
    await issuer.setConnectionFault(null);
    const failure = new Error("database is gone");
    keys = startCache({
      find: () => Promise.reject(failure),
      keep: () => Promise.reject(failure),
    });
    expect(await find("ec-1")).toBe("ec-1");
    expect(events).toContainEqual({ provider, kind: "not_stored", error: failure });
  });
});

describe("where keys come from", () => {
  it("may be a jwks_uri, without discovery", async () => {
    provider = { ...provider, keySource: { kind: "jwks_uri", url: issuer.jwksUri } };
    expect(await find("ec-1")).toBe("ec-1");
    expect(issuer.requests).toEqual(["/jwks"]);
  });

  it("may be the configuration itself, without any request", async () => {
    provider = {
      ...provider,
      keySource: { kind: "static", jwks: JSON.parse(JSON.stringify({ keys: [next.publicJwk] })) },
    };
    expect(await find("ec-2")).toBe("ec-2");
    expect(await find("ec-1")).toBe("key_not_found");
    expect(issuer.requests).toEqual([]);
  });

  it("is asked for again when it stops working", async () => {
    await find("ec-1");
    issuer.setFault("jwks", "http404");
    clockMs += 601 * second;
    await find("ec-1");
    issuer.setFault("jwks", null);
    clockMs += 60 * second;
    await nextEvent(() => find("ec-1"));
    expect(issuer.requests.filter((path) => path.includes("openid-configuration"))).toHaveLength(2);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["another issuer", { issuer: "https://evil.example" }, "issuer_response_invalid"],
    [
      "a placeholder for an issuer",
      { issuer: "https://idp.example/{tenantid}/v2.0" },
      "issuer_response_invalid",
    ],
    ["no issuer", { issuer: undefined }, "issuer_response_invalid"],
    ["an issuer that is no text", { issuer: 5 }, "issuer_response_invalid"],
    ["no jwks_uri", { jwks_uri: undefined }, "issuer_response_invalid"],
    ["a number as jwks_uri", { jwks_uri: 5 }, "issuer_response_invalid"],
    ["user name and password", { jwks_uri: "https://user:pass@idp.example/jwks" }, "issuer_response_invalid"],
    ["a relative jwks_uri", { jwks_uri: "/jwks" }, "issuer_response_invalid"],
    ["plain http", { jwks_uri: "http://idp.example/jwks" }, "blocked_address"],
    ["a file", { jwks_uri: "file:///etc/passwd" }, "blocked_address"],
    ["link-local metadata", { jwks_uri: "https://169.254.169.254/jwks" }, "blocked_address"],
    ["loopback that is not listed", { jwks_uri: "https://127.0.0.1:1/jwks" }, "blocked_address"],
  ])("is refused when discovery answers %s", async (_, changes, reason) => {
    issuer.setDiscovery(changes);
    expect(await find("ec-1")).toBe(reason);
    expect(issuer.jwksRequests()).toBe(0);
  });

  it.each([
    ["issuer", { issuer: `https://${"a".repeat(100_000)}.example` }],
    ["jwks_uri", { jwks_uri: `http://${"a".repeat(100_000)}.example/jwks` }],
  ])("does not get an endless %s into the records of refusals", async (_, changes) => {
    issuer.setDiscovery(changes);
    const verdict = await keys.findKey(provider, { kid: "ec-1", alg: "ES256" }, wallClock());
    expect(verdict).toMatchObject({ ok: false, refusal: { reason: "issuer_response_invalid" } });
    expect(JSON.stringify(verdict).length).toBeLessThan(1_000);
  });

  it("may be told by a document that differs by one slash, or names the token issuer", async () => {
    issuer.setDiscovery({ issuer: `${issuer.url}/` });
    expect(await find("ec-1")).toBe("ec-1");
    provider = { ...provider, issuerUrl: `${issuer.url}/`, tokenIssuer: "https://sts.example/tenant/" };
    issuer.setDiscovery({ issuer: "https://sts.example/tenant/" });
    expect(await find("ec-1")).toBe("ec-1");
    issuer.setDiscovery({ issuer: `${issuer.url}//` });
    keys.forget(provider.id);
    kept.clear();
    expect(await find("ec-1")).toBe("issuer_response_invalid");
  });

  it("carries the provider's discovery query", async () => {
    provider = { ...provider, issuerUrl: `${issuer.url}/`, discoveryQuery: "appid=1&x=2" };
    await find("ec-1");
    expect(issuer.requests[0]).toBe("/.well-known/openid-configuration?appid=1&x=2");
  });
});
