import { describe, expect, it } from "vitest";
import { unknown } from "../../src/engine/values.ts";
import { createHandlers } from "../../src/procedures/handlers.ts";
import type { SchemaAttribute } from "../../src/protocol/messages.ts";
import { terraformWith } from "../terraform.ts";
import { emptyShelf, toyProvider } from "./toy.ts";

const schema = () => createHandlers(toyProvider(emptyShelf()), {}).GetProviderSchema({});

/** Each attribute by name, with its type as Terraform writes it. */
function byName(attributes: readonly SchemaAttribute[] = []) {
  return Object.fromEntries(
    attributes.map(({ name, type, ...rest }) => [
      name,
      { ...rest, ...(type === undefined ? {} : { type: JSON.parse(Buffer.from(type).toString()) }) },
    ]),
  );
}

describe("the provider's schema", () => {
  it("lists every type with the provider's name in front, in both questions", async () => {
    const { resourceSchemas, dataSourceSchemas, ephemeralResourceSchemas, serverCapabilities } =
      await schema();
    const names = [resourceSchemas, dataSourceSchemas, ephemeralResourceSchemas].map((all) =>
      Object.keys(all),
    );
    expect(names).toEqual([["toy_box", "toy_stamp"], ["toy_box"], ["toy_key", "toy_hint"]]);
    expect(serverCapabilities).toEqual({
      planDestroy: false,
      getProviderSchemaOptional: true,
      moveResourceState: true,
    });
    const metadata = await createHandlers(toyProvider(emptyShelf()), {}).GetMetadata({});
    expect([metadata.resources, metadata.dataSources, metadata.ephemeralResources]).toEqual(
      names.map((all) => all.map((typeName) => ({ typeName }))),
    );
  });

  it("says of each attribute who gives it", async () => {
    const { resourceSchemas } = await schema();
    const box = resourceSchemas["toy_box"];
    expect(box).toMatchObject({
      version: 1,
      block: { description: "A box on the shelf.", descriptionKind: 1 },
    });
    const given = (required: boolean, optional: boolean, computed: boolean) => ({
      required,
      optional,
      computed,
    });
    expect(byName(box?.block.attributes)).toMatchObject({
      name: { type: "string", ...given(true, false, false), description: "Name.", sensitive: false },
      id: given(false, false, true),
      owner: given(false, true, true),
      note: { ...given(false, true, false), deprecated: false },
      tags: { type: ["set", "string"] },
      labels: { type: ["map", "string"] },
      secret: { sensitive: true },
      colour: { deprecated: true },
    });
  });

  it("has attributes within attributes, and a default counts as the server's", async () => {
    const { resourceSchemas } = await schema();
    const { spec, rules } = byName(resourceSchemas["toy_box"]?.block.attributes);
    expect(spec).toMatchObject({ required: true, nestedType: { nesting: 1 } });
    expect(spec).not.toHaveProperty("type");
    expect(byName(spec?.nestedType?.attributes)).toMatchObject({
      audience: { type: "string", required: false, optional: true, computed: true },
      scope: { required: false, optional: true, computed: false },
    });
    expect(rules).toMatchObject({ nestedType: { nesting: 2 } });
  });

  it("has nothing of the server's in the provider's own block", async () => {
    const { provider } = await schema();
    expect(byName(provider.block.attributes)).toMatchObject({
      url: { optional: true, computed: false },
      retries: { optional: true, computed: false },
    });
  });
});

describe("the provider's configuration", () => {
  it("is handed on with its defaults, the environment and Terraform's version", async () => {
    const shelf = emptyShelf();
    const terraform = terraformWith(toyProvider(shelf), { TOY: "env" });
    expect(await terraform.configure({ url: "u" }, "1.2.3")).toEqual([]);
    expect(shelf.asked).toEqual(["configure u 4 1.2.3 env"]);
  });

  it("is told what is wrong with it, at the attribute", async () => {
    const terraform = terraformWith(toyProvider(emptyShelf()));
    expect(await terraform.configure({ url: "wrong" })).toEqual(["error url: Wrong. No such place."]);
    expect(await terraform.configure({ retries: -1 })).toEqual([
      "error retries: Invalid retries. It is 0 or more. Given: -1.",
    ]);
  });

  it("is judged again with what has become known since it was validated", async () => {
    const shelf = emptyShelf();
    const { handlers } = terraformWith(toyProvider(shelf));
    const config = { msgpack: Buffer.from("81a772657472696573ff", "hex"), json: new Uint8Array() };
    const { diagnostics } = await handlers.ConfigureProvider({ terraformVersion: "1.11.4", config });
    expect(diagnostics).toHaveLength(1);
    expect(shelf.asked).toEqual([]);
  });

  it("may depend on what is known only after apply", async () => {
    const shelf = emptyShelf();
    const terraform = terraformWith(toyProvider(shelf));
    expect(await terraform.configure({ url: unknown })).toEqual([]);
    expect(await terraform.plan("toy_box", null, { name: "one", spec: {} })).toMatchObject({
      action: "create",
    });
  });

  it("has no functions", async () => {
    const { handlers } = terraformWith(toyProvider(emptyShelf()));
    expect(await handlers.GetFunctions({})).toEqual({ functions: {}, diagnostics: [] });
  });
});

describe("a question about a type that the provider does not have", () => {
  it("is a fault, of which Terraform is told", async () => {
    const { handlers } = terraformWith(toyProvider(emptyShelf()));
    const config = { msgpack: Uint8Array.of(0xc0), json: new Uint8Array() };
    await expect(handlers.ValidateResourceConfig({ typeName: "toy_none", config })).rejects.toThrow(
      "there is no toy_none",
    );
  });
});
