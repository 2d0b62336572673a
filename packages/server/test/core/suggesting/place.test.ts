/** Where a suggested mapping stands, and what it is beside its conditions. */

import { describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import { lowestPriority } from "../../../src/core/configuring/mapping-defaults.ts";
import { administrator, mappingOf, providerOf } from "../samples.ts";
import { suggested, sure } from "./suggested.ts";

describe("where a suggestion stands", () => {
  const claims = { sub: "job-1" };
  const lead: Principal = {
    ...administrator,
    role: "workload",
    projectRoles: [{ project: "blue", roles: ["Project Admin"] }],
  };

  it("is behind the exact mappings that are ranked, and before patterns", () => {
    const mappings = [
      mappingOf({ sub: "job-2" }, { name: "exact", priority: 20 }),
      mappingOf({ sub: "other-*" }, { name: "pattern", priority: 900 }),
    ];
    const { mapping, notes } = sure(suggested(claims, { mappings }));
    expect(mapping.priority).toBe(21);
    expect(notes.join(" ")).toContain("priority 21 comes right behind the exact mappings");
    expect(sure(suggested(claims)).mapping.priority).toBe(lowestPriority);
  });

  it("is reckoned with the mappings of its own project, or with those of none", () => {
    const ranked = mappingOf({ sub: "job-2" }, { name: "ranked", priority: 20 });
    const wide = mappingOf({ sub: "job-*" }, { name: "wide", priority: 10 });
    const elsewhere = [ranked, wide].map((mapping) => ({ ...mapping, project: "blue" }));
    expect(sure(suggested(claims, { mappings: elsewhere })).mapping.priority).toBe(lowestPriority);
    const { mapping } = sure(suggested(claims, { mappings: [ranked, wide], project: "blue" }));
    expect(mapping.priority).toBe(lowestPriority);
  });

  it("is before the mapping that accepts the claims today", () => {
    const mappings = [mappingOf({ sub: "job-*" }, { name: "wide", priority: 10 })];
    const { mapping, notes } = sure(suggested(claims, { mappings }));
    expect(mapping.priority).toBe(9);
    expect(notes.join(" ")).toContain('Mapping "wide" (priority 10) accepts these claims already');
    const first = [mappingOf({ sub: "job-*" }, { name: "wide", priority: 1 })];
    expect(sure(suggested(claims, { mappings: first })).notes.join(" ")).toContain(
      "nothing comes before priority 1",
    );
  });

  it("has a name of its own", () => {
    const mappings = ["job-1", "job-1-2"].map((name) => mappingOf({ sub: "x" }, { name, id: name }));
    expect(sure(suggested(claims, { mappings })).mapping.name).toBe("job-1-3");
    expect(sure(suggested({ sub: "///" })).mapping.name).toBe("suggested");
  });

  it("is the project's that the exchange named, the console's for a sign-in, and never a protocol's", () => {
    expect(sure(suggested(claims, { project: "blue" })).mapping.project).toBe("blue");
    expect(sure(suggested(claims, { project: "gone" })).mapping.project).toBeNull();
    expect(sure(suggested(claims, { entry: { kind: "console" } })).mapping.entry).toEqual({
      kind: "console",
    });
    const behind = sure(suggested(claims, { entry: { kind: "protocol", protocol: "openid" } }));
    expect(behind.mapping.entry).toEqual({ kind: "exchange" });
    expect(behind.notes).toContain(
      'The login came through the protocol "openid", whose rules are written where the protocol is. This mapping serves exchanges.',
    );
  });

  it("is a project admin's own project, named by the exchange or by the provider", () => {
    const owned = providerOf({ preset: "generic", project: "blue" });
    expect(sure(suggested(claims, { by: lead, project: "blue" })).mapping.project).toBe("blue");
    expect(sure(suggested(claims, { by: lead, provider: owned })).mapping.project).toBe("blue");
    expect(sure(suggested(claims, { provider: owned })).mapping.project).toBeNull();
    const other: Principal = { ...lead, projectRoles: [] };
    expect(sure(suggested(claims, { by: other, project: "blue" })).mapping.project).toBeNull();
  });

  it("tells nothing of mappings that may not be seen", () => {
    const hidden = [
      mappingOf({ sub: "job-2" }, { name: "job-1", priority: 20 }),
      mappingOf({ sub: "job-*" }, { name: "wide", priority: 10 }),
      mappingOf({ sub: "job-1", env: "test" }, { name: "near", priority: 30 }),
    ];
    const all = { ...claims, env: "prod" };
    expect(suggested(all, { by: lead, mappings: hidden })).toEqual(suggested(all, { by: lead }));
  });
});

describe("what is suggested", () => {
  const claims = { sub: "job-1" };

  it("is a mapping of what the workload presented, which grants nothing", () => {
    expect(sure(suggested(claims, { origin: "exchange 0198" })).mapping).toEqual({
      name: "job-1",
      description: "Drafted from exchange 0198.",
      providerId: "p1",
      project: null,
      entry: { kind: "exchange" },
      priority: lowestPriority,
      rules: [
        {
          when: [{ path: ["sub"], test: { kind: "is", matcher: { kind: "equals", value: "job-1" } } }],
          grant: { user: null, groups: [], projectRoles: [], admin: false, ownPermissions: false },
        },
      ],
      audience: [],
      lifetimeSeconds: 3_600,
      selfRevocable: false,
      annotations: {},
    });
  });

  it("comes with what there is to be done, and why it stands where it stands", () => {
    const todo =
      "It grants nothing yet: say which user, groups or roles this workload gets before you save it.";
    const why =
      "It has the lowest priority, like every mapping that was given none: no exact mapping has been ranked here.";
    expect(sure(suggested(claims)).notes).toEqual([todo, why]);
    expect(sure(suggested(claims, { project: "blue" })).notes).toEqual([
      todo,
      why,
      'It belongs to project "blue" and serves exchanges that name that project.',
    ]);
  });

  it("comes with 200 claims that are left out, at most", () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`c${index}`, null]));
    expect(sure(suggested({ ...claims, ...many })).leftOut).toHaveLength(200);
  });
});
