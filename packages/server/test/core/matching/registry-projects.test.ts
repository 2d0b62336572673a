/** What a registry knows beside providers and their mappings: projects with what they hold, and the directory. */

import { describe, expect, it } from "vitest";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { emptyRegistry, type Registry, type RegistryChange } from "../../../src/core/matching/registry.ts";
import type { Provider } from "../../../src/core/terms.ts";
import { adaptersOf, mappingOf, projectOf, providerOf } from "../samples.ts";

const providerWritten = (provider: Provider): RegistryChange => ({
  kind: "provider_written",
  revision: provider.revision,
  provider,
});
const start = emptyRegistry(adaptersOf(noRegex)).withChanges([providerWritten(providerOf())]);

describe("projects", () => {
  const written = (
    key: string,
    revision: number,
    displayName = key,
    domainId = "default",
  ): RegistryChange => ({
    kind: "project_written",
    revision,
    project: { ...projectOf(key, { displayName, domainId }), revision },
  });

  it("are found by their key, and replaced, removed and counted", () => {
    const both = start.withChanges([written("blue", 2), written("red", 3)]);
    expect([both.projectByKey("blue")?.key, both.projectByKey("green"), both.projectCount()]).toEqual([
      "blue",
      undefined,
      2,
    ]);
    const later = both.withChanges([
      written("blue", 4, "new"),
      { kind: "project_deleted", revision: 5, key: "red" },
    ]);
    expect([...later.projects()].map(({ displayName }) => displayName)).toEqual(["new"]);
    expect(both.projectByKey("blue")?.displayName).toBe("blue");
    expect(later.revision).toBe(5);
  });

  it("are not taken back by a change that comes late", () => {
    const now = start.withChanges([written("blue", 5, "now")]);
    const late = now.withChanges([
      written("blue", 4, "before"),
      { kind: "project_deleted", revision: 3, key: "blue" },
    ]);
    expect(late.projectByKey("blue")?.displayName).toBe("now");
  });

  it("are found by name in their domain, and by the name alone only where one is called so", () => {
    const registry = start.withChanges([
      written("a", 1, "web"),
      written("b", 2, "web", "east"),
      written("c", 3, "api", "east"),
      written("d", 4, "api", "east"),
    ]);
    const found = (domainId: string, name: string) => [
      registry.projectNamed(domainId, name)?.key,
      registry.projectsNamed(domainId, name).map(({ key }) => key),
    ];
    expect(found("default", "web")).toEqual(["a", ["a"]]);
    expect(found("east", "web")).toEqual(["b", ["b"]]);
    expect(found("east", "api")).toEqual([undefined, ["c", "d"]]);
    expect(found("default", "api")).toEqual([undefined, []]);
  });

  it("leave their name to the others when they go, and an old one when they are renamed", () => {
    const both = start.withChanges([written("a", 1, "web"), written("b", 2, "web")]);
    const gone = both.withChanges([{ kind: "project_deleted", revision: 3, key: "a" }]);
    expect(gone.projectNamed("default", "web")?.key).toBe("b");
    const renamed = both.withChanges([written("a", 3, "api")]);
    expect(renamed.projectNamed("default", "web")?.key).toBe("b");
    expect(renamed.projectNamed("default", "api")?.key).toBe("a");
    const none = gone.withChanges([{ kind: "project_deleted", revision: 4, key: "b" }]);
    expect(none.projectsNamed("default", "web")).toEqual([]);
  });

  it("hold what bears their key, behind every door and of every provider", () => {
    const protocol = { kind: "protocol", protocol: "openid" } as const;
    const registry = start.withChanges([
      providerWritten(providerOf({ id: "p2", name: "p2", project: "blue" })),
      providerWritten(providerOf({ id: "p3", name: "without mappings" })),
      ...[
        mappingOf({ sub: "a" }, { id: "1", name: "1", project: "blue" }),
        mappingOf({ sub: "a" }, { id: "2", name: "2", project: "blue", entry: protocol }),
        mappingOf({ sub: "a" }, { id: "3", name: "3", project: "blue", providerId: "p2" }),
        mappingOf({ sub: "a" }, { id: "4", name: "4", project: "red" }),
        mappingOf({ sub: "a" }, { id: "5", name: "5" }),
      ].map((mapping): RegistryChange => ({ kind: "mapping_written", revision: 1, mapping })),
    ]);
    expect(registry.holdingsOf("blue")).toEqual({ providers: 1, mappings: 3 });
    expect(registry.holdingsOf("red")).toEqual({ providers: 0, mappings: 1 });
    expect(registry.holdingsOf("green")).toEqual({ providers: 0, mappings: 0 });
    const gone = registry.withChanges([{ kind: "provider_deleted", revision: 9, id: "p2" }]);
    expect(gone.holdingsOf("blue")).toEqual({ providers: 0, mappings: 2 });
  });
});

describe("the directory of a registry", () => {
  it("has an object from when it is written until it is deleted, unless the change comes late", () => {
    const group = { kind: "group", id: "g1", name: "dev", domainId: "default", description: "" } as const;
    const object = { ...group, annotations: {}, revision: 3, createdAt: 0, updatedAt: 0 };
    const deleted = (revision: number): RegistryChange => ({
      kind: "directory_deleted",
      revision,
      of: "group",
      id: "g1",
    });
    const before = start.withChanges([{ kind: "directory_written", revision: 3, object }]);
    const nameIn = (registry: Registry) => registry.directory.get("group", "g1")?.name;
    expect([before.revision, nameIn(before), nameIn(start)]).toEqual([3, "dev", undefined]);
    expect(nameIn(before.withChanges([deleted(2)]))).toBe("dev");
    const after = before.withChanges([deleted(4)]);
    expect([after.revision, nameIn(after)]).toEqual([4, undefined]);
    expect(after.providerById("p1")?.name).toBe("ci");
  });
});
