import { describe, expect, it } from "vitest";
import {
  maxMappingsPerProvider,
  maxProviders,
  refuseNewMapping,
  refuseNewProvider,
  refuseOtherMapping,
} from "../../../src/core/configuring/configuration-refusals.ts";
import { maxCrowd } from "../../../src/core/matching/mapping-index.ts";
import type { Registry, RegistryChange } from "../../../src/core/matching/registry.ts";
import type { MappingDraft } from "../../../src/core/terms.ts";
import { validGrant, validProvider } from "../drafts.ts";
import { administrator as admin } from "../samples.ts";
import { nodeWith, rules } from "./one-node.ts";

describe("a new provider", () => {
  it("is refused beyond the number there may be", async () => {
    const { registry, provider } = await nodeWith();
    const holding = (count: number): Registry => ({
      ...registry(),
      providers: () => Array(count).fill(provider),
    });
    const another = { ...validProvider, name: "one-more" };
    expect(refuseNewProvider(rules, holding(maxProviders - 1), admin, another)).toBeNull();
    expect(refuseNewProvider(rules, holding(maxProviders), admin, another)).toEqual({
      kind: "invalid",
      field: "name",
      detail: "name cannot be taken: there are 10000 providers, the most there may be; delete some first.",
    });
  });
});

describe("a new mapping", () => {
  it("is refused beyond the number an index is made for", async () => {
    const { registry, provider, draft } = await nodeWith();
    const holding = (count: number): Registry => ({ ...registry(), mappingCount: () => count });
    expect(refuseNewMapping(rules, holding(maxMappingsPerProvider - 1), admin, provider, draft)).toBeNull();
    expect(refuseNewMapping(rules, holding(maxMappingsPerProvider), admin, provider, draft)).toEqual({
      kind: "invalid",
      field: "providerId",
      detail:
        "providerId cannot be taken: there are 100000 identity mappings, the most there may be; delete some first.",
    });
  });

  it("is refused where too many others would be judged with it for every token", async () => {
    const { registry, provider, draft } = await nodeWith();
    const catchAll: MappingDraft = { ...draft, rules: [{ when: [], grant: validGrant }] };
    const crowd = Array.from({ length: maxCrowd }, (_, index): RegistryChange => {
      const version = { id: `m${index}`, revision: index + 2, createdAt: 0, updatedAt: 0 };
      return {
        kind: "mapping_written",
        revision: index + 2,
        mapping: { ...catchAll, ...version, name: `n${index}` },
      };
    });
    const crowded = registry().withChanges(crowd);
    expect(refuseNewMapping(rules, crowded, admin, provider, catchAll)).toEqual({
      kind: "invalid",
      field: "rules",
      detail:
        "rules cannot be told apart from too many other identity mappings: add a clause that demands one exact value, or text before the first wildcard, that they do not demand.",
    });
    expect(refuseNewMapping(rules, crowded, admin, provider, draft)).toBeNull();
  });
});

describe("a mapping in the place of another", () => {
  it("keeps what others refer to", async () => {
    const { registry, provider, draft } = await nodeWith();
    const standing = { ...draft, id: "m1", revision: 1, createdAt: 0, updatedAt: 0 };
    const moved = { ...draft, name: "other" };
    expect(refuseOtherMapping(rules, registry(), admin, { standing, provider }, moved)).toEqual({
      kind: "invalid",
      field: "name",
      detail: "name of an existing identity mapping cannot be changed: make a new one, then delete this one.",
    });
  });
});
