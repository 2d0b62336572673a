/** Descriptions nobody wrote, configurations of them, and a server that keeps such objects in its own spelling. */

import fc from "fast-check";
import { succeed } from "../../src/engine/diagnostics.ts";
import { type AnyResource, type Provider, providerOf } from "../../src/engine/kinds.ts";
import {
  type Attribute,
  type Attributes,
  isLeftToServer,
  type NestedType,
  nestingOf,
  type PlainType,
} from "../../src/engine/schema.ts";
import { elementsOf, membersOf, unknown, type Value, type Values } from "../../src/engine/values.ts";

/** Two texts mean the same whatever the case of their letters. */
const sameLetters = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

const plainType = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<PlainType>("string", "number", "bool") },
  {
    weight: 3,
    arbitrary: fc.constantFrom<PlainType>(
      { list: "string" },
      { set: "string" },
      { map: "number" },
      { list: "bool" },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<PlainType>({ list: { list: "string" } }, { map: { set: "number" } }),
  },
);

/** @param judge put on every attribute; it is asked about each value that is judged */
export function someAttributes(
  judge: (value: Value) => void = () => {},
  depth = 2,
): fc.Arbitrary<Attributes> {
  return fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,3}$/), someAttribute(judge, depth), {
    minKeys: 1,
    maxKeys: 5,
    noNullPrototype: true,
  });
}

function someAttribute(judge: (value: Value) => void, depth: number): fc.Arbitrary<Attribute> {
  const rest = {
    description: "Any.",
    validators: [
      {
        rule: "is anything",
        check: (value: Value) => {
          judge(value);
          return null;
        },
      },
    ],
  };
  return fc
    .record({
      type: someType(judge, depth),
      presence: fc.constantFrom("required", "optional", "defaulted", "computed", "settable"),
      replaces: fc.boolean(),
      same: fc.boolean(),
    })
    .chain(({ type, presence, replaces, same }): fc.Arbitrary<Attribute> => {
      const common = {
        type,
        ...rest,
        ...(replaces ? ({ replaces: true } as const) : {}),
        ...(same ? { sameMeaning: sameLetters } : {}),
      };
      return presence === "defaulted"
        ? someValue(type, false).map((value) => ({ ...common, presence, default: value }))
        : fc.constant({ ...common, presence });
    });
}

function someType(judge: (value: Value) => void, depth: number): fc.Arbitrary<PlainType | NestedType> {
  if (depth === 0) return plainType;
  const attributes = someAttributes(judge, depth - 1);
  return fc.oneof(
    { weight: 4, arbitrary: plainType },
    {
      weight: 1,
      arbitrary: fc.oneof(
        attributes.map((object): NestedType => ({ object })),
        attributes.map((listOf): NestedType => ({ listOf })),
        attributes.map((setOf): NestedType => ({ setOf })),
      ),
    },
  );
}

/** What a person may write for these attributes. @param unknowns whether parts may be known only after apply */
export function someConfiguration(attributes: Attributes, unknowns: boolean): fc.Arbitrary<Values> {
  return fc.record(
    Object.fromEntries(
      Object.entries(attributes).map(([name, attribute]) => [name, someGiven(attribute, unknowns)]),
    ),
    { noNullPrototype: true },
  );
}

function someGiven({ type, presence }: Attribute, unknowns: boolean): fc.Arbitrary<Value> {
  if (presence === "computed") return fc.constant(null);
  const given = orUnknown(someValue(type, unknowns), unknowns);
  return presence === "required" ? given : fc.option(given, { freq: 2 });
}

function orUnknown(value: fc.Arbitrary<Value>, unknowns: boolean): fc.Arbitrary<Value> {
  if (!unknowns) return value;
  return fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.constant<Value>(unknown) });
}

function someValue(type: PlainType | NestedType, unknowns: boolean): fc.Arbitrary<Value> {
  if (type === "string") return fc.stringMatching(/^[aAbB]{0,2}$/);
  if (type === "number")
    return fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.maxSafeInteger().map((n) => n + 0),
    );
  if (type === "bool") return fc.boolean();
  const nesting = nestingOf(type);
  if (nesting !== null) {
    const object = someConfiguration(nesting.attributes, unknowns);
    if (nesting.kind === "object") return object;
    return fc.array(object, { maxLength: 2 }).map((elements) => distinct(nesting.kind === "setOf", elements));
  }
  const element = orUnknown(someValue(innerOf(type), unknowns), unknowns);
  if ("map" in type) {
    return fc.dictionary(fc.stringMatching(/^[a-z<&"é]{1,3}$/), element, {
      maxKeys: 2,
      noNullPrototype: true,
    });
  }
  return fc.array(element, { maxLength: 3 }).map((elements) => distinct("set" in type, elements));
}

