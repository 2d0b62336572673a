/** The roles somebody holds: on every directory the same as what the words say, computed by looking at everything. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  domainsInReach,
  projectsInReach,
  type RoleHolder,
  type RoleSources,
  rolesOn,
} from "../../../src/core/directory/roles.ts";
import type { Assignment, Domain, Role, Target } from "../../../src/core/directory/terms.ts";
import type { RegistryChange } from "../../../src/core/matching/registry.ts";
import type { Project } from "../../../src/core/terms.ts";
import { patience, tried } from "../../properties/property.ts";
import { projectOf } from "../samples.ts";
import { assignment, domain, registryOf, role, written } from "./one-node.ts";

interface Model {
  readonly domains: readonly Domain[];
  readonly projects: readonly Project[];
  readonly roles: readonly Role[];
  readonly assignments: readonly Assignment[];
}

function sourcesOf({ domains, projects, roles, assignments }: Model): RoleSources {
  return registryOf(
    ...written(...domains, ...roles, ...assignments),
    ...projects.map((project): RegistryChange => ({ kind: "project_written", revision: 1, project })),
  );
}

const ada: RoleHolder = { userId: "ada", groupIds: ["ops"], given: [], administers: false };
const user = { kind: "user", id: "ada" } as const;
const group = { kind: "group", id: "ops" } as const;
const shop: Target = { kind: "project", id: "shop" };
const home: Target = { kind: "domain", id: "home" };

const small: Model = {
  domains: [domain("home"), domain("shut", { enabled: false })],
  projects: [
    projectOf("shop", { domainId: "home" }),
    projectOf("closed", { domainId: "home", enabled: false }),
    projectOf("buried", { domainId: "shut" }),
  ],
  roles: [role("painter"), role("local", "home"), role("foreign", "shut")],
  assignments: [],
};
const held = (assignments: readonly Assignment[], target: Target, holder = ada) =>
  rolesOn(sourcesOf({ ...small, assignments }), holder, target).map(({ id }) => id);

describe("roles", () => {
  it("are held where they were given to the user or to one of its groups, and nowhere else", () => {
    const given = [
      assignment("reader", user, shop),
      assignment("painter", group, shop),
      assignment("member", user, home),
    ];
    expect(held(given, shop)).toEqual(["painter", "reader"]);
    expect(held(given, home)).toEqual(["member"]);
    expect(held(given, { kind: "system" })).toEqual([]);
    expect(held(given, shop, { ...ada, userId: "eve", groupIds: [] })).toEqual([]);
  });

  it("count in the domain's projects when they are inherited, and not on the domain", () => {
    const given = [assignment("member", group, home, true)];
    expect(held(given, shop)).toEqual(["member"]);
    expect(held(given, home)).toEqual([]);
    expect(projectsInReach(sourcesOf({ ...small, assignments: given }), ada)).toMatchObject([
      { key: "shop" },
    ]);
  });

  it("are given by a mapping as well, and on a project that is gone by nothing", () => {
    const given = [{ project: "shop", roleIds: ["reader", "unheard-of"] }];
    expect(held([], shop, { ...ada, given })).toEqual(["reader"]);
    expect(
      held(
        [],
        { kind: "project", id: "gone" },
        { ...ada, given: [{ project: "gone", roleIds: ["reader"] }] },
      ),
    ).toEqual([]);
  });

  it("give nothing in what is disabled, or in a disabled domain, be it to administrators", () => {
    const targets: readonly Target[] = [
      { kind: "project", id: "closed" },
      { kind: "project", id: "buried" },
      { kind: "domain", id: "shut" },
      { kind: "domain", id: "gone" },
    ];
    for (const target of targets) {
      expect(held([assignment("reader", user, target)], target, { ...ada, administers: true })).toEqual([]);
    }
  });

  it("of a domain count there and in its projects only", () => {
    const given = ["local", "foreign"].flatMap((role) => [
      assignment(role, user, shop),
      assignment(role, user, home),
    ]);
    expect(held([...given, assignment("local", user, { kind: "system" })], shop)).toEqual(["local"]);
    expect(held(given, home)).toEqual(["local"]);
    expect(held([assignment("local", user, { kind: "system" })], { kind: "system" })).toEqual([]);
  });

  it("are looked for only in projects where some were given, unless they are inherited", () => {
    const sources = sourcesOf({ ...small, assignments: [assignment("reader", user, shop)] });
    const unread = {
      ...sources,
      projects: () => {
        throw new Error("read through all projects");
      },
    };
    expect(projectsInReach(unread, ada).map(({ key }) => key)).toEqual(["shop"]);
  });

  it("inherited in a domain are found once for all of its projects", () => {
    const projects = Array.from({ length: 50 }, (_, index) => projectOf(`p${index}`, { domainId: "home" }));
    const sources = sourcesOf({ ...small, projects, assignments: [assignment("reader", user, home, true)] });
    let looks = 0;
    const directory: RoleSources["directory"] = {
      ...sources.directory,
      get(kind, id) {
        looks += 1;
        return sources.directory.get(kind, id);
      },
    };
    expect(projectsInReach({ ...sources, directory }, ada)).toHaveLength(50);
    expect(looks).toBeLessThan(10);
  });

  it("of administrators are theirs wherever there is something", () => {
    const administrator = { ...ada, administers: true };
    for (const target of [shop, home, { kind: "system" } as const]) {
      expect(held([], target, administrator)).toEqual(["admin"]);
    }
    const sources = sourcesOf(small);
    expect(projectsInReach(sources, administrator).map(({ key }) => key)).toEqual(["shop"]);
    expect(domainsInReach(sources, administrator).map(({ id }) => id)).toEqual(["default", "home"]);
  });
});

describe("on every directory", () => {
  const pick = (...ids: readonly string[]) => fc.constantFrom(...ids);
  const target: fc.Arbitrary<Target> = fc.oneof(
    pick("p1", "p2", "p3", "p4").map((id) => ({ kind: "project", id }) as const),
    pick("d1", "d2", "default").map((id) => ({ kind: "domain", id }) as const),
    fc.constant({ kind: "system" } as const),
  );
  const domains = fc.uniqueArray(
    fc
      .record({ id: pick("d1", "d2"), enabled: fc.boolean() })
      .map((one) => domain(one.id, { enabled: one.enabled })),
    { selector: ({ id }) => id },
  );
  const projects = fc.uniqueArray(
    fc
      .record({ key: pick("p1", "p2", "p3"), domainId: pick("d1", "d2", "default"), enabled: fc.boolean() })
      .map(({ key, ...rest }) => projectOf(key, rest)),
    { selector: ({ key }) => key },
  );
  const roles = fc.uniqueArray(
    fc
      .record({ id: pick("r1", "r2", "r3"), domainId: fc.constantFrom(null, "d1", "default") })
      .map(({ id, domainId }) => role(id, domainId)),
    { selector: ({ id }) => id },
  );
  const roleId = pick("r1", "r2", "r3", "reader");
  const assignments = fc.array(
    fc
      .record({
        roleId,
        actor: fc.record({ kind: fc.constantFrom("user", "group"), id: pick("u", "g", "h") }),
        target,
        inherited: fc.boolean(),
      })
      .map((one) =>
        assignment(one.roleId, one.actor, one.target, one.inherited && one.target.kind === "domain"),
      ),
    { maxLength: 12 },
  );
  const holders: fc.Arbitrary<RoleHolder> = fc.record({
    userId: pick("u", "v"),
    groupIds: fc.uniqueArray(pick("g", "h")),
    given: fc.array(fc.record({ project: pick("p1", "p2", "p4"), roleIds: fc.array(roleId) }), {
      maxLength: 2,
    }),
    administers: fc.boolean(),
  });
  const models = fc.record({ domains, projects, roles, assignments });

  /** The words of the issue, one after the other, over everything there is. */
  function naive(model: Model, holder: RoleHolder, on: Target): ReadonlySet<string> {
    const isDomainOpen = (id: string) =>
      id === "default" || model.domains.some((one) => one.id === id && one.enabled);
    const project = model.projects.find(({ key }) => on.kind === "project" && key === on.id);
    const inDomain = on.kind === "domain" ? on.id : (project?.domainId ?? null);
    const open =
      on.kind === "system" ||
      (on.kind === "domain"
        ? isDomainOpen(on.id)
        : project?.enabled === true && isDomainOpen(project.domainId));
    const names = new Set<string>();
    if (!open) return names;
    for (const one of model.assignments) {
      const mine =
        one.actor.kind === "user" ? one.actor.id === holder.userId : holder.groupIds.includes(one.actor.id);
      const direct = !one.inherited && JSON.stringify(one.target) === JSON.stringify(on);
      const fromDomain =
        one.inherited && on.kind === "project" && one.target.kind === "domain" && one.target.id === inDomain;
      if (mine && (direct || fromDomain)) names.add(one.roleId);
    }
    for (const one of holder.given) {
      if (on.kind === "project" && one.project === on.id) for (const id of one.roleIds) names.add(id);
    }
    if (holder.administers) names.add("admin");
    const global = ["admin", "manager", "member", "reader", "service"];
    return new Set(
      [...names].filter((id) => {
        const role = model.roles.find((one) => one.id === id);
        if (role === undefined) return global.includes(id);
        return role.domainId === null || role.domainId === inDomain;
      }),
    );
  }

  it(
    "roles are those that looking at everything finds, and what is in reach is where there is one",
    () => {
      fc.assert(
        fc.property(models, holders, (model, holder) => {
          const sources = sourcesOf(model);
          const on = (kind: "project" | "domain", id: string) => naive(model, holder, { kind, id });
          const everywhere: readonly Target[] = [
            ...["p1", "p2", "p3", "p4"].map((id) => ({ kind: "project", id }) as const),
            ...["d1", "d2", "default", "d4"].map((id) => ({ kind: "domain", id }) as const),
            { kind: "system" },
          ];
          for (const one of everywhere) {
            const found = rolesOn(sources, holder, one).map(({ id }) => id);
            expect(found).toEqual([...naive(model, holder, one)].sort());
          }
          expect(projectsInReach(sources, holder).map(({ key }) => key)).toEqual(
            ["p1", "p2", "p3", "p4"].filter((id) => on("project", id).size > 0),
          );
          expect(domainsInReach(sources, holder).map(({ id }) => id)).toEqual(
            ["d1", "d2", "default"].filter((id) => on("domain", id).size > 0),
          );
        }),
        tried(31, 300),
      );
    },
    patience.timeout,
  );
});
