/**
 * Judges a configuration before anything is planned. A value that is not known yet is left alone until it is; the
 * value of a sensitive attribute is never repeated.
 */

import type { Diagnostic } from "./diagnostics.ts";
import { type Attribute, type Attributes, isSecret, nestingOf } from "./schema.ts";
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

/**
 * `validate`: as a person wrote it. `plan`: again, with what has become known; under `ignore_changes` it may hold values
 * that nobody wrote, and what only is to be said once has been said.
 */
export type Moment = "validate" | "plan";

/** Where an attribute stands: its path, and whether it or what it is part of is a secret. */
interface Place {
  readonly at: Path;
  readonly sensitive: boolean;
  readonly moment: Moment;
}

/** @returns what is wrong with single values; rules over several of them are the description's `check` */
export function validate(
  attributes: Attributes,
  configuration: Values,
  moment: Moment,
): readonly Diagnostic[] {
  return validateMembers(attributes, configuration, { at: [], sensitive: false, moment });
}

function validateMembers(attributes: Attributes, values: Values, outer: Place): readonly Diagnostic[] {
  return Object.entries(attributes).flatMap(([name, attribute]) =>
    validateAttribute(attribute, values[name] ?? null, {
      ...outer,
      at: [...outer.at, name],
      sensitive: outer.sensitive || attribute.sensitive === true,
    }),
  );
}

function validateAttribute(attribute: Attribute, value: Value, place: Place): readonly Diagnostic[] {
  if (value === null) return attribute.presence === "required" ? [missing(place)] : [];
  const said = place.moment === "validate" ? adviceOn(attribute, place) : [];
  if (value === unknown || attribute.presence === "computed") return said;
  const within = validateWithin(attribute, value, place);
  const isWrong = within.some(({ severity }) => severity === "error");
  if (isWrong || !isWhollyKnown(value)) return [...said, ...within];
  const broken = (attribute.validators ?? []).flatMap(({ check }) => check(value) ?? []);
  const shown = { ...place, sensitive: place.sensitive || isSecret(attribute) };
  return [...said, ...within, ...broken.map((sentences) => notAccepted(sentences, value, shown))];
}

/** What is to be said of an attribute that is given, whatever its value. */
function adviceOn({ presence, deprecated }: Attribute, place: Place): readonly Diagnostic[] {
  if (presence === "computed") return [notToBeGiven(place)];
  if (deprecated === undefined) return [];
  return [{ severity: "warning", summary: "Deprecated attribute", detail: deprecated, at: place.at }];
}

function validateWithin(attribute: Attribute, value: Value, place: Place): readonly Diagnostic[] {
  const nesting = nestingOf(attribute.type);
  if (nesting?.kind !== "object") return validateElements(nesting?.attributes ?? null, value, place);
  const members = membersOf(value);
  return members === null ? [] : validateMembers(nesting.attributes, members, place);
}

/**
 * Judges what is in a list, set or map.
 * @param attributes of its elements, null when they have none
 */
function validateElements(attributes: Attributes | null, value: Value, place: Place): readonly Diagnostic[] {
  const entries = elementsOf(value)?.entries() ?? Object.entries(membersOf(value) ?? {});
  return [...entries].flatMap(([step, element]) => {
    const inner = { ...place, at: [...place.at, step] };
    if (element === null) return [nullWithin(inner)];
    if (attributes === null) return validateElements(null, element, inner);
    const members = membersOf(element);
    return members === null ? [] : validateMembers(attributes, members, inner);
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