/** Terraform has nothing twice in a set; nor do these hold two of one meaning, which the server could not tell apart. */
function distinct(isSet: boolean, elements: readonly Value[]): readonly Value[] {
  if (!isSet) return elements;
  const written = (value: Value) =>
    JSON.stringify(value, (_name, one) => (typeof one === "symbol" ? "?" : one))?.toLowerCase();
  return [...new Map(elements.map((element): [string, Value] => [written(element), element])).values()];
}

function innerOf(type: PlainType | NestedType): PlainType {
  if (typeof type === "object" && "list" in type) return type.list;
  if (typeof type === "object" && "set" in type) return type.set;
  return typeof type === "object" && "map" in type ? type.map : "string";
}

/**
 * A provider of one resource, `any_thing`, of these attributes. Its server answers in capitals where that means the
 * same, and with sets in another order; what is left to it, it decides once.
 */
export function providerOfAnything(attributes: Attributes): Provider<Record<never, never>, null> {
  const kept = new Map<string, Values>();
  let count = 0;
  const thing: AnyResource<null> = {
    name: "thing",
    version: 0,
    description: "Anything.",
    attributes: { ...attributes, key: { type: "string", presence: "computed", description: "Names it." } },
    create: async (_context, planned) => {
      count += 1;
      const key = `k${count}`;
      kept.set(key, decided(attributes, planned));
      return succeed({ ...respelled(attributes, kept.get(key) ?? {}), key });
    },
    read: async (_context, { key }) => {
      const found = kept.get(String(key));
      return succeed(found === undefined ? null : { ...respelled(attributes, found), key: key ?? null });
    },
    update: async (_context, { prior, planned }) => {
      const key = String(prior["key"]);
      kept.set(key, decided(attributes, planned));
      return succeed({ ...respelled(attributes, kept.get(key) ?? {}), key });
    },
    destroy: async (_context, { key }) => {
      kept.delete(String(key));
      return succeed(null);
    },
    import: { form: "key", parse: (id) => ({ ok: true, value: { key: id } }) },
  };
  return providerOf<null>()({
    name: "any",
    version: "1.0.0",
    description: "Anything.",
    attributes: {},
    configure: async () => succeed(null),
    resources: [thing],
    dataSources: [],
    ephemeralResources: [],
  });
}

/** What the server makes of a plan: whatever was left to it gets a value. */
function decided(attributes: Attributes, planned: Values): Values {
  return mapMembers(attributes, planned, (attribute, value) =>
    value === unknown ? (isLeftToServer(attribute) ? firstOf(attribute.type) : null) : value,
  );
}

function firstOf(type: PlainType | NestedType): Value {
  if (type === "string") return "given";
  if (type === "number") return 7;
  if (type === "bool") return true;
  const nesting = nestingOf(type);
  if (nesting?.kind === "object") {
    return Object.fromEntries(
      Object.entries(nesting.attributes).map(([name, { type: inner }]) => [name, firstOf(inner)]),
    );
  }
  return "map" in type ? {} : [];
}

function respelled(attributes: Attributes, values: Values): Values {
  return mapMembers(attributes, values, (attribute, value) => {
    const spelled = attribute.sameMeaning === undefined ? value : inCapitals(value);
    const type = attribute.type;
    const isSet = typeof type === "object" && ("set" in type || "setOf" in type);
    return isSet ? (elementsOf(spelled)?.toReversed() ?? spelled) : spelled;
  });
}

function inCapitals(value: Value): Value {
  if (typeof value === "string") return value.toUpperCase();
  return elementsOf(value)?.map(inCapitals) ?? value;
}

/** Changes the attributes of an object, from the innermost out. */
function mapMembers(
  attributes: Attributes,
  values: Values,
  change: (attribute: Attribute, value: Value) => Value,
): Values {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]): [string, Value] => {
      const value: Value = values[name] ?? null;
      const nesting = nestingOf(attribute.type);
      const inner = (one: Value): Value => {
        const members = membersOf(one);
        return nesting === null || members === null ? one : mapMembers(nesting.attributes, members, change);
      };
      const within = nesting?.kind === "object" ? inner(value) : (elementsOf(value)?.map(inner) ?? value);
      return [name, change(attribute, within)];
    }),
  );
}
