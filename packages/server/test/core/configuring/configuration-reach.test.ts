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
  findMapping,
  findProject,
  findProvider,
  refuseForeignDraft,
  refuseForeignMapping,
  refuseForeignProvider,
  visibleMappingCount,
  visibleMappings,
  visibleNamesakes,
  visibleProjects,
  visibleProviders,
  vouchesForOperators,
} from "../../../src/core/configuring/configuration-reach.ts";
import { validClause, validGrant, validMapping, validProvider } from "../drafts.ts";
import { administrator as admin, projectChange } from "../samples.ts";
import {
  blueAdmin,
  made,
  newNode,
  nodeWith,
  operator,
  operatorMapping,
  redAdmin,
  refusalOf,
  rules,
  workload,
} from "./one-node.ts";

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

/** The projects blue and red, a provider of each and one of nobody, and on that a mapping called alike of each. */
async function shared() {
  const { ports, load, registry, provider, draft } = await nodeWith();
  load([projectChange("blue"), projectChange("red")]);
  for (const project of ["blue", "red"]) {
    made(await createProvider(ports, admin, { ...validProvider, name: project, project }));
  }
  for (const project of [null, "blue", "red"]) {
    const roles = [{ project: project ?? "blue", domain: null, roles: ["Developer"] }];
    const owned = [{ when: [validClause], grant: { ...validGrant, projectRoles: roles } }];
    made(await createMapping(ports, admin, { ...draft, project, rules: owned }));
  }
  return { registry: registry(), provider };
}

describe("what is visible of a configuration", () => {
  it.each([
    ["an administrator everything", admin, ["blue", "ci", "red"], ["blue", null, "red"], ["blue", "red"]],
    ["a project admin its own, and providers of nobody", blueAdmin, ["blue", "ci"], ["blue"], ["blue"]],
    ["a workload nothing", workload, [], [], []],
  ])("is to %s", async (_, by, providers, owners, projects) => {
    const { registry, provider } = await shared();
    expect(new Set(visibleProviders(registry, by).map(({ name }) => name))).toEqual(new Set(providers));
    const namesakes = visibleNamesakes(registry, by, provider.id, "deploy");
    expect(new Set(namesakes.map(({ project }) => project))).toEqual(new Set(owners));
    expect(new Set(visibleProjects(registry, by).map(({ key }) => key))).toEqual(new Set(projects));
  });

  it("is counted for an administrator without looking at each", async () => {
    const { registry, provider } = await shared();
    const unread = {
      ...registry,
      mappingRunsOf() {
        throw new Error("read through all mappings");
      },
    };
    expect(visibleMappingCount(unread, admin, provider.id)).toBe(3);
  });

  it("are no namesakes where nothing is called so", async () => {
    const { registry, provider } = await shared();
    expect(visibleNamesakes(registry, admin, provider.id, "other")).toEqual([]);
  });
});

describe("what is looked for", () => {
  const notFound = (thing: string) => ({
    ok: false,
    refusal: {
      kind: "not_found",
      detail: `There is no such ${thing} here. Names and ids are compared exactly; a list shows which there are.`,
    },
  });

  it.each([admin, blueAdmin])("is not there where it is not: %o", async (by) => {
    const { registry } = await shared();
    expect(findProvider(registry, by, "none")).toEqual(notFound("provider"));
    expect(findMapping(registry, by, "none")).toEqual(notFound("identity mapping"));
    expect(findProject(registry, by, "none")).toEqual(notFound("project"));
  });

  it("is answered like what is not there, where it is another project's", async () => {
    const { registry, provider } = await shared();
    const [theirs] = visibleMappings(registry, blueAdmin, provider.id);
    const id = registry.providerByName("blue")?.id ?? "";
    expect(findProvider(registry, redAdmin, id)).toEqual(notFound("provider"));
    expect(findMapping(registry, redAdmin, theirs?.id ?? "")).toEqual(notFound("identity mapping"));
    expect(findProject(registry, redAdmin, "blue")).toEqual(notFound("project"));
  });

  it("is found by whoever may see it", async () => {
    const { registry, provider } = await shared();
    const [mine] = visibleMappings(registry, blueAdmin, provider.id);
    expect(findProvider(registry, blueAdmin, provider.id)).toEqual({ ok: true, value: provider });
    expect(findMapping(registry, blueAdmin, mine?.id ?? "")).toEqual({ ok: true, value: mine });
    expect(findProject(registry, blueAdmin, "blue")).toMatchObject({ ok: true, value: { key: "blue" } });
  });

  it("is not looked for where somebody manages nothing", async () => {
    const { registry, provider } = await shared();
    const refused = {
      ok: false,
      refusal: { kind: "forbidden", detail: "You may not change the configuration." },
    };
    expect(findProvider(registry, workload, provider.id)).toEqual(refused);
    expect(findMapping(registry, workload, "none")).toEqual(refused);
    expect(findProject(registry, workload, "blue")).toEqual(refused);
  });
});

