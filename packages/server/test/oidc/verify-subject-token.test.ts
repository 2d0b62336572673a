import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Provider } from "../../src/core/terms.ts";
import { parseAllowList } from "../../src/oidc/address-policy.ts";
import { createGuardedFetch } from "../../src/oidc/guarded-fetch.ts";
import { createJwksCache } from "../../src/oidc/jwks-cache.ts";
import { createSubjectTokenVerifier } from "../../src/oidc/verify-subject-token.ts";
import { type IssuerKey, startIssuer, type TestIssuer } from "../issuer.ts";
import { makeIssuerKey, signCompact } from "../issuer-keys.ts";
import { providerFor } from "./provider.ts";

const now = 1_800_000_000;

let issuer: TestIssuer;
let stranger: IssuerKey;
let provider: Provider;
let verify: ReturnType<typeof createSubjectTokenVerifier>;

beforeAll(async () => {
  issuer = await startIssuer({ path: "/tenant/v2.0" });
  stranger = await makeIssuerKey("rsa-1", "RS256");
});
afterAll(() => issuer.close());

beforeEach(() => {
  provider = providerFor(issuer.url, { caCertificates: issuer.ca });
  verify = createSubjectTokenVerifier(
    createJwksCache({
      fetch: createGuardedFetch({
        allow: parseAllowList([issuer.origin]).list,
        caCertificates: null,
        outboundProxy: null,
      }),
      lastGood: { find: async () => null, keep: async () => {} },
      nowMs: () => 0,
      report: () => {},
    }),
  );
});

const claims = { aud: "sts-test", sub: "workload", iat: now, exp: now + 300, groups: ["a"] };

/** `ok`, or progress and reason. */
async function outcome(token: string): Promise<string> {
  const verdict = await verify(token, provider, now);
  return verdict.ok ? "ok" : `${verdict.progress}: ${verdict.refusal.reason}`;
}

describe("a subject token", () => {
  it.each(["rsa-1", "ec-1", "ed-1"])("signed with %s yields its claims and expiry", async (kid) => {
    const alg = issuer.keys.find((key) => key.kid === kid)?.alg;
    const verdict = await verify(issuer.sign({ ...claims, exp: now + 300.7 }, { kid, alg }), provider, now);
    expect(verdict).toEqual({
      ok: true,
      value: { claims: { iss: issuer.url, ...claims, exp: now + 300.7 }, expiresAt: now + 300 },
    });
  });

  it("is refused as unverified when its signature does not hold, whatever its claims", async () => {
    const forged = signCompact(
      stranger,
      "RS256",
      JSON.stringify({ alg: "RS256", kid: "rsa-1", typ: "JWT" }),
      JSON.stringify({ iss: issuer.url, ...claims, exp: 1 }),
    );
    expect(await outcome(forged)).toBe("unverified: bad_signature");
  });

  it("is refused as signed when only its claims are wrong", async () => {
    expect(await outcome(issuer.sign({ ...claims, aud: "other" }))).toBe(
      "signature_valid: audience_mismatch",
    );
    expect(await outcome(issuer.sign({ ...claims, exp: now - 31, iat: now - 60 }))).toBe(
      "signature_valid: expired",
    );
    provider = { ...provider, pins: [{ claim: "tid", value: "t", ignoreCase: false }] };
    expect(await outcome(issuer.sign({ ...claims, tid: "x" }))).toBe("signature_valid: pin_mismatch");
  });

  it("is refused as unverified when the issuer publishes no key for it", async () => {
    expect(await outcome(issuer.sign(claims, { kid: "rsa-9" }))).toBe("unverified: key_not_found");
  });

  it("is refused with what was allowed", async () => {
    expect(await verify("x".repeat(16_385), provider, now)).toMatchObject({
      refusal: { reason: "too_large", evidence: { limit: 16_384 } },
    });
    expect(await verify(issuer.sign(claims, { alg: "PS256" }), provider, now)).toMatchObject({
      refusal: {
        reason: "alg_not_allowed",
        evidence: { presented: "PS256", expected: ["RS256", "ES256", "EdDSA"] },
      },
    });
  });

  it("is refused with its size before anything else", async () => {
    expect(await outcome("x".repeat(16_385))).toBe("unverified: too_large");
    expect(await outcome("x".repeat(16_384))).toBe("unverified: malformed_token");
  });

  it("may be an access token only where the provider takes them", async () => {
    const token = issuer.sign(claims, { typ: "at+jwt" });
    expect(await outcome(token)).toBe("unverified: token_type_mismatch");
    provider = { ...provider, acceptAccessTokens: true };
    expect(await outcome(token)).toBe("ok");
  });
});

describe("the issuer is left alone by a token that", () => {
  it.each<[string, () => string, string]>([
    [
      "claims another issuer",
      () => issuer.sign({ ...claims, iss: "https://evil.example" }),
      "unverified: issuer_mismatch",
    ],
    [
      "claims the issuer with a slash",
      () => issuer.sign({ ...claims, iss: `${issuer.url}/` }),
      "unverified: issuer_mismatch",
    ],
    ["claims no issuer", () => issuer.sign({ ...claims, iss: undefined }), "unverified: missing_claim"],
    [
      "is signed with an algorithm that is not allowed",
      () => issuer.sign(claims, { alg: "PS256" }),
      "unverified: alg_not_allowed",
    ],
    ["has a critical header", () => issuer.sign(claims, { crit: ["x"] }), "unverified: crit_unsupported"],
    ["is no token", () => "a.b", "unverified: malformed_token"],
    [
      "has a payload that is no claim set",
      () => signCompact(stranger, "RS256", '{"alg":"RS256"}', "[]"),
      "unverified: bad_json",
    ],
  ])("%s", async (_, token, expected) => {
    const before = issuer.requests.length;
    expect(await outcome(token())).toBe(expected);
    expect(issuer.requests).toHaveLength(before);
  });
});
