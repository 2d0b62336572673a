import { describe, expect, it } from "vitest";
import {
  type ConfigurationWriter,
  type Conflict,
  conclude,
  createMapping,
  createProvider,
  deleteMapping,
  deleteProvider,
  refusalOf as refusalOfConflict,
  replaceMapping,
  replaceProvider,
} from "../../../src/core/configuring/configuration.ts";
import { validMapping, validProvider } from "../drafts.ts";
import { administrator as admin } from "../samples.ts";
import { doorOf, finding, made, newNode, nodeWith, refusalOf } from "./one-node.ts";

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
});

describe("a deletion", () => {
  it("has no findings", async () => {
    const { ports, provider, draft } = await nodeWith();
    const mapping = made(await createMapping(ports, admin, draft));
    const done = { ok: true, value: undefined, findings: [] };
    expect(await deleteMapping(ports, admin, mapping.id, null)).toEqual(done);
    expect(await deleteProvider(ports, admin, provider.id, null)).toEqual(done);
  });

  it("of what is kept for an identity provider is refused, and nothing is written", async () => {
    const { ports, provider, draft, load, log } = await nodeWith();
    const mapping = made(await createMapping(ports, admin, draft));
    load(doorOf(provider, mapping));
    const written = log.length;
    expect(refusalOf(await deleteMapping(ports, admin, mapping.id, null))?.kind).toBe("forbidden");
    expect(refusalOf(await deleteProvider(ports, admin, provider.id, null))?.kind).toBe("forbidden");
    expect(log).toHaveLength(written);
  });
});

describe("a change that is overtaken by another", () => {
  const words: Readonly<Record<Conflict, readonly [string, string]>> = {
    not_found: ["not_found", "X was there, but somebody deleted it meanwhile."],
    already_exists: ["already_exists", "X already exists. Change that one, or choose another name."],
    stale: ["stale", "X was changed meanwhile: read it again and repeat the change."],
    overtaken: ["stale", "X could not be judged: much is written just now. Try again."],
  };

  it.each(["not_found", "already_exists", "stale", "overtaken"] as const)("is told so: %s", (conflict) => {
    const [kind, detail] = words[conflict];
    expect(refusalOfConflict(conflict, "X")).toEqual({ kind, detail });
  });

  /** The answers of every change where the store answers with this conflict. */
  async function answersTo(conflict: Conflict) {
    const { ports, provider, draft } = await nodeWith();
    const mapping = made(await createMapping(ports, admin, draft));
    const beaten = async () => ({ ok: false, conflict }) as const;
    const writer: ConfigurationWriter = {
      createProvider: beaten,
      replaceProvider: beaten,
      deleteProvider: beaten,
      createMapping: beaten,
      replaceMapping: beaten,
      deleteMapping: beaten,
    };
    const late = { ...ports, writer };
    const answers = [
      await createProvider(late, admin, { ...validProvider, name: "other" }),
      await replaceProvider(late, admin, provider.id, validProvider, 1),
      await deleteProvider(late, admin, provider.id, 1),
      await createMapping(late, admin, { ...draft, name: "other" }),
      await replaceMapping(late, admin, mapping.id, draft, 1),
      await deleteMapping(late, admin, mapping.id, 1),
    ];
    return answers.map((answer) => refusalOf(answer)?.detail);
  }

  it("is told what was changed", async () => {
    expect(await answersTo("stale")).toEqual(
      [
        "A provider called other",
        "A provider called ci",
        "A provider called ci",
        "An identity mapping called other",
        "An identity mapping called deploy",
        "An identity mapping called deploy",
      ].map((thing) => `${thing} was changed meanwhile: read it again and repeat the change.`),
    );
  });

  it("is told what was deleted, which for a new mapping is its provider", async () => {
    expect((await answersTo("not_found")).slice(1)).toEqual(
      [
        "A provider called ci",
        "A provider called ci",
        "A provider called ci",
        "An identity mapping called deploy",
        "An identity mapping called deploy",
      ].map((thing) => `${thing} was there, but somebody deleted it meanwhile.`),
    );
  });

  it("is told what the store refused it with, where that says more", async () => {
    const { ports, events } = await nodeWith();
    const before = events.length;
    const refusal = { kind: "in_use", detail: "Something else must go first." } as const;
    const written = { ok: false, conflict: "refused", refusal } as const;
    expect(await conclude(ports, written, "X", [finding])).toEqual({ ok: false, refusal });
    expect(events).toHaveLength(before);
  });
});
