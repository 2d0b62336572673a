/**
 * Compares what is known of an object with a fresh account of it, by meaning. Where both mean the same, what is known
 * stays, to the letter; so a server's other spelling of the same JSON, or another order of a set, is neither drift nor
 * a change. The plan (state against configuration), the refresh (state against server) and the check of what was
 * applied (plan against server) are all this comparison.
 */

import { pairUp } from "./pairing.ts";
import { type Attribute, type Attributes, anyWithin, isSecret, nestingOf, type PlainType } from "./schema.ts";
import { elementsOf, membersOf, type Path, unknown, type Value, type Values } from "./values.ts";

/** A place at which the fresh account says something else. */
export interface Difference {
  readonly at: Path;
  readonly attribute: Attribute;
  /** Whether it, or what it is part of, asks for another object in place of this one. */
  readonly replaces: boolean;
  /** Whether it, or what it is part of, is a secret. */
  readonly sensitive: boolean;
  readonly known: Value;
  readonly fresh: Value;
}

interface Reconciled<T> {
  /** The fresh account, in the words of what was known wherever it means the same. */
  readonly value: T;
  readonly differences: readonly Difference[];
}

/** Compares two objects of these attributes. Whatever is unknown in `known` takes any fresh value. */
export function reconcile(attributes: Attributes, known: Values, fresh: Values): Reconciled<Values> {
  const parts = Object.entries(attributes).map(([name, attribute]) => ({
    name,
    ...reconcileAttribute(attribute, known[name] ?? null, fresh[name] ?? null),
  }));
  return {
    value: Object.fromEntries(parts.map(({ name, value }) => [name, value])),
    differences: parts.flatMap(({ name, differences }) => differences.map((found) => below(name, found))),
  };
}

function reconcileAttribute(attribute: Attribute, known: Value, fresh: Value): Reconciled<Value> {
  if (known === unknown) return { value: fresh, differences: [] };
  const within = reconcileWithin(attribute, known, fresh);
  if (within !== null) return { ...within, differences: within.differences.map(marked(attribute)) };
  if (known === fresh || samePlain(attribute, known, fresh)) return { value: known, differences: [] };
  return { value: fresh, differences: [differenceAt(attribute, known, fresh)] };
}

/** Compares attributes within attributes; null when there are none on one of the sides. */
function reconcileWithin(attribute: Attribute, known: Value, fresh: Value): Reconciled<Value> | null {
  const nesting = nestingOf(attribute.type);
  if (nesting === null) return null;
  if (nesting.kind === "object") {
    const [one, other] = [membersOf(known), membersOf(fresh)];
    return one && other && reconcile(nesting.attributes, one, other);
  }
  const [ones, others] = [elementsOf(known), elementsOf(fresh)];
  if (ones === null || others === null) return null;
  const { value, differences } =
    nesting.kind === "listOf"
      ? reconcileList(nesting.attributes, ones, others)
      : reconcileSet(nesting.attributes, ones, others);
  if (differences !== "whole") return { value, differences };
  return { value, differences: [differenceAt(attribute, known, fresh)] };
}

interface ReconciledElements {
  readonly value: readonly Value[];
  /** `whole`: it cannot be said of one element. */
  readonly differences: readonly Difference[] | "whole";
}

function reconcileList(
  attributes: Attributes,
  known: readonly Value[],
  fresh: readonly Value[],
): ReconciledElements {
  const parts = fresh.map((element, index) => reconcileElement(attributes, known[index] ?? null, element));
  const value = parts.map((part, index) => part?.value ?? fresh[index] ?? null);
  const whole = fresh.length !== known.length || parts.includes(null);
  if (whole) return { value, differences: "whole" };
  return {
    value,
    differences: parts.flatMap((part, index) =>
      (part?.differences ?? []).map((found) => below(index, found)),
    ),
  };
}

/** Elements of a set have no names: one is the same as another when nothing in it differs. */
function reconcileSet(
  attributes: Attributes,
  known: readonly Value[],
  fresh: readonly Value[],
): ReconciledElements {
  const parts = known.map((one) => fresh.map((other) => reconcileElement(attributes, one, other)));
  const same = (one: number, other: number) => parts[one]?.[other]?.differences.length === 0;
  const pairs = pairUp(known.length, fresh.length, same);
  const kept = pairs.map(
    (other, one): Value => (other === null ? null : (parts[one]?.[other]?.value ?? null)),
  );
  // The order of a set means nothing; the one that is known stays.
  if (known.length === fresh.length && !pairs.includes(null)) return { value: kept, differences: [] };
  const unpaired = (element: Value, other: number): Value => {
    const one = pairs.indexOf(other);
    return one === -1 ? element : (kept[one] ?? null);
  };
  return { value: fresh.map(unpaired), differences: "whole" };
}

function reconcileElement(attributes: Attributes, known: Value, fresh: Value): Reconciled<Value> | null {
  if (known === unknown) return { value: fresh, differences: [] };
  const [one, other] = [membersOf(known), membersOf(fresh)];
  return one && other && reconcile(attributes, one, other);
}

/** Whether two values of an attribute without attributes of its own mean the same. */
function samePlain({ type, sameMeaning }: Attribute, one: Value, other: Value): boolean {
  return nestingOf(type) === null && same(type as PlainType, one, other, sameMeaning);
}

function same(
  type: PlainType,
  one: Value,
  other: Value,
  sameMeaning: Attribute["sameMeaning"] | undefined,
): boolean {
  if (one === other) return true;
  if (typeof one === "string" && typeof other === "string") return sameMeaning?.(one, other) ?? false;
  if (typeof type === "string") return false;
  if ("map" in type) {
    const [ones, others] = [membersOf(one), membersOf(other)];
    if (ones === null || others === null) return false;
    const names = Object.keys(ones);
    return (
      names.length === Object.keys(others).length &&
      names.every(
        (name) => name in others && same(type.map, ones[name] ?? null, others[name] ?? null, sameMeaning),
      )
    );
  }
  const [ones, others] = [elementsOf(one), elementsOf(other)];
  if (ones === null || others === null) return false;
  if ("list" in type) {
    return (
      ones.length === others.length &&
      ones.every((element, index) => same(type.list, element, others[index] ?? null, sameMeaning))
    );
  }
  const includes = (elements: readonly Value[], wanted: Value) =>
    elements.includes(wanted) || elements.some((element) => same(type.set, element, wanted, sameMeaning));
  return (
    ones.every((element) => includes(others, element)) && others.every((element) => includes(ones, element))
  );
}

function differenceAt(attribute: Attribute, known: Value, fresh: Value): Difference {
  return {
    at: [],
    attribute,
    replaces: anyWithin(attribute, ({ replaces }) => replaces === true),
    sensitive: isSecret(attribute),
    known,
    fresh,
  };
}

function marked(outer: Attribute): (found: Difference) => Difference {
  return (found) => ({
    ...found,
    replaces: found.replaces || outer.replaces === true,
    sensitive: found.sensitive || outer.sensitive === true,
  });
}

function below(step: string | number, found: Difference): Difference {
  return { ...found, at: [step, ...found.at] };
}
