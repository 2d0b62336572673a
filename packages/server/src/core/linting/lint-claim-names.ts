/**
 * Findings about claims that the issuer's tokens are not known to carry: a mapping that demands one never
 * wins. What is known of an issuer is never everything, so a name like no other is only remarked upon.
 */

import { quote } from "../explaining/quote.ts";
import { nearestWord } from "../spelling.ts";
import type { KnownIssuer } from "./issuer-traits.ts";
import type { Finding } from "./lint.ts";
import type { RuleUnderLint } from "./lint-clauses.ts";

export function lintClaimNames(rule: RuleUnderLint, traits: KnownIssuer): readonly Finding[] {
  const { knownClaims, title } = traits;
  if (knownClaims.length === 0) return [];
  const demanded = new Set(rule.clauses.flatMap(({ path: [name] }) => name ?? []));
  return [...demanded]
    .filter((name) => !knownClaims.includes(name))
    .map((name) => {
      const meant = nearestWord(name, knownClaims);
      return {
        code: "unknown_claim",
        severity: meant === null ? "notice" : "warning",
        field: `${rule.field}.${name}`,
        message: `Tokens of ${title} are not known to carry a claim ${quote(name)}; without it the mapping never fits.`,
        advice:
          meant === null
            ? `Compare ${quote(name)} with a token; the explanation of one exchange shows its claims.`
            : `Did you mean ${quote(meant)}?`,
      };
    });
}
