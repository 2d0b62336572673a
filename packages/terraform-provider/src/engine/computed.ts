/** The attributes of a resource as those of a data source: the same names, types and descriptions, all the server's to say. */

import { type Attribute, type Attributes, type NestedType, nestingOf, type PlainType } from "./schema.ts";

export type Computed<S extends Attributes> = {
  readonly [N in keyof S]: {
    readonly type: ComputedType<S[N]["type"]>;
    readonly presence: "computed";
    readonly description: string;
  };
};
type ComputedType<T extends PlainType | NestedType> = T extends {
  readonly object: infer S extends Attributes;
}
  ? { readonly object: Computed<S> }
  : T extends { readonly listOf: infer S extends Attributes }
    ? { readonly listOf: Computed<S> }
    : T extends { readonly setOf: infer S extends Attributes }
      ? { readonly setOf: Computed<S> }
      : T;

/** @param attributes whose descriptions say what a thing is, which a reader needs to know as much as a writer */
export function computed<const S extends Attributes>(attributes: S): Computed<S> {
  // What the mapping keeps of each attribute is what the type says; nothing else could tell the compiler so.
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, computedAttribute(attribute)]),
  ) as Computed<S>;
}

function computedAttribute({ type, description, sensitive }: Attribute): Attribute {
  const nesting = nestingOf(type);
  return {
    type: nesting === null ? type : nested(nesting.kind, computed(nesting.attributes)),
    presence: "computed",
    description,
    ...(sensitive && { sensitive }),
  };
}

function nested(kind: "object" | "listOf" | "setOf", attributes: Attributes): NestedType {
  switch (kind) {
    case "object":
      return { object: attributes };
    case "listOf":
      return { listOf: attributes };
    case "setOf":
      return { setOf: attributes };
  }
}
