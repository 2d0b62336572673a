import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DirectoryContents,
  directoryOver,
  emptyDirectory,
  withObject,
  withoutObject,
} from "../../../src/core/directory/directory.ts";
import { assignmentId } from "../../../src/core/directory/keys.ts";
import type { Assignment, DirectoryObject, Group } from "../../../src/core/directory/terms.ts";
import { tried } from "../../properties/property.ts";

const version = (revision: number) => ({ revision, createdAt: 0, updatedAt: 0 });
const group = (id: string, name: string, domainId = "default"): Group => ({
  kind: "group",
  id,
  name,
  domainId,
  description: "",
  annotations: {},
});
const assignment = (parts: Omit<Assignment, "kind" | "id">): Assignment => ({
  kind: "assignment",
  id: assignmentId(parts),
  ...parts,
});

function after(...objects: readonly DirectoryObject[]): DirectoryContents {
  return objects.reduce((contents, object) => withObject(contents, object, new Set()), emptyDirectory);
}

describe("the directory", () => {
  it("has the default domain and the usual roles before anything is written", () => {
    const directory = directoryOver(emptyDirectory);
    expect(directory.named("domain", null, "Default")?.id).toBe("default");
    expect(
      directory
        .list("role")
        .map(({ id }) => id)
        .sort(),
    ).toEqual(["admin", "manager", "member", "reader", "service"]);
  });

  it("finds a group by its name in its domain only, and no longer by a name it had", () => {
    const before = after({ ...group("g1", "dev"), ...version(1) });
    const renamed = directoryOver(withObject(before, { ...group("g1", "ops"), ...version(2) }, new Set()));
    expect(directoryOver(before).named("group", "default", "dev")?.id).toBe("g1");
    expect(directoryOver(before).named("group", "other", "dev")).toBeUndefined();
    expect(renamed.named("group", "default", "dev")).toBeUndefined();
    expect(renamed.named("group", "default", "ops")?.id).toBe("g1");
  });

  it("passes over what is older than what it knows", () => {
    const known = after({ ...group("g1", "new"), ...version(5) });
    const older = withObject(known, { ...group("g1", "old"), ...version(4) }, new Set());
    const gone = withoutObject(older, { kind: "group", id: "g1", revision: 3 }, new Set());
    expect(directoryOver(gone).get("group", "g1")?.name).toBe("new");
  });

  it("takes very many of one role, one after another, without a wait that grows with them", () => {
    const fresh = new Set<object>();
    let contents = emptyDirectory;
    for (let number = 1; number <= 30_000; number += 1) {
      const given = assignment({
        roleId: "member",
        actor: { kind: "user", id: `u${number}` },
        target: { kind: "system" },
        inherited: false,
      });
      contents = withObject(contents, { ...given, ...version(number) }, fresh);
    }
    expect(directoryOver(contents).assignmentsOfRole("member")).toHaveLength(30_000);
  });

  it("finds an assignment by whom, on what and which role", () => {
    const given = assignment({
      roleId: "member",
      actor: { kind: "group", id: "g1" },
      target: { kind: "project", id: "apollo" },
      inherited: false,
    });
    const directory = directoryOver(after({ ...given, ...version(1) }));
    expect(directory.assignmentsOf({ kind: "group", id: "g1" })).toHaveLength(1);
    expect(directory.assignmentsOf({ kind: "user", id: "g1" })).toHaveLength(0);
    expect(directory.assignmentsOn({ kind: "project", id: "apollo" })).toHaveLength(1);
    expect(directory.assignmentsOn({ kind: "domain", id: "apollo" })).toHaveLength(0);
    expect(directory.assignmentsOfRole("member")).toHaveLength(1);
  });

  it("finds the same by a name as a look through all, after any changes", () => {
    const ids = fc.constantFrom("a", "b", "c", "d");
    const steps = fc.array(
      fc.oneof(
        fc.record({ put: fc.record({ id: ids, name: ids, domainId: ids }) }),
        fc.record({ drop: ids }),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, ids, ids, (all, domainId, name) => {
        let contents = emptyDirectory;
        for (const [index, step] of all.entries()) {
          const revision = index + 1;
          contents =
            "put" in step
              ? withObject(
                  contents,
                  { ...group(step.put.id, step.put.name, step.put.domainId), ...version(revision) },
                  new Set(),
                )
              : withoutObject(contents, { kind: "group", id: step.drop, revision }, new Set());
        }
        const directory = directoryOver(contents);
        const looked = directory
          .list("group")
          .filter((one) => one.name === name && one.domainId === domainId)
          .map(({ id }) => id);
        const found = directory.named("group", domainId, name)?.id;
        expect(found === undefined ? looked : looked.includes(found)).toEqual(
          found === undefined ? [] : true,
        );
      }),
      tried(41, 500),
    );
  });
});
