import { describe, expect, it } from "vitest";
import { createMapping, createProvider } from "../../../src/core/configuring/configuration.ts";
import { maxMappingsPerProvider } from "../../../src/core/configuring/configuration-refusals.ts";
import {
  refuseMappingDeletion,
  refuseMappingDraft,
  refuseProviderDraft,
  standingMapping,
  withDrafts,
  withoutMapping,
} from "../../../src/core/configuring/drafts.ts";
import type { Registry, RegistryChange } from "../../../src/core/matching/registry.ts";
import { validGrant, validProvider } from "../drafts.ts";
import { administrator as admin, projectOf } from "../samples.ts";
import { blueAdmin, doorOf, made, nodeWith, redAdmin, rules, workload } from "./one-node.ts";

/** A provider of nobody with a mapping of the project blue. */
async function standing() {
  const { registry, provider, draft, ports } = await nodeWith();
  const mapping = made(await createMapping(ports, admin, draft));
  return { registry: registry(), provider, mapping, draft, ports };
}

const idsOf = (registry: Registry, providerId: string) => registry.mappingsOf(providerId).map(({ id }) => id);

describe("a registry with drafts", () => {
  it("has them in the place of what is there of the same name, and in the order of its ids", async () => {
    const { registry, provider, mapping, draft } = await standing();
    const drafted = withDrafts(registry, {
      providers: [{ ...validProvider, description: "drafted" }],
      mappings: [{ ...draft, priority: 7 }],
    });
    const version = { revision: registry.revision + 1, createdAt: 0, updatedAt: 0 };
    expect([...drafted.providers()]).toEqual([
      { ...validProvider, description: "drafted", id: provider.id, ...version },
    ]);
    expect(drafted.mappingsOf(provider.id)).toEqual([{ ...draft, priority: 7, id: mapping.id, ...version }]);
  });

  it("has new ones beside what is there, under ids that nothing else has", async () => {
    const { registry, provider, mapping, draft } = await standing();
    const drafted = withDrafts(registry, {
      providers: [
        { ...validProvider, name: "one" },
        { ...validProvider, name: "two" },
      ],
      mappings: [
        { ...draft, name: "other" },
        { ...draft, project: null },
        { ...draft, project: "red" },
      ],
    });
    expect([...drafted.providers()].map(({ name }) => name).toSorted()).toEqual(["ci", "one", "two"]);
    expect(new Set([...drafted.providers()].map(({ id }) => id)).size).toBe(3);
    expect(idsOf(drafted, provider.id)).toContain(mapping.id);
    expect(new Set(idsOf(drafted, provider.id)).size).toBe(4);
  });

  it("has one mapping of the same name for each provider", async () => {
    const { registry, provider, draft, ports } = await standing();
    const other = made(await createProvider(ports, admin, { ...validProvider, name: "other" }));
    const fresh = { ...draft, name: "fresh" };
    const drafted = withDrafts(ports.registry(), {
      mappings: [fresh, { ...fresh, providerId: other.id }],
    });
    expect(drafted.mappingsNamed(provider.id, "fresh")).toHaveLength(1);
    expect(drafted.mappingsNamed(other.id, "fresh")).toHaveLength(1);
    expect(registry.mappingsNamed(provider.id, "fresh")).toEqual([]);
  });

  it("has the last of several providers of one name", async () => {
    const { registry } = await standing();
    const drafted = withDrafts(registry, {
      providers: [
        { ...validProvider, name: "new" },
        { ...validProvider, name: "new", project: "blue" },
      ],
    });
    expect([...drafted.providers()].filter(({ name }) => name === "new")).toMatchObject([
      { project: "blue" },
    ]);
  });

  it("has a mapping that comes to another door in its place, because its name is taken behind every door", async () => {
    const { registry, provider, mapping, draft } = await standing();
    const moved = { ...draft, entry: { kind: "protocol", protocol: "oidc" } as const };
    const drafted = withDrafts(registry, { mappings: [moved] });
    expect(idsOf(drafted, provider.id)).toEqual([mapping.id]);
    expect(standingMapping(drafted, moved)).toMatchObject({ id: mapping.id, entry: moved.entry });
  });
});

