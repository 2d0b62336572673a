/** Projects that a login makes because a mapping gives roles in them and nobody made them. */

import { describe, expect, it } from "vitest";
import {
  makeProjects,
  newProjectKey,
  planLoginProjects,
} from "../../../src/core/directory/login-projects.ts";
import { mappingOf } from "../samples.ts";
import {
  domain,
  madeProject,
  newNode,
  newTools,
  refusalOf,
  registryOf,
  writesOf,
  written,
} from "./one-node.ts";

const begin = [...written(domain("home")), madeProject("p1", { displayName: "shop" })];
const registry = registryOf(...begin);
const mapping = mappingOf({ sub: "a" }, { name: "rules" });
const named = (...names: readonly string[]) => names.map((name) => ({ domainId: "home", name }));
const crowded = (count: number) => ({ ...registry, projectCount: () => count });

describe("projects that a login makes", () => {
  it("are those that are still missing, plain ones under a key of their own", () => {
    const plan = planLoginProjects(named("new", "shop"))(registry, newTools());
    expect(plan).toEqual({
      ok: true,
      value: undefined,
      writes: [
        {
          write: "create_project",
          draft: {
            key: "p198c0de000070008000000000000001",
            displayName: "new",
            description: "",
            domainId: "home",
            enabled: true,
            roles: [],
            annotations: {},
          },
        },
      ],
    });
  });

  it("are not in the way of one of the same name in another domain", () => {
    const plan = planLoginProjects([{ domainId: "away", name: "shop" }])(registry, newTools());
    expect(writesOf(plan)).toHaveLength(1);
  });

  it("leave half of the room to people", () => {
    const one = planLoginProjects(named("new"));
    expect(one(crowded(4_999), newTools()).ok).toBe(true);
    expect(refusalOf(one(crowded(5_000), newTools()))).toEqual({
      kind: "invalid",
      field: "displayName",
      detail: "displayName cannot be taken: from 5000 projects on, none is made at login.",
    });
    expect(planLoginProjects(named("a", "b"))(crowded(4_999), newTools()).ok).toBe(false);
  });

  it("need no room where others have made them meanwhile", () => {
    expect(planLoginProjects(named("shop"))(crowded(7_000), newTools())).toMatchObject({
      ok: true,
      writes: [],
    });
  });

  it("are written with the mapping as their author", async () => {
    const node = newNode(...begin);
    expect(await makeProjects(node.ports, named("new"), mapping)).toEqual({ ok: true, value: undefined });
    expect(node.log).toMatchObject([{ by: "mapping:rules" }]);
    expect(node.registry().projectsNamed("home", "new")).toHaveLength(1);
  });

  it("that cannot be made refuse the login, with all their names and the reason", async () => {
    const node = newNode(...begin);
    const ports = { ...node.ports, registry: () => crowded(5_000) };
    expect(await makeProjects(ports, named("new", "newer"), mapping)).toEqual({
      ok: false,
      refusal: {
        reason: "project_not_made",
        evidence: {
          mapping: "rules",
          project: "new, newer",
          detail: "displayName cannot be taken: from 5000 projects on, none is made at login.",
        },
      },
    });
  });

  it("have a key that begins with a letter", () => {
    const tools = { ...newTools(), newId: () => "98765432-0000-7000-8000-00000000abcd" };
    expect(newProjectKey(tools)).toBe("p876543200007000800000000000abcd");
  });
});