describe("a provider by which people become operators", () => {
  const vouching = async () => {
    const { ports, registry, provider } = await nodeWith();
    made(await createMapping(ports, operator, { ...operatorMapping, providerId: provider.id }));
    return { ports, registry: registry(), provider };
  };

  it("is told from one by which nobody does", async () => {
    const { ports, registry, provider } = await nodeWith();
    made(await createMapping(ports, admin, { ...validMapping, providerId: provider.id }));
    const grant = { ...validGrant, projectRoles: [], admin: true };
    const admins = { ...operatorMapping, rules: [{ when: [validClause], grant }] };
    made(await createMapping(ports, admin, { ...admins, providerId: provider.id }));
    expect(vouchesForOperators(registry(), provider)).toBe(false);
    expect(refuseForeignProvider(registry(), admin, provider)).toBeNull();
    made(await createMapping(ports, operator, { ...operatorMapping, name: "more", providerId: provider.id }));
    expect(vouchesForOperators(registry(), provider)).toBe(true);
  });

  it("is only an operator's to change", async () => {
    const { registry, provider } = await vouching();
    expect(refuseForeignProvider(registry, operator, provider)).toBeNull();
    expect(refuseForeignProvider(registry, admin, provider)).toEqual({
      kind: "forbidden",
      detail:
        "You may not change a provider by which people become operators: that is an operator's. Its mappings with entry console are among those of the provider.",
    });
  });

  it("is written or deleted by no administrator", async () => {
    const { ports, provider } = await vouching();
    const aimed = { ...validProvider, issuerUrl: "https://mine.example" };
    expect(refusalOf(await replaceProvider(ports, admin, provider.id, aimed, null))?.kind).toBe("forbidden");
    expect(refusalOf(await deleteProvider(ports, admin, provider.id, null))?.kind).toBe("forbidden");
    made(await replaceProvider(ports, operator, provider.id, aimed, null));
  });
});

describe("who may not write something is told what may be written", () => {
  it.each([
    [
      "another's provider",
      blueAdmin,
      validProvider,
      "write this provider: project admins write those of their project",
    ],
    [
      "a well-known audience",
      blueAdmin,
      { ...validProvider, project: "blue", audience: null, additionalAudiences: ["x", "sts.example"] },
      "use the audience sts.example: it belongs to a well-known other service",
    ],
  ])("of %s", (_, by, draft, deed) => {
    expect(refuseForeignDraft(rules, by, draft)).toEqual({
      kind: "forbidden",
      detail: `You may not ${deed}.`,
    });
  });

  it.each([
    [
      "operators",
      admin,
      operatorMapping,
      "write an identity mapping that makes operators: that is an operator's",
    ],
    [
      "another's",
      blueAdmin,
      { ...validMapping, project: "red" },
      "write this identity mapping: project admins grant roles of their project that they hold",
    ],
    [
      "a well-known audience",
      blueAdmin,
      { ...validMapping, audience: ["sts.example"] },
      "use the audience sts.example: it belongs to a well-known other service",
    ],
  ])("of a mapping: %s", (_, by, draft, deed) => {
    expect(refuseForeignMapping(rules, by, draft)).toEqual({
      kind: "forbidden",
      detail: `You may not ${deed}.`,
    });
  });

  it("of a provider whose mappings grant more", async () => {
    const { ports, registry, provider, draft } = await nodeWith({ project: "blue" });
    made(await createMapping(ports, admin, { ...draft, project: null }));
    expect(refuseForeignProvider(registry(), redAdmin, provider)).toEqual({
      kind: "forbidden",
      detail: "You may not change this provider.",
    });
    expect(refuseForeignProvider(registry(), blueAdmin, provider)).toEqual({
      kind: "forbidden",
      detail:
        "You may not change a provider with identity mappings that grant more than roles of your project.",
    });
  });
});
