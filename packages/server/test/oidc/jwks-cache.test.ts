import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Provider } from "../../src/core/terms.ts";
import { createJwksCache } from "../../src/oidc/jwks-cache.ts";
import type { IssuerKey } from "../issuer.ts";
import { makeIssuerKey, standardKeys } from "../issuer-keys.ts";
import { hour, type KeyWorld, openKeyWorld, second, startedAt } from "./key-world.ts";

let standard: readonly IssuerKey[];
let next: IssuerKey;
beforeAll(async () => {
  standard = await standardKeys();
  next = await makeIssuerKey("ec-2", "ES256");
});

let world: KeyWorld;
beforeEach(async () => {
  world = await openKeyWorld();
});
afterEach(() => world.issuer.close());

describe("keys that are held", () => {
  it("are fetched once and then served without a request", async () => {
    expect(await world.find("ec-1")).toBe("ec-1");
    expect(await world.find("rsa-1", "RS256")).toBe("rsa-1");
    world.clockMs += 479 * second;
    expect(await world.find("ec-1")).toBe("ec-1");
    expect(world.issuer.requests).toEqual(["/.well-known/openid-configuration", "/jwks"]);
  });

  it("are fetched with one request for a hundred callers at once", async () => {
    const found = await Promise.all(Array.from({ length: 100 }, () => world.find("ec-1")));
    expect(new Set(found)).toEqual(new Set(["ec-1"]));
    expect(world.issuer.requests).toHaveLength(2);
  });

  it("are renewed in the background before they are stale, and nobody waits", async () => {
    await world.find("ec-1");
    world.clockMs += 480 * second;
    const release = world.issuer.holdJwks();
    expect(await world.find("ec-1")).toBe("ec-1");
    await world.issuer.whenRequested(3);
    expect(await world.find("ec-1")).toBe("ec-1");
    await world.nextEvent(async () => release());
    world.clockMs += 479 * second;
    expect(await world.find("ec-1")).toBe("ec-1");
    expect(world.issuer.jwksRequests()).toBe(2);
  });

  it("are gone when the issuer has withdrawn them and their fresh time is over", async () => {
    await world.find("ec-1");
    world.issuer.publish([next]);
    world.clockMs += 601 * second;
    expect(await world.find("ec-1")).toBe("key_not_found");
    expect(world.issuer.jwksRequests()).toBe(2);
  });

  it("stay fresh only as long as the issuer says", async () => {
    world.issuer.setJwksHeaders({ "cache-control": "max-age=60" });
    await world.find("ec-1");
    world.issuer.publish([next]);
    world.clockMs += 61 * second;
    expect(await world.find("ec-1")).toBe("key_not_found");
  });

  it("are dropped when an administrator asks for it", async () => {
    await world.find("ec-1");
    world.kept.clear();
    world.issuer.publish([next]);
    world.keys.forget(world.provider.id);
    expect(await world.find("ec-1")).toBe("key_not_found");
  });

  it("are not stored for a provider that was forgotten while they were fetched", async () => {
    const release = world.issuer.holdJwks();
    const finding = world.find("ec-1");
    await world.issuer.whenRequested(2);
    world.keys.forget(world.provider.id);
    release();
    await finding;
    expect(world.kept.size).toBe(0);
  });

  it.each<Partial<Provider>>([
    { discoveryQuery: "appid=1" },
    { tokenIssuer: "https://other.example" },
    { keySource: { kind: "static", jwks: { keys: [] } } },
    { useProxy: true },
  ])("are not used any more when the provider changes to %j", async (changes) => {
    await world.find("ec-1");
    await world.issuer.setConnectionFault("refuse");
    world.provider = { ...world.provider, ...changes };
    expect(["issuer_unreachable", "issuer_response_invalid"]).toContain(await world.find("ec-1"));
  });

  it("stay when the provider changes in what does not concern keys", async () => {
    await world.find("ec-1");
    world.provider = { ...world.provider, description: "new", audience: "other", revision: 2 };
    await world.find("ec-1");
    expect(world.issuer.jwksRequests()).toBe(1);
  });

  it("belong to one provider: another one with the same key id has its own", async () => {
    await world.find("ec-1");
    const other = { ...world.provider, id: "another", issuerUrl: `${world.issuer.origin}/nowhere` };
    const verdict = await world.keys.findKey(other, { kid: "ec-1", alg: "ES256" }, startedAt);
    expect(verdict).toMatchObject({ refusal: { reason: "issuer_unreachable" } });
  });
});

