import { beforeEach, describe, expect, it } from "vitest";
import { unknown } from "../../src/engine/values.ts";
import { decodeValues } from "../../src/protocol/dynamic-value.ts";
import { show, type Terraform, terraformWith } from "../terraform.ts";
import { boxAttributes, emptyShelf, type Shelf, toyProvider } from "./toy.ts";

const type = "toy_box";

let shelf: Shelf;
let terraform: Terraform;

beforeEach(async () => {
  shelf = emptyShelf();
  terraform = terraformWith(toyProvider(shelf));
  await terraform.configure();
});

/** A `moved` block from another type. @param state as it stands in a state file */
async function move(sourceTypeName: string, state: unknown, targetTypeName = type) {
  const answer = await terraform.handlers.MoveResourceState({
    sourceProviderAddress: "registry.terraform.io/other/other",
    sourceTypeName,
    sourceSchemaVersion: 3,
    sourceState: { json: Buffer.from(JSON.stringify(state)), flatmap: {} },
    targetTypeName,
  });
  const decoded = answer.targetState === null ? null : decodeValues(boxAttributes, answer.targetState);
  return { state: decoded?.ok ? decoded.value : null, diagnostics: show(answer.diagnostics) };
}

describe("an import", () => {
  it("reads what the id names", async () => {
    await terraform.apply(type, null, { name: "one", spec: { seconds: 5 }, tags: ["t"] });
    const { state, diagnostics } = await terraform.import(type, "one");
    expect(diagnostics).toEqual([]);
    expect(state).toMatchObject({ name: "one", id: "id-one", tags: ["t"], spec: { seconds: 5 } });
  });

  it("finds nothing where there is none of that id", async () => {
    expect(await terraform.import(type, "none")).toEqual({ state: null, diagnostics: [] });
  });

  it("waits until the server can be asked", async () => {
    await terraform.apply(type, null, { name: "one", spec: {} });
    terraform = terraformWith(toyProvider(shelf));
    await terraform.configure({ url: unknown });
    expect((await terraform.import(type, "one")).diagnostics).toEqual([
      "error: Cannot be imported yet. The provider's configuration is known only after apply, so that the server cannot be asked what is to be imported. Apply what the configuration depends on first, with terraform apply -target.",
    ]);
  });

  it("leaves nothing behind for later reads", async () => {
    await terraform.apply(type, null, { name: "one", spec: {} });
    const { importedResources } = await terraform.handlers.ImportResourceState({ typeName: type, id: "one" });
    const [imported] = importedResources;
    if (imported === undefined) throw new Error("not imported");
    const request = {
      typeName: type,
      currentState: imported.state,
      private: imported.private,
      providerMeta: null,
    };
    expect((await terraform.handlers.ReadResource(request)).private).toEqual(new Uint8Array());
  });

  it("says which form an id has", async () => {
    expect(await terraform.import(type, "a:b")).toEqual({
      state: null,
      diagnostics: ["error: Unusable import id. It has a colon. The id has the form name."],
    });
  });
});

describe("a state that somebody else wrote", () => {
  it("is taken over as it is when it is of today's form", async () => {
    const { state } = await terraform.apply(type, null, { name: "one", spec: {}, labels: { "a<b": "&" } });
    expect(await terraform.upgrade(type, state, 1)).toEqual({ state, diagnostics: [] });
  });

  it("loses what is not described, and gets defaults and nulls for what it lacks", async () => {
    const { state, diagnostics } = await terraform.upgrade(type, {
      name: "one",
      weight: 3,
      spec: { scope: "s" },
    });
    expect(diagnostics).toEqual([]);
    expect(state).toMatchObject({
      name: "one",
      id: null,
      note: null,
      spec: { audience: "*@*", seconds: 60, scope: "s" },
    });
    expect(state).not.toHaveProperty("weight");
  });

  it("is understood where it keeps the same values in another form", async () => {
    const { state } = await terraform.upgrade(type, {
      name: 7,
      revision: "12",
      spec: [{ seconds: "90" }],
      rules: { user: "u" },
      tags: ["x"],
    });
    expect(state).toMatchObject({
      name: "7",
      revision: 12,
      spec: { seconds: 90, audience: "*@*" },
      rules: [{ user: "u" }],
      tags: ["x"],
    });
  });

  it("lacks what cannot be understood, and is whole again after the next refresh", async () => {
    await terraform.apply(type, null, { name: "one", spec: {} });
    const upgraded = await terraform.upgrade(type, {
      name: "one",
      revision: 1e16,
      spec: "none",
      tags: { a: 1 },
      note: ["n"],
    });
    expect(upgraded.state).toMatchObject({ revision: null, spec: null, note: null });
    const { state } = await terraform.refresh(type, upgraded.state ?? {});
    expect(await terraform.plan(type, state, { name: "one", spec: {} })).toMatchObject({ action: "nothing" });
  });

  it("is refused where it cannot be read, with what to do", async () => {
    const absent = await terraform.handlers.UpgradeResourceState({
      typeName: type,
      version: 0,
      rawState: null,
    });
    expect(show(absent.diagnostics)).toEqual([
      "error: Unreadable state. It is no object in JSON. Restore the state from a backup, or remove the object from it, and import it again.",
    ]);
    const rawState = { json: new Uint8Array(), flatmap: { name: "one" } };
    const old = await terraform.handlers.UpgradeResourceState({ typeName: type, version: 0, rawState });
    expect(show(old.diagnostics)).toEqual([
      "error: Unreadable state. It was written by Terraform 0.11 or older. Remove the object from the state, and import it again.",
    ]);
    expect(await terraform.upgrade(type, [1])).toMatchObject({ state: null });
  });
});

describe("a move", () => {
  it("takes over the state of a type whose attributes have the same names", async () => {
    expect((await move("other_box", { name: "one", note: "n", weight: 1 })).state).toMatchObject({
      name: "one",
      note: "n",
      spec: null,
    });
  });

  it("has the names of another type translated", async () => {
    expect((await move("crate", { title: "one", note: "n" })).state).toMatchObject({
      name: "one",
      note: "n",
    });
  });

  it("is refused from any other type, with those that can be moved", async () => {
    expect(await move("bottle", {})).toEqual({
      state: null,
      diagnostics: [
        "error: No move between these types. bottle cannot be moved to toy_box; what can is other_box, crate.",
      ],
    });
    expect((await move("crate", {}, "toy_stamp")).diagnostics).toEqual([
      "error: No move between these types. Nothing can be moved to toy_stamp. Remove the moved block, and import the object instead.",
    ]);
  });

  it("is refused where the state cannot be read", async () => {
    expect((await move("crate", "text")).diagnostics[0]).toMatch(/^error: Unreadable state\. /);
  });
});
