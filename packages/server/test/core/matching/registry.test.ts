import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxCrowd } from "../../../src/core/matching/mapping-index.ts";
import { presentedBy } from "../../../src/core/matching/presented.ts";
import {
  emptyRegistry,
  isCrowdedOut,
  type Registry,
  type RegistryChange,
  registryBuilder,
} from "../../../src/core/matching/registry.ts";
import type { JsonObject, Mapping, Provider } from "../../../src/core/terms.ts";
import { compileRegex } from "../../../src/regex.ts";
import { tried } from "../../properties/property.ts";
import { adaptersOf, mappingOf, providerOf } from "../samples.ts";

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
const start = emptyRegistry(adaptersOf(compileRegex)).withChanges([providerWritten(provider())]);

/** Histories in which everything meets: owners, doors and providers change, things go and come back. */
const providerIds = ["p1", "p2", "p3"];
const projects = [null, "blue"];
const historyStep = fc.record({
  what: fc.constantFrom("mapping", "mapping", "mapping", "mapping_gone", "provider", "provider_gone"),
  providerId: fc.constantFrom(...providerIds),
  name: fc.nat(40).map((number) => `m${number}`),
  project: fc.constantFrom(...projects),
  priority: fc.integer({ min: 1, max: 3 }),
  claims: fc.constantFrom<JsonObject>(
    {},
    { a: "1" },
    { a: "2", b: "1" },
    { a: ["1", "2"] },
    { a: "x*" },
    { a: "*" },
    { deep: { a: "1" } },
  ),
  isStale: fc.boolean(),
});
type HistoryStep = typeof historyStep extends fc.Arbitrary<infer Step> ? Step : never;

function changeOf({ what, providerId: id, isStale, claims, ...of }: HistoryStep, at: number): RegistryChange {
  const revision = isStale ? Math.max(1, at - 5) : at + 1;
  switch (what) {
    case "mapping_gone":
      return { kind: "mapping_deleted", revision, id: `id-${of.name}` };
    case "provider":
      return providerWritten(provider({ id, name: `${id}-${of.priority}`, revision }));
    case "provider_gone":
      return { kind: "provider_deleted", revision, id };
    default:
      return written(mappingOf(claims, { ...of, providerId: id, revision }));
  }
}

