/**
 * Terraform's values as plain TypeScript: what stands in a configuration, a plan or a state. A number is always a
 * whole one that JavaScript holds exactly; the codec refuses others at the door (`protocol/dynamic-value.ts`).
 */

/** Stands for a value that is known only after apply. */
export const unknown: unique symbol = Symbol("known after apply");
export type Unknown = typeof unknown;

/** Any value of a configuration, plan or state; sets and lists are arrays, maps and objects are records. */
export type Value = null | Unknown | string | number | boolean | readonly Value[] | Values;

/** The attributes of an object by name. */
export interface Values {
  readonly [name: string]: Value;
}

/** From the top of an object down: names of attributes, positions in lists, keys of maps. */
export type Path = readonly (string | number)[];

/** Whether it and everything in it is known. */
export function isWhollyKnown(value: Value): boolean {
  if (value === unknown) return false;
  if (typeof value !== "object" || value === null) return true;
  return (Array.isArray(value) ? value : Object.values(value)).every(isWhollyKnown);
}

/** A list or set, as its elements; anything else is null. */
export function elementsOf(value: Value | undefined): readonly Value[] | null {
  return Array.isArray(value) ? value : null;
}

/** An object or map, as its entries; anything else is null. */
export function membersOf(value: Value | undefined): Values | null {
  return isMembers(value) ? value : null;
}

function isMembers(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A path for a sentence: `token_spec.scope`, `rules[2].remote`. */
export function sayPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join("");
}

/** Longest value that is quoted whole in a sentence, in characters. */
const longestQuoted = 200;

/** A value as a person would write it, for a sentence; never call it with a secret. */
export function sayValue(value: Value): string {
  if (value === unknown) return "a value that is known only after apply";
  const text = JSON.stringify(value) ?? "";
  return text.length > longestQuoted ? `${text.slice(0, longestQuoted)}…` : text;
}

/** The value; what is not known is taken for left out. */
export function orNull<T>(value: T | Unknown): T | null {
  return value === unknown ? null : value;
}
