/** One exchange with ports that only take notes: what is answered, what is recorded, and where it stops. */

import { describe, expect, it } from "vitest";
import { type ExchangePorts, exchange } from "../../src/core/exchange.ts";
import type { ExchangeRecord } from "../../src/core/exchange-record.ts";
import type { ExchangeRequest } from "../../src/core/exchange-request.ts";
import { noRegex } from "../../src/core/matching/implication.ts";
import { emptyRegistry } from "../../src/core/matching/registry.ts";
import { wishOf } from "../../src/core/recorded-wish.ts";
import { accept, refuse } from "../../src/core/refusal.ts";
import type { GrantTemplate, JsonObject, Mapping, Provider, VerifiedClaims } from "../../src/core/terms.ts";
import { readJsonInText } from "../../src/jws/json-in-text.ts";
import { adaptersOf, digest, mappingOf, providerOf, ruleOf } from "./samples.ts";

const now = 1_800_000_000;
const claims: JsonObject = { sub: "repo:acme/app", ref: "main" };
const single = { policy: "single_use", key: { kind: "payload" } } as const;
const userGrant: GrantTemplate = {
  user: { name: { kind: "text", text: "CI Bot" }, id: null, email: null, domain: null, local: true },
  groups: [],
  projectRoles: [],
  admin: false,
  ownPermissions: true,
};

interface Situation {
  readonly provider?: Partial<Provider>;
  readonly mapping?: Partial<Mapping>;
  readonly ports?: Partial<ExchangePorts>;
  readonly request?: Partial<ExchangeRequest>;
  readonly claims?: JsonObject;
}

async function run({ provider = {}, mapping = {}, ports = {}, request = {}, ...given }: Situation = {}) {
  const committed: { readonly record: ExchangeRecord; readonly replay: unknown }[] = [];
  const recorded: ExchangeRecord[] = [];
  const noted: ExchangeRecord[] = [];
  const registry = emptyRegistry(adaptersOf(noRegex)).withChanges([
    { kind: "provider_written", revision: 7, provider: providerOf(provider) },
    { kind: "mapping_written", revision: 7, mapping: mappingOf({ ref: "main" }, mapping) },
  ]);
  const verified = { claims: given.claims ?? claims, expiresAt: now + 60 } as VerifiedClaims;
  const outcome = await exchange(
    {
      issuer: "https://sts.example.com",
      grantLimits: { maxTokenLifetimeSeconds: 3_600, reservedGroups: new Set(), readJson: readJsonInText },
      digest,
      restoredAt: null,
      makeProjects: async () => accept(undefined),
      now: () => now,
      newTokenId: () => "t1",
      newReferenceToken: (expiresAt) => ({ token: `ref-${expiresAt}`, hash: "hash" }),
      registry: () => registry,
      peekIssuer: () => accept({ issuer: "https://issuer.example.com" }),
      verifySubjectToken: async () => ({ ok: true, value: verified }),
      sign: async ({ payload }) => accept(`signed ${JSON.stringify(payload)}`),
      commit: async (record, replay) => {
        committed.push({ record, replay });
        return accept(undefined);
      },
      recordRefusal: async (record) => {
        recorded.push(record);
        return accept(undefined);
      },
      noteRefusal: (record) => noted.push(record),
      ...ports,
    },
    {
      requestId: "r1",
      face: "oauth",
      subjectToken: "h.p.s",
      provider: { kind: "named", name: "ci" },
      expectedIssuer: null,
      entry: { kind: "exchange" },
      project: "blue",
      mapping: null,
      audience: { requested: ["registry@main"], rule: "known_only" },
      scope: [],
      requiresAudience: false,
      wantsReferenceToken: false,
      layout: ({ tokenId }) => ({ typ: "at+jwt", header: {}, payload: { jti: tokenId, sub: "s" } }),
      context: { run: "12" },
      client: { addressPrefix: "192.0.2.0/24", userAgent: "curl" },
      ...request,
    },
  );
  return { outcome, committed, recorded, noted };
}

const details = {
  claims,
  project: "blue",
  mapping: null,
  entry: { kind: "exchange" },
  requestedAudience: ["registry@main"],
  wish: { takesAnyAudience: true },
  context: { run: "12" },
};
const attempt = {
  requestId: "r1",
  at: now,
  face: "oauth",
  issuedBy: null,
  providerId: "p1",
  providerName: "ci",
  revision: 7,
  client: { addressPrefix: "192.0.2.0/24", userAgent: "curl" },
};

describe("an issued token", () => {
  it("is committed with everything a later explanation needs, and then answered", async () => {
    const { outcome, committed, recorded, noted } = await run();
    if (!outcome.ok) throw new Error(outcome.refusal.reason);
    expect(outcome.value).toMatchObject({
      tokenId: "t1",
      accessToken: 'signed {"jti":"t1","sub":"s"}',
      referenceToken: null,
      issuedAt: now,
      expiresAt: now + 600,
    });
    expect(committed).toEqual([
      {
        record: {
          ...attempt,
          refusal: null,
          progress: "claims_valid",
          mappingId: "id-release",
          mappingName: "release",
          subject: "repo:acme/app",
          token: {
            tokenId: "t1",
            face: "oauth",
            subject: "s",
            userName: null,
            issuedAt: now,
            expiresAt: now + 600,
            selfRevocable: false,
            reference: null,
            providerId: "p1",
            mappingId: "id-release",
            revision: 7,
            created: null,
          },
          details: { ...details, grant: outcome.value.grant },
        },
        replay: null,
      },
    ]);
    expect([...recorded, ...noted]).toEqual([]);
  });

  it("comes with a reference token where one is wanted, of which only the hash is kept", async () => {
    const { outcome, committed } = await run({ request: { wantsReferenceToken: true } });
    expect(outcome).toMatchObject({ ok: true, value: { referenceToken: `ref-${now + 600}` } });
    expect(committed[0]?.record.token?.reference).toEqual({
      hash: "hash",
      claims: { jti: "t1", sub: "s" },
    });
  });

  it("is recorded under the user it stands for, and with the use of a single-use token", async () => {
    const rules = [ruleOf({ ref: "main" }, userGrant)];
    const { committed } = await run({ mapping: { rules }, provider: { replay: single } });
    expect(committed[0]?.record.token?.userName).toBe("CI Bot");
    expect(committed[0]?.replay).toMatchObject({ providerId: "p1", key: '["payload","p"]' });
  });

  it("has no subject in its record where the subject token has none", async () => {
    expect((await run({ claims: { ref: "main" } })).committed[0]?.record.subject).toBeNull();
    expect((await run({ claims: { sub: 7, ref: "main" } })).committed[0]?.record.subject).toBeNull();
  });
});

