import { describe, expect, it } from "vitest";
import { checkUseIsKnown, replayClaim } from "../../src/core/replay.ts";
import type { ReplayPolicy, VerifiedClaims } from "../../src/core/terms.ts";
import { providerOf } from "./samples.ts";

const verified = (claims: VerifiedClaims["claims"]) =>
  ({ claims, expiresAt: 1_800_000_300 }) as VerifiedClaims;
const claimOf = (replay: ReplayPolicy, claims: VerifiedClaims["claims"], token = "h.p.s") =>
  replayClaim(providerOf({ replay }), verified(claims), token);

describe("the replay claim", () => {
  it("does not exist where tokens may be reused", () => {
    expect(claimOf({ policy: "reusable" }, { jti: "a" })).toBeNull();
  });

  it.each([0, 30, 300])("lasts for the provider's clock tolerance of %d s beyond the token", (seconds) => {
    const provider = providerOf({
      replay: { policy: "single_use", key: { kind: "jti" } },
      clockToleranceSeconds: seconds,
    });
    expect(replayClaim(provider, verified({ jti: "a" }), "h.p.s")).toMatchObject({
      providerId: provider.id,
      expiresAt: 1_800_000_300 + seconds,
    });
  });

  it("is one for one jti, and another for one of another type", () => {
    const byJti: ReplayPolicy = { policy: "single_use", key: { kind: "jti" } };
    expect(claimOf(byJti, { jti: "1" }, "x.y.z")).toEqual(claimOf(byJti, { jti: "1", sub: "b" }));
    expect(claimOf(byJti, { jti: 1 })).not.toEqual(claimOf(byJti, { jti: "1" }));
  });

  it("does not take one list of claims for another", () => {
    const byClaims: ReplayPolicy = { policy: "single_use", key: { kind: "claims", names: ["a", "b"] } };
    expect(claimOf(byClaims, { a: "x,y", b: "z" })).not.toEqual(claimOf(byClaims, { a: "x", b: "y,z" }));
    expect(claimOf(byClaims, { a: "x" })).not.toEqual(claimOf(byClaims, { b: "x" }));
  });

  it("is another for each way of making it", () => {
    const keys = [{ kind: "jti" }, { kind: "claims", names: ["jti"] }, { kind: "payload" }] as const;
    const made = keys.map((key) => claimOf({ policy: "single_use", key }, { jti: "a" })?.key);
    expect(made).toEqual(['["jti","a"]', '["claims",[["jti","a"]]]', '["payload","p"]']);
  });

  it("is one for one payload, whatever header and signature are around it", () => {
    const byPayload: ReplayPolicy = { policy: "single_use", key: { kind: "payload" } };
    expect(claimOf(byPayload, {}, "h.p.s")).toEqual(claimOf(byPayload, {}, "other.p.other"));
    expect(claimOf(byPayload, {}, "h.p.s")).not.toEqual(claimOf(byPayload, {}, "h.q.s"));
  });
});

describe("a single-use token after a restoration", () => {
  const provider = providerOf({
    replay: { policy: "single_use", key: { kind: "jti" } },
    clockToleranceSeconds: 30,
  });
  const restoredAt = 1_800_000_000;

  it.each([-3600, 0, 30])("is refused when issued %d s after it, by a clock that may be ahead", (seconds) => {
    expect(checkUseIsKnown(provider, verified({ iat: restoredAt + seconds }), restoredAt)).toEqual({
      ok: false,
      refusal: { reason: "use_not_known", evidence: { issuedAt: restoredAt + seconds, restoredAt } },
    });
  });

  it("is refused when it does not say in a number when it was issued", () => {
    for (const iat of [String(restoredAt + 60), null, undefined]) {
      const claims = iat === undefined ? {} : { iat };
      expect(checkUseIsKnown(provider, verified(claims), restoredAt)).toMatchObject({
        refusal: { reason: "use_not_known", evidence: { issuedAt: iat ?? null } },
      });
    }
  });

  it("is accepted when it was certainly issued later", () => {
    expect(checkUseIsKnown(provider, verified({ iat: restoredAt + 31 }), restoredAt).ok).toBe(true);
  });

  it("is accepted where nothing was ever restored", () => {
    expect(checkUseIsKnown(provider, verified({ iat: restoredAt }), null).ok).toBe(true);
  });

  it("is no matter where tokens may be reused", () => {
    const reusable = providerOf({ replay: { policy: "reusable" } });
    expect(checkUseIsKnown(reusable, verified({ iat: 1 }), restoredAt).ok).toBe(true);
  });
});
