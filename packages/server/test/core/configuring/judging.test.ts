import { describe, expect, it } from "vitest";
import { createMapping } from "../../../src/core/configuring/configuration.ts";
import { type MappingOfNamed, placeDrafts } from "../../../src/core/configuring/judging.ts";
import type { MappingDraft } from "../../../src/core/terms.ts";
import { validMapping, validProvider } from "../drafts.ts";
import { administrator as admin } from "../samples.ts";
import { blueAdmin, made, nodeWith, redAdmin, rules, workload } from "./one-node.ts";

/** The valid mapping with these members, on the provider of that name. */
const mappingOn = (provider: string, changes: Partial<MappingDraft> = {}): MappingOfNamed => ({
  provider,
  draftFor: (providerId) => ({ ...validMapping, ...changes, providerId }),
});

it("puts nothing anywhere where nothing is drafted", async () => {
  const { registry } = await nodeWith();
  const placed = placeDrafts(rules, registry(), admin, { provider: null, mapping: null });
  expect(placed).toEqual({ registry: registry(), provider: null, mapping: null });
});

describe("a provider in its place", () => {
  it("is new where there is none of its name", async () => {
    const { registry } = await nodeWith();
    const draft = { ...validProvider, name: "new" };
    const placed = placeDrafts(rules, registry(), admin, { provider: draft, mapping: null });
    expect(placed.provider).toEqual({
      draft,
      refusal: null,
      standing: null,
      placed: placed.registry.providerByName("new"),
    });
    expect(placed.registry.providerByName("new")).toMatchObject(draft);
    expect(placed.mapping).toBeNull();
  });

  it("stands where the one of its name stood", async () => {
    const { registry, provider } = await nodeWith();
    const draft = { ...validProvider, enabled: false };
    const placed = placeDrafts(rules, registry(), admin, { provider: draft, mapping: null });
    expect(placed.provider).toMatchObject({
      refusal: null,
      standing: provider,
      placed: { id: provider.id, enabled: false },
    });
  });

  it("stands there also where it is not valid yet, and says what is wrong", async () => {
    const { registry } = await nodeWith();
    const draft = { ...validProvider, clockToleranceSeconds: -1 };
    const { provider } = placeDrafts(rules, registry(), admin, { provider: draft, mapping: null });
    expect(provider).toMatchObject({
      refusal: { field: "clockToleranceSeconds" },
      placed: { clockToleranceSeconds: -1 },
    });
  });

  it("keeps its project, because what stands there is replaced", async () => {
    const { registry } = await nodeWith();
    const draft = { ...validProvider, project: "blue" };
    const { provider } = placeDrafts(rules, registry(), admin, { provider: draft, mapping: null });
    expect(provider?.refusal).toEqual({
      kind: "invalid",
      field: "project",
      detail: "project of an existing provider cannot be changed: make a new one, then delete this one.",
    });
  });

  it.each([
    ["a workload", workload, "You may not write this provider: project admins write those of their project."],
    ["a project admin", blueAdmin, "You may not change this provider."],
  ])("is nowhere where it is not %s's to write", async (_, by, detail) => {
    const { registry, provider } = await nodeWith();
    const standing = by === workload ? null : provider;
    const placed = placeDrafts(rules, registry(), by, { provider: validProvider, mapping: null });
    expect(placed).toEqual({
      registry: registry(),
      provider: {
        draft: validProvider,
        refusal: { kind: "forbidden", detail },
        standing,
        placed: null,
      },
      mapping: null,
    });
  });

  it("is nowhere where a project admin would take over one of nobody's", async () => {
    const { registry } = await nodeWith();
    const draft = { ...validProvider, project: "blue" };
    const { provider } = placeDrafts(rules, registry(), blueAdmin, { provider: draft, mapping: null });
    expect(provider).toMatchObject({
      refusal: { kind: "forbidden", detail: "You may not change this provider." },
      placed: null,
    });
  });

  it("tells nothing of one that its author may not see but that its name is taken", async () => {
    const { registry } = await nodeWith({ project: "blue" });
    const draft = { ...validProvider, project: "red", clockToleranceSeconds: -1 };
    expect(placeDrafts(rules, registry(), redAdmin, { provider: draft, mapping: null })).toEqual({
      registry: registry(),
      provider: {
        draft,
        refusal: {
          kind: "already_exists",
          detail: "A provider called ci already exists. Change that one, or choose another name.",
        },
        standing: null,
        placed: null,
      },
      mapping: null,
    });
  });
});

describe("a mapping in its place", () => {
  it("is new where there is none of its name", async () => {
    const { registry, provider, draft } = await nodeWith();
    const placed = placeDrafts(rules, registry(), admin, { provider: null, mapping: mappingOn("ci") });
    const [only] = placed.registry.mappingsOf(provider.id);
    expect(only).toMatchObject(draft);
    expect(placed.mapping).toEqual({ draft, refusal: null, standing: null, placed: only });
    expect(placed.provider).toBeNull();
  });

  it("stands where the one of its name stood", async () => {
    const { registry, ports, draft } = await nodeWith();
    const standing = made(await createMapping(ports, admin, draft));
    const mapping = mappingOn("ci", { priority: 7 });
    expect(placeDrafts(rules, registry(), admin, { provider: null, mapping }).mapping).toMatchObject({
      refusal: null,
      standing,
      placed: { id: standing.id, priority: 7 },
    });
  });

  it("may be of the provider that is drafted with it", async () => {
    const { registry } = await nodeWith();
    const { mapping, ...placed } = placeDrafts(rules, registry(), admin, {
      provider: { ...validProvider, name: "new" },
      mapping: mappingOn("new"),
    });
    const id = placed.registry.providerByName("new")?.id;
    expect(mapping).toMatchObject({ refusal: null, draft: { providerId: id } });
    expect(placed.registry.mappingsOf(id ?? "")).toHaveLength(1);
  });

  it("stands there also where it is not valid yet, and says what is wrong", async () => {
    const { registry } = await nodeWith();
    const mapping = mappingOn("ci", { priority: 0 });
    expect(placeDrafts(rules, registry(), admin, { provider: null, mapping }).mapping).toMatchObject({
      refusal: { field: "priority" },
      placed: { priority: 0 },
    });
  });

  it.each([
    ["there is no such provider", "unknown"],
    ["its author may not see the provider", "ci"],
  ])("is nowhere where %s", async (_, name) => {
    const { registry } = await nodeWith({ project: "blue" });
    const mapping = mappingOn(name, { project: "red" });
    expect(placeDrafts(rules, registry(), redAdmin, { provider: null, mapping })).toEqual({
      registry: registry(),
      provider: null,
      mapping: {
        draft: { ...validMapping, project: "red", providerId: "" },
        refusal: {
          kind: "not_found",
          detail:
            "There is no such provider here. Names and ids are compared exactly; a list shows which there are.",
        },
        standing: null,
        placed: null,
      },
    });
  });

  it("is nowhere where it is not its author's to write, and tells nothing of what is there", async () => {
    const { registry, ports, draft } = await nodeWith();
    made(await createMapping(ports, admin, draft));
    expect(placeDrafts(rules, registry(), redAdmin, { provider: null, mapping: mappingOn("ci") })).toEqual({
      registry: registry(),
      provider: null,
      mapping: {
        draft,
        refusal: {
          kind: "forbidden",
          detail:
            "You may not write this identity mapping: project admins grant roles of their project that they hold.",
        },
        standing: null,
        placed: null,
      },
    });
  });
});
