import { describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import {
  type Change,
  type ConfigurationPorts,
  type ConfigurationWriter,
  createMapping,
  createProvider,
  deleteMapping,
  deleteProvider,
  replaceMapping,
  replaceProvider,
  type Written,
} from "../../../src/core/configuring/configuration.ts";
import {
  visibleMappingCount,
  visibleMappings,
  visibleProviders,
} from "../../../src/core/configuring/configuration-reach.ts";
import { maxMappingsPerProvider } from "../../../src/core/configuring/configuration-refusals.ts";
import type { Finding } from "../../../src/core/linting/lint.ts";
import { maxCrowd } from "../../../src/core/matching/mapping-index.ts";
import { emptyRegistry, type Registry, type RegistryChange } from "../../../src/core/matching/registry.ts";
import { projectAdminRole } from "../../../src/core/project-roles.ts";
import { accept } from "../../../src/core/refusal.ts";
import type { Mapping, MappingDraft, Provider, ProviderDraft } from "../../../src/core/terms.ts";
import { validClause, validGrant, validMapping, validProvider } from "../drafts.ts";
import { adaptersOf, administrator as admin } from "../samples.ts";

const workload: Principal = { ...admin, name: "pod", role: "workload" };
const blueAdmin: Principal = {
  ...workload,
  name: "blue-admin",
  projectRoles: [{ project: "blue", roles: [projectAdminRole, "Developer"] }],
};
const redAdmin: Principal = {
  ...blueAdmin,
  name: "red-admin",
  projectRoles: [{ project: "red", roles: [projectAdminRole, "Developer"] }],
};

const finding: Finding = { code: "x", severity: "notice", field: "name", message: "m", advice: "a" };
const clock = 1_800_000_000;

/** One node with a real registry; the writer keeps the store's promises on names and revisions. */
function newNode() {
  let registry = emptyRegistry(adaptersOf(() => accept({ size: 1, matches: () => false })));
  const log: string[] = [];
  const events: string[] = [];
  let revision = 0;
  const versioned = { id: "", revision: 0, createdAt: clock, updatedAt: clock };

  function written<T>(change: RegistryChange, value: T, by: string): Written<T> {
    log.push(`${change.kind} by ${by}`);
    return { ok: true, value, changes: [change] };
  }
  const isStale = (known: Provider | Mapping, expected: number | null) =>
    expected !== null && expected !== known.revision;
  const writeProvider = (draft: ProviderDraft, id: string, by: string): Written<Provider> => {
    revision++;
    const provider: Provider = { ...draft, ...versioned, id, revision };
    return written({ kind: "provider_written", revision, provider }, provider, by);
  };
  const writeMapping = (draft: MappingDraft, id: string, by: string): Written<Mapping> => {
    revision++;
    const mapping: Mapping = { ...draft, ...versioned, id, revision };
    return written({ kind: "mapping_written", revision, mapping }, mapping, by);
  };
  const writer: ConfigurationWriter = {
    createProvider: async (draft, by) =>
      registry.providerByName(draft.name) === undefined
        ? writeProvider(draft, `p${revision + 1}`, by)
        : { ok: false, conflict: "already_exists" },
    async replaceProvider(id, draft, expected, by) {
      const known = registry.providerById(id);
      if (known === undefined) return { ok: false, conflict: "not_found" };
      return isStale(known, expected) ? { ok: false, conflict: "stale" } : writeProvider(draft, id, by);
    },
    async deleteProvider(id, _expected, by) {
      revision++;
      return written({ kind: "provider_deleted", revision, id }, undefined, by);
    },
    createMapping: async (draft, by) => writeMapping(draft, `m${revision + 1}`, by),
    async replaceMapping(id, draft, expected, by) {
      const known = registry.mappingById(id);
      if (known === undefined) return { ok: false, conflict: "not_found" };
      return isStale(known, expected) ? { ok: false, conflict: "stale" } : writeMapping(draft, id, by);
    },
    async deleteMapping(id, _expected, by) {
      revision++;
      return written({ kind: "mapping_deleted", revision, id }, undefined, by);
    },
  };
  const ports: ConfigurationPorts = {
    rules: {
      maxTokenLifetimeSeconds: 86_400,
      requireAudience: false,
      reservedAudiences: ["sts.example"],
      ownIssuers: ["https://countersign.example"],
      checkIssuerUrl: () => null,
      checkIssuerIdentifier: () => null,
      checkCaCertificates: () => null,
      checkStaticKeys: () => null,
      compileRegex: () => accept({ size: 1, matches: () => false }),
    },
    writer,
    now: () => clock,
    registry: () => registry,
    refresh: async () => void events.push("refresh"),
    async apply(changes) {
      events.push("apply");
      registry = registry.withChanges(changes);
    },
    lintProvider: () => [finding],
    lintMapping: () => [finding],
  };
  return {
    ports,
    log,
    events,
    registry: (): Registry => registry,
    load(changes: readonly RegistryChange[]) {
      registry = registry.withChanges(changes);
      revision = registry.revision;
    },
  };
}

function made<T>(change: Change<T>): T {
  if (!change.ok) throw new Error(change.refusal.detail);
  return change.value;
}
const refusalOf = (change: Change<unknown>) => (change.ok ? null : change.refusal);

async function nodeWith(change: Partial<ProviderDraft> = {}) {
  const node = newNode();
  const provider = made(await createProvider(node.ports, admin, { ...validProvider, ...change }));
  const draft: MappingDraft = { ...validMapping, providerId: provider.id };
  return { ...node, provider, draft };
}

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

describe("a workload", () => {
  it("is told that it may not, and not whether a provider exists", async () => {
    const { ports, provider, draft } = await nodeWith();
    const answers = [
      await createProvider(ports, workload, { ...validProvider, name: "other" }),
      await replaceProvider(ports, workload, provider.id, validProvider, null),
      await replaceProvider(ports, workload, "unknown", validProvider, null),
      await deleteProvider(ports, workload, provider.id, null),
      await createMapping(ports, workload, draft),
      await replaceMapping(ports, workload, "unknown", draft, null),
      await deleteMapping(ports, workload, "unknown", null),
    ];
    expect(answers.map((answer) => refusalOf(answer)?.kind)).toEqual(answers.map(() => "forbidden"));
  });

  it("sees nothing", async () => {
    const { ports, provider, draft, registry } = await nodeWith();
    await createMapping(ports, admin, draft);
    expect(visibleProviders(registry(), workload)).toEqual([]);
    expect(visibleMappings(registry(), workload, provider.id)).toEqual([]);
  });
});

describe("a project admin", () => {
  it("creates, changes and deletes a provider and a mapping of its own project", async () => {
    const { ports } = newNode();
    const mine = { ...validProvider, project: "blue" };
    const provider = made(await createProvider(ports, blueAdmin, mine));
    const draft = { ...validMapping, providerId: provider.id };
    const mapping = made(await createMapping(ports, blueAdmin, draft));
    made(await replaceMapping(ports, blueAdmin, mapping.id, { ...draft, priority: 2 }, null));
    made(await replaceProvider(ports, blueAdmin, provider.id, { ...mine, enabled: false }, null));
    made(await deleteMapping(ports, blueAdmin, mapping.id, null));
    made(await deleteProvider(ports, blueAdmin, provider.id, null));
  });

  it("writes mappings of its project on a global provider, which it cannot change", async () => {
    const { ports, provider, draft } = await nodeWith();
    expect(await createMapping(ports, blueAdmin, draft)).toMatchObject({ ok: true });
    expect(
      refusalOf(await replaceProvider(ports, blueAdmin, provider.id, validProvider, null)),
    ).toMatchObject({
      kind: "forbidden",
    });
  });

  it("cannot write a mapping of nobody's or another project", async () => {
    const { ports, draft } = await nodeWith();
    for (const project of [null, "red"]) {
      expect(refusalOf(await createMapping(ports, blueAdmin, { ...draft, project }))).toMatchObject({
        kind: "forbidden",
      });
    }
  });

  it("finds nothing of another project", async () => {
    const { ports, provider, draft, registry } = await nodeWith({ project: "blue" });
    const mapping = made(await createMapping(ports, admin, draft));
    const answers = [
      await replaceProvider(ports, redAdmin, provider.id, validProvider, null),
      await deleteProvider(ports, redAdmin, provider.id, null),
      await createMapping(ports, redAdmin, { ...draft, project: "red" }),
      await replaceMapping(ports, redAdmin, mapping.id, draft, null),
      await deleteMapping(ports, redAdmin, mapping.id, null),
    ];
    expect(answers.map((answer) => refusalOf(answer)?.kind)).toEqual(answers.map(() => "not_found"));
    expect(visibleProviders(registry(), redAdmin)).toEqual([]);
    expect(visibleMappings(registry(), redAdmin, provider.id)).toEqual([]);
  });

  it("sees only its project's mappings of a global provider", async () => {
    const { ports, provider, draft, registry } = await nodeWith();
    const mine = made(await createMapping(ports, admin, draft));
    await createMapping(ports, admin, { ...draft, name: "global", project: null });
    expect(visibleMappings(registry(), blueAdmin, provider.id)).toEqual([mine]);
    expect(visibleMappings(registry(), admin, provider.id)).toHaveLength(2);
    expect(visibleMappingCount(registry(), blueAdmin, provider.id)).toBe(1);
    expect(visibleMappingCount(registry(), admin, provider.id)).toBe(2);
  });

  it("cannot change or delete its project's provider while a mapping on it grants more", async () => {
    const { ports, provider, draft } = await nodeWith({ project: "blue" });
    const rules = [{ when: [validClause], grant: { ...validGrant, projectRoles: [], admin: true } }];
    await createMapping(ports, admin, { ...draft, rules });
    const mine = { ...validProvider, project: "blue" };
    expect(refusalOf(await replaceProvider(ports, blueAdmin, provider.id, mine, null))).toMatchObject({
      kind: "forbidden",
    });
    expect(refusalOf(await deleteProvider(ports, blueAdmin, provider.id, null))).toMatchObject({
      kind: "forbidden",
    });
  });

  it("cannot aim at a well-known other service, which an administrator may", async () => {
    const { ports, draft } = await nodeWith();
    const aimed = { ...draft, audience: ["sts.example"] };
    expect(refusalOf(await createMapping(ports, blueAdmin, aimed))).toMatchObject({ kind: "forbidden" });
    expect(await createMapping(ports, admin, aimed)).toMatchObject({ ok: true });
  });

  it.each([{ audience: "sts.example" }, { additionalAudiences: ["sts.example"] }])(
    "cannot take tokens aimed at a well-known other service: %o",
    async (change) => {
      const { ports } = newNode();
      const aimed = { ...validProvider, project: "blue", ...change };
      expect(refusalOf(await createProvider(ports, blueAdmin, aimed))).toMatchObject({ kind: "forbidden" });
      expect(await createProvider(ports, admin, aimed)).toMatchObject({ ok: true });
    },
  );
});