describe("an unknown key id", () => {
  it("is looked up at the issuer when the cooldown is over", async () => {
    await world.find("ec-1");
    world.issuer.publish([...standard, next]);
    world.clockMs += 60 * second;
    expect(await world.find("ec-2")).toBe("ec-2");
    expect(world.issuer.requests).toHaveLength(3);
  });

  it("is refused within the cooldown without a request", async () => {
    await world.find("ec-1");
    world.issuer.publish([...standard, next]);
    world.clockMs += 59 * second;
    expect(await world.find("ec-2")).toBe("key_not_found");
    expect(world.issuer.jwksRequests()).toBe(1);
  });

  it("costs the issuer one request per cooldown, however many come, and known keys do not notice", async () => {
    await world.find("ec-1");
    world.clockMs += 100 * second;
    const release = world.issuer.holdJwks();
    const flood = Array.from({ length: 1000 }, (_, index) => world.find(`flood-${index}`));
    await world.issuer.whenRequested(3);
    expect(await world.find("ec-1")).toBe("ec-1");
    release();
    expect(new Set(await Promise.all(flood))).toEqual(new Set(["key_not_found"]));
    expect(await world.find("flood-again")).toBe("key_not_found");
    expect(world.issuer.jwksRequests()).toBe(2);
  });

  it("arms the cooldown also when the issuer fails", async () => {
    await world.find("ec-1");
    world.issuer.setFault("both", "http500");
    world.clockMs += 100 * second;
    for (let index = 0; index < 5; index += 1) expect(await world.find("flood")).toBe("issuer_unreachable");
    expect(world.issuer.jwksRequests()).toBe(2);
    expect(await world.find("ec-1")).toBe("ec-1");
  });

  it("arms the cooldown before the attempt, so that nothing can repeat it in a hurry", async () => {
    let attempts = 0;
    const broken = createJwksCache({
      fetch: { fetchJson: () => Promise.reject(new Error(`bug ${++attempts}`)) },
      lastGood: world.memory(),
      nowMs: () => world.clockMs,
      report: () => {},
    });
    await expect(world.find("ec-1", "ES256", broken)).rejects.toThrow("bug 1");
    expect(await world.find("ec-1", "ES256", broken)).toBe("issuer_unreachable");
    expect(attempts).toBe(1);
  });

  it("causes at most one round of requests while nothing is held and the issuer fails", async () => {
    world.issuer.setFault("both", "http500");
    const flood = await Promise.all(Array.from({ length: 100 }, (_, index) => world.find(`flood-${index}`)));
    expect(new Set(flood)).toEqual(new Set(["issuer_unreachable"]));
    expect(world.issuer.requests).toHaveLength(1);
    world.issuer.setFault("both", null);
    world.clockMs += 60 * second;
    expect(await world.find("ec-1")).toBe("ec-1");
  });
});

describe("an issuer's outage", () => {
  it("does not touch fresh keys", async () => {
    await world.find("ec-1");
    await world.issuer.setConnectionFault("refuse");
    expect(await world.find("ec-1")).toBe("ec-1");
  });

  it("is bridged with stale keys for a day, then refused as unavailable", async () => {
    await world.find("ec-1");
    world.issuer.setFault("both", "http500");
    world.clockMs += hour;
    expect(await world.find("ec-1")).toBe("ec-1");
    world.clockMs += 22 * hour;
    expect(await world.find("ec-1")).toBe("ec-1");
    world.clockMs += 2 * hour;
    expect(await world.find("ec-1")).toBe("issuer_unreachable");
  });

  it("makes one request wait, not one in every cooldown", async () => {
    await world.find("ec-1");
    world.issuer.setFault("both", "http500");
    world.clockMs += hour;
    await world.find("ec-1");
    world.issuer.setFault("jwks", null);
    world.issuer.setFault("discovery", null);
    const release = world.issuer.holdJwks();
    world.clockMs += 61 * second;
    expect(await world.find("ec-1")).toBe("ec-1");
    await world.nextEvent(async () => release());
    expect(world.events.at(-1)).toMatchObject({ kind: "refreshed" });
  });

  it("never turns an unknown key id into a refused token", async () => {
    await world.find("ec-1");
    world.issuer.setFault("both", "hang");
    await world.issuer.setConnectionFault("refuse");
    world.clockMs += hour;
    expect(await world.find("ec-2")).toBe("issuer_unreachable");
  });

  it("is refused with the time that is left until the issuer is asked again", async () => {
    world.issuer.setFault("both", "http500");
    const refused = async (kid: string) => {
      const verdict = await world.keys.findKey(world.provider, { kid, alg: "ES256" }, world.wallClock());
      return verdict.ok ? null : verdict.refusal.evidence["retryAfterSeconds"];
    };
    expect(await refused("ec-1")).toBe(60);
    world.clockMs += 20_400;
    expect(await refused("ec-1")).toBe(40);
    world.clockMs += 39_599;
    expect(await refused("ec-1")).toBe(1);
    world.clockMs += 1;
    expect(await refused("ec-1")).toBe(60);
    // Also where there are keys, and the token's is not among them.
    world.issuer.setFault("both", null);
    world.clockMs += 60 * second;
    expect(await world.find("ec-1")).toBe("ec-1");
    world.issuer.setFault("both", "http500");
    world.clockMs += 60 * second;
    await world.find("ec-2");
    world.clockMs += 10 * second;
    expect(await refused("ec-2")).toBe(50);
  });

  it("does not last longer than a wall clock says when that steps back", async () => {
    await world.find("ec-1");
    world.issuer.setFault("both", "http500");
    world.clockMs += 25 * hour;
    const verdict = await world.keys.findKey(
      world.provider,
      { kid: "ec-1", alg: "ES256" },
      startedAt - 3_600,
    );
    expect(verdict).toMatchObject({ refusal: { reason: "issuer_unreachable" } });
  });
});
