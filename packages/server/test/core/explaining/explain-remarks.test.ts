import { describe, expect, it } from "vitest";
import {
  choiceRemarks,
  providerRemarks,
  recordRemarks,
  settlingRemarks,
  subjectRemarks,
} from "../../../src/core/explaining/explain-remarks.ts";
import type { MappingChoice } from "../../../src/core/matching/registry.ts";
import { type Refusal, refuse } from "../../../src/core/refusal.ts";
import type { GroupRef, Mapping } from "../../../src/core/terms.ts";
import { mappingOf, plainDetails, providerOf } from "../samples.ts";
import { anyMapping, registryOf } from "./tried.ts";

describe("what is remarked on a record", () => {
  const ofExchange = { issuedBy: null, progress: "claims_valid", details: plainDetails } as const;

  it("of a token on somebody's word says that no mapping had a say", () => {
    expect(recordRemarks({ ...ofExchange, issuedBy: { name: "service:ops", tokenId: null } }, null)).toEqual([
      'Nothing was exchanged: the token was issued on the word of "service:ops". No mapping had a say.',
    ]);
  });

  it("names the access token that was presented for one on somebody's word", () => {
    expect(recordRemarks({ ...ofExchange, issuedBy: { name: "ada", tokenId: "t-1" } }, null)).toEqual([
      'Nothing was exchanged: the token was issued on the word of "ada", which presented the access token t-1. No mapping had a say.',
    ]);
  });

  it("says that its claims have been erased", () => {
    expect(recordRemarks({ ...ofExchange, details: null }, providerOf())).toEqual([
      "The claims of this exchange have been erased, so no mapping can be judged again.",
    ]);
  });

  it("says that a token was refused before its claims could be trusted", () => {
    expect(recordRemarks({ ...ofExchange, progress: "unverified" }, providerOf())).toEqual([
      "No mapping was tried: the token was refused before its claims could be trusted.",
    ]);
  });

  it("says that no ID token came with it", () => {
    expect(recordRemarks(ofExchange, providerOf())).toEqual([
      "No ID token came with this request: a token of an earlier login was to be made one for something else. That login has a record of its own.",
    ]);
  });

  it("says that the provider of then is not known any more", () => {
    expect(recordRemarks({ ...ofExchange, details: { ...plainDetails, claims: {} } }, null)).toEqual([
      "The provider's configuration of that moment is not known any more.",
    ]);
  });

  it("is nothing where all of it is known", () => {
    expect(recordRemarks({ ...ofExchange, details: { ...plainDetails, claims: {} } }, providerOf())).toEqual(
      [],
    );
  });
});

describe("what is remarked on the directory", () => {
  const group = (changes: Partial<GroupRef>): GroupRef => ({
    id: null,
    name: null,
    domain: null,
    ...changes,
  });

  it("names the groups that are left out, by name or id, with their domain", () => {
    const leftOut = [
      group({ name: "dev" }),
      group({ id: "g-1" }),
      group({ name: "ops", domain: { id: "d-1", name: "Acme" } }),
      group({ name: "qa", domain: { id: "d-2", name: null } }),
      group({ name: "all", domain: { id: null, name: null } }),
    ];
    expect(settlingRemarks({ leftOut, missing: [] })).toEqual([
      'There is no group "dev", "g-1", "ops" of domain "Acme", "qa" of domain "d-2", "all": what does not exist is left out.',
    ]);
  });

  it("names the projects that an exchange makes", () => {
    const missing = [
      { domainId: "d-1", name: "shop" },
      { domainId: "d-1", name: "pay" },
    ];
    expect(settlingRemarks({ leftOut: [], missing })).toEqual([
      'There is no project "shop", "pay": an exchange makes what its mapping gives roles in.',
    ]);
  });

  it.each([
    [20, '"p19": an'],
    [21, '"p19" and 1 more: an'],
  ])("of %d names twenty, and counts what is more", (count, words) => {
    const missing = Array.from({ length: count }, (_, index) => ({ domainId: "d", name: `p${index}` }));
    expect(settlingRemarks({ leftOut: [], missing }).join(" ")).toContain(words);
  });

  it("is nothing where all is there", () => {
    expect(settlingRemarks({ leftOut: [], missing: [] })).toEqual([]);
  });
});

describe("what is remarked on the choice of the mapping", () => {
  const provider = providerOf();
  const nothingFits = refuse("no_matching_mapping").refusal;
  const ofPay = mappingOf({ a: "1" }, { name: "of-pay", project: "pay" });
  const forOthers = ["Mappings of projects are considered only when the exchange names the project."];

  interface Choice extends Partial<MappingChoice> {
    readonly chosen?: string;
    readonly refusal?: Refusal | null;
    readonly mappings?: readonly Mapping[];
  }
  const remarks = ({ chosen, refusal = nothingFits, mappings = [], ...wanted }: Choice) =>
    choiceRemarks(registryOf(mappings), provider, { ...anyMapping, ...wanted }, chosen ?? null, refusal);

  it("says that the named mapping alone was considered, found or not", () => {
    const alone = ['Only the mapping called "m" was considered, because the exchange names it.'];
    expect(remarks({ mapping: "m" })).toEqual(alone);
    expect(remarks({ mapping: "m", refusal: refuse("mapping_not_found").refusal })).toEqual(alone);
  });

  it("says that projects have mappings, where the exchange names none", () => {
    expect(remarks({ mappings: [ofPay] })).toEqual(forOthers);
    expect(remarks({ mappings: [ofPay], project: "pay" })).toEqual([]);
  });

  it.each([
    ["of nobody", { name: "global" }],
    ["behind another door", { project: "pay", entry: { kind: "console" } }],
  ] as const)("is nothing of a mapping %s", (_, changes) => {
    expect(remarks({ mappings: [mappingOf({ a: "1" }, changes)] })).toEqual([]);
  });

  it("says that the project which the exchange names does not exist", () => {
    expect(remarks({ project: "pya" })).toEqual([
      'The exchange names the project "pya", which does not exist: only global mappings were considered.',
    ]);
  });

  it("is nothing but a project that does not exist, once a mapping was found", () => {
    expect(remarks({ chosen: "m", mapping: "m", mappings: [ofPay], refusal: null })).toEqual([]);
  });

  it.each([null, refuse("bad_signature").refusal])(
    "is nothing where no mapping was looked for: %j",
    (refusal) => {
      expect(remarks({ mapping: "m", mappings: [ofPay], refusal })).toEqual([]);
    },
  );

  it("is nothing without a provider", () => {
    expect(choiceRemarks(registryOf([]), null, { ...anyMapping, mapping: "m" }, null, nothingFits)).toEqual(
      [],
    );
  });
});

describe("what is remarked on the provider", () => {
  it("is that it lacks an audience", () => {
    expect(providerRemarks(providerOf({ audience: null }))).toEqual([
      "The provider has no audience; faces that demand one refuse its tokens.",
    ]);
  });

  it.each([null, providerOf()])("is nothing of %j", (provider) => {
    expect(providerRemarks(provider)).toEqual([]);
  });
});

describe("what is remarked on the subject", () => {
  it.each([
    ["repo:acme/app:x", "carries bare names, without the numbers behind them."],
    ["repo:acme@1/app@2:x", "carries the numbers behind its names."],
  ])("of %s says in which form it arrived", (sub, words) => {
    expect(subjectRemarks({ sub })).toEqual([`The subject "${sub}" ${words}`]);
  });

  it.each([null, {}, { sub: "job" }, { sub: 5 }])("is nothing of %j", (claims) => {
    expect(subjectRemarks(claims)).toEqual([]);
  });
});
