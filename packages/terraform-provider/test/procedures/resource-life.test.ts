import { beforeEach, describe, expect, it } from "vitest";
import { type Terraform, terraformWith } from "../terraform.ts";
import { emptyShelf, type Shelf, toyProvider } from "./toy.ts";

const type = "toy_box";
const config = { name: "one", spec: {} };

let shelf: Shelf;
let terraform: Terraform;

beforeEach(async () => {
  shelf = emptyShelf();
  terraform = terraformWith(toyProvider(shelf), { TOY: "env" });
  expect(await terraform.configure({ url: "u" })).toEqual([]);
});

async function made(configuration: Parameters<Terraform["apply"]>[2] = config) {
  const { state, diagnostics } = await terraform.apply(type, null, configuration);
  expect(diagnostics).toEqual([]);
  if (state === null) throw new Error("not made");
  return state;
}

describe("the life of a resource", () => {
  it("creates what is planned, and has nothing to change then", async () => {
    const state = await made();
    expect(state).toMatchObject({
      name: "one",
      id: "id-one",
      revision: 1,
      owner: "toy",
      note: null,
      spec: { audience: "*@*", seconds: 60, scope: null },
    });
    expect(await terraform.refresh(type, state)).toEqual({ state, diagnostics: [] });
    expect(await terraform.plan(type, state, config)).toMatchObject({ action: "nothing", planned: state });
  });

  it("brings a default back when the attribute is removed, and null when it has none", async () => {
    const state = await made({ ...config, note: "n", spec: { seconds: 7200, scope: "s" } });
    const after = await terraform.apply(type, state, config);
    expect(after.state).toMatchObject({ note: null, spec: { seconds: 60, scope: null } });
    expect(shelf.boxes.get("one")).toMatchObject({ note: null, spec: { seconds: 60, scope: null } });
  });

  it("replaces an object whose name changes", async () => {
    const state = await made();
    const other = { ...config, name: "two" };
    expect(await terraform.plan(type, state, other)).toMatchObject({ action: "replace", replace: ["name"] });
    const after = await terraform.apply(type, state, other);
    expect(after.state).toMatchObject({ name: "two", id: "id-two" });
    expect([...shelf.boxes.keys()]).toEqual(["two"]);
  });

  it("destroys what is no longer configured", async () => {
    const state = await made();
    expect(await terraform.apply(type, state, null)).toEqual({ state: null, diagnostics: [] });
    expect(shelf.boxes.size).toBe(0);
  });

  it("forgets what is gone from the server, and plans it anew", async () => {
    const state = await made();
    shelf.boxes.clear();
    expect(await terraform.refresh(type, state)).toEqual({ state: null, diagnostics: [] });
  });

  it("sees drift and repairs it", async () => {
    const state = await made();
    const box = shelf.boxes.get("one");
    if (box !== undefined) shelf.boxes.set("one", { ...box, note: "somebody's" });
    const drifted = await terraform.refresh(type, state);
    expect(drifted.state).toMatchObject({ note: "somebody's" });
    const after = await terraform.apply(type, drifted.state, config);
    expect(after.state).toMatchObject({ note: null });
  });

  it("has nothing to change after an import", async () => {
    const state = await made({ ...config, claims: '{"a":1}', tags: ["x", "y"] });
    shelf.answer = (box) => ({ ...box, claims: '{ "a": 1 }', tags: ["y", "x"] });
    const imported = await terraform.import(type, "one");
    expect(imported.state).toMatchObject({ ...state, claims: '{ "a": 1 }', tags: ["y", "x"] });
    const planned = await terraform.plan(type, imported.state, {
      ...config,
      claims: '{"a":1}',
      tags: ["x", "y"],
    });
    expect(planned.action).toBe("nothing");
  });
});
