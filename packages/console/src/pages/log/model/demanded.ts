/** What a drafted mapping demands of a claim, for reading. */

import type { Suggestion } from "@countersign/client";
import { valueText } from "../../../explaining/clauses.ts";

/** @returns null where it is not written in the short form, one value for each claim */
export function demandedOf({ claims }: Pick<Suggestion["mapping"], "claims">, claim: string): string | null {
  let value: unknown = claims;
  // The whole name first: a claim may have a dot in its name.
  for (const member of own(value, claim) ? [claim] : claim.split(".")) {
    if (!own(value, member)) return null;
    value = Reflect.get(Object(value), member);
  }
  return valueText(value);
}

function own(value: unknown, member: string): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, member);
}
