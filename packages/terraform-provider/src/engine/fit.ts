/**
 * Brings something of uncertain shape into the shape of described attributes: what came over the wire, what a
 * description's function answered, what another provider left in a state. How strict to be is the caller's.
 */

import { type Attributes, type NestedType, nestingOf, type PlainType } from "./schema.ts";
import { type Path, unknown, type Value, type Values } from "./values.ts";

/** What is expected at some place. */
export type Wanted = "string" | "number" | "bool" | "list" | "map" | "object";

export interface Fitting {
  /** Whether a value may be unknown. */
  readonly unknowns: boolean;
  /** Tried on what has not the wanted shape. @returns something that has it, or the same again */
  readonly reshape?: (wanted: Wanted, raw: unknown) => unknown;
}

/** Something that does not fit; null stands in its place. */
export interface Misfit {
  readonly at: Path;
  readonly wanted: Wanted;
  readonly raw: unknown;
}

/** @returns exactly these attributes; those that are missing are null, others are dropped */
export function fit(
  attributes: Attributes,
  raw: Readonly<Record<string, unknown>>,
  fitting: Fitting,
): { readonly value: Values; readonly misfits: readonly Misfit[] } {
  const misfits: Misfit[] = [];
  return { value: fitMembers(attributes, raw, { fitting, at: [], misfits }), misfits };
}

/** Anything with members by name: an object, and no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Place {
  readonly fitting: Fitting;
  readonly at: Path;
  readonly misfits: Misfit[];
}

function fitMembers(attributes: Attributes, raw: Readonly<Record<string, unknown>>, place: Place): Values {
  const fitted = Object.entries(attributes).map(([name, { type }]) => {
    const member = Object.hasOwn(raw, name) ? raw[name] : null;
    return [name, fitValue(type, member, { ...place, at: [...place.at, name] })];
  });
  return Object.fromEntries(fitted);
}

function fitValue(type: PlainType | NestedType, raw: unknown, place: Place): Value {
  if (raw === null || raw === undefined) return null;
  const wanted = wantedBy(type);
  if (raw === unknown) return place.fitting.unknowns ? unknown : misfit(wanted, raw, place);
  const shaped = place.fitting.reshape?.(wanted, raw) ?? raw;
  if (typeof type === "string") return fitPlain(type, shaped) ?? misfit(wanted, raw, place);
  const nesting = nestingOf(type);
  if (nesting?.kind === "object") {
    return isRecord(shaped) ? fitMembers(nesting.attributes, shaped, place) : misfit(wanted, raw, place);
  }
  const inner: PlainType | NestedType = nesting === null ? innerType(type) : { object: nesting.attributes };
  const fitInner = (element: unknown, step: string | number) =>
    fitValue(inner, element, { ...place, at: [...place.at, step] });
  if (wanted === "list") return Array.isArray(shaped) ? shaped.map(fitInner) : misfit(wanted, raw, place);
  if (!isRecord(shaped)) return misfit(wanted, raw, place);
  return Object.fromEntries(Object.entries(shaped).map(([name, element]) => [name, fitInner(element, name)]));
}

/** A number fits when JavaScript holds it exactly, whatever it is held in. */
function fitPlain(type: "string" | "number" | "bool", raw: unknown): Value {
  if (type === "string") return typeof raw === "string" ? raw : null;
  if (type === "bool") return typeof raw === "boolean" ? raw : null;
  const held = typeof raw === "bigint" && BigInt(Number(raw)) === raw ? Number(raw) : raw;
  return typeof held === "number" && Number.isSafeInteger(held) ? held : null;
}

function wantedBy(type: PlainType | NestedType): Wanted {
  if (typeof type === "string") return type;
  if ("map" in type) return "map";
  return "object" in type ? "object" : "list";
}

/** Of a list, set or map whose elements have no attributes. */
function innerType(type: Exclude<PlainType | NestedType, string>): PlainType {
  if ("list" in type) return type.list;
  if ("set" in type) return type.set;
  if ("map" in type) return type.map;
  throw new TypeError("attributes have no type of elements");
}

function misfit(wanted: Wanted, raw: unknown, { at, misfits }: Place): null {
  misfits.push({ at, wanted, raw });
  return null;
}
