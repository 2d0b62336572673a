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
