import { beforeEach, describe, expect, it } from "vitest";
import { unknown, type Values } from "../../src/engine/values.ts";
import { type Terraform, terraformWith } from "../terraform.ts";
import { emptyShelf, type Shelf, toyProvider } from "./toy.ts";

const type = "toy_box";
const config = { name: "one", spec: {} };

let shelf: Shelf;
let terraform: Terraform;
let state: Values;

beforeEach(async () => {
  shelf = emptyShelf();
  terraform = terraformWith(toyProvider(shelf));
  await terraform.configure();
  const claims = '{"a":1}';
  const made = await terraform.apply(type, null, {
    ...config,
    claims,
    tags: ["x", "y"],
    rules: [{ user: "u" }],
  });
  state = made.state ?? {};
});

/** The configuration the state came from. */
const same = { ...config, claims: '{"a":1}', tags: ["x", "y"], rules: [{ user: "u" }] };

describe("a plan", () => {
  it("leaves to the server what nobody gives, until there is an object", async () => {
    expect((await terraform.plan(type, null, config)).planned).toMatchObject({
      id: unknown,
      revision: unknown,
      owner: unknown,
      note: null,
      spec: { audience: "*@*", seconds: 60, scope: null },
    });
  });

  it("keeps what the server gave while nothing changes that it follows", async () => {
    const planned = await terraform.plan(type, state, { ...same, labels: { a: "b" } });
    expect(planned).toMatchObject({ action: "update", planned: { id: "id-one", revision: 1, owner: "toy" } });
  });

  it("does not know what the server will give when something changes that it follows", async () => {
    const noted = await terraform.plan(type, state, { ...same, note: "n" });
    expect(noted.planned).toMatchObject({ id: "id-one", revision: unknown, owner: "toy" });
    const longer = await terraform.plan(type, state, { ...same, spec: { seconds: 61 } });
    expect(longer.planned).toMatchObject({ id: "id-one", revision: unknown });
  });

  it("takes a default for no change of what it follows", async () => {
    const written = { ...same, spec: { audience: "*@*", seconds: 60 } };
    expect(await terraform.plan(type, state, written)).toMatchObject({ action: "nothing" });
  });

  it("does not know what the server has not said yet, once anything is written", async () => {
    const silent = { ...state, owner: null };
    expect(await terraform.plan(type, silent, same)).toMatchObject({ action: "nothing" });
    expect((await terraform.plan(type, silent, { ...same, labels: {} })).planned).toMatchObject({
      owner: unknown,
    });
  });

  it("takes what may be given, and keeps it when it is left out again", async () => {
    const given = await terraform.apply(type, state, { ...same, owner: "me" });
    expect(given.state).toMatchObject({ owner: "me" });
    expect(await terraform.plan(type, given.state, same)).toMatchObject({ action: "nothing" });
  });

  it("keeps the text of the state where another means the same", async () => {
    const planned = await terraform.plan(type, state, { ...same, claims: '{ "a" : 1 }' });
    expect(planned).toMatchObject({ action: "nothing", planned: { claims: '{"a":1}' } });
  });

  it("takes the text of the configuration where it means something else", async () => {
    const planned = await terraform.plan(type, state, { ...same, claims: '{"a":2}' });
    expect(planned).toMatchObject({ action: "update", planned: { claims: '{"a":2}' } });
  });

  it("has nothing to change when only the order of a set is another", async () => {
    expect(await terraform.plan(type, state, { ...same, tags: ["y", "x"] })).toMatchObject({
      action: "nothing",
    });
    expect(await terraform.plan(type, state, { ...same, tags: ["y", "z"] })).toMatchObject({
      action: "update",
    });
  });

  it("has something to change when the order of a list is another", async () => {
    const two = { ...same, rules: [{ user: "u" }, { user: "v" }] };
    const made = await terraform.apply(type, state, two);
    const turned = { ...same, rules: two.rules.toReversed() };
    expect(await terraform.plan(type, made.state, turned)).toMatchObject({ action: "update" });
  });

  it("is unknown where the configuration is", async () => {
    const later: Values = { ...same, note: unknown, spec: unknown, tags: ["x", unknown] };
    expect((await terraform.plan(type, state, later)).planned).toMatchObject({
      note: unknown,
      spec: unknown,
      tags: ["x", unknown],
    });
  });

  it("asks for another object when the attribute that names it is not known yet", async () => {
    expect(await terraform.plan(type, state, { ...same, name: unknown })).toMatchObject({
      replace: ["name"],
    });
  });

  it("asks for another object where the description finds so", async () => {
    expect(await terraform.plan(type, state, { ...same, note: "other" })).toMatchObject({
      replace: ["note"],
    });
    expect(await terraform.plan(type, null, { ...same, note: "other" })).toMatchObject({ replace: [] });
  });

  it("asks for another object on any change where there is no way to update one", async () => {
    const stamp = { text: "t", ink: null };
    expect(await terraform.plan("toy_stamp", stamp, { text: "t", ink: "red" })).toMatchObject({
      action: "replace",
      replace: ["ink"],
    });
    expect(await terraform.plan("toy_stamp", stamp, { text: "t" })).toMatchObject({ action: "nothing" });
  });

  it("shows what the description finds", async () => {
    expect((await terraform.plan(type, null, { ...config, note: "odd" })).diagnostics).toEqual([
      "warning note: Odd. An odd note.",
    ]);
  });

  it("is not examined while the provider's configuration is known only after apply", async () => {
    terraform = terraformWith(toyProvider(shelf));
    await terraform.configure({ url: unknown });
    expect(await terraform.plan(type, null, { ...config, note: "odd" })).toMatchObject({
      action: "create",
      diagnostics: [],
    });
  });

  it("is not examined when a value is refused", async () => {
    shelf.asked.length = 0;
    await terraform.planUnvalidated(type, null, { name: "x", spec: {} });
    expect(shelf.asked).toEqual([]);
  });

  it("ignores what nobody could have configured", async () => {
    const planned = await terraform.planUnvalidated(type, state, { ...same, id: "mine" });
    expect(planned).toMatchObject({ action: "nothing", diagnostics: [] });
  });

  it("hands Terraform's private bytes back", async () => {
    const priorPrivate = Uint8Array.of(1, 2);
    const absent = { msgpack: Uint8Array.of(0xc0), json: new Uint8Array() };
    const request = {
      typeName: type,
      priorState: absent,
      proposedNewState: absent,
      config: absent,
      priorPrivate,
    };
    expect(await terraform.handlers.PlanResourceChange(request)).toMatchObject({
      plannedPrivate: priorPrivate,
      plannedState: absent,
      diagnostics: [],
    });
  });
});
