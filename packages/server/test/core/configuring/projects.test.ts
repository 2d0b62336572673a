import { describe, expect, it } from "vitest";
import type { Change, ChangeRefusal } from "../../../src/core/configuring/configuration.ts";
import { deleteProject } from "../../../src/core/configuring/project-deletion.ts";
import type { ProjectEdit } from "../../../src/core/configuring/project-edits.ts";
import {
  changeProject,
  createProject,
  maxProjects,
  type ProjectPorts,
} from "../../../src/core/configuring/projects.ts";
import type { DirectoryPorts, PlannedWrite, TogetherWriter } from "../../../src/core/directory/changes.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { emptyRegistry, type RegistryChange } from "../../../src/core/matching/registry.ts";
import { finish } from "../../../src/core/steps.ts";
import {
  adaptersOf,
  administrator as admin,
  mappingOf,
  projectChange,
  projectDraft,
  projectOf,
  providerOf,
} from "../samples.ts";
import { blueAdmin, rules, workload } from "./one-node.ts";

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
    rules,
    newId: () => crypto.randomUUID(),
    inTurn: (work) => work(),
    carryOut: async (steps) => finish(steps),
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
const added: ProjectEdit = { kind: "role_added", role: { name: "Lead", description: "", annotations: {} } };
const whole: ProjectEdit = { kind: "replaced", draft: projectDraft("blue") };

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
      expect(await refusalOf(createProject(ports, by, projectDraft("blue")))).toEqual({
        kind: "forbidden",
        detail: "You may not change projects or their roles: administrators do.",
      });
    }
    expect(log).not.toContain("create");
  });
});

describe("changing projects", () => {
  /** The store takes it. */
  const taking = ({ ports, log }: ReturnType<typeof nodeOf>) => {
    const written: unknown[] = [];
    const take = async (...asked: readonly unknown[]) => {
      written.push(asked);
      return { ok: true, value: projectOf("blue"), changes: [projectChange("blue")] } as const;
    };
    return { ports: { ...ports, writer: { createProject: take, editProject: take } }, written, log };
  };
  const done = { ok: true, value: projectOf("blue"), findings: [] };

  it("creates one under its author's name, and applies it before it is answered", async () => {
    const { ports, written, log } = taking(nodeOf([]));
    expect(await createProject(ports, admin, projectDraft("blue"))).toEqual(done);
    expect(written).toEqual([[projectDraft("blue"), admin.name, ports.now()]]);
    expect(log).toEqual(["refresh", "apply"]);
  });

  it("edits one under its author's name, and applies it before it is answered", async () => {
    const { ports, written, log } = taking(nodeOf([projectChange("blue")]));
    expect(await changeProject(ports, admin, "blue", added, 7)).toEqual(done);
    expect(await changeProject(ports, admin, "blue", whole, null)).toEqual(done);
    expect(written).toEqual([
      ["blue", added, 7, admin.name, ports.now()],
      ["blue", whole, null, admin.name, ports.now()],
    ]);
    expect(log).toEqual(["refresh", "apply", "refresh", "apply"]);
  });

  it("says which one was changed meanwhile", async () => {
    const stale = {
      kind: "stale",
      detail: "A project with the key blue was changed meanwhile: read it again and repeat the change.",
    };
    const { ports } = nodeOf([projectChange("blue")]);
    expect(await refusalOf(changeProject(ports, admin, "blue", added, 7))).toEqual(stale);
    expect(await refusalOf(createProject(ports, admin, projectDraft("blue")))).toEqual(stale);
    expect(await refusalOf(deleteProject(ports, admin, "blue", 7))).toEqual(stale);
  });

  it("creates none that is not sound", async () => {
    const { ports, written } = taking(nodeOf([]));
    expect(await refusalOf(createProject(ports, admin, projectDraft("B")))).toMatchObject({ field: "key" });
    expect(written).toEqual([]);
  });

  it("refuses one more than there may be", async () => {
    const changes = Array.from({ length: maxProjects }, (_, index) => projectChange(`p${index}`));
    const { ports } = nodeOf(changes);
    expect(await refusalOf(createProject(ports, admin, projectDraft("one-more")))).toEqual({
      kind: "invalid",
      field: "key",
      detail: "key cannot be taken: there are 10000 projects, the most there may be; delete some first.",
    });
  });

  it("keeps the key", async () => {
    const { ports, log } = nodeOf([projectChange("blue")]);
    for (const kind of ["replaced", "described"] as const) {
      const edit = { kind, draft: projectDraft("red") };
      expect(await refusalOf(changeProject(ports, admin, "blue", edit, null))).toEqual({
        kind: "invalid",
        field: "key",
        detail: "key of an existing project cannot be changed: make a new one, then delete this one.",
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
