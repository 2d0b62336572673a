import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject, Provider } from "../../src/core/terms.ts";
import { createJwksCache, type JwksCache } from "../../src/oidc/jwks-cache.ts";
import { createTrialKeys } from "../../src/oidc/trial-keys.ts";
import { standardKeys } from "../issuer-keys.ts";
import { type AskedIssuer, askedIssuer } from "./asked-issuer.ts";
import { providerFor } from "./provider.ts";

const minute = 60_000;

let published: JsonObject;
let issuer: AskedIssuer;
let clockMs: number;
let standing: Provider | undefined;
/** Ids of the providers that the exchanges' own keys were asked for. */
let askedOfStanding: string[];
let trial: Pick<JwksCache, "findKey">;

beforeAll(async () => {
  const keys = (await standardKeys()).map(({ publicJwk }) => publicJwk);
  published = JSON.parse(JSON.stringify({ keys }));
});
beforeEach(() => {
  issuer = askedIssuer(published);
  clockMs = 0;
  standing = undefined;
  askedOfStanding = [];
  const cache = createJwksCache({
    fetch: issuer,
    nowMs: () => clockMs,
    lastGood: { find: async () => null, keep: async () => undefined },
    report: () => undefined,
  });
  trial = createTrialKeys({
    fetch: { ...issuer, postForm: () => Promise.reject(new Error("nobody signs in here")) },
    nowMs: () => clockMs,
    standing: {
      findKey(provider, token, now) {
        askedOfStanding.push(provider.id);
        return cache.findKey(provider, token, now);
      },
    },
    standingProvider: () => standing,
  });
});

const drafted = (number: number, overrides?: Partial<Provider>) =>
  providerFor(`https://idp-${number}.example`, overrides);

async function find(provider: Provider): Promise<string> {
  const verdict = await trial.findKey(provider, { kid: "ec-1", alg: "ES256" }, 1_800_000_000);
  return verdict.ok ? (verdict.value.kid ?? "no kid") : verdict.refusal.reason;
}

/** Tries that many drafts, each of an issuer of its own. @returns what came of each */
async function findAll(from: number, to: number): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let number = from; number <= to; number += 1) found.add(await find(drafted(number)));
  return found;
}

describe("a provider that is only drafted", () => {
  it("has keys of its own, unknown to the cache that exchanges use", async () => {
    expect(await find(drafted(1))).toBe("ec-1");
    expect(askedOfStanding).toEqual([]);
    expect(issuer.asked).toHaveLength(2);
  });

  it("has the keys that exchanges use where it changes nothing about them", async () => {
    standing = drafted(1);
    expect(await find(drafted(1, { audience: "another" }))).toBe("ec-1");
    expect(askedOfStanding).toEqual([standing.id]);
  });

  it("has others than exchanges use where it names another issuer", async () => {
    standing = drafted(1);
    expect(await find(drafted(2))).toBe("ec-1");
    expect(askedOfStanding).toEqual([]);
  });

  it("has its written keys, and nobody is asked for them", async () => {
    expect(await find(drafted(1, { keySource: { kind: "static", jwks: published } }))).toBe("ec-1");
    expect(issuer.asked).toEqual([]);
  });

  it("shares what was fetched with other drafts of the same keys, whatever their ids", async () => {
    await find(drafted(1, { id: "one" }));
    expect(await find(drafted(1, { id: "two" }))).toBe("ec-1");
    expect(issuer.asked).toHaveLength(2);
  });

  it("is told of an issuer that is down under its own name, whoever asked first", async () => {
    issuer.answer(null);
    await find(drafted(1, { name: "somebody else's" }));
    const verdict = await trial.findKey(drafted(1), { kid: "ec-1", alg: "ES256" }, 1_800_000_000);
    expect(verdict).toMatchObject({ refusal: { evidence: { provider: "acme" } } });
  });
});

describe("issuers that are only drafted", () => {
  it("are ten in a minute, and the next is told to wait", async () => {
    expect(await findAll(1, 10)).toEqual(new Set(["ec-1"]));
    expect(await trial.findKey(drafted(11), { kid: "ec-1", alg: "ES256" }, 1_800_000_000)).toEqual({
      ok: false,
      refusal: {
        reason: "rate_limited",
        evidence: { scope: "issuers that are only drafted", retryAfterSeconds: 60 },
      },
    });
    expect(issuer.asked).toHaveLength(20);
  });

  it("are counted once, however often they are tried", async () => {
    for (let time = 1; time <= 20; time += 1) await find(drafted(1));
    expect(await findAll(2, 10)).toEqual(new Set(["ec-1"]));
  });

  it("are counted for a minute", async () => {
    clockMs = 5 * minute;
    await findAll(1, 10);
    clockMs += minute - 1;
    expect(await find(drafted(11))).toBe("rate_limited");
    clockMs += 1;
    expect(await find(drafted(11))).toBe("ec-1");
  });

  it("are known already when there is no room for others", async () => {
    await findAll(1, 10);
    expect(await find(drafted(1))).toBe("ec-1");
  });

  it("are remembered twenty at a time, and the one that was first is forgotten first", async () => {
    await findAll(1, 10);
    clockMs += minute;
    await findAll(11, 20);
    clockMs += minute;
    const before = issuer.asked.length;
    await find(drafted(1));
    expect(issuer.asked).toHaveLength(before);
    await find(drafted(21));
    await find(drafted(2));
    expect(issuer.asked).toHaveLength(before + 2);
    await find(drafted(1));
    expect(issuer.asked).toHaveLength(before + 4);
  });

  it("are forgotten one after the other", async () => {
    await findAll(1, 10);
    clockMs += minute;
    await findAll(11, 20);
    clockMs += minute;
    await findAll(21, 22);
    const before = issuer.asked.length;
    await find(drafted(3));
    expect(issuer.asked).toHaveLength(before);
    await find(drafted(2));
    expect(issuer.asked).toHaveLength(before + 2);
  });

  it("do not keep a draft with written keys from being tried", async () => {
    await findAll(1, 10);
    expect(await find(drafted(11, { keySource: { kind: "static", jwks: published } }))).toBe("ec-1");
  });
});
