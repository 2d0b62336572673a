/** What stands for itself in the directory: whether it may be written, and what goes along when it is deleted. */

import { describe, expect, it } from "vitest";
import {
  type PlainDraft,
  planCreation,
  planRemoval,
  planReplacement,
} from "../../../src/core/directory/objects.ts";
import {
  assignment,
  deletion,
  domain,
  endpoint,
  group,
  identityProvider,
  madeMapping,
  madeProject,
  madeProvider,
  put,
  refusalOf,
  region,
  registryOf,
  role,
  service,
  user,
  writesOf,
  written,
} from "./one-node.ts";

const registry = registryOf(
  ...written(
    domain("home"),
    domain("away"),
    group("dev"),
    user("ada"),
    role("painter"),
    role("local", "home"),
    service("nova"),
    region("world"),
    region("europe", "world"),
    region("berlin", "europe"),
  ),
);
const federated = user("0".repeat(64), { domainId: null, name: null });
const taken = (kind: string, by: string, value: string) => ({
  kind: "already_exists",
  about: { kind, by, value },
});
const missing = (kind: string, value: string) => ({ kind: "not_found", about: { kind, by: "id", value } });

describe("an object that is made", () => {
  it.each<PlainDraft>([
    domain("new"),
    group("new"),
    user("new"),
    federated,
    role("new"),
    role("new", "home"),
    service("new"),
    endpoint("new"),
    endpoint("new", { regionId: "berlin" }),
    region("new"),
    region("new", "berlin"),
  ])("is written as it is ($kind)", (draft) => {
    expect(planCreation(registry, draft)).toEqual({ ok: true, value: draft, writes: [put(draft)] });
  });

  it.each<PlainDraft>([domain("home"), group("dev"), service("nova"), region("world")])(
    "has an id of its own ($kind)",
    (draft) => {
      expect(refusalOf(planCreation(registry, draft))).toMatchObject(taken(draft.kind, "id", draft.id));
    },
  );

  it.each<PlainDraft & { readonly name: string | null }>([
    domain("new", { name: "the home" }),
    group("new", { name: "the dev" }),
    user("new", { name: "the ada" }),
    { ...role("new"), name: "the painter" },
    { ...role("new", "home"), name: "the local" },
  ])("has a name that no other one in its domain has ($kind)", (draft) => {
    expect(refusalOf(planCreation(registry, draft))).toMatchObject(
      taken(draft.kind, "name", draft.name ?? ""),
    );
  });

  it.each<PlainDraft>([
    group("new", { name: "the dev", domainId: "away" }),
    user("new", { name: "the ada", domainId: "away" }),
    { ...role("new", "home"), name: "the painter" },
    group("new", { name: "the ada" }),
  ])("may have a name that stands elsewhere, or is of another kind ($kind)", (draft) => {
    expect(planCreation(registry, draft).ok).toBe(true);
  });

  it.each<[PlainDraft, ReturnType<typeof missing>]>([
    [group("new", { domainId: "none" }), missing("domain", "none")],
    [user("new", { domainId: "none" }), missing("domain", "none")],
    [role("new", "none"), missing("domain", "none")],
    [endpoint("new", { serviceId: "none" }), missing("service", "none")],
    [endpoint("new", { regionId: "none" }), missing("region", "none")],
    [region("new", "none"), missing("region", "none")],
    [region("new", "new"), missing("region", "new")],
  ])("refers to nothing that is not there (%j)", (draft, refusal) => {
    expect(refusalOf(planCreation(registry, draft))).toMatchObject(refusal);
  });
});

describe("an object that is replaced", () => {
  it.each<PlainDraft>([
    domain("home", { description: "ours" }),
    group("dev", { name: "ops" }),
    user("ada", { enabled: false }),
    { ...role("painter"), description: "paints" },
    service("nova", { name: "compute" }),
    region("europe"),
    region("berlin", "world"),
  ])("is written as it is ($kind)", (draft) => {
    expect(planReplacement(registry, draft)).toEqual({ ok: true, value: draft, writes: [put(draft)] });
  });

  it("has to be there", () => {
    expect(refusalOf(planReplacement(registry, group("none")))).toMatchObject(missing("group", "none"));
  });

  it("takes no name that another one has", () => {
    const draft = domain("away", { name: "the home" });
    expect(refusalOf(planReplacement(registry, draft))).toMatchObject(taken("domain", "name", "the home"));
  });

  it.each<PlainDraft>([
    group("dev", { domainId: "away" }),
    user("ada", { domainId: "away" }),
    role("painter", "home"),
  ])("stays in its domain ($kind)", (draft) => {
    expect(refusalOf(planReplacement(registry, draft))).toMatchObject({
      kind: "invalid",
      field: "domainId",
      detail: expect.stringContaining(`existing ${draft.kind}`),
    });
  });

  it.each<PlainDraft>([domain("default"), role("admin")])(
    "is none of those that every installation has ($kind)",
    (draft) => {
      expect(refusalOf(planReplacement(registry, draft))).toMatchObject({
        kind: "forbidden",
        detail: expect.stringContaining(`The ${draft.kind} "${draft.id}" is the same on every installation`),
      });
    },
  );

  it.each([
    ["itself", "world"],
    ["one below it", "europe"],
    ["one further below it", "berlin"],
  ])("is no region within %s", (_where, parent) => {
    expect(refusalOf(planReplacement(registry, region("world", parent)))).toEqual({
      kind: "invalid",
      field: "parentId",
      detail: "parentId cannot be the region itself or one below it.",
    });
  });

  it("may be a region within one that a circle is above, which ends", () => {
    const circle = registry.withChanges([...written(region("a", "b"), region("b", "a"))]);
    expect(planReplacement(circle, region("berlin", "a")).ok).toBe(true);
    expect(planReplacement(circle, region("a", "b")).ok).toBe(false);
  });
});

