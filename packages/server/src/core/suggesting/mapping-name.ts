/** A name for a suggested mapping: whose workload it is and what is run, as far as that makes a name. */

import { memberAt } from "../json.ts";
import { type ClaimPath, type KnownIssuer, samePath } from "../linting/issuer-traits.ts";
import type { Claims } from "../terms.ts";

const subject: ClaimPath = ["sub"];
const longestName = 60;
const whenNothingSays = "suggested";

/** More namesakes than this are no accident; then whoever saves chooses. */
const mostNamesakes = 1_000;

/** @param isTaken whether another mapping of the provider is called so */
export function suggestedName(
  claims: Claims,
  traits: KnownIssuer,
  isTaken: (name: string) => boolean,
): string {
  const names = traits.names.map(({ path }) => path).filter((path) => !samePath(path, subject));
  const owner = firstPart(claims, [...names, subject]);
  const run = firstPart(claims, traits.conditions);
  const base = [owner, run].filter((part) => part !== "").join("-") || whenNothingSays;
  const name = [...base].slice(0, longestName).join("");
  for (let number = 1; number <= mostNamesakes; number += 1) {
    const numbered = number === 1 ? name : `${name}-${number}`;
    if (!isTaken(numbered)) return numbered;
  }
  return name;
}

/** Of the first of these claims that has a text: what comes last in it, without what a name may not hold. */
function firstPart(claims: Claims, paths: readonly ClaimPath[]): string {
  for (const path of paths) {
    const value = memberAt(claims, path);
    if (typeof value !== "string") continue;
    const part = value
      .split(/[/:@]/)
      .map((one) => one.replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, ""))
      .findLast((one) => one !== "");
    if (part !== undefined) return part;
  }
  return "";
}
