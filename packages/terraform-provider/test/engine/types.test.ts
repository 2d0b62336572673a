import { describe, expectTypeOf, it } from "vitest";
import type { AnyResource } from "../../src/engine/kinds.ts";
import { resourceOf } from "../../src/engine/kinds.ts";
import type { Attribute, Attributes, Configured, Planned, Stored } from "../../src/engine/schema.ts";
import type { Unknown, Values } from "../../src/engine/values.ts";

const attributes = {
  name: { type: "string", presence: "required", description: "Name." },
  note: { type: "string", presence: "optional", description: "Note." },
  seconds: { type: "number", presence: "defaulted", default: 60, description: "Seconds." },
  id: { type: "string", presence: "computed", description: "Id." },
  owner: { type: "string", presence: "settable", description: "Owner." },
  tags: { type: { set: "string" }, presence: "optional", description: "Tags." },
  sizes: { type: { map: "number" }, presence: "required", description: "Sizes." },
  spec: {
    type: { object: { on: { type: "bool", presence: "defaulted", default: true, description: "On." } } },
    presence: "required",
    description: "Spec.",
  },
  rules: {
    type: { listOf: { user: { type: "string", presence: "required", description: "User." } } },
    presence: "optional",
    description: "Rules.",
  },
} as const satisfies Attributes;
type A = typeof attributes;

describe("the types of an object", () => {
  it("are known and may be null where they may be left out, once it is stored", () => {
    expectTypeOf<Stored<A>>().toEqualTypeOf<{
      readonly name: string;
      readonly note: string | null;
      readonly seconds: number;
      readonly id: string | null;
      readonly owner: string | null;
      readonly tags: readonly string[] | null;
      readonly sizes: { readonly [key: string]: number };
      readonly spec: { readonly on: boolean };
      readonly rules: readonly { readonly user: string }[] | null;
    }>();
  });

  it("are unknown only where the server decides, when it is planned", () => {
    expectTypeOf<Planned<A>["name"]>().toEqualTypeOf<string>();
    expectTypeOf<Planned<A>["note"]>().toEqualTypeOf<string | null>();
    expectTypeOf<Planned<A>["seconds"]>().toEqualTypeOf<number>();
    expectTypeOf<Planned<A>["id"]>().toEqualTypeOf<string | null | Unknown>();
    expectTypeOf<Planned<A>["spec"]>().toEqualTypeOf<{ readonly on: boolean }>();
  });

  it("may be absent or unknown anywhere, as they are configured", () => {
    expectTypeOf<Configured<A>["name"]>().toEqualTypeOf<string | null | Unknown>();
    expectTypeOf<Configured<A>["tags"]>().toEqualTypeOf<
      readonly (string | null | Unknown)[] | null | Unknown
    >();
    expectTypeOf<Configured<A>["spec"]>().toEqualTypeOf<
      { readonly on: boolean | null | Unknown } | null | Unknown
    >();
  });

  it("are what a description's functions are given and answer", () => {
    const thing = resourceOf<{ readonly url: string }>()({
      name: "thing",
      version: 0,
      description: "A thing.",
      attributes: { name: { type: "string", presence: "required", description: "Name." } },
      create: async (context, planned) => {
        expectTypeOf(context.url).toEqualTypeOf<string>();
        expectTypeOf(planned).toEqualTypeOf<{ readonly name: string }>();
        return { ok: true, value: planned };
      },
      read: async (_context, state) => ({ ok: true, value: state }),
      destroy: async () => ({ ok: true, value: null }),
      import: { form: "name", parse: (name) => ({ ok: true, value: { name } }) },
    });
    expectTypeOf(thing).toExtend<AnyResource<{ readonly url: string }>>();
  });

  it("are plain values where the attributes are known at run time only", () => {
    type Create = AnyResource<null>["create"];
    expectTypeOf<Parameters<Create>[1]>().toEqualTypeOf<Values>();
  });

  it("have a default where they are defaulted, and nowhere else", () => {
    type Of<P extends Attribute["presence"]> = { type: "string"; description: string; presence: P };
    expectTypeOf<Of<"defaulted">>().not.toExtend<Attribute>();
    expectTypeOf<Of<"defaulted"> & { default: string }>().toExtend<Attribute>();
    expectTypeOf<Of<"optional"> & { default: string }>().not.toExtend<Attribute>();
    expectTypeOf<Of<"required"> & { follows: string[] }>().not.toExtend<Attribute>();
  });
});
