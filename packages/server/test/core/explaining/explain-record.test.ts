import { describe, expect, it } from "vitest";
import { type ExchangedRecord, withoutExchange } from "../../../src/core/exchange-record.ts";
import { explainRecord } from "../../../src/core/explaining/explain-record.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { emptyRegistry } from "../../../src/core/matching/registry.ts";
import { refuse } from "../../../src/core/refusal.ts";
import { finish } from "../../../src/core/steps.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";
import { adaptersOf, mappingOf, plainGrant, providerOf } from "../samples.ts";
import { now, record, registryOf, release } from "./explained.ts";

describe("explaining a recorded exchange", () => {
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

  it("tells the grant of then, and the groups that were left out of it", () => {
    const grant = { ...plainGrant, lifetimeSeconds: 600 };
    const leftOut = [{ id: null, name: "gone", domain: null }];
    const accepted: ExchangedRecord = {
      ...record,
      refusal: null,
      mappingName: "release",
      details: { ...record.details, grant, leftOut },
    };
    const explanation = finish(explainRecord(registry, accepted, "full", readJsonInText));
    expect(explanation).toMatchObject({ grant, wouldBeReplayed: null, draft: null });
    expect(explanation.remarks).toContain('There is no group "gone": what does not exist is left out.');
  });

  it("judges the mapping alone that was named", () => {
    const two = registryOf(providerOf(), [release, { ...release, id: "other", name: "other" }]);
    const named = { ...record, details: { ...record.details, mapping: "other" } };
    expect(finish(explainRecord(two, named, "full", readJsonInText)).trials).toMatchObject([
      { mapping: "other" },
    ]);
  });

  it("takes an exchange whose details have been erased for one that named nothing", () => {
    const others = registryOf(providerOf(), [mappingOf({ a: "1" }, { project: "pay" })]);
    const { remarks } = finish(explainRecord(others, { ...record, details: null }, "full", readJsonInText));
    expect(remarks).toEqual([
      "The claims of this exchange have been erased, so no mapping can be judged again.",
      "Mappings of projects are considered only when the exchange names the project.",
    ]);
  });

  it("says of a token on somebody's word that nothing was exchanged", () => {
    const details = { ...record.details, claims: null };
    const issued = { ...record, ...withoutExchange, details, issuedBy: { name: "ada", tokenId: null } };
    expect(finish(explainRecord(registry, issued, "full", readJsonInText))).toMatchObject({
      verdict: "accepted",
      provider: null,
      trials: [],
      remarks: [expect.stringContaining("on the word of")],
    });
  });
});
