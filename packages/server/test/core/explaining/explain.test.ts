import { beforeAll, describe, expect, it } from "vitest";
import type { ExchangedRecord } from "../../../src/core/exchange-record.ts";
import { explain } from "../../../src/core/explaining/explain.ts";
import type { ExplainPorts, ExplainQuestion } from "../../../src/core/explaining/explain-question.ts";
import { explainRecord } from "../../../src/core/explaining/explain-record.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { emptyRegistry, type Registry } from "../../../src/core/matching/registry.ts";
import { accept, refuse } from "../../../src/core/refusal.ts";
import { finish } from "../../../src/core/steps.ts";
import type { Claims, JsonObject, Mapping, Provider } from "../../../src/core/terms.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";
import { selectKey } from "../../../src/jws/key-set.ts";
import { checkClaims, checkIssuer } from "../../../src/oidc/claims.ts";
import { readKeySet } from "../../../src/oidc/key-set-source.ts";
import { createSubjectTokenVerifier } from "../../../src/oidc/verify-subject-token.ts";
import { type IssuerKey, makeIssuerKey, signCompact } from "../../issuer-keys.ts";
import { adaptersOf, digest, mappingOf, providerOf } from "../samples.ts";

const now = 1_800_000_000;
const issuer = "https://issuer.example.com";
const claims = { iss: issuer, aud: "https://sts.example.com", sub: "repo:acme/app:ref:main", ref: "main" };
const release = mappingOf({ ref: "main" });

function registryOf(provider: Provider, mappings: readonly Mapping[]): Registry {
  return emptyRegistry(adaptersOf(noRegex)).withChanges([
    { kind: "provider_written", revision: 7, provider },
    ...mappings.map((mapping) => ({ kind: "mapping_written", revision: 7, mapping }) as const),
  ]);
}

/** Ports over a configuration, with the checks of the real verification; no token verifies with them. */
function portsOver(registry: Registry, changes: Partial<ExplainPorts> = {}): ExplainPorts {
  return {
    grantLimits: { maxTokenLifetimeSeconds: 86_400, reservedGroups: new Set(), readJson: readJsonInText },
    digest,
    restoredAt: null,
    now: () => now,
    registry: () => registry,
    peekIssuer: () => accept({ issuer }),
    verifySubjectToken: async () => ({
      ok: false,
      refusal: refuse("bad_signature", { kid: "k1" }).refusal,
      progress: "unverified",
    }),
    disclosure: "full",
    carryOut: async (steps) => finish(steps),
    checkClaims(given, provider, at) {
      const issued = checkIssuer(given, provider);
      return issued.ok ? checkClaims(given, provider, at) : issued;
    },
    isReplayed: async () => expect.fail("nothing to look up"),
    ...changes,
  };
}

function about(given: Claims, changes: Partial<ExplainQuestion> = {}): ExplainQuestion {
  return {
    provider: "ci",
    subject: { kind: "claims", claims: given },
    entry: { kind: "exchange" },
    project: null,
    mapping: null,
    ...changes,
  };
}

function explainClaims(
  given: Claims,
  {
    provider = providerOf(),
    mappings = [release],
    ...changes
  }: Partial<Omit<ExplainQuestion, "provider">> & {
    provider?: Provider;
    mappings?: readonly Mapping[];
  } = {},
) {
  return explain(portsOver(registryOf(provider, mappings)), { ...about(given), ...changes, provider: "ci" });
}

