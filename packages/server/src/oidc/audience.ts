/**
 * Whom a subject token was made for. With a configured audience: exactly that one, plus listed
 * additional ones. Without one, tokens made for anybody are taken, except those made for one of the well-known
 * token services: whoever runs such a service would hold a pile of them.
 */

import { ownMember } from "../core/json.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { Claims, Provider } from "../core/terms.ts";
import { reservedAudiences } from "../presets/reserved-audiences.ts";

/**
 * Checks `aud`.
 * @returns refused with `missing_claim`, `bad_claim_type` or `audience_mismatch`. A token without `aud` passes
 *   when no audience is configured: access tokens of some platforms have none.
 * @see RFC 7519 §4.1.3; RFC 8725 §3.9; OpenID Connect Core §3.1.3.7 step 3
 */
export function checkAudience(
  claims: Claims,
  provider: Pick<Provider, "name" | "audience" | "additionalAudiences">,
): Verdict<void> {
  const presented = readAudience(claims);
  if (!presented.ok) return presented;
  const { audience, additionalAudiences } = provider;
  if (presented.value === null) {
    return audience === null ? accept(undefined) : refuse("missing_claim", { claim: "aud" });
  }
  const isListed = (one: string) => one === audience || additionalAudiences.includes(one);
  const fits =
    audience === null
      ? presented.value.every((one) => isListed(one) || !reservedAudiences.includes(one))
      : presented.value.includes(audience) && presented.value.every(isListed);
  return fits
    ? accept(undefined)
    : refuse("audience_mismatch", {
        provider: provider.name,
        expected: audience ?? "an audience of its own",
        presented: presented.value.length === 1 ? (presented.value[0] ?? null) : presented.value,
      });
}

/** The audiences as a list; null when the claim is absent. */
function readAudience(claims: Claims): Verdict<readonly string[] | null> {
  const value = ownMember(claims, "aud");
  if (value === undefined) return accept(null);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = values.filter((one) => typeof one === "string");
  return texts.length === values.length
    ? accept(texts)
    : refuse("bad_claim_type", { claim: "aud", expected: "a string or an array of strings" });
}
