import { describe, expect, it } from "vitest";
import {
  createMapping,
  createProvider,
  deleteMapping,
  deleteProvider,
  replaceMapping,
  replaceProvider,
} from "../../../src/core/configuring/configuration.ts";
import {
  visibleMappingCount,
  visibleMappings,
  visibleProviders,
} from "../../../src/core/configuring/configuration-reach.ts";
import { validClause, validGrant, validMapping, validProvider } from "../drafts.ts";
import { administrator as admin } from "../samples.ts";
import { blueAdmin, made, newNode, nodeWith, redAdmin, refusalOf, workload } from "./one-node.ts";

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
