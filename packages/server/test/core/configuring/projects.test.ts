import { describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import type { Change, ChangeRefusal } from "../../../src/core/configuring/configuration.ts";
import { deleteProject } from "../../../src/core/configuring/project-deletion.ts";
import { editProject, type ProjectEdit } from "../../../src/core/configuring/project-edits.ts";
import { maxRolesPerProject, validateProject } from "../../../src/core/configuring/project-rules.ts";
import {
  changeProject,
  createProject,
  maxProjects,
  type ProjectPorts,
} from "../../../src/core/configuring/projects.ts";
import type { DirectoryPorts, PlannedWrite, TogetherWriter } from "../../../src/core/directory/changes.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { emptyRegistry, type RegistryChange } from "../../../src/core/matching/registry.ts";
import { predefinedRoles, projectAdminRole } from "../../../src/core/project-roles.ts";
import type { ProjectDraft } from "../../../src/core/terms.ts";
import {
  adaptersOf,
  administrator as admin,
  mappingOf,
  projectChange,
  projectDraft,
  providerOf,
} from "../samples.ts";

const workload: Principal = { ...admin, name: "pod", role: "workload" };
const blueAdmin: Principal = {
  ...workload,
  name: "blue-admin",
  projectRoles: [{ project: "blue", roles: [projectAdminRole] }],
};
const roleOf = (name: string, description = "") => ({ name, description, annotations: {} });

/** One node with a real registry that knows these changes; the writer keeps no promise but that of its answers. */
function nodeOf(
  changes: readonly RegistryChange[],
  together: (
    writes: readonly PlannedWrite[],
    judgedAt: number,
  ) => Awaited<ReturnType<TogetherWriter["writeTogether"]>> = () => ({ ok: true }),
) {
  const log: string[] = [];
  const registry = emptyRegistry(adaptersOf(noRegex)).withChanges(changes);
  const noted =
    (what: string) =>
    async (..._argument: readonly unknown[]): Promise<{ ok: false; conflict: "stale" }> => {
      log.push(what);
      return { ok: false, conflict: "stale" };
    };
  const ports: ProjectPorts & DirectoryPorts = {
    writer: {
      createProject: noted("create"),
      editProject: noted("edit"),
    },
    directoryWriter: {
      writeTogether: async (writes, judgedAt) => {
        log.push("delete");
        return together(writes, judgedAt);
      },
    },
    rules: {
      maxTokenLifetimeSeconds: 86_400,
      requireAudience: false,
      reservedAudiences: [],
      ownIssuers: [],
      checkIssuerUrl: () => null,
      checkIssuerIdentifier: () => null,
      checkCaCertificates: () => null,
      checkStaticKeys: () => null,
      compileRegex: noRegex,
    },
    newId: () => crypto.randomUUID(),
    inTurn: (work) => work(),
    now: () => 1_800_000_000,
    registry: () => registry,
    refresh: async () => void log.push("refresh"),
    apply: async () => void log.push("apply"),
  };
  return { ports, log };
}

const refusalOf = async (change: Promise<Change<unknown>>): Promise<ChangeRefusal> => {
  const done = await change;
  return done.ok ? expect.fail("the change was made") : done.refusal;
};
const added: ProjectEdit = { kind: "role_added", role: roleOf("Lead") };

describe("who changes projects", () => {
  it.each([
    ["a workload", workload, "blue", "forbidden"],
    ["a project admin its own project", blueAdmin, "blue", "forbidden"],
    ["a project admin another's", blueAdmin, "red", "not_found"],
    ["an administrator what is not there", admin, "green", "not_found"],
  ])("never %s", async (_who, by, key, kind) => {
    const { ports, log } = nodeOf([projectChange("blue"), projectChange("red")]);
    expect((await refusalOf(changeProject(ports, by, key, added, null))).kind).toBe(kind);
    expect((await refusalOf(deleteProject(ports, by, key, null))).kind).toBe(kind);
    expect(log).toEqual(["refresh", "refresh"]);
  });

  it("creates none without being an administrator", async () => {
    const { ports, log } = nodeOf([]);
    for (const by of [workload, blueAdmin]) {
      expect((await refusalOf(createProject(ports, by, projectDraft("blue")))).kind).toBe("forbidden");
    }
    expect(log).not.toContain("create");
  });
});

describe("changing projects", () => {
  it("refuses one more than there may be", async () => {
    const changes = Array.from({ length: maxProjects }, (_, index) => projectChange(`p${index}`));
    const { ports } = nodeOf(changes);
    expect(await refusalOf(createProject(ports, admin, projectDraft("one-more")))).toMatchObject({
      kind: "invalid",
      field: "key",
    });
  });

  it("keeps the key", async () => {
    const { ports, log } = nodeOf([projectChange("blue")]);
    for (const kind of ["replaced", "described"] as const) {
      const edit = { kind, draft: projectDraft("red") };
      expect(await refusalOf(changeProject(ports, admin, "blue", edit, null))).toMatchObject({
        kind: "invalid",
        field: "key",
      });
    }
    expect(log).not.toContain("edit");
  });

  it("refuses to delete what still owns something, and counts what that is", async () => {
    const owning: readonly RegistryChange[] = [
      projectChange("blue"),
      { kind: "provider_written", revision: 2, provider: providerOf({ project: "blue" }) },
      {
        kind: "mapping_written",
        revision: 3,
        mapping: mappingOf({ sub: "a" }, { name: "one", id: "1", project: "blue" }),
      },
      {
        kind: "mapping_written",
        revision: 4,
        mapping: mappingOf({ sub: "a" }, { name: "two", id: "2", project: "blue" }),
      },
    ];
    const { ports, log } = nodeOf(owning);
    expect(await refusalOf(deleteProject(ports, admin, "blue", null))).toEqual({
      kind: "in_use",
      detail: 'Project "blue" still owns 1 provider and 2 identity mappings: delete them first.',
    });
    expect(log).not.toContain("delete");
  });

  it("counts only what there is of it", async () => {
    const mapping = mappingOf({ sub: "a" }, { name: "one", id: "1", project: "blue" });
    const owning: readonly RegistryChange[] = [
      projectChange("blue"),
      { kind: "provider_written", revision: 2, provider: providerOf({ project: null }) },
      { kind: "mapping_written", revision: 3, mapping },
    ];
    expect(await refusalOf(deleteProject(nodeOf(owning).ports, admin, "blue", null))).toMatchObject({
      detail: 'Project "blue" still owns 1 identity mapping: delete it first.',
    });
  });

  it("judges a deletion again when something was written meanwhile, and gives up in the end", async () => {
    const judged: unknown[] = [];
    const { ports, log } = nodeOf([projectChange("blue")], (writes, judgedAt) => {
      judged.push([writes, judgedAt]);
      return { ok: false, conflict: "overtaken" };
    });
    expect((await refusalOf(deleteProject(ports, admin, "blue", null))).kind).toBe("stale");
    expect(judged).toEqual(Array(30).fill([[{ write: "delete_project", key: "blue" }], 1]));
    expect(log).not.toContain("apply");
  });

  it("refuses to delete what is not what was looked at", async () => {
    const { ports, log } = nodeOf([projectChange("blue")]);
    expect(await refusalOf(deleteProject(ports, admin, "blue", 7))).toMatchObject({ kind: "stale" });
    expect(log).not.toContain("delete");
    expect((await deleteProject(ports, admin, "blue", 1)).ok).toBe(true);
  });

  it("takes back the roles that were given in a project together with it", async () => {
    const assignment = (id: string, key: string) => ({
      kind: "directory_written" as const,
      revision: 2,
      object: {
        kind: "assignment" as const,
        id,
        roleId: "member",
        actor: { kind: "group" as const, id: "g" },
        target: { kind: "project" as const, id: key },
        inherited: false,
        revision: 2,
        createdAt: 0,
        updatedAt: 0,
      },
    });
    const written: unknown[] = [];
    const changes = [projectChange("blue"), assignment("one", "blue"), assignment("two", "red")];
    const { ports } = nodeOf(changes, (writes) => {
      written.push(...writes);
      return { ok: true };
    });
    expect((await deleteProject(ports, admin, "blue", null)).ok).toBe(true);
    expect(written).toEqual([
      { write: "delete", of: "assignment", id: "one" },
      { write: "delete_project", key: "blue" },
    ]);
  });
});

describe("an edit of a project", () => {
  const standing = projectDraft("blue", {
    description: "old",
    roles: [roleOf("Lead"), roleOf("Clerk", "d")],
    annotations: { face: { a: 1 } },
  });
  const edited = (edit: ProjectEdit): ProjectDraft => {
    const done = editProject(standing, edit);
    return done.ok ? done.draft : expect.fail(done.refusal.detail);
  };
  const refused = (edit: ProjectEdit) => {
    const done = editProject(standing, edit);
    return done.ok ? null : done.refusal;
  };

  it("replaces all of it", () => {
    const draft = projectDraft("blue", { displayName: "Other", domainId: "d1", enabled: false });
    expect(edited({ kind: "replaced", draft })).toEqual(draft);
  });

  it("renames it and leaves all else, also what other faces noted", () => {
    const draft = projectDraft("blue", {
      displayName: "Other",
      domainId: "d1",
      enabled: false,
      annotations: { mine: { b: 2 } },
    });
    expect(edited({ kind: "described", draft })).toEqual({
      ...standing,
      displayName: "Other",
      description: "",
      annotations: { face: { a: 1 }, mine: { b: 2 } },
    });
  });

  it("adds, replaces and removes one role, and leaves the others in their places", () => {
    const names = (edit: ProjectEdit) => edited(edit).roles.map(({ name }) => name);
    expect(names({ kind: "role_added", role: roleOf("Third") })).toEqual(["Lead", "Clerk", "Third"]);
    expect(names({ kind: "role_removed", name: "Lead" })).toEqual(["Clerk"]);
    const replaced = edited({ kind: "role_replaced", role: roleOf("Lead", "new") });
    expect(replaced).toEqual({ ...standing, roles: [roleOf("Lead", "new"), roleOf("Clerk", "d")] });
  });

  it.each<[ProjectEdit, ChangeRefusal["kind"]]>([
    [{ kind: "role_added", role: roleOf("Lead") }, "already_exists"],
    [{ kind: "role_replaced", role: roleOf("lead") }, "not_found"],
    [{ kind: "role_removed", name: "constructor" }, "not_found"],
    [{ kind: "role_removed", name: "Developer" }, "invalid"],
    [{ kind: "role_replaced", role: roleOf("developer") }, "invalid"],
    [{ kind: "role_added", role: roleOf("PROJECT ADMIN") }, "invalid"],
    [{ kind: "role_added", role: roleOf(" Lead") }, "invalid"],
    [{ kind: "role_added", role: roleOf("x", "a\0") }, "invalid"],
    [{ kind: "described", draft: projectDraft("blue", { displayName: "" }) }, "invalid"],
  ])("is refused: %j", (edit, kind) => {
    expect(refused(edit)?.kind).toBe(kind);
  });
});

describe("a sound project", () => {
  const fault = (changes: Partial<ProjectDraft>) =>
    validateProject(projectDraft("blue", changes))?.field ?? null;

  it.each(["ab", "a1", "a-", `a${"b".repeat(31)}`])("may have the key %s", (key) => {
    expect(fault({ key, displayName: "x" })).toBeNull();
  });

  it.each(["", "a", "Ab", "1a", "-a", "a_b", "a.b", "a b", "\u00e4b", `a${"b".repeat(32)}`, "ab\n"])(
    "may not have the key %j",
    (key) => {
      expect(fault({ key, displayName: "x" })).toBe("key");
    },
  );

  it.each<[Partial<ProjectDraft>, string | null]>([
    [{ displayName: "\u00dcber & <co>" }, null],
    [{ displayName: "x".repeat(256) }, "displayName"],
    [{ displayName: "a\u202eb" }, "displayName"],
    [{ description: "x".repeat(4_096) }, null],
    [{ description: "x".repeat(4_097) }, "description"],
    [{ roles: [roleOf("a"), roleOf("b"), roleOf("a")] }, "roles.2.name"],
    [{ roles: [roleOf("x".repeat(64))] }, null],
    [{ roles: [roleOf("x".repeat(65))] }, "roles.0.name"],
    [{ roles: [roleOf("."), roleOf("a")] }, "roles.0.name"],
    [{ roles: predefinedRoles.map((name) => roleOf(name)) }, "roles.0.name"],
    [{ roles: Array.from({ length: maxRolesPerProject }, (_, i) => roleOf(`r${i}`)) }, null],
    [{ roles: Array.from({ length: maxRolesPerProject + 1 }, (_, i) => roleOf(`r${i}`)) }, "roles"],
    [{ annotations: { face: "x".repeat(524_288) } }, "project"],
  ])("is judged by each member", (changes, field) => {
    expect(fault(changes)).toBe(field);
  });
});
