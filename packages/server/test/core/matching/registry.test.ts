import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxCrowd } from "../../../src/core/matching/mapping-index.ts";
import { emptyRegistry, isCrowdedOut, type RegistryChange } from "../../../src/core/matching/registry.ts";
import type { Mapping, Provider } from "../../../src/core/terms.ts";
import { compileRegex } from "../../../src/regex.ts";
import { mappingOf, providerOf } from "../samples.ts";

const provider = (changes: Partial<Provider> = {}) => providerOf(changes);
const written = (mapping: Mapping): RegistryChange => ({
  kind: "mapping_written",
  revision: mapping.revision,
  mapping,
});
const providerWritten = (one: Provider): RegistryChange => ({
  kind: "provider_written",
  revision: one.revision,
  provider: one,
});
const start = emptyRegistry(compileRegex).withChanges([providerWritten(provider())]);
const names = (mappings: readonly Mapping[]) => mappings.map(({ name }) => name);

describe("the registry", () => {
  it("finds providers by id, by name and by the issuer their tokens carry", () => {
    const other = provider({
      id: "p2",
      name: "other",
      tokenIssuer: "https://tokens.example.com",
      enabled: false,
    });
    const registry = start.withChanges([providerWritten(other)]);
    expect(registry.providerById("p2")?.name).toBe("other");
    expect(registry.providerByName("ci")?.id).toBe("p1");
    expect(registry.providersByIssuer("https://tokens.example.com").map(({ id }) => id)).toEqual(["p2"]);
    expect(registry.providersByIssuer("https://issuer.example.com").map(({ id }) => id)).toEqual(["p1"]);
    expect(registry.providersByIssuer("https://issuer.example.com/")).toEqual([]);
    expect([...registry.providers()]).toHaveLength(2);
    expect(registry.providerByName("constructor")).toBeUndefined();
  });

  it("lists every provider that trusts one issuer", () => {
    const registry = start.withChanges([providerWritten(provider({ id: "p2", name: "other" }))]);
    expect(registry.providersByIssuer("https://issuer.example.com")).toHaveLength(2);
  });

  it("knows a provider by its new name and issuer only, once it was rewritten", () => {
    const renamed = provider({ name: "new", issuerUrl: "https://new.example.com", revision: 2 });
    const registry = start.withChanges([providerWritten(renamed)]);
    expect(registry.providerByName("ci")).toBeUndefined();
    expect(registry.providersByIssuer("https://issuer.example.com")).toEqual([]);
    expect(registry.providerByName("new")?.id).toBe("p1");
  });

  it("leaves a registry in use as it was", () => {
    const before = start.withChanges([written(mappingOf({ a: "1" }))]);
    before.withChanges([{ kind: "mapping_deleted", revision: 2, id: "id-release" }]);
    before.withChanges([{ kind: "provider_deleted", revision: 2, id: "p1" }]);
    expect(before.mappingById("id-release")?.name).toBe("release");
    expect(before.providerById("p1")?.name).toBe("ci");
  });

  it("takes a provider's mappings away with it", () => {
    const registry = start
      .withChanges([written(mappingOf({ a: "1" }))])
      .withChanges([{ kind: "provider_deleted", revision: 2, id: "p1" }]);
    expect(registry.mappingById("id-release")).toBeUndefined();
    expect(registry.mappingsOf("p1")).toEqual([]);
  });

  it("keeps a provider's mappings when the provider is rewritten", () => {
    const registry = start
      .withChanges([written(mappingOf({ a: "1" }))])
      .withChanges([providerWritten(provider({ revision: 2 }))]);
    expect(names(registry.mappingsOf("p1"))).toEqual(["release"]);
  });

  it("moves a mapping that changed its owner, its door or its provider", () => {
    const moved = mappingOf({ a: "1" }, { providerId: "p2", project: "blue", revision: 2 });
    const registry = start.withChanges([written(mappingOf({ a: "1" })), written(moved)]);
    expect(registry.mappingsOf("p1")).toEqual([]);
    expect(names(registry.mappingsOf("p2"))).toEqual(["release"]);
    expect(registry.shelf("p2", { kind: "exchange" }, "blue").size).toBe(1);
    expect(registry.shelf("p1", { kind: "exchange" }, null).size).toBe(0);
  });

  it("passes over what is older than what it knows", () => {
    const registry = start.withChanges([
      written(mappingOf({ a: "1" }, { revision: 7, description: "newer" })),
      written(mappingOf({ a: "1" }, { revision: 6, description: "older" })),
      { kind: "mapping_deleted", revision: 6, id: "id-release" },
      { kind: "provider_deleted", revision: 0, id: "p1" },
    ]);
    expect(registry.mappingById("id-release")?.description).toBe("newer");
    expect(registry.providerById("p1")).toBeDefined();
    expect(registry.revision).toBe(7);
  });

  it("changes nothing when a change arrives twice", () => {
    const change = written(mappingOf({ a: "1" }, { revision: 3 }));
    const registry = start.withChanges([change]).withChanges([change]);
    expect(names(registry.mappingsOf("p1"))).toEqual(["release"]);
    expect([...registry.shelf("p1", { kind: "exchange" }, null).candidates({ a: "1" })]).toHaveLength(1);
  });

  it("lists a provider's mappings in the order they are judged, those of projects first", () => {
    const registry = start.withChanges(
      [
        mappingOf({ a: "1" }, { name: "c", priority: 1 }),
        mappingOf({ a: "1", b: "2" }, { name: "d", priority: 1 }),
        mappingOf({ a: "1" }, { name: "B", priority: 1 }),
        mappingOf({ a: "1" }, { name: "late", priority: 2, project: "blue" }),
        mappingOf({ a: "1" }, { name: "early", priority: 1, project: "blue" }),
      ].map(written),
    );
    expect(names(registry.mappingsOf("p1"))).toEqual(["early", "late", "d", "B", "c"]);
  });

  it("lists in the same order whether it sorted once or after every change", () => {
    const step = fc.record({
      name: fc.nat(15).map((number) => `m${number}`),
      priority: fc.integer({ min: 1, max: 3 }),
      project: fc.constantFrom(null, "blue", "red"),
      deleted: fc.boolean(),
      asked: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        let patient = start;
        let eager = start;
        for (const [index, { name, priority, project, deleted, asked }] of steps.entries()) {
          const revision = index + 1;
          const change: RegistryChange = deleted
            ? { kind: "mapping_deleted", revision, id: `id-${name}` }
            : written(mappingOf({ a: "1" }, { name, priority, project, revision }));
          patient = patient.withChanges([change]);
          eager = eager.withChanges([change]);
          if (asked) eager.mappingsOf("p1");
        }
        expect(eager.mappingsOf("p1")).toEqual(patient.mappingsOf("p1"));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("calls a place full when the most mappings it takes stand there", () => {
    const alike = Array.from({ length: maxCrowd }, (_, number) =>
      mappingOf({ sub: "*" }, { name: `m${number}` }),
    );
    const registry = start.withChanges(alike.map(written));
    expect(isCrowdedOut(registry, mappingOf({ sub: "*" }, { name: "one-more" }))).toBe(true);
    expect(isCrowdedOut(registry, mappingOf({ sub: "*" }, { name: "m0" }))).toBe(false);
    expect(isCrowdedOut(registry, mappingOf({ sub: "acme" }, { name: "one-more" }))).toBe(false);
    expect(isCrowdedOut(registry, mappingOf({ sub: "*" }, { name: "one-more", project: "blue" }))).toBe(
      false,
    );
  });
});
