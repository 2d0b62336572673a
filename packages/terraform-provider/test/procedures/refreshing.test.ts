import { beforeEach, describe, expect, it } from "vitest";
import { unknown, type Values } from "../../src/engine/values.ts";
import { encodeValues } from "../../src/protocol/dynamic-value.ts";
import { type Terraform, terraformWith } from "../terraform.ts";
import { boxAttributes, emptyShelf, type Shelf, toyProvider } from "./toy.ts";

const type = "toy_box";

let shelf: Shelf;
let terraform: Terraform;
let state: Values;

beforeEach(async () => {
  shelf = emptyShelf();
  terraform = terraformWith(toyProvider(shelf));
  await terraform.configure();
  const made = await terraform.apply(type, null, {
    name: "one",
    spec: {},
    claims: '{"a":1}',
    tags: ["x", "y"],
    rules: [{ user: "u" }, { user: "v" }],
  });
  state = made.state ?? {};
});

describe("a refresh", () => {
  it("keeps the text of the state where the server's means the same", async () => {
    shelf.answer = (box) => ({ ...box, claims: '{ "a": 1 }', tags: ["y", "x"] });
    expect(await terraform.refresh(type, state)).toEqual({ state, diagnostics: [] });
  });

  it("takes over what means something else, and keeps the text of the rest", async () => {
    shelf.answer = (box) => ({
      ...box,
      claims: '{ "a": 1 }',
      rules: [{ user: "u" }, { user: "w" }],
      note: "n",
    });
    expect(await terraform.refresh(type, state)).toEqual({
      state: { ...state, note: "n", rules: [{ user: "u" }, { user: "w" }] },
      diagnostics: [],
    });
  });

  it("keeps the state when the server refuses or cannot be understood", async () => {
    shelf.refuses = {};
    expect(await terraform.refresh(type, state)).toEqual({
      state,
      diagnostics: ["error name: Refused. The server says no. Reference 123."],
    });
    shelf.refuses = null;
    shelf.answer = (box) => ({ ...box, revision: "second" });
    const answer = await terraform.refresh(type, state);
    expect(answer.state).toEqual(state);
    expect(answer.diagnostics).toHaveLength(1);
  });

  it("takes the state as it is, with a warning, while the provider's configuration is known only after apply", async () => {
    terraform = terraformWith(toyProvider(shelf));
    await terraform.configure({ url: unknown });
    expect(await terraform.refresh(type, state)).toEqual({
      state,
      diagnostics: [
        "warning: Not read from the server. The provider's configuration is known only after apply. Until then what the state says is taken for what is there.",
      ],
    });
  });

  it("keeps the state before the provider is configured, and when it cannot be read", async () => {
    const other = terraformWith(toyProvider(shelf));
    expect(await other.refresh(type, state)).toMatchObject({ state });
    const currentState = { msgpack: Uint8Array.of(0xc1), json: new Uint8Array() };
    const request = { typeName: type, currentState, private: Uint8Array.of(9), providerMeta: null };
    const answer = await terraform.handlers.ReadResource(request);
    expect(answer).toMatchObject({ newState: currentState, private: Uint8Array.of(9) });
    expect(answer.diagnostics).toHaveLength(1);
  });

  it("hands Terraform's private bytes back", async () => {
    const currentState = encodeValues(boxAttributes, state);
    const request = { typeName: type, currentState, private: Uint8Array.of(9), providerMeta: null };
    expect((await terraform.handlers.ReadResource(request)).private).toEqual(Uint8Array.of(9));
  });
});
