/** Finds the member somebody meant: misspelt members are refused, and the refusal should help. */

import { nearestWord } from "../../core/spelling.ts";
import { explainInput } from "./explanation-wire.ts";
import { mappingInput, shortGrant } from "./mapping-wire.ts";
import { projectInput } from "./project-wire.ts";
import { providerInput } from "./provider-wire.ts";

const members: readonly string[] = [
  ...new Set(
    [projectInput, providerInput, mappingInput, explainInput, shortGrant].flatMap((schema) =>
      Object.keys(schema.shape),
    ),
  ),
];

/**
 * @param allowed the members there are where it was given; empty: not known, so those of all documents
 * @returns the member that was meant, or null; a member of which only the beginning was written is meant too
 */
export function meantMember(given: string, allowed: readonly string[]): string | null {
  const others = (allowed.length > 0 ? allowed : members).filter((member) => member !== given);
  return nearestWord(given, others) ?? others.find((member) => member.startsWith(`${given}_`)) ?? null;
}
