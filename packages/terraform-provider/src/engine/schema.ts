/**
 * How a resource, data source or the provider describes its attributes. The same description makes the schema that
 * Terraform is told, the checks of a configuration, the defaults of a plan, the documentation page, and the types of
 * the values its functions are given.
 */

import type { Diagnostic } from "./diagnostics.ts";
import type { Unknown, Value } from "./values.ts";

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

/**
 * `required`: the configuration gives it. `optional`: it may be left out, and is null then. `defaulted`: it may be left
 * out, and has `default` then, also after it was there before. `computed`: never given, the server's. `settable`: may be
 * given, and is the server's otherwise.
 */
export type Presence = "required" | "optional" | "defaulted" | "computed" | "settable";

/** Judges one value that is known and not null; what it finds is put on the attribute. */
export interface Validator {
  /** Finishes the sentence "The value …" in the documentation: `has 2 to 255 characters`. */
  readonly rule: string;
  /** @returns the sentences for the person, or null when the value is good */
  readonly check: (value: Value) => string | null;
}

export interface Attribute {
  readonly type: PlainType | NestedType;
  readonly presence: Presence;
  /** With presence `defaulted` only. */
  readonly default?: Value;
  /** Markdown, whole sentences. */
  readonly description: string;
  readonly sensitive?: true;
  /** Changing it makes another object in place of this one. */
  readonly replaces?: true;
  readonly validators?: readonly Validator[];
  /**
   * True when both texts mean the same; then the text that stands in the configuration, or in the state, is kept.
   * For texts that the server may write in another way, such as JSON.
   */
  readonly sameMeaning?: (one: string, other: string) => boolean;
  /** Shown by Terraform as deprecated, with this advice. */
  readonly deprecated?: string;
}

export interface Attributes {
  readonly [name: string]: Attribute;
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

/** Values of an object as it is stored: nothing unknown; what may be left out may be null. */
export type Stored<S extends Attributes> = {
  readonly [N in keyof S]: S[N]["presence"] extends "required" | "defaulted" | "computed"
    ? StoredValue<S[N]["type"]>
    : StoredValue<S[N]["type"]> | null;
};
type StoredValue<T> = T extends { readonly object: infer S extends Attributes }
  ? Stored<S>
  : T extends { readonly listOf: infer S extends Attributes } | { readonly setOf: infer S extends Attributes }
    ? readonly Stored<S>[]
    : Plain<T>;

/** Values that are about to be written: known, but for what only the server can say. */
export type Planned<S extends Attributes> = {
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
export type Configured<S extends Attributes> = {
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
