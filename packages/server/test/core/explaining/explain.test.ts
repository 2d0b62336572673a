import { beforeAll, describe, expect, it } from "vitest";
import { explain } from "../../../src/core/explaining/explain.ts";
import type { ExplainPorts } from "../../../src/core/explaining/explain-question.ts";
import type { Claims, JsonObject, Mapping, Provider } from "../../../src/core/terms.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";
import { selectKey } from "../../../src/jws/key-set.ts";
import { readKeySet } from "../../../src/oidc/key-set-source.ts";
import { createSubjectTokenVerifier } from "../../../src/oidc/verify-subject-token.ts";
import { type IssuerKey, makeIssuerKey, signCompact } from "../../issuer-keys.ts";
import { mappingOf, providerOf } from "../samples.ts";
import { about, claims, explainClaims, now, portsOver, registryOf, release } from "./explained.ts";

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

  it("refuses at a provider without an audience where one is asked for", async () => {
    const wish = {
      audience: { requested: [], rule: "known_only" },
      scope: [],
      requiresAudience: true,
    } as const;
    const provider = providerOf({ audience: null });
    expect(await explainClaims(claims, { provider, wish })).toMatchObject({ reason: "audience_required" });
    expect(await explainClaims(claims, { provider })).toMatchObject({ verdict: "accepted" });
  });

  it("ignores an audience that the mapping does not know unless the wish says otherwise", async () => {
    const wish = {
      audience: { requested: ["x"], rule: "known_only" },
      scope: [],
      requiresAudience: false,
    } as const;
    expect(await explainClaims(claims, { wish })).toMatchObject({ verdict: "accepted" });
    const strict = { ...wish, audience: { ...wish.audience, rule: "all_known" } } as const;
    expect(await explainClaims(claims, { wish: strict })).toMatchObject({ verdict: "refused" });
  });

  it("says in the remarks that the claims were typed in, and nothing else that is not so", async () => {
    expect((await explainClaims({ ...claims, sub: "job" })).remarks).toEqual([
      "The claims were typed in: no signature was checked, and their times were taken to be those of a fresh token.",
    ]);
  });

  it("words what was left out of the claims, of the issuer that tokens carry", async () => {
    const { iss: _, aud: __, ...others } = { ...claims, sub: "job" };
    const provider = providerOf({ tokenIssuer: "https://token.example.com" });
    expect((await explainClaims(others, { provider })).remarks.slice(1)).toEqual([
      'iss was left out of the claims and taken to be the provider\'s, "https://token.example.com".',
      'aud was left out of the claims and taken to be the provider\'s, "https://sts.example.com".',
    ]);
  });

  it("takes nothing for the audience of a provider that has none", async () => {
    const { aud: _, ...others } = claims;
    const explanation = await explainClaims(others, { provider: providerOf({ audience: null }) });
    expect(explanation.remarks.join(" ")).not.toContain("left out");
  });

  it("takes an issuer that is no text for none", async () => {
    const ports = portsOver(registryOf(providerOf(), [release]));
    expect(await explain(ports, about({ ...claims, iss: 5 }, { provider: null }))).toMatchObject({
      reason: "missing_claim",
      evidence: { claim: "iss" },
    });
  });

  it("says how far refused claims would come, and grants nothing", async () => {
    const early = await explainClaims(claims, { provider: providerOf({ enabled: false }) });
    expect(early).toMatchObject({ progress: "unverified", provider: "ci", mapping: null, grant: null });
    const unknown = portsOver(registryOf(providerOf(), []));
    expect(await explain(unknown, about(claims, { provider: "no" }))).toMatchObject({
      progress: "unverified",
    });
  });

  it("names the mapping that fits although its grant cannot be made", async () => {
    const groups = [
      { kind: "named", name: { kind: "pattern", pattern: "{{actor}}" }, domain: null },
    ] as const;
    const rules = release.rules.map((rule) => ({ ...rule, grant: { ...rule.grant, groups } }));
    expect(await explainClaims(claims, { mappings: [{ ...release, rules }] })).toMatchObject({
      verdict: "refused",
      reason: "template_failed",
      mapping: "release",
      grant: null,
      nearest: null,
    });
  });

  it("says of very many mappings how many were judged", async () => {
    const mappings = Array.from({ length: 10_001 }, (_, index) =>
      mappingOf({ ref: `r${index}` }, { name: `m${index}` }),
    );
    expect((await explainClaims(claims, { mappings })).remarks).toContain(
      "Of 10001 mappings 10000 were judged: those that share a value with the claims, and the strongest others.",
    );
  });

  it("tells callers of a server that tells little only the kind of the refusal", async () => {
    const registry = registryOf(providerOf(), [release]);
    const sentenceOf = async (changes: Partial<ExplainPorts>) =>
      (await explain(portsOver(registry, changes), about({ ...claims, ref: "Main" }))).callerSentence;
    expect(await sentenceOf({})).toContain("release");
    expect(await sentenceOf({ disclosure: "minimal" })).not.toContain("release");
  });

  it("shows the rules of a mapping behind a protocol's door, and of no other", async () => {
    const entry = { kind: "protocol", protocol: "openid" } as const;
    const mappings = [release, { ...mappingOf({ ref: "main" }, { name: "door" }), entry }];
    expect((await explainClaims(claims, { mappings, entry })).rules).toMatchObject([
      { number: 1, matched: true },
    ]);
    expect((await explainClaims(claims, { mappings })).rules).toEqual([]);
    expect((await explainClaims(claims, { mappings: [release], entry })).rules).toEqual([]);
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
    expect(await explain(ports, about({ ...claims, sub: "job" }, { provider: "no" }))).toMatchObject({
      reason: "unknown_provider",
      remarks: [expect.stringContaining("typed in")],
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

  it("looks for no use of one that cannot be trusted", async () => {
    const provider = providerOf({ replay: { policy: "single_use", key: { kind: "jti" } } });
    const ports = portsOver(registryOf(provider, [release]));
    const question = about({}, { subject: { kind: "token", token: "a.b.c" } });
    expect(await explain(ports, question)).toMatchObject({ reason: "bad_signature", wouldBeReplayed: null });
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
      about: "token",
      verified: true,
      progress: "claims_valid",
      mapping: "release",
      wouldBeReplayed: false,
      revision: 7,
      at: now,
      remarks: [expect.stringContaining("bare names")],
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
