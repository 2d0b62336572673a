/** Where keys come from: what is published, what an earlier run kept, and what the provider says. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeIssuerKey } from "../issuer-keys.ts";
import { hour, type KeyWorld, openKeyWorld, second } from "./key-world.ts";

let world: KeyWorld;
beforeEach(async () => {
  world = await openKeyWorld();
});
afterEach(() => world.issuer.close());

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
    await world.find("ec-1");
    const good = world.kept.get(world.provider.id);
    world.issuer.setJwks(jwks);
    world.clockMs += 601 * second;
    expect(await world.find("ec-1")).toBe("ec-1");
    expect(world.issuer.jwksRequests()).toBe(2);
    expect(world.events.at(-1)).toMatchObject({
      kind: "failed",
      refusal: { reason: "issuer_response_invalid", evidence: { provider: "acme" } },
    });
    expect(world.kept.get(world.provider.id)).toBe(good);
  });

  it.each<[string, unknown]>([
    ["empty", { keys: [] }],
    ["nulls", { keys: [null, "x"] }],
    ["an object of keys", { keys: { a: 1 } }],
    ["too many keys", { keys: Array.from({ length: 10_000 }, (_, n) => ({ kid: `k${n}` })) }],
  ])("(%s) is unavailable where nothing is held", async (_, jwks) => {
    world.issuer.setJwks(jwks);
    expect(await world.find("ec-1")).toBe("issuer_response_invalid");
  });

  it("that holds only refused keys is kept for its reasons, and replaced by any other", async () => {
    const weak = await makeIssuerKey("rsa-1", "RS256", 1024);
    world.issuer.publish([weak]);
    expect(await world.find("rsa-1", "RS256")).toBe("weak_key");
    expect(world.kept.size).toBe(0);
    world.issuer.publish(world.issuer.keys);
    world.clockMs += 601 * second;
    expect(await world.find("rsa-1", "RS256")).toBe("rsa-1");
  });
});

describe("a restart", () => {
  beforeEach(async () => {
    await world.find("ec-1");
    await world.issuer.setConnectionFault("refuse");
  });

  it("during an issuer's outage is no outage of ours", async () => {
    world.clockMs += 2 * hour;
    world.keys = world.startCache();
    expect(await world.find("ec-1")).toBe("ec-1");
  });

  it("keeps keys that are still fresh without asking", async () => {
    await world.issuer.setConnectionFault(null);
    world.clockMs += 300 * second;
    world.keys = world.startCache();
    expect(await world.find("ec-1")).toBe("ec-1");
    expect(world.issuer.jwksRequests()).toBe(1);
  });

  it("does not make keys younger", async () => {
    world.clockMs += 25 * hour;
    world.keys = world.startCache();
    expect(await world.find("ec-1")).toBe("issuer_unreachable");
  });

  it("does not bring back the keys of a provider that was changed meanwhile", async () => {
    world.provider = { ...world.provider, discoveryQuery: "appid=1" };
    world.keys = world.startCache();
    expect(await world.find("ec-1")).toBe("issuer_unreachable");
  });

  it("takes keys that are dated in the future for old", async () => {
    world.clockMs -= 4 * second;
    const [held] = world.kept.values();
    if (held !== undefined)
      world.kept.set(world.provider.id, { ...held, fetchedAt: held.fetchedAt + 90_000 });
    world.keys = world.startCache();
    expect(await world.find("ec-1")).toBe("issuer_unreachable");
  });

  it("keeps no private key that the issuer published, and refuses it afterwards as before", async () => {
    await world.issuer.setConnectionFault(null);
    const [first, ...rest] = world.issuer.keys;
    const d = first?.privateKey.export({ format: "jwk" }).d;
    const shared = { kty: "oct", kid: "oct-1", k: Buffer.alloc(32, 1).toString("base64url") };
    world.issuer.setJwks({
      keys: [{ ...first?.publicJwk, d }, shared, ...rest.map(({ publicJwk }) => publicJwk)],
    });
    world.clockMs += hour;
    world.keys = world.startCache();
    expect(await world.find(first?.kid ?? null, first?.alg)).toBe("jwks_key_invalid");
    const text = world.kept.get(world.provider.id)?.jwks;
    expect(text).toContain(`"kid":"${first?.kid}"`);
    expect(text).not.toContain(String(d));
    expect(text).not.toContain(shared.k);
    await world.issuer.setConnectionFault("refuse");
    world.keys = world.startCache();
    expect(await world.find(first?.kid ?? null, first?.alg)).toBe("jwks_key_invalid");
    expect(await world.find("ec-1")).toBe("ec-1");
  });

  it("goes on without what was kept when the store fails", async () => {
    await world.issuer.setConnectionFault(null);
    const failure = new Error("database is gone");
    world.keys = world.startCache({
      find: () => Promise.reject(failure),
      keep: () => Promise.reject(failure),
    });
    expect(await world.find("ec-1")).toBe("ec-1");
    expect(world.events).toContainEqual({ provider: world.provider, kind: "not_stored", error: failure });
  });
});

describe("where keys come from", () => {
  it("may be a jwks_uri, without discovery", async () => {
    world.provider = { ...world.provider, keySource: { kind: "jwks_uri", url: world.issuer.jwksUri } };
    expect(await world.find("ec-1")).toBe("ec-1");
    expect(world.issuer.requests).toEqual(["/jwks"]);
  });

  it("may be the configuration itself, without any request", async () => {
    const next = await makeIssuerKey("ec-2", "ES256");
    world.provider = {
      ...world.provider,
      keySource: { kind: "static", jwks: JSON.parse(JSON.stringify({ keys: [next.publicJwk] })) },
    };
    expect(await world.find("ec-2")).toBe("ec-2");
    expect(await world.find("ec-1")).toBe("key_not_found");
    expect(world.issuer.requests).toEqual([]);
  });

  it("is asked for again when it stops working", async () => {
    await world.find("ec-1");
    world.issuer.setFault("jwks", "http404");
    world.clockMs += 601 * second;
    await world.find("ec-1");
    world.issuer.setFault("jwks", null);
    world.clockMs += 60 * second;
    await world.nextEvent(() => world.find("ec-1"));
    expect(world.issuer.requests.filter((path) => path.includes("openid-configuration"))).toHaveLength(2);
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
    world.issuer.setDiscovery(changes);
    expect(await world.find("ec-1")).toBe(reason);
    expect(world.issuer.jwksRequests()).toBe(0);
  });

  it.each([
    ["issuer", { issuer: `https://${"a".repeat(100_000)}.example` }],
    ["jwks_uri", { jwks_uri: `http://${"a".repeat(100_000)}.example/jwks` }],
  ])("does not get an endless %s into the records of refusals", async (_, changes) => {
    world.issuer.setDiscovery(changes);
    const verdict = await world.keys.findKey(
      world.provider,
      { kid: "ec-1", alg: "ES256" },
      world.wallClock(),
    );
    expect(verdict).toMatchObject({ ok: false, refusal: { reason: "issuer_response_invalid" } });
    expect(JSON.stringify(verdict).length).toBeLessThan(1_000);
  });

  it("may be told by a document that differs by one slash, or names the token issuer", async () => {
    world.issuer.setDiscovery({ issuer: `${world.issuer.url}/` });
    expect(await world.find("ec-1")).toBe("ec-1");
    world.provider = {
      ...world.provider,
      issuerUrl: `${world.issuer.url}/`,
      tokenIssuer: "https://sts.example/tenant/",
    };
    world.issuer.setDiscovery({ issuer: "https://sts.example/tenant/" });
    expect(await world.find("ec-1")).toBe("ec-1");
    world.issuer.setDiscovery({ issuer: `${world.issuer.url}//` });
    world.keys.forget(world.provider.id);
    world.kept.clear();
    expect(await world.find("ec-1")).toBe("issuer_response_invalid");
  });

  it("carries the provider's discovery query", async () => {
    world.provider = { ...world.provider, issuerUrl: `${world.issuer.url}/`, discoveryQuery: "appid=1&x=2" };
    await world.find("ec-1");
    expect(world.issuer.requests[0]).toBe("/.well-known/openid-configuration?appid=1&x=2");
  });
});
