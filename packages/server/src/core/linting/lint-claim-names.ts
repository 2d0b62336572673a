/**
 * Findings about claims that the issuer's tokens are not known to carry: a mapping that demands one never
 * wins. What is known of an issuer is never everything, so a name like no other is only remarked upon.
 */

import { quote } from "../explaining/quote.ts";
import { nearestWord } from "../spelling.ts";
import type { MappingDraft } from "../terms.ts";
import type { KnownIssuer } from "./issuer-traits.ts";
import type { Repairable } from "./lint.ts";
import type { RuleUnderLint } from "./lint-clauses.ts";
import type { Repair } from "./repair.ts";

export function lintClaimNames(
  rule: RuleUnderLint,
  traits: KnownIssuer,
): readonly Repairable<MappingDraft>[] {
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
        repairs: () => (meant === null ? [] : renameClaim(rule, name, meant)),
      };
    });
}

/** Only where one clause has the name: several would be renamed one after the other. */
function renameClaim(
  { clauses, edits }: RuleUnderLint,
  name: string,
  meant: string,
): readonly Repair<MappingDraft>[] {
  const [at, ...more] = clauses.flatMap(({ path }, index) => (path[0] === name ? [index] : []));
  const clause = at === undefined ? undefined : edits.clauseAt(at);
  const isTaken = clauses.some(({ path }) => path[0] === meant);
  if (at === undefined || clause?.path[0] !== name || isTaken || more.length > 0) return [];
  const members = edits.replace(at, { ...clause, path: [meant, ...clause.path.slice(1)] });
  return [{ title: `Write ${quote(meant)} for ${quote(name)}`, members }];
}
