/**
 * Takes over states that this version of this provider did not write: an older one's, another provider's for a type of
 * the same name, or one that is moved here from another type. What cannot be understood is left out: Terraform reads
 * the object from the server right after, and what is left out comes back.
 */

import type { Diagnostic } from "./diagnostics.ts";
import { fit, isRecord, type Wanted } from "./fit.ts";
import type { ImportId, MovedFrom } from "./kinds.ts";
import { type Attributes, nestingOf } from "./schema.ts";
import type { Values } from "./values.ts";

export type Adopted =
  | { readonly ok: true; readonly state: Values }
  | { readonly ok: false; readonly problem: Diagnostic };

/**
 * @param state as the other one wrote it, of whatever shape
 * @returns exactly these attributes; those that the state lacks have their default, or are null
 */
export function adoptState(attributes: Attributes, state: Readonly<Record<string, unknown>>): Values {
  const { value } = fit(attributes, state, { unknowns: false, reshape });
  return withDefaults(attributes, value);
}

/** @returns the names of the attributes of the other type's state, in our words; null when it cannot be moved here */
export function moveState(
  attributes: Attributes,
  movedFrom: readonly MovedFrom[],
  source: { readonly type: string; readonly state: Readonly<Record<string, unknown>> },
): Values | null {
  const from = movedFrom.find((candidate) => nameOf(candidate) === source.type);
  if (from === undefined) return null;
  const state = typeof from === "string" ? source.state : from.translate(source.state);
  return adoptState(attributes, state);
}

/** The full name of a type whose state can be moved. */
export function nameOf(from: MovedFrom): string {
  return typeof from === "string" ? from : from.type;
}

/** @returns the object that an id names, with nothing else known of it */
export function importState(attributes: Attributes, form: ImportId<Attributes>, id: string): Adopted {
  const parsed = form.parse(id);
  if (parsed.ok) return { ok: true, state: fit(attributes, parsed.value, { unknowns: false }).value };
  const detail = `${parsed.detail} The id has the form ${form.form}.`;
  return { ok: false, problem: { severity: "error", summary: "Unusable import id", detail } };
}

/** Other providers keep numbers as texts and single objects in lists; it is the same value all the same. */
function reshape(wanted: Wanted, raw: unknown): unknown {
  switch (wanted) {
    case "string":
      return typeof raw === "number" || typeof raw === "boolean" ? String(raw) : raw;
    case "number":
      return typeof raw === "string" && /^-?\d{1,16}$/.test(raw) ? Number(raw) : raw;
    case "bool":
      return raw === "true" ? true : raw === "false" ? false : raw;
    case "object":
      return Array.isArray(raw) && raw.length === 1 ? raw[0] : raw;
    case "list":
      return isRecord(raw) ? [raw] : raw;
    case "map":
      return raw;
  }
}

function withDefaults(attributes: Attributes, values: Values): Values {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => {
      const value = values[name] ?? attribute.default ?? null;
      const nesting = nestingOf(attribute.type);
      if (nesting === null || value === null) return [name, value];
      const fill = (one: unknown) => (isRecord(one) ? withDefaults(nesting.attributes, one as Values) : null);
      return [name, Array.isArray(value) ? value.map(fill) : fill(value)];
    }),
  );
}