describe("explaining typed-in claims", () => {
  it("shows the lifetime that would be granted, not a longer one its mapping was saved with", async () => {
    const ports = portsOver(registryOf(providerOf(), [release]), {
      grantLimits: { maxTokenLifetimeSeconds: 60, reservedGroups: new Set(), readJson: readJsonInText },
    });
    expect((await explain(ports, about(claims))).grant).toMatchObject({ lifetimeSeconds: 60 });
  });

  it("accepts claims a mapping fits, with its grant, and says that nothing vouches for them", async () => {
    const explanation = await explainClaims(claims);
    expect(explanation).toMatchObject({
      verdict: "accepted",
      about: "claims",
      verified: false,
      reason: null,
      provider: "ci",
      mapping: "release",
      nearest: null,
      considered: 1,
      wouldBeReplayed: null,
      revision: 7,
      at: now,
    });
    expect(explanation.grant?.groups).toMatchObject([{ name: "readers" }]);
    expect(explanation.remarks[0]).toContain("no signature was checked");
  });

  it("tells the first clause that failed and the nearest mapping", async () => {
    const explanation = await explainClaims({ ...claims, ref: "Main" });
    expect(explanation).toMatchObject({
      verdict: "refused",
      reason: "no_matching_mapping",
      progress: "claims_valid",
      nearest: { mapping: "release", failed: { claim: "ref", nearMiss: { kind: "letter_case" } } },
    });
    expect(explanation.callerSentence).toContain('Nearest: mapping "release"');
    expect(explanation.hint).toContain("None of the identity mappings within reach (1)");
  });

  it("takes old times for those of a fresh token", async () => {
    expect(await explainClaims({ ...claims, iat: 1, nbf: 2, exp: 3 })).toMatchObject({ verdict: "accepted" });
  });

  it("refuses claims for another audience, and still shows the trials", async () => {
    const explanation = await explainClaims({ ...claims, aud: "other" });
    expect(explanation).toMatchObject({ reason: "audience_mismatch", progress: "signature_valid" });
    expect(explanation.trials).toMatchObject([{ mapping: "release", matched: true }]);
  });

  it("refuses claims of another issuer than the named provider's", async () => {
    expect(await explainClaims({ ...claims, iss: "https://other.test" })).toMatchObject({
      reason: "issuer_mismatch",
    });
  });

  it("finds the provider by the claims' issuer when none is named", async () => {
    const ports = portsOver(registryOf(providerOf(), [release]));
    expect(await explain(ports, about(claims, { provider: null }))).toMatchObject({ provider: "ci" });
  });

  it("takes the named provider's issuer and audience where the claims have none, and says so", async () => {
    const { iss: _, aud: __, ...others } = claims;
    const explanation = await explainClaims(others);
    expect(explanation).toMatchObject({ verdict: "accepted", mapping: "release" });
    expect(explanation.remarks.join(" ")).toMatch(/iss was left out .*"https:.* aud was left out .*"https:/);
    expect((await explainClaims(claims)).remarks.join(" ")).not.toContain("left out");
  });

  it("refuses claims without an issuer when no provider is named", async () => {
    const ports = portsOver(registryOf(providerOf(), [release]));
    expect(await explain(ports, about({}, { provider: null }))).toMatchObject({
      reason: "missing_claim",
      evidence: { claim: "iss" },
      provider: null,
      considered: 0,
    });
  });

  it("refuses a provider nobody knows", async () => {
    const ports = portsOver(registryOf(providerOf(), []));
    expect(await explain(ports, about(claims, { provider: "no" }))).toMatchObject({
      reason: "unknown_provider",
    });
  });

  it("refuses at a disabled provider", async () => {
    const provider = providerOf({ enabled: false });
    expect(await explainClaims(claims, { provider })).toMatchObject({ reason: "provider_disabled" });
  });

  it("explains a named mapping that does not exist", async () => {
    const explanation = await explainClaims(claims, { mapping: "gone" });
    expect(explanation).toMatchObject({ reason: "mapping_not_found", considered: 0, nearest: null });
    expect(explanation.remarks.join(" ")).toContain('Only the mapping called "gone"');
  });

  it("remarks which of the two subject formats arrived", async () => {
    const bare = await explainClaims(claims);
    const numbered = await explainClaims({ ...claims, sub: "repo:acme@1/app@2:ref:main" });
    expect(bare.remarks.join(" ")).toContain("carries bare names");
    expect(numbered.remarks.join(" ")).toContain("carries the numbers behind its names");
  });

  it("remarks that faces may demand the audience the provider lacks", async () => {
    const { remarks } = await explainClaims(claims, { provider: providerOf({ audience: null }) });
    expect(remarks.join(" ")).toContain("has no audience");
  });

  it("remarks that projects' mappings are left out where there are any", async () => {
    const remarksWith = async (...mappings: readonly Mapping[]) =>
      (await explainClaims({ ...claims, ref: "dev" }, { mappings })).remarks.join(" ");
    const ofShop = mappingOf({ ref: "dev" }, { name: "of-shop", project: "shop" });
    expect(await remarksWith(release, ofShop)).toContain("only when the exchange names the project");
    expect(await remarksWith(release)).not.toContain("names the project");
  });
});

