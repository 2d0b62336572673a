/** Projects as part of the directory. */

import { describe, expect, it } from "vitest";
import {
  planProjectCreation,
  planProjectRemoval,
  planProjectReplacement,
} from "../../../src/core/directory/projects.ts";
import { projectDraft } from "../samples.ts";
import {
  assignment,
  deletion,
  domain,
  madeMapping,
  madeProject,
  madeProvider,
  refusalOf,
  registryOf,
  written,
} from "./one-node.ts";

const registry = registryOf(
  ...written(domain("home"), domain("away")),
  madeProject("shop"),
  madeProject("park"),
  madeProject("lake", { domainId: "away" }),
);
const draft = projectDraft("new", { domainId: "home" });
const missing = (kind: string, value: string) => ({ kind: "not_found", about: { kind, value, by: "id" } });
const taken = (by: string, value: string) => ({
  kind: "already_exists",
  about: { kind: "project", value, by },
});

describe("a project", () => {
  it("is made in a domain that is there", () => {
    const plan = planProjectCreation(registry, draft);
    expect(plan).toEqual({ ok: true, value: draft, writes: [{ write: "create_project", draft }] });
    expect(refusalOf(planProjectCreation(registry, { ...draft, domainId: "none" }))).toMatchObject(
      missing("domain", "none"),
    );
  });

  it("has a key of its own, and a name of its own in its domain", () => {
    expect(refusalOf(planProjectCreation(registry, { ...draft, key: "shop" }))).toMatchObject(
      taken("id", "shop"),
    );
    expect(refusalOf(planProjectCreation(registry, { ...draft, displayName: "shop" }))).toMatchObject(
      taken("name", "shop"),
    );
    expect(planProjectCreation(registry, { ...draft, displayName: "lake" }).ok).toBe(true);
  });

  it("is replaced under its name or one that is free, and stays in its domain", () => {
    const same = projectDraft("shop", { domainId: "home", description: "ours" });
    const plan = planProjectReplacement(registry, same);
    expect(plan).toEqual({ ok: true, value: same, writes: [{ write: "replace_project", draft: same }] });
    expect(planProjectReplacement(registry, { ...same, displayName: "fair" }).ok).toBe(true);
    expect(refusalOf(planProjectReplacement(registry, { ...same, displayName: "park" }))).toMatchObject(
      taken("name", "park"),
    );
    expect(refusalOf(planProjectReplacement(registry, { ...same, domainId: "away" }))).toMatchObject({
      kind: "invalid",
      field: "domainId",
      detail: expect.stringContaining("existing project"),
    });
    expect(refusalOf(planProjectReplacement(registry, draft))).toMatchObject(missing("project", "new"));
  });

  it("keeps a name that another one has as well, as login or another interface may have made it", () => {
    const twins = registry.withChanges([madeProject("twin", { displayName: "shop" })]);
    const same = projectDraft("shop", { domainId: "home", description: "ours" });
    expect(planProjectReplacement(twins, same).ok).toBe(true);
  });

  it("takes the roles along that were given in it", () => {
    const ada = { kind: "user", id: "ada" } as const;
    const given = assignment("member", ada, { kind: "project", id: "shop" });
    const other = assignment("member", ada, { kind: "project", id: "park" });
    const within = registry.withChanges([...written(given, other)]);
    expect(planProjectRemoval(within, "shop")).toEqual({
      ok: true,
      value: undefined,
      writes: [deletion("assignment", given.id), { write: "delete_project", key: "shop" }],
    });
    expect(refusalOf(planProjectRemoval(within, "none"))).toMatchObject(missing("project", "none"));
  });

  it("is kept while something belongs to it", () => {
    const within = registry.withChanges([
      madeProvider("p1"),
      madeMapping("m1", { providerId: "p1", project: "shop" }),
    ]);
    expect(refusalOf(planProjectRemoval(within, "shop"))).toMatchObject({ kind: "in_use" });
  });
});
