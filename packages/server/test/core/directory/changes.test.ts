/** Changes of the directory: planned, checked, written together, and in force before they are answered. */

import { describe, expect, it } from "vitest";
import {
  carryOut,
  changeDirectory,
  type DirectoryPorts,
  type MakePlan,
  mostWritesTogether,
  type PlannedWrite,
} from "../../../src/core/directory/changes.ts";
import type { Registry } from "../../../src/core/matching/registry.ts";
import { administrator as admin, mappingDraft, projectDraft, providerDraft, workload } from "../samples.ts";
import { deletion, domain, group, madeMapping, madeProvider, newNode, put, written } from "./one-node.ts";

const planned =
  (...writes: readonly PlannedWrite[]): MakePlan<string> =>
  () => ({ ok: true, value: "done", writes });
const dev = put(group("dev"));
const busy = {
  ok: false,
  refusal: { kind: "stale", detail: "The change could not be made: much is written just now. Try again." },
};
const overtaken = { ok: false, conflict: "overtaken" } as const;
/** The node's ports, where others write before so many of its attempts. */
function withOthers({ ports }: ReturnType<typeof newNode>, attempts: number): DirectoryPorts {
  let left = attempts;
  const { writeTogether } = ports.directoryWriter;
  return {
    ...ports,
    directoryWriter: {
      writeTogether: async (...all) => (left-- > 0 ? overtaken : await writeTogether(...all)),
    },
  };
}

describe("a change of the directory", () => {
  it.each(["create_mapping", "replace_mapping"] as const)(
    "has each expression of a mapping compiled in a step of its own (%s)",
    async (write) => {
      const { ports } = newNode(madeProvider("p1"));
      const compiledIn: number[] = [];
      let step = 0;
      const counting: DirectoryPorts = {
        ...ports,
        rules: {
          ...ports.rules,
          compileRegex(source) {
            compiledIn.push(step);
            return ports.rules.compileRegex(source);
          },
        },
        async carryOut(steps) {
          for (;;) {
            step += 1;
            const taken = steps.next();
            if (taken.done === true) return taken.value;
          }
        },
      };
      const matchers = ["a", "b", "c"].map((source) => ({ kind: "regex", source }) as const);
      const when = [{ path: ["sub"], test: { kind: "any_of", matchers } }] as const;
      const [rule] = mappingDraft({ sub: "a" }, { providerId: "p1" }).rules;
      const draft = mappingDraft({ sub: "a" }, { providerId: "p1", rules: rule ? [{ ...rule, when }] : [] });
      await changeDirectory(counting, admin, planned({ write, id: "m1", draft }));
      expect(compiledIn.slice(0, 3)).toEqual([1, 2, 3]);
    },
  );

  it("is planned from what stands now, and is in force before it is answered", async () => {
    const node = newNode(...written(domain("home")));
    const seen: Registry[] = [];
    const plan: MakePlan<string> = (registry, tools) => {
      seen.push(registry);
      return planned(dev)(registry, tools);
    };
    const before = node.registry();
    expect(await changeDirectory(node.ports, admin, plan)).toEqual({ ok: true, value: "done", findings: [] });
    expect(seen).toEqual([before]);
    expect(node.events).toEqual(["refresh", "write", "apply 0"]);
    expect(node.log).toEqual([{ by: admin.name, at: 1_800_000_000, judgedAt: before.revision }]);
    expect(node.registry().directory.get("group", "dev")).toBeDefined();
  });

  it("is an administrator's only", async () => {
    const node = newNode();
    expect(await changeDirectory(node.ports, workload, planned(dev))).toEqual({
      ok: false,
      refusal: {
        kind: "forbidden",
        detail: "Only administrators change the directory. Use an administrator's credential.",
      },
    });
    expect(node.events).toEqual([]);
  });

  it("is the server's own under the name it gives", async () => {
    const node = newNode();
    await carryOut(node.ports, "mapping:rules", planned(dev));
    expect(node.log).toMatchObject([{ by: "mapping:rules" }]);
  });

  it("is refused as the plan says, and then nothing is written", async () => {
    const node = newNode();
    const refused = { ok: false, refusal: { kind: "not_found", detail: "There is no such thing." } } as const;
    expect(await changeDirectory(node.ports, admin, () => refused)).toEqual(refused);
    expect(node.events).toEqual(["refresh"]);
  });

  it("is answered without being written where there is nothing to write", async () => {
    const node = newNode();
    expect(await changeDirectory(node.ports, admin, planned())).toEqual({
      ok: true,
      value: "done",
      findings: [],
    });
    expect(node.events).toEqual(["refresh"]);
  });

  it("is made when its turn comes, and refused where too much waits already", async () => {
    const node = newNode();
    expect(await changeDirectory({ ...node.ports, inTurn: () => null }, admin, planned(dev))).toEqual(busy);
    expect(node.events).toEqual([]);
  });

  it("is planned again where others wrote meanwhile, and given up after 30 times", async () => {
    const node = newNode();
    expect(await changeDirectory(withOthers(node, 29), admin, planned(dev))).toMatchObject({ ok: true });
    expect(node.events.filter((event) => event === "refresh")).toHaveLength(30);
    const restless = newNode();
    expect(await changeDirectory(withOthers(restless, 30), admin, planned(dev))).toEqual(busy);
    expect(restless.events).toEqual(Array.from({ length: 30 }, () => "refresh"));
  });
});

