import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DirectoryContents,
  directoryOver,
  emptyDirectory,
  withObject,
  withoutObject,
} from "../../../src/core/directory/directory.ts";
import type { DirectoryObject } from "../../../src/core/directory/terms.ts";
import { tried } from "../../properties/property.ts";
import {
  assignment,
  endpoint,
  group,
  identityProvider,
  protocol,
  region,
  ruleset,
  service,
  standing,
} from "./one-node.ts";

const named = (id: string, name: string, domainId = "default") => group(id, { name, domainId });

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
    const before = after(standing(named("g1", "dev"), 1));
    const renamed = directoryOver(withObject(before, standing(named("g1", "ops"), 2), new Set()));
    expect(directoryOver(before).named("group", "default", "dev")?.id).toBe("g1");
    expect(directoryOver(before).named("group", "other", "dev")).toBeUndefined();
    expect(renamed.named("group", "default", "dev")).toBeUndefined();
    expect(renamed.named("group", "default", "ops")?.id).toBe("g1");
  });

  it("passes over what is older than what it knows", () => {
    const known = after(standing(named("g1", "new"), 5));
    const older = withObject(known, standing(named("g1", "old"), 4), new Set());
    const gone = withoutObject(older, { kind: "group", id: "g1", revision: 3 }, new Set());
    expect(directoryOver(gone).get("group", "g1")?.name).toBe("new");
  });

  it("takes very many of one role, one after another, without a wait that grows with them", () => {
    const fresh = new Set<object>();
    let contents = emptyDirectory;
    for (let number = 1; number <= 30_000; number += 1) {
      const given = assignment("member", { kind: "user", id: `u${number}` }, { kind: "system" });
      contents = withObject(contents, standing(given, number), fresh);
    }
    expect(directoryOver(contents).assignmentsOfRole("member")).toHaveLength(30_000);
  });

  it("finds an assignment by whom, on what and which role", () => {
    const given = assignment("member", { kind: "group", id: "g1" }, { kind: "project", id: "apollo" });
    const directory = directoryOver(after(standing(given)));
    expect(directory.assignmentsOf({ kind: "group", id: "g1" })).toHaveLength(1);
    expect(directory.assignmentsOf({ kind: "user", id: "g1" })).toHaveLength(0);
    expect(directory.assignmentsOn({ kind: "project", id: "apollo" })).toHaveLength(1);
    expect(directory.assignmentsOn({ kind: "domain", id: "apollo" })).toHaveLength(0);
    expect(directory.assignmentsOfRole("member")).toHaveLength(1);
  });

  it("finds an assignment on the system", () => {
    const given = assignment("member", { kind: "user", id: "ada" }, { kind: "system" });
    const directory = directoryOver(after(standing(given)));
    expect(directory.assignmentsOn({ kind: "system" })).toMatchObject([given]);
    expect(directory.assignmentsOn({ kind: "project", id: "system" })).toEqual([]);
  });

  it("finds a protocol by its identity provider, its ruleset and each of its mappings", () => {
    const door = protocol("corp", "oidc", "staff", ["m1", "m2"]);
    const directory = directoryOver(
      after(standing(door), standing(protocol("shop", "oidc", "guests", ["m3"]))),
    );
    expect(directory.protocolsOf("corp")).toMatchObject([door]);
    expect(directory.protocolsBoundTo("staff")).toMatchObject([door]);
    expect(["m1", "m2"].map((id) => directory.ownerOfMapping(id))).toMatchObject([door, door]);
    expect([directory.protocolsOf("staff"), directory.protocolsBoundTo("m1")]).toEqual([[], []]);
    expect([directory.ownerOfMapping("corp"), directory.ownerOfMapping("m4")]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("finds an identity provider by each of its providers", () => {
    const corp = identityProvider("corp", { providerIds: ["p1", "p2"] });
    const directory = directoryOver(after(standing(corp), standing(identityProvider("shop"))));
    expect(["p1", "p2"].map((id) => directory.ownerOfProvider(id))).toMatchObject([corp, corp]);
    expect(directory.ownerOfProvider("corp")).toBeUndefined();
  });

  it.each([ruleset("r"), service("r"), endpoint("r"), region("r")])(
    "finds what is known by its id alone by that ($kind)",
    (draft) => {
      const before = emptyDirectory.idsByKey.size;
      const contents = after(standing(draft));
      expect(directoryOver(contents).get(draft.kind, "r")).toEqual(standing(draft));
      expect(contents.idsByKey.size).toBe(before);
    },
  );

  it("has no more of what is gone, and still what shares a key with it", () => {
    const before = after(standing(named("g1", "dev"), 1), standing(named("g2", "dev"), 2));
    const one = withoutObject(before, { kind: "group", id: "g1", revision: 3 }, new Set());
    expect(directoryOver(one).get("group", "g1")).toBeUndefined();
    expect(directoryOver(one).named("group", "default", "dev")?.id).toBe("g2");
    const none = withoutObject(one, { kind: "group", id: "g2", revision: 4 }, new Set());
    expect(directoryOver(none).count("group")).toBe(0);
    expect(none.idsByKey.size).toBe(emptyDirectory.idsByKey.size);
  });

  it("is left alone by the end of what was never there", () => {
    const gone = { kind: "group", id: "g1", revision: 1 } as const;
    expect(withoutObject(emptyDirectory, gone, new Set())).toBe(emptyDirectory);
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
                  standing(named(step.put.id, step.put.name, step.put.domainId), revision),
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