describe("explaining a token", () => {
  it("tries no mapping on claims that could not be trusted", async () => {
    const ports = portsOver(registryOf(providerOf(), [release]));
    const explanation = await explain(ports, about(claims, { subject: { kind: "token", token: "a.b.c" } }));
    expect(explanation).toMatchObject({
      verdict: "refused",
      verified: false,
      reason: "bad_signature",
      progress: "unverified",
      provider: "ci",
      trials: [],
      considered: 0,
      wouldBeReplayed: null,
    });
    expect(explanation.callerSentence).not.toContain("signature");
    expect(explanation.hint).toContain("k1");
    expect(explanation.remarks.join(" ")).toContain("No mapping was tried");
  });

  it("finds the provider by the token's issuer when none is named", async () => {
    const ports = portsOver(registryOf(providerOf(), []));
    const question = about({}, { provider: null, subject: { kind: "token", token: "a.b.c" } });
    expect(await explain(ports, question)).toMatchObject({ provider: "ci" });
  });
});

describe("explaining a verified token", () => {
  let key: IssuerKey;
  let verifySubjectToken: ExplainPorts["verifySubjectToken"];
  beforeAll(async () => {
    key = await makeIssuerKey("k1", "ES256");
    const jwks: JsonObject = JSON.parse(JSON.stringify({ keys: [key.publicJwk] }));
    const keys = readKeySet(providerOf(), "static keys", jwks);
    verifySubjectToken = createSubjectTokenVerifier({
      findKey: async (provider, token) =>
        keys.ok ? selectKey(keys.value, token, provider.algorithms) : keys,
    });
  });

  const singleUse = providerOf({ replay: { policy: "single_use", key: { kind: "jti" } } });

  function explainToken(given: Claims, provider: Provider, isReplayed: ExplainPorts["isReplayed"]) {
    const header = JSON.stringify({ alg: "ES256", kid: "k1", typ: "JWT" });
    const payload = JSON.stringify({ jti: "t1", iat: now, exp: now + 300, ...given });
    const token = signCompact(key, "ES256", header, payload);
    const ports = portsOver(registryOf(provider, [release]), { verifySubjectToken, isReplayed });
    return explain(ports, about({}, { subject: { kind: "token", token } }));
  }

  it("accepts it and says that it was not exchanged before", async () => {
    expect(await explainToken(claims, singleUse, async () => false)).toMatchObject({
      verdict: "accepted",
      verified: true,
      mapping: "release",
      wouldBeReplayed: false,
    });
  });

  it("refuses one that was exchanged before, and asks about just that token", async () => {
    const asked: unknown[] = [];
    const explanation = await explainToken(claims, singleUse, async ({ providerId, key: replayKey }) => {
      asked.push([providerId, replayKey]);
      return true;
    });
    expect(explanation).toMatchObject({ verdict: "refused", reason: "replayed", wouldBeReplayed: true });
    expect(asked).toEqual([["p1", '["jti","t1"]']]);
  });

  it("does not ask where tokens may be reused", async () => {
    const explanation = await explainToken(claims, providerOf(), async () => expect.fail("asked"));
    expect(explanation.wouldBeReplayed).toBeNull();
  });

  it("tells the failed clause first, also of a token that was exchanged before", async () => {
    const explanation = await explainToken({ ...claims, ref: "dev" }, singleUse, async () => true);
    expect(explanation).toMatchObject({
      reason: "no_matching_mapping",
      wouldBeReplayed: true,
      nearest: { mapping: "release" },
    });
  });
});

