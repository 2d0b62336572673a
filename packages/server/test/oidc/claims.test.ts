import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Claims, Provider } from "../../src/core/terms.ts";
import { checkClaims, checkIssuer } from "../../src/oidc/claims.ts";
import { providerFor } from "./provider.ts";

const now = 1_800_000_000;
const issuer = "https://idp.example/realms/acme";
const provider = providerFor(issuer);

const good: Claims = {
  iss: issuer,
  aud: "sts-test",
  sub: "repo:acme/app:ref:refs/heads/main",
  iat: now,
  nbf: now,
  exp: now + 300,
  jti: "1",
};

function judge(changes: Claims, overrides: Partial<Provider> = {}, removed: readonly string[] = []): string {
  const entries = Object.entries({ ...good, ...changes }).filter(([name]) => !removed.includes(name));
  const verdict = checkClaims(Object.fromEntries(entries), { ...provider, ...overrides }, now);
  return verdict.ok ? "ok" : verdict.refusal.reason;
}
const without = (claim: string, overrides: Partial<Provider> = {}) => judge({}, overrides, [claim]);

describe("the issuer", () => {
  const issuerReason = (iss: Claims, overrides: Partial<Provider> = {}) => {
    const verdict = checkIssuer(iss, { ...provider, ...overrides });
    return verdict.ok ? "ok" : verdict.refusal.reason;
  };

  it("is the issuer URL, exactly", () => {
    expect(issuerReason({ iss: issuer })).toBe("ok");
    for (const iss of [`${issuer}/`, issuer.slice(0, -1), issuer.toUpperCase(), `${issuer}\u0000`, ""]) {
      expect(issuerReason({ iss })).toBe("issuer_mismatch");
    }
  });

  it("is the token issuer where one is set, and then no longer the issuer URL", () => {
    const overrides = { issuerUrl: `${issuer}/`, tokenIssuer: issuer };
    expect(issuerReason({ iss: issuer }, overrides)).toBe("ok");
    expect(issuerReason({ iss: `${issuer}/` }, overrides)).toBe("issuer_mismatch");
  });

  it("is a string of the token's own", () => {
    expect(issuerReason({})).toBe("missing_claim");
    expect(issuerReason(Object.create({ iss: issuer }))).toBe("missing_claim");
    for (const iss of [[issuer], 1, null, true, { "0": issuer }]) {
      expect(issuerReason({ iss })).toBe("bad_claim_type");
    }
  });

  it("is named in the refusal, as presented and as expected", () => {
    expect(checkIssuer({ iss: "https://evil.example" }, provider)).toEqual({
      ok: false,
      refusal: {
        reason: "issuer_mismatch",
        evidence: { presented: "https://evil.example", expected: issuer },
      },
    });
  });
});