describe("an object that is deleted", () => {
  const ada = { kind: "user", id: "ada" } as const;
  const dev = { kind: "group", id: "dev" } as const;
  const home = { kind: "domain", id: "home" } as const;
  const shop = { kind: "project", id: "shop" } as const;

  it("has to be there", () => {
    expect(refusalOf(planRemoval(registry, "endpoint", "none"))).toMatchObject(missing("endpoint", "none"));
  });

  it("is none of those that every installation has", () => {
    expect(refusalOf(planRemoval(registry, "role", "member"))).toMatchObject({ kind: "forbidden" });
  });

  it.each([ada, dev])("takes along the roles that were given to it ($kind)", (actor) => {
    const given = assignment("painter", actor, home);
    const within = registry.withChanges([
      ...written(given, assignment("painter", { ...actor, id: "other" }, home)),
    ]);
    expect(planRemoval(within, actor.kind, actor.id)).toEqual({
      ok: true,
      value: undefined,
      writes: [deletion("assignment", given.id), deletion(actor.kind, actor.id)],
    });
  });

  it("takes along wherever it was given, where it is a role", () => {
    const given = assignment("painter", ada, shop);
    const within = registry.withChanges([...written(given, assignment("local", ada, shop))]);
    expect(writesOf(planRemoval(within, "role", "painter"))).toEqual([
      deletion("assignment", given.id),
      deletion("role", "painter"),
    ]);
  });

  it("takes along where it is reached, where it is a service", () => {
    const within = registry.withChanges([
      ...written(service("glance"), endpoint("e1"), endpoint("e2", { serviceId: "glance" })),
    ]);
    expect(writesOf(planRemoval(within, "service", "nova"))).toEqual([
      deletion("endpoint", "e1"),
      deletion("service", "nova"),
    ]);
    expect(writesOf(planRemoval(within, "endpoint", "e2"))).toEqual([deletion("endpoint", "e2")]);
  });

  it("takes along the regions below it, and nothing of others", () => {
    const within = registry.withChanges([
      ...written(region("moon"), endpoint("e", { regionId: "moon" }), endpoint("f")),
    ]);
    expect(writesOf(planRemoval(within, "region", "europe"))).toEqual([
      deletion("region", "europe"),
      deletion("region", "berlin"),
    ]);
  });

  it("is no region in which something is reached, be it in one below it", () => {
    const within = registry.withChanges([...written(endpoint("e", { regionId: "berlin" }), endpoint("f"))]);
    expect(refusalOf(planRemoval(within, "region", "europe"))).toEqual({
      kind: "in_use",
      detail: 'The region "europe" or one below it has endpoints: delete them first.',
    });
  });
});

describe("a domain that is deleted", () => {
  const off = [...written(domain("home", { enabled: false }))];
  const ada = { kind: "user", id: "ada" } as const;
  const eve = { kind: "user", id: "eve" } as const;
  const dev = { kind: "group", id: "dev" } as const;
  const home = { kind: "domain", id: "home" } as const;
  const shop = { kind: "project", id: "shop" } as const;

  it("is disabled", () => {
    expect(refusalOf(planRemoval(registry, "domain", "home"))).toEqual({
      kind: "in_use",
      detail: 'The domain "home" is enabled: disable it first, so that nobody uses it.',
    });
  });

  it("is not the one of an identity provider's users", () => {
    const within = registry.withChanges([...off, ...written(identityProvider("corp"))]);
    expect(refusalOf(planRemoval(within, "domain", "home"))).toEqual({
      kind: "in_use",
      detail: 'The domain "home" is where users of the identity provider "corp" are: delete that first.',
    });
    const elsewhere = registry.withChanges([
      ...off,
      ...written(identityProvider("corp", { domainId: "away" })),
    ]);
    expect(planRemoval(elsewhere, "domain", "home").ok).toBe(true);
  });

  it("has no project that something still belongs to", () => {
    const within = registry.withChanges([
      ...off,
      madeProject("shop"),
      madeProvider("p1"),
      madeMapping("m1", { providerId: "p1", project: "shop" }),
    ]);
    expect(refusalOf(planRemoval(within, "domain", "home"))).toMatchObject({
      kind: "in_use",
      detail: expect.stringContaining('Project "shop"'),
    });
  });

  it("takes along whatever is in it, and every role given there or to somebody of it, each once", () => {
    const given = [
      assignment("painter", eve, home),
      assignment("painter", ada, home),
      assignment("painter", dev, { kind: "domain", id: "away" }),
      assignment("local", eve, shop),
      assignment("painter", eve, { kind: "system" }),
    ];
    const within = registry.withChanges([
      ...off,
      ...written(
        ...given,
        user("eve", { domainId: "away" }),
        group("ops", { domainId: "away" }),
        role("far", "away"),
      ),
      madeProject("shop"),
      madeProject("other", { domainId: "away" }),
    ]);
    const [eveHere, adaHere, devAway, eveShop] = given.map(({ id }) => deletion("assignment", id));
    const writes = writesOf(planRemoval(within, "domain", "home"));
    expect(writes.at(-1)).toEqual(deletion("domain", "home"));
    expect(new Set(writes)).toEqual(
      new Set([
        eveShop,
        { write: "delete_project", key: "shop" },
        eveHere,
        adaHere,
        devAway,
        deletion("group", "dev"),
        deletion("user", "ada"),
        deletion("role", "local"),
        deletion("domain", "home"),
      ]),
    );
    expect(writes).toHaveLength(9);
  });
});
