import { beforeEach, describe, expect, it } from "vitest";
import { unknown } from "../../src/engine/values.ts";
import { type Terraform, terraformWith } from "../terraform.ts";
import { emptyShelf, type Shelf, toyProvider } from "./toy.ts";

let shelf: Shelf;
let terraform: Terraform;

beforeEach(async () => {
  shelf = emptyShelf();
  terraform = terraformWith(toyProvider(shelf));
  await terraform.configure();
  await terraform.apply("toy_box", null, { name: "one", spec: {}, note: "n" });
  shelf.asked.length = 0;
});

describe("a data source", () => {
  it("is read with the defaults of what is left out", async () => {
    expect(await terraform.read("toy_box", { name: "one" })).toEqual({
      state: { name: "one", depth: 3, note: "n" },
      diagnostics: [],
    });
    expect(shelf.asked).toEqual(["look one 3"]);
  });

  it("shows what the server says when it is not there", async () => {
    expect(await terraform.read("toy_box", { name: "two" })).toEqual({
      state: null,
      diagnostics: ["error name: No such box. There is no two."],
    });
  });

  it("is told that something is missing without the server being asked", async () => {
    expect((await terraform.read("toy_box", { name: null })).diagnostics).toEqual([
      "error name: Required value missing. name is required, and may not be null.",
    ]);
    expect(shelf.asked).toEqual([]);
  });

  it("is not read before everything in it is known, or the provider is configured", async () => {
    expect((await terraform.read("toy_box", { name: unknown })).diagnostics[0]).toMatch(
      /^error: Not known yet\. /,
    );
    const other = terraformWith(toyProvider(shelf));
    expect((await other.read("toy_box", { name: "one" })).diagnostics[0]).toMatch(
      /^error: Provider not configured\. /,
    );
  });

  it("has to answer what was asked", async () => {
    shelf.answer = (box) => ({ ...box, name: "other" });
    expect((await terraform.read("toy_box", { name: "one" })).diagnostics).toEqual([
      'error name: Value kept otherwise. The server keeps "other" for name, not "one". Write in the configuration what the server keeps, then plan and apply again.',
    ]);
  });
});

describe("an ephemeral resource", () => {
  it("is opened, and closed with what it kept", async () => {
    const opened = await terraform.open("toy_key", { name: "one" });
    expect(opened).toMatchObject({ state: { name: "one", value: "k" }, diagnostics: [] });
    expect(await opened.close()).toEqual([]);
    expect(shelf.asked).toEqual(["close kept one"]);
  });

  it("is closed without a word where there is nothing to close", async () => {
    const opened = await terraform.open("toy_hint", { text: "h" });
    expect(opened).toMatchObject({ state: { text: "h" }, diagnostics: [] });
    expect(await opened.close()).toEqual([]);
  });

  it("shows what the server says when it cannot be opened or closed", async () => {
    expect(await terraform.open("toy_key", { name: "lost" })).toMatchObject({
      state: null,
      diagnostics: ["error name: Refused. The server says no. Reference 123."],
    });
    const opened = await terraform.open("toy_key", { name: "one" });
    shelf.refuses = {};
    expect(await opened.close()).toEqual(["error name: Refused. The server says no. Reference 123."]);
  });

  it("is not opened before everything in it is known, or the provider is configured", async () => {
    expect((await terraform.open("toy_key", { name: unknown })).diagnostics[0]).toMatch(
      /^error: Not known yet\. /,
    );
    const other = terraformWith(toyProvider(shelf));
    const opened = await other.open("toy_key", { name: "one" });
    expect(opened.diagnostics[0]).toMatch(/^error: Provider not configured\. /);
    expect((await opened.close())[0]).toMatch(/^error: Provider not configured\. /);
  });

  it("goes on as it is when it is renewed", async () => {
    const request = { typeName: "toy_key", private: Uint8Array.of(1) };
    expect(await terraform.handlers.RenewEphemeralResource(request)).toEqual({
      private: request.private,
      diagnostics: [],
    });
  });
});