describe("explaining a recorded exchange", () => {
  const record: ExchangedRecord = {
    requestId: "r1",
    at: now - 100,
    face: "oauth",
    issuedBy: null,
    refusal: refuse("no_matching_mapping", { provider: "ci", considered: 1, nearest: "" }).refusal,
    progress: "claims_valid",
    providerId: "p1",
    providerName: "ci-as-it-was-called",
    mappingId: null,
    mappingName: null,
    revision: 5,
    subject: "x",
    client: { addressPrefix: "192.0.2.0/24", userAgent: null },
    token: null,
    details: {
      claims: { ...claims, ref: "dev" },
      project: null,
      mapping: null,
      entry: { kind: "exchange" },
      requestedAudience: [],
      context: {},
      grant: null,
    },
  };
  const registry = registryOf(providerOf(), [release]);

  it("tells what was decided then, and judges the mappings of then", () => {
    expect(finish(explainRecord(registry, record, "full", readJsonInText))).toMatchObject({
      verdict: "refused",
      verified: true,
      reason: "no_matching_mapping",
      provider: "ci-as-it-was-called",
      revision: 5,
      at: now - 100,
      nearest: { mapping: "release", failed: { expected: '"main"', presented: "dev" } },
    });
  });

  it("tells an accepted exchange with its grant", () => {
    const accepted: ExchangedRecord = { ...record, refusal: null, mappingId: "m", mappingName: "release" };
    expect(finish(explainRecord(registry, accepted, "full", readJsonInText))).toMatchObject({
      verdict: "accepted",
      mapping: "release",
      callerSentence: null,
      hint: null,
    });
  });

  it.each([
    ["an accepted exchange", null],
    ["one that was refused later", refuse("replayed").refusal],
  ])("remarks that the project which %s names does not exist", (_what, refusal) => {
    const details = record.details && { ...record.details, project: "pya" };
    const chosen: ExchangedRecord = { ...record, refusal, mappingId: "m", mappingName: "release", details };
    expect(finish(explainRecord(registry, chosen, "full", readJsonInText)).remarks).toContain(
      'The exchange names the project "pya", which does not exist: only global mappings were considered.',
    );
  });

  it("says so when the claims have been erased", () => {
    const { trials, remarks } = finish(
      explainRecord(registry, { ...record, details: null }, "full", readJsonInText),
    );
    expect(trials).toEqual([]);
    expect(remarks.join(" ")).toContain("have been erased");
  });

  it("says so when the token was refused before its claims could be trusted", () => {
    const early: ExchangedRecord = {
      ...record,
      refusal: refuse("bad_signature").refusal,
      progress: "unverified",
      details: { ...record.details, claims: null },
    };
    const { verified, remarks } = finish(explainRecord(registry, early, "full", readJsonInText));
    expect(verified).toBe(false);
    expect(remarks.join(" ")).toContain("No mapping was tried");
  });

  it("calls a token verified that was refused for its claims, and one whose claims were erased", () => {
    const late: ExchangedRecord = {
      ...record,
      refusal: refuse("expired").refusal,
      progress: "signature_valid",
      details: { ...record.details, claims: null },
    };
    expect(finish(explainRecord(registry, late, "full", readJsonInText))).toMatchObject({
      about: "record",
      verified: true,
    });
    expect(
      finish(explainRecord(registry, { ...record, details: null }, "full", readJsonInText)),
    ).toMatchObject({
      verified: true,
    });
  });

  it("says so when the configuration of then is gone", () => {
    const { remarks } = finish(
      explainRecord(emptyRegistry(adaptersOf(noRegex)), record, "full", readJsonInText),
    );
    expect(remarks.join(" ")).toContain("not known any more");
  });
});
