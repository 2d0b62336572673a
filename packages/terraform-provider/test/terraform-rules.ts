/**
 * What Terraform holds a provider to, restated for tests that run without it: which plans it takes for a configuration
 * and a prior state, and which results for a plan.
 */

import { isDeepStrictEqual } from "node:util";
import { type Attributes, nestingOf } from "../src/engine/schema.ts";
import {
  elementsOf,
  isWhollyKnown,
  membersOf,
  sayPath,
  unknown,
  type Value,
  type Values,
} from "../src/engine/values.ts";

/** @returns where a plan is not what the configuration says, nor what was there before */
export function planViolations(
  attributes: Attributes,
  prior: Values | null,
  configuration: Values,
  planned: Values,
  at: readonly (string | number)[] = [],
): readonly string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const path = [...at, name];
    const was: Value = prior?.[name] ?? null;
    const given: Value = configuration[name] ?? null;
    const will: Value = planned[name] ?? null;
    if (isDeepStrictEqual(will, given)) return [];
    if (was !== null && given !== null && isDeepStrictEqual(will, was)) return [];
    if (attribute.presence === "computed") return [];
    if (given === null) {
      return attribute.presence === "optional" || attribute.presence === "required"
        ? [`${sayPath(path)} is planned, and nobody gave it`]
        : [];
    }
    const nesting = nestingOf(attribute.type);
    if (nesting === null) return [`${sayPath(path)} is neither as configured nor as before`];
    if (will === null || will === unknown) return [`${sayPath(path)} is configured, and not planned`];
    if (nesting.kind === "object") {
      const [one, other] = [membersOf(given), membersOf(will)];
      return one && other
        ? planViolations(nesting.attributes, membersOf(was), one, other, path)
        : [sayPath(path)];
    }
    const [ones, others] = [elementsOf(given) ?? [], elementsOf(will) ?? []];
    if (ones.length !== others.length) return [`${sayPath(path)} has another count than configured`];
    if (nesting.kind === "setOf") return [];
    return others.flatMap((element, index) =>
      planViolations(
        nesting.attributes,
        membersOf(elementsOf(was)?.[index]),
        membersOf(ones[index]) ?? {},
        membersOf(element) ?? {},
        [...path, index],
      ),
    );
  });
}

/** @returns where a result is not what was planned; whatever was unknown may be anything, but known */
export function resultViolations(attributes: Attributes, planned: Values, result: Values): readonly string[] {
  return Object.entries(attributes).flatMap(([name, { type }]) => {
    const wanted: Value = planned[name] ?? null;
    const is: Value = result[name] ?? null;
    if (!isWhollyKnown(is)) return [`${name} is still unknown`];
    return allows(type, wanted, is) ? [] : [`${name} is not as planned`];
  });
}

function allows(type: Attributes[string]["type"], wanted: Value, is: Value): boolean {
  if (wanted === unknown) return true;
  if (isWhollyKnown(wanted) && !isSet(type)) return isDeepStrictEqual(wanted, is);
  const nesting = nestingOf(type);
  const [ones, others] = [elementsOf(wanted), elementsOf(is)];
  if (ones !== null && others !== null) {
    const element = nesting === null ? "string" : { object: nesting.attributes };
    const pairs = (one: Value) => others.some((other) => allows(element, one, other));
    if (ones.length !== others.length) return false;
    return isSet(type)
      ? ones.every(pairs)
      : ones.every((one, index) => allows(element, one, others[index] ?? null));
  }
  const [one, other] = [membersOf(wanted), membersOf(is)];
  if (one === null || other === null) return wanted === is;
  if (nesting === null) return isDeepStrictEqual(one, other);
  return resultViolations(nesting.attributes, one, other).length === 0;
}

function isSet(type: Attributes[string]["type"]): boolean {
  return typeof type !== "string" && ("set" in type || "setOf" in type);
}