describe("the times", () => {
  it("accept a fresh token and tell when it expires", () => {
    expect(checkClaims({ ...good, exp: now + 300.9 }, provider, now)).toEqual({
      ok: true,
      value: { expiresAt: now + 300 },
    });
  });

  it.each<[Claims, string, string]>([
    [{ exp: now - 29, iat: now - 400 }, "ok", "expired within the tolerance"],
    [{ exp: now - 30, iat: now - 400 }, "expired", "expired at the end of the tolerance"],
    [{ exp: now - 29.5, iat: now - 400 }, "ok", "a fraction inside the tolerance"],
    [{ exp: 0 }, "expired", "expired in 1970"],
    [{ exp: now + 10, iat: now + 20 }, "bad_claim_value", "expiring before it was issued"],
    [{ iat: now + 30 }, "ok", "issued in the future within the tolerance"],
    [{ iat: now + 31 }, "issued_in_future", "issued in the future"],
    [{ nbf: now + 30 }, "ok", "starting within the tolerance"],
    [{ nbf: now + 31 }, "not_yet_valid", "starting later"],
    [{ exp: now + 86_400 }, "ok", "living as long as allowed"],
    [{ exp: now + 86_401 }, "lifetime_too_long", "living too long"],
    [{ exp: 253_402_300_799 }, "lifetime_too_long", "expiring in the year 9999"],
    [{ iat: now - 604_800 }, "lifetime_too_long", "issued long ago"],
    [{ iat: now - 0.25, exp: now + 300.5, nbf: now - 0.5 }, "ok", "with fractions"],
    [{ exp: 2 ** 53 }, "bad_claim_value", "with exp beyond what is exact"],
    [{ iat: Number.NEGATIVE_INFINITY }, "bad_claim_value", "with iat not finite"],
    [{ nbf: Number.NaN }, "bad_claim_value", "with nbf not a number"],
    [{ exp: String(now + 300) }, "bad_claim_type", "with exp as a string"],
    [{ exp: null }, "bad_claim_type", "with exp null"],
    [{ exp: true }, "bad_claim_type", "with exp true"],
    [{ exp: [now + 300] }, "bad_claim_type", "with exp in an array"],
    [{ iat: "0" }, "bad_claim_type", "with iat as a string"],
    [{ nbf: null }, "bad_claim_type", "with nbf null"],
  ])("judge %j as %s: %s", (changes, reason) => {
    expect(judge(changes)).toBe(reason);
  });

  it("require exp and iat, but not nbf", () => {
    expect(without("exp")).toBe("missing_claim");
    expect(without("iat")).toBe("missing_claim");
    expect(without("nbf")).toBe("ok");
  });

  it("never let a token live beyond exp plus tolerance", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e9 }),
        fc.nat(600),
        fc.integer({ min: 0, max: 4e9 }),
        (exp, tolerance, at) => {
          const claims = { ...good, iat: exp - 300, nbf: exp - 300, exp };
          const verdict = checkClaims(claims, { ...provider, clockToleranceSeconds: tolerance }, at);
          expect(verdict.ok).toBe(at < exp + tolerance && at >= exp - 300 - tolerance);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("the audience", () => {
  const several = { additionalAudiences: ["sts-extra"] };

  it.each<[Claims, Partial<Provider>, string]>([
    [{ aud: "sts-test" }, {}, "ok"],
    [{ aud: ["sts-test"] }, {}, "ok"],
    [{ aud: ["sts-test", "sts-test"] }, {}, "ok"],
    [{ aud: ["sts-extra", "sts-test"] }, several, "ok"],
    [{ aud: "sts-extra" }, several, "audience_mismatch"],
    [{ aud: ["sts-test", "other"] }, several, "audience_mismatch"],
    [{ aud: ["sts-test", "other"] }, {}, "audience_mismatch"],
    [{ aud: [] }, {}, "audience_mismatch"],
    [{ aud: "sts-test/" }, {}, "audience_mismatch"],
    [{ aud: "STS-TEST" }, {}, "audience_mismatch"],
    [{ aud: "sts-test,other" }, {}, "audience_mismatch"],
    [{ aud: "sts" }, {}, "audience_mismatch"],
    [{ aud: ["sts-test", 5] }, {}, "bad_claim_type"],
    [{ aud: [["sts-test"]] }, {}, "bad_claim_type"],
    [{ aud: { 0: "sts-test" } }, {}, "bad_claim_type"],
    [{ aud: 5 }, {}, "bad_claim_type"],
    [{ aud: null }, {}, "bad_claim_type"],
  ])("%j for %j is %s", (changes, overrides, reason) => {
    expect(judge(changes, overrides)).toBe(reason);
  });

  it("is required where one is configured", () => {
    expect(without("aud")).toBe("missing_claim");
  });

  it("may be anything or absent where none is configured, but still of the right type", () => {
    const open = { audience: null };
    expect(without("aud", open)).toBe("ok");
    expect(judge({ aud: "anybody" }, open)).toBe("ok");
    expect(judge({ aud: ["a", "b"] }, open)).toBe("ok");
    expect(judge({ aud: [] }, open)).toBe("ok");
    expect(judge({ aud: 5 }, open)).toBe("bad_claim_type");
  });

  it("must not be a well-known service of others unless that is configured", () => {
    expect(judge({ aud: "sts.amazonaws.com" }, { audience: null })).toBe("audience_mismatch");
    expect(judge({ aud: ["a", "sigstore"] }, { audience: null })).toBe("audience_mismatch");
    expect(judge({ aud: "sigstore" }, { audience: null, additionalAudiences: ["sigstore"] })).toBe("ok");
    expect(judge({ aud: "pypi" }, { audience: "pypi" })).toBe("ok");
  });

  it("is named in the refusal, as presented and as expected", () => {
    expect(checkClaims({ ...good, aud: "other" }, provider, now)).toMatchObject({
      refusal: { evidence: { provider: "acme", expected: "sts-test", presented: "other" } },
    });
  });
});

describe("the subject and the token id", () => {
  it.each<[Claims, string]>([
    [{ sub: "s".repeat(1024) }, "ok"],
    [{ sub: "s".repeat(1025) }, "bad_claim_value"],
    [{ sub: "" }, "bad_claim_value"],
    [{ sub: "a\u0000b" }, "bad_claim_value"],
    [{ sub: "a\n" }, "bad_claim_value"],
    [{ sub: "a\u202eb" }, "bad_claim_value"],
    [{ sub: "a\u2066b" }, "bad_claim_value"],
    [{ sub: "a\u2028b" }, "bad_claim_value"],
    [{ sub: "Grüße 東京 café" }, "ok"],
    [{ sub: null }, "bad_claim_type"],
    [{ sub: 42 }, "bad_claim_type"],
    [{ sub: ["a"] }, "bad_claim_type"],
    [{ jti: 7 }, "bad_claim_type"],
    [{ jti: null }, "bad_claim_type"],
    [{ jti: "" }, "bad_claim_value"],
    [{ jti: "j".repeat(1025) }, "bad_claim_value"],
  ])("%j is judged %s", (changes, reason) => {
    expect(judge(changes)).toBe(reason);
  });

  it("demand sub of every token, jti only where each token counts once", () => {
    expect(without("sub")).toBe("missing_claim");
    expect(without("jti")).toBe("ok");
    expect(without("jti", { replay: { policy: "single_use", key: { kind: "jti" } } })).toBe("missing_claim");
    expect(without("jti", { replay: { policy: "single_use", key: { kind: "payload" } } })).toBe("ok");
  });

  it("demand the claims of the replay key", () => {
    const replay = { policy: "single_use", key: { kind: "claims", names: ["sub", "run_id"] } } as const;
    expect(judge({}, { replay })).toBe("missing_claim");
    expect(judge({ run_id: null }, { replay })).toBe("bad_claim_type");
    expect(judge({ run_id: 17 }, { replay })).toBe("ok");
  });
});

describe("other kinds of tokens and pins", () => {
  it("refuse a security event", () => {
    expect(judge({ events: {} })).toBe("token_type_mismatch");
    expect(judge({ events: null })).toBe("token_type_mismatch");
  });

  it("leave at_hash, nonce and azp to the client they were made for", () => {
    expect(judge({ at_hash: 1, nonce: [], azp: null, c_hash: {} })).toBe("ok");
  });

  const pinned = (ignoreCase: boolean) => ({ pins: [{ claim: "tid", value: "Tenant-K", ignoreCase }] });

  it.each<[Claims, boolean, string]>([
    [{ tid: "Tenant-K" }, false, "ok"],
    [{ tid: "tenant-k" }, false, "pin_mismatch"],
    [{ tid: "tenant-k" }, true, "ok"],
    [{ tid: "tenant-\u212a" }, true, "pin_mismatch"],
    [{ tid: "other" }, true, "pin_mismatch"],
    [{ tid: ["Tenant-K"] }, false, "pin_mismatch"],
    [{ tid: 5 }, false, "pin_mismatch"],
    [{ tid: 5 }, true, "pin_mismatch"],
    [{}, false, "missing_claim"],
  ])("%j against a pin (ignoring case: %s) is %s", (changes, ignoreCase, reason) => {
    expect(judge(changes, pinned(ignoreCase))).toBe(reason);
  });

  it("never take an inherited member for a claim", () => {
    expect(judge({}, { pins: [{ claim: "constructor", value: "x", ignoreCase: false }] })).toBe(
      "missing_claim",
    );
  });
});

describe("a refusal", () => {
  const evidenceOf = (
    changes: Claims,
    overrides: Partial<Provider> = {},
    removed: readonly string[] = [],
  ) => {
    const entries = Object.entries({ ...good, ...changes }).filter(([name]) => !removed.includes(name));
    const verdict = checkClaims(Object.fromEntries(entries), { ...provider, ...overrides }, now);
    return verdict.ok ? null : verdict.refusal.evidence;
  };
  const once = (...names: string[]): Partial<Provider> => ({
    replay: { policy: "single_use", key: { kind: "claims", names } },
  });
  const pins = [{ claim: "tid", value: "a", ignoreCase: false }];

  it.each<[string, Claims, Partial<Provider>, object]>([
    ["a security event", { events: {} }, {}, { presented: "a security event (events)" }],
    [
      "a token that is over",
      { exp: now - 30 },
      {},
      { expiresAt: now - 30, now, toleranceSeconds: provider.clockToleranceSeconds },
    ],
    [
      "an end before the beginning",
      { iat: now, exp: now - 1 },
      {},
      { claim: "exp", detail: "is before iat" },
    ],
    ["a token of tomorrow", { iat: now + 90, exp: now + 100 }, {}, { issuedAt: now + 90, now }],
    ["a token that has not begun", { nbf: now + 90 }, {}, { notBefore: now + 90, now }],
    ["a long life", { exp: now + 400 }, { maxTokenLifetimeSeconds: 399 }, { limitSeconds: 399 }],
    ["a time as text", { exp: "1" }, {}, { claim: "exp", expected: "a number" }],
    [
      "a time beyond reading",
      { exp: 2 ** 53 },
      {},
      { claim: "exp", detail: "is not a time that can be read exactly" },
    ],
    ["a subject of another type", { sub: 1 }, {}, { claim: "sub", expected: "a string" }],
    ["an empty subject", { sub: "" }, {}, { claim: "sub", detail: "is empty" }],
    [
      "a long subject",
      { sub: "x".repeat(1_025) },
      {},
      { claim: "sub", detail: "has 1025 characters; at most 1024 are accepted" },
    ],
    [
      "a subject nobody can read",
      { sub: "a\u202eb" },
      {},
      { claim: "sub", detail: "holds control or direction-changing characters" },
    ],
    ["no replay claim", {}, once("run"), { claim: "run" }],
    ["an empty replay claim", { run: null }, once("run"), { claim: "run", expected: "a value" }],
    [
      "an audience of another type",
      { aud: [1] },
      {},
      { claim: "aud", expected: "a string or an array of strings" },
    ],
    ["one other audience", { aud: ["x"] }, {}, { provider: "acme", expected: "sts-test", presented: "x" }],
    [
      "several audiences",
      { aud: ["sts-test", "x"] },
      {},
      { provider: "acme", expected: "sts-test", presented: ["sts-test", "x"] },
    ],
    [
      "somebody else's audience",
      { aud: "sts.amazonaws.com" },
      { audience: null },
      { provider: "acme", expected: "an audience of its own", presented: "sts.amazonaws.com" },
    ],
    ["a missing pin", {}, { pins }, { claim: "tid" }],
    ["another pin", { tid: "b" }, { pins }, { claim: "tid", expected: "a", presented: "b" }],
  ])("of %s says what was expected and what was presented", (_, changes, overrides, evidence) => {
    expect(evidenceOf(changes, overrides)).toEqual(evidence);
  });

  it.each(["exp", "iat", "sub", "aud"])("of a token without %s names it", (claim) => {
    expect(evidenceOf({}, {}, [claim])).toEqual({ claim });
  });

  it("speaks of the times first: whoever sends an old token should read that it is old", () => {
    expect(judge({ exp: now - 30, aud: "other", sub: 1 })).toBe("expired");
  });
});

describe("the edges of the times", () => {
  it("let a token end in the second in which it was issued, and be read as far as numbers are exact", () => {
    expect(judge({ iat: now, exp: now })).toBe("ok");
    expect(judge({ exp: Number.MAX_SAFE_INTEGER })).toBe("lifetime_too_long");
  });
});
