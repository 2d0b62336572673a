import { beforeEach, describe, expect, it } from "vitest";
import { unknown, type Values } from "../../src/engine/values.ts";
import { encodeValues } from "../../src/protocol/dynamic-value.ts";
import { show, type Terraform, terraformWith } from "../terraform.ts";
import { boxAttributes, emptyShelf, type Shelf, toyProvider } from "./toy.ts";

const type = "toy_box";
const config = { name: "one", spec: {} };

let shelf: Shelf;
let terraform: Terraform;

beforeEach(async () => {
  shelf = emptyShelf();
  terraform = terraformWith(toyProvider(shelf));
  await terraform.configure();
});

async function made(configuration: Values = config): Promise<Values> {
  const { state } = await terraform.apply(type, null, configuration);
  return state ?? {};
}

describe("an apply", () => {
  it("keeps the planned text where the server answers another that means the same", async () => {
    shelf.answer = (box) => ({ ...box, claims: '{ "a": 1 }', tags: ["y", "x"] });
    const { state, diagnostics } = await terraform.apply(type, null, {
      ...config,
      claims: '{"a":1}',
      tags: ["x", "y"],
    });
    expect(diagnostics).toEqual([]);
    expect(state).toMatchObject({ claims: '{"a":1}', tags: ["x", "y"] });
  });

  it("names the attribute that the server keeps otherwise, and remembers what the server has", async () => {
    shelf.answer = (box) => ({ ...box, note: "NOTE", spec: { ...box.spec, seconds: 90 } });
    const { state, diagnostics } = await terraform.apply(type, null, {
      ...config,
      note: "note",
      spec: { seconds: 61 },
    });
    expect(diagnostics).toEqual([
      'error note: Value kept otherwise. The server keeps "NOTE" for note, not "note". Write in the configuration what the server keeps, then plan and apply again.',
      "error spec.seconds: Value kept otherwise. The server keeps 90 for spec.seconds, not 61. Write in the configuration what the server keeps, then plan and apply again.",
    ]);
    expect(state).toMatchObject({ id: "id-one", note: "NOTE", spec: { seconds: 90 } });
  });

  it("does not repeat a secret that the server keeps otherwise", async () => {
    shelf.answer = (box) => ({ ...box, secret: "masked", login: { user: "u", password: "masked" } });
    const login = { user: "u", password: "hush" };
    const { diagnostics } = await terraform.apply(type, null, { ...config, secret: "hush", login });
    expect(diagnostics.map((line) => line.split(". Write")[0])).toEqual([
      "error secret: Value kept otherwise. The server keeps another value for secret than it was given",
      "error login.password: Value kept otherwise. The server keeps another value for login.password than it was given",
    ]);
  });

  it("tells a change of what is the server's own from a mistake in the configuration", async () => {
    const state = await made();
    shelf.answer = (box) => ({ ...box, id: "id-two" });
    const { diagnostics } = await terraform.apply(type, state, { ...config, labels: {} });
    expect(diagnostics).toEqual([
      'error id: Value kept otherwise. The server keeps "id-two" for id, not "id-one". It changed while Terraform was at work: plan and apply again.',
    ]);
  });

  it("remembers nothing of a creation that failed", async () => {
    shelf.refuses = {};
    expect(await terraform.apply(type, null, config)).toEqual({
      state: null,
      diagnostics: ["error name: Refused. The server says no. Reference 123."],
    });
  });

  it("remembers what a creation that failed has left", async () => {
    await made();
    const box = shelf.boxes.get("one");
    if (box === undefined) throw new Error("no box");
    shelf.refuses = { left: { ...box, name: "two", claims: '{ "a": 1 }' } };
    const { state, diagnostics } = await terraform.apply(type, null, {
      ...config,
      name: "two",
      claims: '{"a":1}',
    });
    expect(diagnostics).toHaveLength(1);
    expect(state).toMatchObject({ name: "two", id: "id-one", claims: '{"a":1}' });
  });

  it("keeps what it knew when an update or a destruction failed", async () => {
    const state = await made();
    shelf.refuses = {};
    expect(await terraform.apply(type, state, { ...config, note: "n" })).toMatchObject({ state });
    const gone = await terraform.apply(type, state, null);
    expect(gone).toEqual({ state, diagnostics: ["error name: Refused. The server says no. Reference 123."] });
  });

  it("names what is still unknown, and loses nothing else", async () => {
    shelf.answer = (box) => ({ ...box, id: unknown });
    const { state, diagnostics } = await terraform.apply(type, null, config);
    expect(diagnostics).toEqual([
      "error id: Answer without a usable value. id is still unknown after the operation. This is a fault of the provider or of the server, not of your configuration.",
    ]);
    expect(state).toMatchObject({ name: "one", id: null, revision: 1 });
  });

  it("names what is of another type than described, and loses nothing else", async () => {
    shelf.answer = (box) => ({
      ...box,
      revision: 1.5,
      tags: "x",
      spec: { seconds: "60" },
      rules: [1],
      extra: 1,
    });
    const { state, diagnostics } = await terraform.apply(type, null, config);
    expect(diagnostics.map((line) => line.split(". This is")[0])).toEqual([
      "error revision: Answer without a usable value. revision is no number after the operation",
      "error tags: Answer without a usable value. tags is no list after the operation",
      "error spec.seconds: Answer without a usable value. spec.seconds is no number after the operation",
      "error rules.0: Answer without a usable value. rules[0] is no object after the operation",
    ]);
    expect(state).toMatchObject({ name: "one", id: "id-one" });
  });

  it("is a fault of ours where something was thrown, for the caller to answer", async () => {
    shelf.fault = new Error("broken");
    await expect(terraform.apply(type, null, config)).rejects.toThrow("broken");
  });

  it("keeps the state when what Terraform sent cannot be read", async () => {
    const priorState = encodeValues(boxAttributes, await made());
    const broken = { msgpack: Uint8Array.of(0xc1), json: new Uint8Array() };
    const request = {
      typeName: type,
      priorState,
      plannedState: broken,
      config: broken,
      plannedPrivate: Uint8Array.of(7),
    };
    const answer = await terraform.handlers.ApplyResourceChange(request);
    expect(answer).toMatchObject({ newState: priorState, private: Uint8Array.of(7) });
    expect(show(answer.diagnostics)[0]).toMatch(/^error: Unreadable value\. /);
  });

  it("is refused, with the state kept, before the provider is configured", async () => {
    const state = await made();
    const other = terraformWith(toyProvider(shelf));
    expect(await other.write(type, state, null)).toEqual({
      state,
      diagnostics: [
        "error: Provider not configured. Something was asked of the provider before it was configured. Look for an earlier error about the provider's block, and resolve that one first.",
      ],
    });
  });

  it("creates nothing where nothing is planned", async () => {
    expect(await terraform.write(type, null, null)).toEqual({ state: null, diagnostics: [] });
    expect(shelf.asked.filter((asked) => !asked.startsWith("configure"))).toEqual([]);
  });

  it("has the operation told when Terraform asks to stop", async () => {
    const signals: AbortSignal[] = [];
    shelf.answer = (box) => box;
    shelf.onCall = ({ signal }) => signals.push(signal);
    await made();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    expect(await terraform.handlers.StopProvider({})).toEqual({ error: "" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