describe("a project that is outlined", () => {
  const outlined = async (changes: readonly RegistryChange[]) => {
    const { registry } = await standing();
    const projects = [{ key: "blue", roles: ["Lead", "Developer"] }];
    return withDrafts(registry.withChanges(changes), { projects }).projectByKey("blue");
  };
  const lead = { name: "Lead", description: "", annotations: {} };

  it("is a plain one with the roles that no project has by itself", async () => {
    expect(await outlined([])).toEqual({ ...projectOf("blue"), roles: [lead], revision: 3 });
  });

  it("is the one there is, with those of the roles that it has not", async () => {
    const clerk = { name: "Clerk", description: "keeps the books", annotations: { face: 1 } };
    const there = projectOf("blue", { description: "there", domainId: "d1", roles: [clerk] });
    expect(await outlined([{ kind: "project_written", revision: 2, project: there }])).toEqual({
      ...there,
      roles: [clerk, lead],
      revision: 3,
    });
  });

  it("keeps a role that it has as it is", async () => {
    const there = projectOf("blue", { roles: [{ ...lead, description: "there" }] });
    expect((await outlined([{ kind: "project_written", revision: 2, project: there }]))?.roles).toEqual(
      there.roles,
    );
  });
});

describe("a provider that is drafted", () => {
  it("would be made where there is none of its name", async () => {
    const { registry } = await standing();
    expect(refuseProviderDraft(rules, registry, admin, { ...validProvider, name: "free" })).toBeNull();
  });

  it("is refused to whoever may write none, in the same words whether or not its name is taken", async () => {
    const { registry } = await standing();
    const refusals = ["ci", "free"].map((name) =>
      refuseProviderDraft(rules, registry, workload, { ...validProvider, name }),
    );
    expect(refusals).toEqual(
      Array(2).fill({
        kind: "forbidden",
        detail: "You may not write this provider: project admins write those of their project.",
      }),
    );
  });

  it("cannot have the name of one that its author may not see", async () => {
    const { registry } = await nodeWith({ project: "blue" });
    const draft = { ...validProvider, project: "red", issuerUrl: "" };
    expect(refuseProviderDraft(rules, registry(), redAdmin, draft)).toEqual({
      kind: "already_exists",
      detail: "A provider called ci already exists. Change that one, or choose another name.",
    });
  });

  it("is refused like the change of the one of its name", async () => {
    const { registry, ports, draft } = await nodeWith({ project: "blue" });
    const adminRules = [{ when: [], grant: { ...validGrant, projectRoles: [], admin: true } }];
    await createMapping(ports, admin, { ...draft, project: null, rules: adminRules });
    expect(
      refuseProviderDraft(rules, registry(), blueAdmin, { ...validProvider, project: "blue" }),
    ).toMatchObject({ kind: "forbidden", detail: expect.stringContaining("that grant more") });
  });

  it("of another project than the one of its name is a new one, for when that is gone", async () => {
    const { registry } = await nodeWith({ project: "blue" });
    expect(refuseProviderDraft(rules, registry(), admin, { ...validProvider, project: "red" })).toBeNull();
  });
});

describe("a mapping that is drafted", () => {
  it("is refused where its author finds no such provider", async () => {
    const { registry, draft } = await nodeWith({ project: "blue" });
    expect(refuseMappingDraft(rules, registry(), redAdmin, { ...draft, project: "red" })).toMatchObject({
      kind: "not_found",
      detail: expect.stringContaining("There is no such provider here"),
    });
  });

  it("is counted with the others only where it is a new one", async () => {
    const { registry, draft } = await standing();
    const full: Registry = { ...registry, mappingCount: () => maxMappingsPerProvider };
    expect(refuseMappingDraft(rules, full, admin, draft)).toBeNull();
    expect(refuseMappingDraft(rules, full, admin, { ...draft, name: "new" })).toMatchObject({
      field: "providerId",
    });
  });

  it("is held to the provider it stands on, also in the place of another", async () => {
    const { registry, ports, draft } = await nodeWith();
    await createMapping(ports, admin, draft);
    const owned = withDrafts(registry(), { providers: [{ ...validProvider, project: "red" }] });
    expect(refuseMappingDraft(rules, owned, admin, draft)).toMatchObject({
      field: "project",
      detail: "project must be red, the project of its provider, or absent.",
    });
  });

  it("would be made where nothing is in its way", async () => {
    const { registry, draft } = await nodeWith();
    expect(refuseMappingDraft(rules, registry(), blueAdmin, draft)).toBeNull();
  });
});

describe("a mapping that is deleted for trial", () => {
  it("is not in the registry any more", async () => {
    const { registry, provider, mapping } = await standing();
    expect(idsOf(withoutMapping(registry, mapping.id), provider.id)).toEqual([]);
  });

  it("is refused while it is kept for a protocol", async () => {
    const { registry, provider, mapping } = await standing();
    expect(refuseMappingDeletion(registry, mapping)).toBeNull();
    expect(refuseMappingDeletion(registry.withChanges(doorOf(provider, mapping)), mapping)).toEqual({
      kind: "forbidden",
      detail:
        'The identity mapping "deploy" is kept for the protocol "oidc" of the identity provider "corp": delete that, or bind it to other rules.',
    });
  });
});