describe("what a plan writes", () => {
  const provider = providerDraft();
  const mapping = mappingDraft({ sub: "a" });
  const ofShop = mappingDraft({ sub: "a" }, { project: "shop" });
  const change = async (writes: readonly PlannedWrite[], node = newNode()) => {
    const answer = await changeDirectory(node.ports, admin, planned(...writes));
    if (!answer.ok) expect(node.events).toEqual(["refresh"]);
    return answer;
  };
  const invalid = (field: string) => ({ ok: false, refusal: { kind: "invalid", field } });

  it.each<[string, PlannedWrite]>([
    ["name", put(group("ops", { name: "" }))],
    ["name", { write: "create_provider", id: "p1", draft: { ...provider, name: "a/b" } }],
    ["name", { write: "replace_provider", id: "p1", draft: { ...provider, name: "a/b" } }],
    ["rules", { write: "create_mapping", id: "m1", draft: { ...mapping, rules: [] } }],
    ["rules", { write: "replace_mapping", id: "m1", draft: { ...mapping, rules: [] } }],
    ["key", { write: "create_project", draft: projectDraft("A") }],
    ["key", { write: "replace_project", draft: projectDraft("A") }],
  ])("is all valid: with a wrong %s nothing is written (%j)", async (field, one) => {
    expect(await change([dev, one])).toMatchObject(invalid(field));
  });

  it.each<PlannedWrite>([
    deletion("group", "dev"),
    { write: "delete_provider", id: "p1" },
    { write: "delete_mapping", id: "m1" },
    { write: "delete_project", key: "shop" },
  ])("is looked at also behind what goes (%j)", async (gone) => {
    expect(await change([gone, put(group("ops", { name: "" }))])).toMatchObject(invalid("name"));
  });

  it.each<PlannedWrite>([
    dev,
    { write: "create_provider", id: "p1", draft: provider },
    { write: "create_mapping", id: "m1", draft: mapping },
    { write: "create_project", draft: projectDraft("shop") },
    { write: "replace_project", draft: projectDraft("shop") },
    deletion("group", "dev"),
    { write: "delete_provider", id: "p1" },
    { write: "delete_mapping", id: "m1" },
    { write: "delete_project", key: "shop" },
  ])("is written where it is valid (%j)", async (one) => {
    expect(await change([one])).toMatchObject({ ok: true });
  });

  it("has no mapping of another project than its provider's, as that stands or is about to", async () => {
    const standing = () => newNode(madeProvider("p1", { project: "park" }));
    const draft = { ...provider, project: "park" };
    const own: PlannedWrite = { write: "create_mapping", id: "m1", draft: ofShop };
    expect(await change([own])).toMatchObject({ ok: true });
    expect(await change([own], standing())).toMatchObject(invalid("project"));
    expect(await change([{ write: "create_provider", id: "p1", draft }, own])).toMatchObject(
      invalid("project"),
    );
    expect(await change([{ write: "replace_provider", id: "p1", draft }, own])).toMatchObject(
      invalid("project"),
    );
    expect(await change([{ write: "create_provider", id: "p2", draft }, own])).toMatchObject({ ok: true });
    const namesake = deletion("group", "p1");
    const made: PlannedWrite = { write: "create_provider", id: "p1", draft };
    expect(await change([namesake, made, own])).toMatchObject(invalid("project"));
    const free: PlannedWrite = { write: "replace_provider", id: "p1", draft: { ...provider, name: "p1" } };
    expect(await change([free, own], standing())).toMatchObject({ ok: true });
  });

  it("comes to no more than is written together", async () => {
    const deletions = (count: number) =>
      Array.from({ length: count }, (): PlannedWrite => ({ write: "delete_mapping", id: "m" }));
    expect(await change(deletions(mostWritesTogether))).toMatchObject({ ok: true });
    expect(await change(deletions(mostWritesTogether + 1))).toEqual({
      ok: false,
      refusal: {
        kind: "in_use",
        detail:
          "The change comes to 2001 writes at once, and at most 2000 are made together: make it in parts, and delete first what goes along with it.",
      },
    });
  });

  it("has no mapping that could not be told apart from very many others", async () => {
    const crowd = Array.from({ length: 1_000 }, (_, index) => madeMapping(`m${index}`, { providerId: "p1" }));
    const node = newNode(madeProvider("p1"), ...crowd);
    expect(await change([{ write: "create_mapping", id: "m", draft: mapping }], node)).toEqual({
      ok: false,
      refusal: {
        kind: "invalid",
        field: "rules",
        detail: "rules cannot be told apart from too many others.",
      },
    });
  });
});