describe("a refused exchange", () => {
  const bad = refuse("bad_signature", { kid: "k" });

  it("of an unknown provider leaves nothing behind", async () => {
    const { outcome, ...left } = await run({ request: { provider: { kind: "named", name: "nope" } } });
    expect(outcome).toEqual({
      ok: false,
      refusal: { reason: "unknown_provider", evidence: { provider: "nope" } },
      progress: "unverified",
    });
    expect(left).toEqual({ committed: [], recorded: [], noted: [] });
  });

  it.each<[string, Situation, string]>([
    ["the provider is disabled", { provider: { enabled: false } }, "provider_disabled"],
    [
      "the provider has no audience where one is required",
      { provider: { audience: null }, request: { requiresAudience: true } },
      "audience_required",
    ],
    [
      "the signature does not hold",
      { ports: { verifySubjectToken: async () => ({ ...bad, progress: "unverified" }) } },
      "bad_signature",
    ],
  ])("is only noted where %s", async (_, situation, reason) => {
    const { outcome, noted, recorded, committed } = await run(situation);
    expect(outcome).toMatchObject({ ok: false, refusal: { reason }, progress: "unverified" });
    expect(noted).toMatchObject([
      {
        ...attempt,
        refusal: { reason },
        progress: "unverified",
        token: null,
        subject: null,
        mappingId: null,
      },
    ]);
    const { wish: _wish, ...asked } = details;
    expect(noted[0]?.details).toMatchObject({ ...asked, claims: null, grant: null });
    expect([...recorded, ...committed]).toEqual([]);
  });

  it.each<[string, Situation, string, object]>([
    [
      "its claims do not hold",
      {
        ports: {
          verifySubjectToken: async () => ({ ...refuse("expired"), progress: "signature_valid" }),
        },
      },
      "expired",
      { progress: "signature_valid", mappingId: null, mappingName: null },
    ],
    ["no mapping matches", { claims: { ref: "dev" } }, "no_matching_mapping", { mappingId: null }],
    [
      "it may have been used before a restoration",
      { provider: { replay: single }, ports: { restoredAt: now } },
      "use_not_known",
      { mappingId: null },
    ],
    [
      "the mapping grants less than is asked for",
      { request: { scope: ["applied-permissions/admin"] } },
      "invalid_scope",
      { mappingId: "id-release", mappingName: "release" },
    ],
    [
      "it cannot be signed",
      { ports: { sign: async () => refuse("signing_failed") } },
      "signing_failed",
      { mappingId: "id-release" },
    ],
    [
      "the token was used before",
      { ports: { commit: async () => refuse("replayed") } },
      "replayed",
      { mappingId: "id-release" },
    ],
  ])("is recorded where %s", async (_, situation, reason, more) => {
    const { outcome, noted, recorded, committed } = await run(situation);
    const progress = "progress" in more ? more.progress : "claims_valid";
    expect(outcome).toMatchObject({ ok: false, refusal: { reason }, progress });
    expect(recorded).toMatchObject([{ ...attempt, refusal: { reason }, progress, token: null, ...more }]);
    expect([...noted, ...committed]).toEqual([]);
  });

  it("keeps what its token says where the signature held and the claims do not", async () => {
    const signedClaims = { sub: "repo:acme/app", exp: 1 };
    const { recorded } = await run({
      ports: {
        verifySubjectToken: async () => ({
          ...refuse("expired"),
          progress: "signature_valid",
          signedClaims,
        }),
      },
    });
    expect(recorded).toMatchObject([{ subject: null, details: { claims: signedClaims, grant: null } }]);
  });

  it("keeps whatever else was asked for, so that it can be asked again", async () => {
    const request = {
      audience: { requested: ["registry@main"], rule: "covered" },
      scope: ["applied-permissions/admin"],
      requiresAudience: true,
    } as const;
    const { recorded } = await run({ request });
    const [kept] = recorded.map((record) => wishOf(record.details));
    expect(kept).toEqual({
      entry: { kind: "exchange" },
      project: "blue",
      mapping: null,
      target: null,
      ...request,
    });
  });

  it("is overloaded where its refusal cannot be recorded", async () => {
    const recordRefusal = async () => refuse("overloaded");
    expect((await run({ claims: { ref: "dev" }, ports: { recordRefusal } })).outcome).toMatchObject({
      ok: false,
      refusal: { reason: "overloaded" },
      progress: "claims_valid",
    });
  });

  it("is not recorded again where the store did not confirm", async () => {
    const { outcome, recorded } = await run({ ports: { commit: async () => refuse("overloaded") } });
    expect(outcome).toEqual({ ...refuse("overloaded"), progress: "claims_valid" });
    expect(recorded).toEqual([]);
  });
});
