import { describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import { type ExplainableRecord, explainRecord } from "../../../src/core/explaining/explain-record.ts";
import type { Explanation } from "../../../src/core/explaining/explanation.ts";
import { explanationSeenBy } from "../../../src/core/explaining/explanation-view.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { emptyRegistry } from "../../../src/core/matching/registry.ts";
import { projectAdminRole } from "../../../src/core/project-roles.ts";
import { type Refusal, refuse } from "../../../src/core/refusal.ts";
import { finish } from "../../../src/core/steps.ts";
import type { JsonObject, Mapping } from "../../../src/core/terms.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";
import { adaptersOf, administrator, mappingOf, projectChange, providerOf, ruleOf } from "../samples.ts";

const shopkeeper: Principal = {
  ...administrator,
  name: "shopkeeper",
  role: "workload",
  projectRoles: [{ project: "shop", roles: [projectAdminRole] }],
};

const ofShop = mappingOf({ ref: "main" }, { name: "of-shop", project: "shop" });
const global = mappingOf({ ref: "dev" }, { name: "of-everybody" });

/** Explains a recorded exchange that named the project shop, under these mappings. */
function explained(
  mappings: readonly Mapping[],
  claims: JsonObject,
  outcome: { readonly refusal?: Refusal; readonly mapping?: string; readonly erased?: boolean },
): Explanation {
  const registry = emptyRegistry(adaptersOf(noRegex)).withChanges([
    projectChange("shop"),
    { kind: "provider_written", revision: 1, provider: providerOf({ project: "shop" }) },
    ...mappings.map((mapping) => ({ kind: "mapping_written", revision: 1, mapping }) as const),
  ]);
  const record: ExplainableRecord = {
    at: 1_800_000_000,
    issuedBy: null,
    refusal: outcome.refusal ?? null,
    progress: "claims_valid",
    providerId: "p1",
    providerName: "ci",
    mappingName: outcome.mapping ?? null,
    revision: 1,
    details:
      outcome.erased === true
        ? null
        : {
            claims,
            project: "shop",
            mapping: null,
            entry: { kind: "exchange" },
            requestedAudience: [],
            context: {},
            grant: null,
          },
  };
  return finish(explainRecord(registry, record, "full", readJsonInText));
}

const nothingFits = refuse("no_matching_mapping", {
  provider: "ci",
  considered: 2,
  nearest: 'Nearest: mapping "of-everybody", where claim ref expected "dev" and the token carries "x".',
}).refusal;

describe("what of an explanation its reader sees", () => {
  it("tells a project admin nothing in view of another's mapping, also where that was not judged", () => {
    const patterns = Array.from({ length: 1_000 }, () => ({ kind: "glob", pattern: "a*b" }) as const);
    const costly: Mapping = {
      ...global,
      rules: [{ ...ruleOf({}), when: [{ path: ["groups"], test: { kind: "any_of", matchers: patterns } }] }],
    };
    const groups = Array.from({ length: 2_000 }, (_, index) => `group-${index}-${"x".repeat(20)}`);
    const explanation = explained([ofShop, costly], { ref: "x", groups }, { refusal: nothingFits });
    expect(explanation).toMatchObject({ considered: 1, inReach: 2 });
    const seen = explanationSeenBy(shopkeeper, explanation);
    expect(seen).toMatchObject({ hint: null, evidence: {}, considered: 1, inReach: 1, remarks: [] });
  });

  it("is everything for an administrator", () => {
    const explanation = explained([ofShop, global], { ref: "x" }, { refusal: nothingFits });
    expect(explanationSeenBy(administrator, explanation)).toEqual(explanation);
  });

  it("is, for a project admin, the trials of its own project's mappings and their number", () => {
    const explanation = explained([ofShop, global], { ref: "x" }, { refusal: nothingFits });
    const seen = explanationSeenBy(shopkeeper, explanation);
    expect(seen.trials.map(({ mapping }) => mapping)).toEqual(["of-shop"]);
    expect(seen.considered).toBe(1);
    expect(seen.nearest?.mapping).toBe("of-shop");
  });

  it("is no word about others' mappings, in evidence, hint or sentence", () => {
    const explanation = explained([ofShop, global], { ref: "x" }, { refusal: nothingFits });
    expect(JSON.stringify(explanation)).toContain("of-everybody");
    expect(JSON.stringify(explanationSeenBy(shopkeeper, explanation))).not.toContain("of-everybody");
  });

  it("is every word where all mappings in reach are its own", () => {
    const explanation = explained([ofShop], { ref: "x" }, { refusal: nothingFits });
    const seen = explanationSeenBy(shopkeeper, explanation);
    expect(seen).toMatchObject({ hint: explanation.hint, evidence: nothingFits.evidence });
  });

  it("is not which mapping of somebody else's decided", () => {
    const explanation = explained([ofShop, global], { ref: "dev" }, { mapping: "of-everybody" });
    expect(explanationSeenBy(shopkeeper, explanation)).toMatchObject({ mapping: null, grant: null });
  });

  it("is why its own mapping could grant nothing, although others were judged as well", () => {
    const refusal = refuse("template_failed", {
      mapping: "of-shop",
      pattern: "{{actor}}",
      claim: "actor",
      detail: "the token has no such claim",
    }).refusal;
    const explanation = explained([ofShop, global], { ref: "main" }, { mapping: "of-shop", refusal });
    expect(explanationSeenBy(shopkeeper, explanation)).toMatchObject({
      mapping: "of-shop",
      evidence: { claim: "actor" },
      hint: explanation.hint,
    });
  });

  it("is no mapping once the record's claims are erased and nobody can tell whose it was", () => {
    const explanation = explained([ofShop, global], {}, { mapping: "of-everybody", erased: true });
    expect(explanationSeenBy(administrator, explanation).mapping).toBe("of-everybody");
    expect(JSON.stringify(explanationSeenBy(shopkeeper, explanation))).not.toContain("of-everybody");
  });

  it("is no nearest mapping where its own fits, or where it has none", () => {
    const fitting = explained([ofShop, global], { ref: "main" }, { mapping: "of-shop" });
    expect(explanationSeenBy(shopkeeper, fitting)).toMatchObject({ nearest: null, considered: 1 });
    const foreign = explained([global], { ref: "x" }, { refusal: nothingFits });
    expect(explanationSeenBy(shopkeeper, foreign)).toMatchObject({ nearest: null, trials: [], remarks: [] });
  });

  it("is every remark where all mappings in reach are its own, and else none", () => {
    const sub = "repo:acme/app:x";
    const own = explained([ofShop], { ref: "main", sub }, { mapping: "of-shop" });
    expect(explanationSeenBy(shopkeeper, own).remarks).toEqual(own.remarks);
    expect(own.remarks).not.toEqual([]);
    const both = explained([ofShop, global], { ref: "main", sub }, { mapping: "of-shop" });
    expect(explanationSeenBy(shopkeeper, both).remarks).toEqual([]);
  });

  const rule = { number: 1, matched: true, clauses: [], gives: null, remarks: [] };
  const draft = {
    matched: true,
    wins: false,
    beatenBy: "of-everybody",
    sentence: "",
    rules: [],
    grant: null,
  };

  it("is the rules of the first mapping only where that is its own", () => {
    const own = explained([ofShop, global], { ref: "main" }, { mapping: "of-shop" });
    expect(explanationSeenBy(shopkeeper, { ...own, rules: [rule] }).rules).toEqual([rule]);
    const foreign = explained([ofShop, global], { ref: "dev" }, { mapping: "of-everybody" });
    expect(explanationSeenBy(shopkeeper, { ...foreign, rules: [rule] }).rules).toEqual([]);
    const none = explained([], { ref: "dev" }, { refusal: nothingFits });
    expect(explanationSeenBy(shopkeeper, { ...none, rules: [rule] }).rules).toEqual([]);
  });

  it("is how its draft fares, without the name of what goes before it and is not its own", () => {
    const foreign = explained([global], { ref: "dev" }, { mapping: "of-everybody" });
    expect(explanationSeenBy(shopkeeper, { ...foreign, draft }).draft).toEqual({ ...draft, beatenBy: null });
    const own = explained([ofShop], { ref: "main" }, { mapping: "of-shop" });
    const beaten = { ...draft, beatenBy: "of-shop" };
    expect(explanationSeenBy(shopkeeper, { ...own, draft: beaten }).draft).toEqual(beaten);
    expect(explanationSeenBy(shopkeeper, own).draft).toBeNull();
  });
});
