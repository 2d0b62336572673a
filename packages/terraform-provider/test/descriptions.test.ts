import { describe, expect, it } from "vitest";
import { fit } from "../src/engine/fit.ts";
import { type Attribute, type Attributes, nestingOf } from "../src/engine/schema.ts";
import { sayPath } from "../src/engine/values.ts";
import { countersign } from "../src/provider.ts";

const provider = countersign();
const described = [
  { kind: "provider", name: provider.name, attributes: provider.attributes as Attributes },
  ...provider.resources.map((one) => ({ ...one, kind: "resource" })),
  ...provider.dataSources.map((one) => ({ ...one, kind: "data source" })),
  ...provider.ephemeralResources.map((one) => ({ ...one, kind: "ephemeral resource" })),
];

/** Every attribute of everything, with the object it is in. */
const all = described.flatMap(({ kind, name, attributes }) => within(attributes, [`${kind} ${name}`]));

function within(
  attributes: Attributes,
  at: readonly string[],
): readonly {
  readonly at: string;
  readonly name: string;
  readonly attribute: Attribute;
  readonly siblings: Attributes;
}[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const path = [...at, name];
    const inner = within(nestingOf(attribute.type)?.attributes ?? {}, path);
    return [{ at: sayPath(path), name, attribute, siblings: attributes }, ...inner];
  });
}

/** Where something does not hold. */
const where = (broken: (one: (typeof all)[number]) => boolean) => all.filter(broken).map(({ at }) => at);

describe("the descriptions of the provider", () => {
  it("give each type a name of its own kind", () => {
    for (const list of [provider.resources, provider.dataSources, provider.ephemeralResources]) {
      const names = list.map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
    }
  });

  it("use names that Terraform has no meaning for", () => {
    const reserved = [
      "connection",
      "count",
      "depends_on",
      "for_each",
      "lifecycle",
      "provider",
      "provisioner",
    ];
    expect(where(({ name }) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
    expect(
      described
        .flatMap(({ attributes }) => Object.keys(attributes))
        .filter((name) => reserved.includes(name)),
    ).toEqual([]);
  });

  it("say in whole sentences what each attribute is for", () => {
    expect(where(({ attribute }) => !/^["`\p{Lu}\d].*[.)]$/su.test(attribute.description))).toEqual([]);
  });

  it("have defaults of the attribute's type, which its own validators accept", () => {
    const broken = where(({ name, attribute }) => {
      if (attribute.presence !== "defaulted") return false;
      const { misfits } = fit({ [name]: attribute }, { [name]: attribute.default }, { unknowns: false });
      return (
        misfits.length > 0 ||
        (attribute.validators ?? []).some(({ check }) => check(attribute.default) !== null)
      );
    });
    expect(broken).toEqual([]);
  });

  it("follow attributes that are there", () => {
    expect(
      where(({ attribute, siblings }) =>
        (attribute.follows ?? []).some((name) => siblings[name] === undefined),
      ),
    ).toEqual([]);
  });

  it("replace nothing because of what only the server decides", () => {
    expect(
      where(({ attribute }) => attribute.presence === "computed" && attribute.replaces === true),
    ).toEqual([]);
  });

  it("leave nothing of the provider's own block to the server", () => {
    expect(
      Object.entries<Attribute>(provider.attributes)
        .filter(([, { presence }]) => presence === "computed" || presence === "settable")
        .map(([name]) => name),
    ).toEqual([]);
  });
});
