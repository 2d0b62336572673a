import { describe, expect, it } from "vitest";
import {
  createMapping,
  createProvider,
  deleteMapping,
  deleteProvider,
  replaceMapping,
  replaceProvider,
} from "../../../src/core/configuring/configuration.ts";
import { maxMappingsPerProvider } from "../../../src/core/configuring/configuration-refusals.ts";
import { maxCrowd } from "../../../src/core/matching/mapping-index.ts";
import type { Registry } from "../../../src/core/matching/registry.ts";
import { validGrant, validMapping, validProvider } from "../drafts.ts";
import { administrator as admin } from "../samples.ts";
import { clock, finding, made, newNode, nodeWith, refusalOf } from "./one-node.ts";

describe("a change", () => {
  it("is in the registry when its author is answered", async () => {
    const node = newNode();
    const provider = made(await createProvider(node.ports, admin, validProvider));
    expect(node.registry().providerById(provider.id)).toEqual(provider);
  });

  it("is judged by what stands after catching up with other nodes, and applied last", async () => {
    const node = newNode();
    await createProvider(node.ports, admin, validProvider);
    expect(node.events).toEqual(["refresh", "apply"]);
  });

  it("is written under its author's name", async () => {
    const node = newNode();
    await createProvider(node.ports, admin, validProvider);
    expect(node.log).toEqual(["provider_written by service:platform"]);
  });

  it("answers with the linter's findings", async () => {
    const { ports, draft } = await nodeWith();
    expect(await createMapping(ports, admin, draft)).toMatchObject({ ok: true, findings: [finding] });
  });

  it("that is refused writes nothing", async () => {
    const node = newNode();
    expect(await createProvider(node.ports, admin, { ...validProvider, name: "" })).toMatchObject({
      ok: false,
    });
    expect(node.log).toEqual([]);
  });
});

describe("a provider", () => {
  it("that exists already is refused in words clients look for", async () => {
    const { ports } = await nodeWith();
    expect(refusalOf(await createProvider(ports, admin, validProvider))).toEqual({
      kind: "already_exists",
      detail: "A provider called ci already exists. Change that one, or choose another name.",
    });
  });

  it.each([
    ["name", { name: "cd" }],
    ["project", { project: "blue" }],
  ])("keeps its %s", async (field, change) => {
    const { ports, provider } = await nodeWith();
    const refusal = refusalOf(
      await replaceProvider(ports, admin, provider.id, { ...validProvider, ...change }, null),
    );
    expect(refusal).toMatchObject({ kind: "invalid", field, detail: expect.stringContaining("a new one") });
  });

  it("changed meanwhile is not overwritten", async () => {
    const { ports, provider } = await nodeWith();
    await replaceProvider(ports, admin, provider.id, { ...validProvider, description: "a" }, null);
    const late = { ...validProvider, description: "b" };
    expect(
      refusalOf(await replaceProvider(ports, admin, provider.id, late, provider.revision)),
    ).toMatchObject({
      kind: "stale",
    });
  });

  it("takes its mappings with it", async () => {
    const { ports, provider, draft, registry } = await nodeWith();
    const mapping = made(await createMapping(ports, admin, draft));
    expect(await deleteProvider(ports, admin, provider.id, null)).toMatchObject({ ok: true });
    expect(registry().mappingById(mapping.id)).toBeUndefined();
  });

  it("that does not exist cannot be changed", async () => {
    const { ports } = newNode();
    expect(refusalOf(await deleteProvider(ports, admin, "p9", null))).toMatchObject({ kind: "not_found" });
  });
});

describe("a mapping", () => {
  it("that exists already is refused in words clients look for", async () => {
    const { ports, draft } = await nodeWith();
    const createTwice = async () => ({ ok: false, conflict: "already_exists" }) as const;
    const taken = { ...ports, writer: { ...ports.writer, createMapping: createTwice } };
    const refusal = refusalOf(await createMapping(taken, admin, draft));
    expect(refusal?.detail).toMatch(/^An identity mapping called \S+ already exists\. /);
  });

  it("needs a provider that exists", async () => {
    const { ports } = newNode();
    expect(refusalOf(await createMapping(ports, admin, validMapping))).toEqual({
      kind: "not_found",
      detail:
        "There is no such provider here. Names and ids are compared exactly; a list shows which there are.",
    });
  });

  it.each([
    ["name", { name: "other" }],
    ["project", { project: null }],
    ["providerId", { providerId: "p2" }],
  ])("keeps its %s", async (field, change) => {
    const { ports, draft } = await nodeWith();
    const mapping = made(await createMapping(ports, admin, draft));
    const moved = { ...draft, ...change };
    expect(refusalOf(await replaceMapping(ports, admin, mapping.id, moved, null))).toMatchObject({
      kind: "invalid",
      field,
    });
  });

  it("may be replaced and deleted", async () => {
    const { ports, draft, registry } = await nodeWith();
    const mapping = made(await createMapping(ports, admin, draft));
    const next = made(
      await replaceMapping(ports, admin, mapping.id, { ...draft, priority: 7 }, mapping.revision),
    );
    expect(next.priority).toBe(7);
    expect(await deleteMapping(ports, admin, mapping.id, null)).toMatchObject({ ok: true });
    expect(registry().mappingsOf(draft.providerId)).toEqual([]);
  });

  it("is refused beyond the number an index is made for", async () => {
    const { ports, draft, registry } = await nodeWith();
    const full: Registry = {
      ...registry(),
      mappingCount: () => maxMappingsPerProvider,
    };
    const another = { ...draft, name: "one-more" };
    expect(refusalOf(await createMapping({ ...ports, registry: () => full }, admin, another))).toMatchObject({
      field: "providerId",
    });
  });

  it("is refused where too many others would be judged with it for every token", async () => {
    const { ports, draft, load } = await nodeWith();
    const catchAll = [{ when: [], grant: validGrant }];
    load(
      Array.from({ length: maxCrowd }, (_, index) => ({
        kind: "mapping_written" as const,
        revision: index + 2,
        mapping: {
          ...draft,
          id: `m${index}`,
          name: `n${index}`,
          rules: catchAll,
          revision: index + 2,
          createdAt: clock,
          updatedAt: clock,
        },
      })),
    );
    expect(refusalOf(await createMapping(ports, admin, { ...draft, rules: catchAll }))).toMatchObject({
      field: "rules",
    });
    expect(await createMapping(ports, admin, draft)).toMatchObject({ ok: true });
  });
});
