/**
 * Judges a configuration before anything is planned. A value that is not known yet is left alone until it is; the
 * value of a sensitive attribute is never repeated.
 */

import type { Diagnostic } from "./diagnostics.ts";
import { type Attribute, type Attributes, nestingOf } from "./schema.ts";
import {
  elementsOf,
  isWhollyKnown,
  membersOf,
  type Path,
  sayPath,
  sayValue,
  unknown,
  type Value,
  type Values,
} from "./values.ts";

/** Where an attribute stands: its path, and whether it or what it is part of is a secret. */
interface Place {
  readonly at: Path;
  readonly sensitive: boolean;
}

/** @returns what is wrong with single values; rules over several of them are the description's `check` */
export function validate(attributes: Attributes, configuration: Values): readonly Diagnostic[] {
  return validateMembers(attributes, configuration, { at: [], sensitive: false });
}

function validateMembers(attributes: Attributes, values: Values, outer: Place): readonly Diagnostic[] {
  return Object.entries(attributes).flatMap(([name, attribute]) =>
    validateAttribute(attribute, values[name] ?? null, {
      at: [...outer.at, name],
      sensitive: outer.sensitive || attribute.sensitive === true,
    }),
  );
}

function validateAttribute(attribute: Attribute, value: Value, place: Place): readonly Diagnostic[] {
  if (value === unknown) return [];
  if (value === null) return attribute.presence === "required" ? [missing(place)] : [];
  if (attribute.presence === "computed") return [notToBeGiven(place)];
  const within = validateWithin(attribute, value, place);
  if (within.length > 0 || !isWhollyKnown(value)) return within;
  return (attribute.validators ?? []).flatMap(({ check }) => {
    const sentences = check(value);
    return sentences === null ? [] : [notAccepted(sentences, value, place)];
  });
}

function validateWithin(attribute: Attribute, value: Value, place: Place): readonly Diagnostic[] {
  const nesting = nestingOf(attribute.type);
  if (nesting?.kind === "object") {
    const members = membersOf(value);
    return members === null ? [] : validateMembers(nesting.attributes, members, place);
  }
  const entries = elementsOf(value)?.entries() ?? Object.entries(membersOf(value) ?? {});
  return [...entries].flatMap(([step, element]) => {
    const within = { ...place, at: [...place.at, step] };
    if (element === null) return [nullWithin(within)];
    const members = membersOf(element);
    return nesting === null || members === null ? [] : validateMembers(nesting.attributes, members, within);
  });
}

function missing({ at }: Place): Diagnostic {
  return error(at, "Required value missing", `${sayPath(at)} is required, and may not be null.`);
}

function notToBeGiven({ at }: Place): Diagnostic {
  return error(at, "Value that cannot be given", `${sayPath(at)} is decided by the server: leave it out.`);
}

function nullWithin({ at }: Place): Diagnostic {
  return error(at, "Null among values", `${sayPath(at)} is null: leave it out, or give it a value.`);
}

function notAccepted(sentences: string, value: Value, { at, sensitive }: Place): Diagnostic {
  const given = sensitive ? "" : ` Given: ${sayValue(value)}.`;
  return error(at, `Invalid ${at.at(-1) ?? "value"}`, `${sentences}${given}`);
}

function error(at: Path, summary: string, detail: string): Diagnostic {
  return { severity: "error", summary, detail, at };
}
