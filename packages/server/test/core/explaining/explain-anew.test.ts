import { describe, expect, it } from "vitest";
import { withoutExchange } from "../../../src/core/exchange-record.ts";
import type { ExplainPorts } from "../../../src/core/explaining/explain-question.ts";
import { type ExplainableRecord, explainAnew } from "../../../src/core/explaining/explain-record.ts";
import type { Mapping, Provider } from "../../../src/core/terms.ts";
import { mappingOf, providerOf } from "../samples.ts";
import { claims, now, portsOver, record, registryOf, release } from "./explained.ts";

interface Anew {
  readonly provider?: Provider;
  readonly mappings?: readonly Mapping[];
  readonly draft?: Mapping;
  readonly ports?: Partial<ExplainPorts>;
}

function anew(
  of: ExplainableRecord,
  { provider = providerOf(), mappings = [release], draft, ports = {} }: Anew = {},
) {
  const registry = registryOf(provider, draft === undefined ? mappings : [...mappings, draft]);
  return explainAnew(portsOver(registry, ports), of, draft);
}

const onMain: ExplainableRecord = { ...record, details: { ...record.details, claims } };
const draft = mappingOf({ ref: "dev" }, { name: "drafted" });

describe("judging a recorded exchange anew", () => {
  it("goes by the rules of now, by which a refused exchange may be accepted", async () => {
    const explanation = await anew(onMain);
    expect(explanation).toMatchObject({
      verdict: "accepted",
      about: "record",
      verified: true,
      provider: "ci",
      mapping: "release",
      grant: { groups: [{ name: "readers" }] },
      wouldBeReplayed: null,
      revision: 7,
      at: now,
      draft: null,
    });
    expect(explanation.remarks[0]).toBe("The exchange was judged anew, by the rules of now.");
  });

  it("says what was left out of its claims and is taken to be the provider's", async () => {
    const { aud: _, ...others } = claims;
    const { remarks } = await anew({ ...record, details: { ...record.details, claims: others } });
    expect(remarks[1]).toContain("aud was left out of the claims");
  });

  it("refuses what no mapping of now fits", async () => {
    expect(await anew(record)).toMatchObject({
      verdict: "refused",
      reason: "no_matching_mapping",
      mapping: null,
      nearest: { mapping: "release" },
    });
  });

  it("judges a draft among the mappings of now", async () => {
    expect(await anew(record, { draft })).toMatchObject({
      verdict: "accepted",
      mapping: "drafted",
      draft: { matched: true, wins: true },
    });
  });

  it("asks for what the exchange asked for", async () => {
    const provider = providerOf({ audience: null });
    expect(await anew(onMain, { provider })).toMatchObject({ reason: "audience_required" });
    const details = { ...record.details, claims, wish: { takesAnyAudience: true } as const };
    expect(await anew({ ...onMain, details }, { provider })).toMatchObject({ verdict: "accepted" });
  });

  it("considers the mapping alone that the exchange named", async () => {
    const named = { ...onMain, details: { ...record.details, claims, mapping: "other" } };
    expect(await anew(named)).toMatchObject({ reason: "mapping_not_found" });
  });

  it("finds the provider that was renamed since", async () => {
    const provider = providerOf({ name: "ci-of-now" });
    expect(await anew(onMain, { provider })).toMatchObject({ verdict: "accepted", provider: "ci-of-now" });
  });

  it("goes by the provider of then although another has its issuer", async () => {
    const registry = registryOf(providerOf(), [release]).withChanges([
      { kind: "provider_written", revision: 7, provider: providerOf({ id: "p2", name: "other" }) },
    ]);
    expect(await explainAnew(portsOver(registry), onMain, undefined)).toMatchObject({
      verdict: "accepted",
      provider: "ci",
    });
  });

  it("repeats what was decided where the provider is gone, and says so", async () => {
    expect(await anew({ ...onMain, providerId: "gone" }, { draft })).toMatchObject({
      verdict: "refused",
      reason: "no_matching_mapping",
      progress: "claims_valid",
      provider: "ci-as-it-was-called",
      mapping: null,
      grant: null,
      trials: [],
      remarks: expect.arrayContaining(['Its provider "ci-as-it-was-called" does not exist any more.']),
      draft: { matched: false, sentence: "The claims are not known, so the draft could not be tried." },
    });
  });

  it("repeats what was decided where the claims have been erased, and says so", async () => {
    const mappings = [release, mappingOf({ a: "1" }, { name: "of-pay", project: "pay" })];
    expect(await anew({ ...record, details: null }, { mappings, draft })).toMatchObject({
      verdict: "refused",
      provider: "ci-as-it-was-called",
      remarks: [
        "The claims of this exchange have been erased, so no mapping can be judged again.",
        "Mappings of projects are considered only when the exchange names the project.",
      ],
      draft: { sentence: "The claims are not known, so the draft could not be tried." },
    });
  });

  it("has nothing to judge of a token on somebody's word", async () => {
    const details = { ...record.details, claims: null };
    const issued = { ...record, ...withoutExchange, details, issuedBy: { name: "ada", tokenId: null } };
    expect((await anew(issued)).remarks).toEqual([
      'Nothing was exchanged: the token was issued on the word of "ada". No mapping had a say.',
    ]);
  });

  it("holds no time of then against it", async () => {
    const details = { ...record.details, claims: { ...claims, exp: 3, nbf: 2, iat: 1 } };
    expect(await anew({ ...record, details })).toMatchObject({ verdict: "accepted" });
  });
});
