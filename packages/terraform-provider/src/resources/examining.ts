/**
 * Has the server judge what is only planned (server/findings.ts). What is not known yet is taken for left out, and
 * nothing is said about it.
 */

import { isDeepStrictEqual } from "node:util";
import type { Resource } from "../engine/kinds.ts";
import type { Attributes, Stored } from "../engine/schema.ts";
import { isWhollyKnown, type Path, unknown, type Value, type Values } from "../engine/values.ts";
import type { Connected } from "../server/connected.ts";
import { findingsFor } from "../server/findings.ts";
import type { DraftDocument, DraftKind } from "../server/planning.ts";

export interface Drafted<S extends Attributes> {
  readonly kind: DraftKind;
  /** Attributes without which there is nothing to judge; the others may be null although they are required. */
  readonly needs: readonly (keyof S & string)[];
  /** Which object it is, among those of its kind. */
  readonly key: (planned: Stored<S>) => string;
  /** As it will be sent. */
  readonly document: (planned: Stored<S>) => DraftDocument;
  /** The attribute behind a member of the document, where it has another name. */
  readonly attributes?: { readonly [member: string]: string };
}

/** For `examine` of a resource that the server can judge as a draft. */
export function examineDraft<S extends Attributes>(
  drafted: Drafted<S>,
): NonNullable<Resource<S, Connected>["examine"]> {
  return async (connected, { prior, planned }, call) => {
    if (drafted.needs.some((name) => !isWhollyKnown(planned[name] ?? null))) return { diagnostics: [] };
    // Whatever may be left out is null where it is not known, as `Drafted` says of the rest.
    const known = knownPart(planned) as Stored<S>;
    const document = drafted.document(known);
    const asked = {
      kind: drafted.kind,
      key: drafted.key(known),
      document,
      attributeOf: ([member = "", ...rest]: Path) => [drafted.attributes?.[member] ?? member, ...rest],
      isKnown: (attribute: Path) => isKnownAt(planned, attribute),
      isWhollyKnown: isWhollyKnown(planned),
      isStanding: prior !== null && isDeepStrictEqual(drafted.document(prior), document),
    };
    return { diagnostics: await findingsFor(connected, asked, call) };
  };
}

function knownPart(value: Value): Value {
  if (value === unknown) return null;
  if (Array.isArray(value)) return value.filter((item) => item !== unknown).map(knownPart);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, knownPart(member)]));
}

/** Whether there is an attribute at the path, and it is known; it may be left out. */
function isKnownAt(planned: Values, path: Path): boolean {
  let value: Value | undefined = planned;
  for (const step of path) {
    if (value === null) return true;
    if (typeof value !== "object" || !Object.hasOwn(value, step)) return false;
    value = Object.entries(value).find(([name]) => name === String(step))?.[1];
  }
  return value !== unknown;
}