describe("the room there is", () => {
  const crowded = (counts: Partial<Registry>) => {
    const node = newNode();
    const registry: Registry = { ...node.registry(), ...counts };
    return { ...node.ports, registry: () => registry };
  };
  const change = (counts: Partial<Registry>, ...writes: readonly PlannedWrite[]) =>
    changeDirectory(crowded(counts), admin, planned(...writes));
  const full = (field: string, most: number, things: string) => ({
    ok: false,
    refusal: {
      kind: "invalid",
      field,
      detail: `${field} cannot be taken: there are ${most} ${things}, the most there may be; delete some first.`,
    },
  });
  const provider = (name: string): PlannedWrite => {
    return { write: "create_provider", id: name, draft: providerDraft({ name }) };
  };
  const project = (key: string): PlannedWrite => ({ write: "create_project", draft: projectDraft(key) });
  const mapping = (name: string, providerId: string): PlannedWrite => {
    return { write: "create_mapping", id: name, draft: mappingDraft({ sub: "a" }, { name, providerId }) };
  };

  it("is enough for as many providers as are made", async () => {
    const [one] = [...newNode(madeProvider("p")).registry().providers()];
    const providers = (count: number) => () =>
      Array.from({ length: count }, () => one).flatMap((each) => each ?? []);
    const made = [provider("a"), provider("b")];
    expect(await change({ providers: providers(9_998) }, ...made)).toMatchObject({ ok: true });
    expect(await change({ providers: providers(9_999) }, ...made)).toEqual(full("name", 10_000, "providers"));
    expect(await change({ providers: providers(10_001) }, dev)).toMatchObject({ ok: true });
  });

  it("is enough for as many projects as are made", async () => {
    const made = [project("blue"), project("green")];
    expect(await change({ projectCount: () => 9_998 }, ...made)).toMatchObject({ ok: true });
    expect(await change({ projectCount: () => 9_999 }, ...made)).toEqual(full("key", 10_000, "projects"));
    expect(await change({ projectCount: () => 10_001 }, dev)).toMatchObject({ ok: true });
  });

  it("is enough for the mappings of each provider", async () => {
    const counts = { mappingCount: (id: string) => (id === "full" ? 100_000 : 99_999) };
    const refused = full("providerId", 100_000, "identity mappings");
    expect(await change(counts, mapping("a", "free"), mapping("b", "other"))).toMatchObject({ ok: true });
    expect(await change(counts, mapping("a", "free"), mapping("b", "full"))).toEqual(refused);
    expect(await change(counts, mapping("a", "free"), mapping("b", "free"))).toEqual(refused);
    const replaced: PlannedWrite = { write: "replace_mapping", id: "m", draft: mappingDraft({ sub: "a" }) };
    expect(await change({ mappingCount: () => 100_000 }, replaced)).toMatchObject({ ok: true });
  });
});
