/**
 * How a resource, data source or the provider describes its attributes. The same description makes the schema that
 * Terraform is told, the checks of a configuration, the defaults of a plan, the documentation page, and the types of
 * the values its functions are given.
 */

import type { Diagnostic } from "./diagnostics.ts";
import type { Unknown, Value, Values } from "./values.ts";

/** Type of an attribute whose values have no attributes of their own. */
export type PlainType =
  | "string"
  | "number"
  | "bool"
  | { readonly list: PlainType }
  | { readonly set: PlainType }
  | { readonly map: PlainType };

/** Type of an attribute with attributes of its own (nested, protocol 6). */
export type NestedType =
  | { readonly object: Attributes }
  | { readonly listOf: Attributes }
  | { readonly setOf: Attributes };

/** Judges one value that is known and not null; what it finds is put on the attribute. */
export interface Validator {
  /** Finishes the sentence "The value …" in the documentation: `has 2 to 255 characters`. */
  readonly rule: string;
  /**
   * @param value known, not null, and so is everything in it
   * @returns the sentences that say what is accepted, or null when the value is good; what was given is added by the
   *   engine, unless the attribute is sensitive
   */
  readonly check: (value: Value) => string | null;
}

interface AnyPresence {
  readonly type: PlainType | NestedType;
  /** Markdown, whole sentences. */
  readonly description: string;
  readonly sensitive?: true;
  /** Changing it makes another object in place of this one. */
  readonly replaces?: true;
  readonly validators?: readonly Validator[];
  /**
   * True when both texts mean the same; then the text that stands in the state is kept, or the one of the plan where
   * the server answers with another. For texts that may be written in several ways, such as JSON. Of a list, set or map
   * it judges the elements.
   */
  readonly sameMeaning?: (one: string, other: string) => boolean;
  /** Shown by Terraform as deprecated, with this advice. */
  readonly deprecated?: string;
}

interface Given extends AnyPresence {
  readonly presence: "required" | "optional";
  readonly default?: never;
  readonly follows?: never;
  readonly mayBeNone?: never;
}

interface Defaulted extends AnyPresence {
  readonly presence: "defaulted";
  /** Attributes within it that are defaulted too may be left out. */
  readonly default: Value;
  readonly follows?: never;
  readonly mayBeNone?: never;
}

interface FromServer extends AnyPresence {
  readonly presence: "computed" | "settable";
  readonly default?: never;
  /**
   * Names of attributes of the same object. When one of them is about to change, the server may give this one another
   * value, so that it is unknown in the plan; otherwise it keeps the one it has.
   */
  readonly follows?: readonly string[];
  /** Null in the state is the server's word that there is none, and stays so; absent: it has not been said yet. */
  readonly mayBeNone?: true;
}

/**
 * One attribute. Its presence is `required`: the configuration gives it. `optional`: it may be left out, and is null
 * then. `defaulted`: it may be left out, and has `default` then, also after it was there before. `computed`: never given,
 * the server's. `settable`: may be given, and is the server's otherwise; when it is left out again, it stays as it is.
 */
export type Attribute = Given | Defaulted | FromServer;
export type Presence = Attribute["presence"];

export interface Attributes {
  readonly [name: string]: Attribute;
}

/** How the attributes within this type are arranged; null when it has none. */
export function nestingOf(
  type: PlainType | NestedType,
): { readonly kind: "object" | "listOf" | "setOf"; readonly attributes: Attributes } | null {
  if (typeof type === "string") return null;
  if ("object" in type) return { kind: "object", attributes: type.object };
  if ("listOf" in type) return { kind: "listOf", attributes: type.listOf };
  if ("setOf" in type) return { kind: "setOf", attributes: type.setOf };
  return null;
}

/** Whether it, or anything within it, has this property. */
export function anyWithin(attribute: Attribute, holds: (attribute: Attribute) => boolean): boolean {
  const within = Object.values(nestingOf(attribute.type)?.attributes ?? {});
  return holds(attribute) || within.some((inner) => anyWithin(inner, holds));
}

/** Whether it is a secret, or has one within. */
export function isSecret(attribute: Attribute): boolean {
  return anyWithin(attribute, ({ sensitive }) => sensitive === true);
}

/** Whether the configuration may leave this attribute to the server. */
export function isLeftToServer(attribute: Attribute): boolean {
  return attribute.presence === "computed" || attribute.presence === "settable";
}

type Plain<T> = T extends "string"
  ? string
  : T extends "number"
    ? number
    : T extends "bool"
      ? boolean
      : T extends { readonly list: infer U } | { readonly set: infer U }
        ? readonly Plain<U>[]
        : T extends { readonly map: infer U }
          ? { readonly [key: string]: Plain<U> }
          : never;

/** `Then` where the attributes are known at run time only (`any`), so that the engine works with plain values. */
type IfAny<S, Then, Otherwise> = 0 extends 1 & S ? Then : Otherwise;

/** Values of an object as it is stored: nothing unknown; what may be left out, or is the server's, may be null. */
export type Stored<S extends Attributes> = IfAny<S, Values, StoredMembers<S>>;
type StoredMembers<S extends Attributes> = {
  readonly [N in keyof S]: S[N]["presence"] extends "required" | "defaulted"
    ? StoredValue<S[N]["type"]>
    : StoredValue<S[N]["type"]> | null;
};
type StoredValue<T> = T extends { readonly object: infer S extends Attributes }
  ? Stored<S>
  : T extends { readonly listOf: infer S extends Attributes } | { readonly setOf: infer S extends Attributes }
    ? readonly Stored<S>[]
    : Plain<T>;

/** Values that are about to be written: known, but for what only the server can say. */
export type Planned<S extends Attributes> = IfAny<S, Values, PlannedMembers<S>>;
type PlannedMembers<S extends Attributes> = {
  readonly [N in keyof S]: S[N]["presence"] extends "required" | "defaulted"
    ? PlannedValue<S[N]["type"]>
    : S[N]["presence"] extends "optional"
      ? PlannedValue<S[N]["type"]> | null
      : PlannedValue<S[N]["type"]> | null | Unknown;
};
type PlannedValue<T> = T extends { readonly object: infer S extends Attributes }
  ? Planned<S>
  : T extends { readonly listOf: infer S extends Attributes } | { readonly setOf: infer S extends Attributes }
    ? readonly Planned<S>[]
    : Plain<T>;

/** Values of a configuration as a person wrote it: anything may be absent, or not known yet. */
export type Configured<S extends Attributes> = IfAny<S, Values, ConfiguredMembers<S>>;
type ConfiguredMembers<S extends Attributes> = {
  readonly [N in keyof S]: ConfiguredValue<S[N]["type"]> | null | Unknown;
};
type ConfiguredValue<T> = T extends { readonly object: infer S extends Attributes }
  ? Configured<S>
  : T extends { readonly listOf: infer S extends Attributes } | { readonly setOf: infer S extends Attributes }
    ? readonly (Configured<S> | Unknown)[]
    : T extends { readonly list: infer U } | { readonly set: infer U }
      ? readonly (Plain<U> | null | Unknown)[]
      : T extends { readonly map: infer U }
        ? { readonly [key: string]: Plain<U> | null | Unknown }
        : Plain<T>;

/** Rules over several attributes of a configuration; asked at `terraform validate`, when not all may be known yet. */
export type CheckTogether<S extends Attributes> = (configuration: Configured<S>) => readonly Diagnostic[];