/** Everything that can be asked of a registry. */
function everythingIn(registry: Registry) {
  const tokens: readonly JsonObject[] = [{ a: "1" }, { a: "2", b: "1" }, { a: "xyz" }, { deep: { a: "1" } }];
  const ids = Array.from({ length: 41 }, (_, number) => `id-m${number}`);
  const byId = (mappings: Iterable<{ readonly mapping: Mapping }>) =>
    [...mappings].map(({ mapping }) => mapping).sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    revision: registry.revision,
    providers: [...registry.providers()].sort((one, other) => (one.id < other.id ? -1 : 1)),
    found: providerIds.map((id) => [
      registry.providerById(id),
      [1, 2, 3].map((priority) => registry.providerByName(`${id}-${priority}`)),
    ]),
    ofIssuer: registry.providersByIssuer("https://issuer.example.com").map(({ id }) => id),
    byId: ids.map((id) => registry.mappingById(id)),
    listed: providerIds.map((id) => [
      registry.mappingCount(id),
      registry.mappingsOf(id),
      registry.firstMappingsOf(id, 3),
      registry.mappingsNamed(id, "m1"),
      [...registry.mappingRunsOf(id)].flat(),
      registry.compiledMappingsOf(id).map(({ mapping, clauseCount }) => [mapping.id, clauseCount]),
    ]),
    shelves: providerIds.flatMap((id) =>
      projects.map((project) => {
        const shelf = registry.shelf(id, { kind: "exchange" }, project);
        return {
          size: shelf.size,
          all: byId(shelf.all()),
          named: byId(shelf.named("m1")),
          crowd: shelf.crowdFor(mappingOf({ a: "1" }, { name: "new" })),
          candidates: tokens.map((claims) => byId(shelf.candidates(presentedBy(claims)))),
        };
      }),
    ),
  };
}

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

  it("finds the one that is left of two of a name", () => {
    const registry = start.withChanges([providerWritten(provider({ id: "p2" }))]);
    for (const [gone, left] of [
      ["p1", "p2"],
      ["p2", "p1"],
    ] as const) {
      const after = registry.withChanges([{ kind: "provider_deleted", revision: 2, id: gone }]);
      expect(after.providerByName("ci")?.id).toBe(left);
      expect(after.providersByIssuer("https://issuer.example.com").map(({ id }) => id)).toEqual([left]);
    }
  });

  it("knows a provider by its new name and issuer only, once it was rewritten", () => {
    const renamed = provider({ name: "new", issuerUrl: "https://new.example.com", revision: 2 });
    const registry = start.withChanges([providerWritten(renamed)]);
    expect(registry.providerByName("ci")).toBeUndefined();
    expect(registry.providersByIssuer("https://issuer.example.com")).toEqual([]);
    expect(registry.providerByName("new")?.id).toBe("p1");
  });

  it("keeps a mapping that has come back with its provider when it clears up behind the provider's end", () => {
    const again = start
      .withChanges([written(mappingOf({ a: "1" }))])
      .withChanges([{ kind: "provider_deleted", revision: 5, id: "p1" }])
      .withChanges([
        providerWritten(provider({ revision: 6 })),
        written(mappingOf({ a: "2" }, { revision: 7 })),
      ]);
    expect(again.tidied()?.mappingById("id-release")?.revision).toBe(7);
    expect(again.tidied()?.mappingsOf("p1")).toHaveLength(1);
    expect(again.tidied()?.tidied()).toBeNull();
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

  it("clears up step by step behind a provider that went, and leaves what came back elsewhere", () => {
    const registry = start
      .withChanges(["1", "2"].map((id) => written(mappingOf({ a: id }, { name: id, id }))))
      .withChanges([
        { kind: "provider_deleted", revision: 2, id: "p1" },
        written(mappingOf({ a: "2" }, { name: "2", id: "2", providerId: "p2", revision: 3 })),
      ]);
    expect(start.tidied()).toBeNull();
    const tidy = registry.tidied();
    expect(tidy?.mappingById("1")).toBeUndefined();
    expect(tidy?.mappingById("2")?.providerId).toBe("p2");
    expect(tidy?.tidied()).toBeNull();
  });

  it("clears up behind a mapping that came back elsewhere and went again", () => {
    const registry = start
      .withChanges([written(mappingOf({ a: "1" }))])
      .withChanges([
        { kind: "provider_deleted", revision: 2, id: "p1" },
        written(mappingOf({ a: "1" }, { providerId: "p2", revision: 3 })),
        { kind: "mapping_deleted", revision: 4, id: "id-release" },
      ]);
    expect(registry.tidied()?.tidied()).toBeNull();
  });

  it("has what is left on a shelf when something is taken from it", () => {
    const registry = start
      .withChanges(["1", "2"].map((id) => written(mappingOf({ a: id }, { name: id, id }))))
      .withChanges([{ kind: "mapping_deleted", revision: 2, id: "1" }]);
    const shelf = registry.shelf("p1", { kind: "exchange" }, null);
    expect([...shelf.all()].map(({ mapping }) => mapping.id)).toEqual(["2"]);
    expect(registry.mappingById("2")?.name).toBe("2");
    expect(registry.mappingCount("p1")).toBe(1);
    expect(names(registry.firstMappingsOf("p1", 5))).toEqual(["2"]);
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
    expect([
      ...registry.shelf("p1", { kind: "exchange" }, null).candidates(presentedBy({ a: "1" })),
    ]).toHaveLength(1);
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

  it("finds the namesakes of all owners and doors, those of projects first", () => {
    const owned = (project: string | null, priority: number, changes: Partial<Mapping> = {}) =>
      written(
        mappingOf({ a: "1" }, { id: `${project}-${priority}`, name: "same", project, priority, ...changes }),
      );
    const registry = start.withChanges([
      owned(null, 1),
      owned("red", 1),
      owned("blue", 2),
      owned("blue", 1, { entry: { kind: "console" } }),
      owned("blue", 3, { name: "other" }),
    ]);
    expect(registry.mappingsNamed("p1", "same").map(({ id }) => id)).toEqual([
      "blue-1",
      "blue-2",
      "red-1",
      "null-1",
    ]);
  });

  it("finds the mappings of a name, and reads through all, in the order of the list", () => {
    fc.assert(
      fc.property(fc.array(historyStep, { maxLength: 150, size: "max" }), (steps) => {
        const registry = start.withChanges(steps.map(changeOf));
        for (const id of providerIds) {
          const listed = registry.mappingsOf(id);
          expect([...registry.mappingRunsOf(id)].flat()).toEqual(listed);
          for (const name of ["m1", "m2", "m3", "none"]) {
            expect(registry.mappingsNamed(id, name)).toEqual(listed.filter((one) => one.name === name));
          }
        }
      }),
      tried(13, 100),
    );
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
      fc.property(fc.array(step, { maxLength: 150, size: "max" }), (steps) => {
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
      { seed: 5, numRuns: 100 },
    );
  });

  it("is the same whether it was built at once, slice by slice, or edited change by change", () => {
    const history = fc.array(fc.array(historyStep, { maxLength: 60, size: "max" }), { maxLength: 5 });
    fc.assert(
      fc.property(history, (slices) => {
        const builder = registryBuilder(adaptersOf(compileRegex));
        let sliced = emptyRegistry(adaptersOf(compileRegex));
        let edited = emptyRegistry(adaptersOf(compileRegex));
        const stages: (readonly [Registry, Registry, Registry])[] = [];
        let at = 0;
        for (const steps of slices) {
          const changes = steps.map((step) => changeOf(step, at++));
          builder.add(changes, at);
          sliced = sliced.withChanges(changes, at);
          for (const change of changes) edited = edited.withChanges([change]);
          edited = edited.withChanges([], at);
          stages.push([builder.build(), sliced, edited]);
        }
        // Looked at only now: what was handed out must not have moved with what came later.
        for (const [built, inSlices, inEdits] of stages) {
          const wanted = everythingIn(inEdits);
          expect(everythingIn(inSlices)).toEqual(wanted);
          expect(everythingIn(built)).toEqual(wanted);
        }
      }),
      tried(11, 100),
    );
  });

  it("is left as it was by edits of what was built at once", () => {
    fc.assert(
      fc.property(
        fc.array(historyStep, { minLength: 20, maxLength: 120, size: "max" }),
        fc.array(historyStep),
        (all, more) => {
          const builder = registryBuilder(adaptersOf(compileRegex));
          builder.add(all.map(changeOf));
          const built = builder.build();
          const before = JSON.stringify(everythingIn(built));
          const later = more.map((step, at) => changeOf(step, all.length + at));
          const edited = built.withChanges(later);
          builder.add(later);
          expect(JSON.stringify(everythingIn(built))).toBe(before);
          expect(everythingIn(builder.build())).toEqual(everythingIn(edited));
        },
      ),
      tried(12, 100),
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
