import { Encoder } from "@msgpack/msgpack";
import { beforeEach, describe, expect, it } from "vitest";
import { unknown, type Values } from "../../src/engine/values.ts";
import { show, type Terraform, terraformWith } from "../terraform.ts";
import { emptyShelf, type Shelf, toyProvider } from "./toy.ts";

const type = "toy_box";
const config = { name: "one", spec: {} };

let shelf: Shelf;
let terraform: Terraform;

beforeEach(() => {
  shelf = emptyShelf();
  terraform = terraformWith(toyProvider(shelf));
});

describe("a configuration", () => {
  it("is good without the provider being configured", async () => {
    expect(await terraform.validate(type, config)).toEqual([]);
    expect(shelf.asked).toEqual([]);
  });

  it("is told which value is not accepted, what is, and what was given", async () => {
    expect(await terraform.validate(type, { ...config, name: "much too long" })).toEqual([
      'error name: Invalid name. It has 2 to 8 characters. Given: "much too long".',
    ]);
    expect(await terraform.validate(type, { ...config, spec: { seconds: 0 } })).toEqual([
      "error spec.seconds: Invalid seconds. It is 1 or more. Given: 0.",
    ]);
  });

  it("never has a secret repeated, nor what holds one", async () => {
    const shown = await terraform.validate(type, { ...config, secret: "abc", login: { password: "abc" } });
    expect(shown).toEqual([
      "error secret: Invalid secret. It has at least 4 characters.",
      "error login: Invalid login. It needs a user.",
    ]);
  });

  it("is told everything that is wrong at once", async () => {
    const shown = await terraform.validate(type, {
      name: "x",
      spec: { seconds: -1 },
      rules: [{ user: null }],
    });
    expect(shown.map((line) => line.split(":")[0])).toEqual([
      "error name",
      "error spec.seconds",
      "error rules.0",
    ]);
  });

  it("has to give what is required, also within an object and as more than null", async () => {
    expect(
      await terraform.validate(type, { name: null, spec: {}, rules: [{ user: "u" }, { user: null }] }),
    ).toEqual([
      "error name: Required value missing. name is required, and may not be null.",
      "error rules.1: Required value missing. rules[1].user is required, and may not be null.",
    ]);
  });

  it("may not give what only the server decides", async () => {
    expect(await terraform.validate(type, { ...config, id: "mine" })).toEqual([
      "error id: Value that cannot be given. id is decided by the server: leave it out.",
    ]);
  });

  it("may not have null among the values of a list, set or map", async () => {
    const shown = await terraform.validate(type, {
      ...config,
      tags: ["a", null],
      labels: { a: null },
      rules: [null],
    });
    expect(shown.map((line) => line.split(". ")[0])).toEqual([
      "error tags: Null among values",
      "error labels.a: Null among values",
      "error rules.0: Null among values",
    ]);
  });

  it("is not judged where it is known only after apply", async () => {
    const later: Values = { name: unknown, spec: { seconds: unknown }, tags: ["a", unknown], rules: unknown };
    expect(await terraform.validate(type, later)).toEqual([]);
    expect(await terraform.validate(type, { name: "one", spec: unknown })).toEqual([]);
  });

  it("is judged again when it is planned, with what has become known", async () => {
    await terraform.configure();
    const planned = await terraform.planUnvalidated(type, null, { ...config, name: "much too long" });
    expect(planned.diagnostics).toEqual([
      'error name: Invalid name. It has 2 to 8 characters. Given: "much too long".',
    ]);
  });

  it("is warned of a deprecated attribute, once, with the advice", async () => {
    expect(await terraform.validate(type, { ...config, colour: "red" })).toEqual([
      "warning colour: Deprecated attribute. Boxes have no colour: leave it out.",
    ]);
    await terraform.configure();
    expect((await terraform.planUnvalidated(type, null, { ...config, colour: "red" })).diagnostics).toEqual(
      [],
    );
  });

  it("is held to the rules over several values, beside those of single ones", async () => {
    expect(await terraform.validate(type, { ...config, name: "x", note: "me", owner: "me" })).toEqual([
      'error name: Invalid name. It has 2 to 8 characters. Given: "x".',
      "warning note: Note says who. It is the owner already.",
    ]);
  });

  it("is told of a number that cannot be kept, at the number", async () => {
    const msgpack = new Encoder({ useBigInt64: true }).encode({ spec: { seconds: 9_007_199_254_740_993n } });
    const { diagnostics } = await terraform.handlers.ValidateResourceConfig({
      typeName: type,
      config: { msgpack, json: new Uint8Array() },
    });
    expect(show(diagnostics)).toEqual([
      "error spec.seconds: Number out of bounds. spec.seconds takes a whole number from -9007199254740991 to 9007199254740991. Given: 9007199254740993.",
    ]);
  });
});
