/** Which audience the access token gets: the mapping's, or the part of it that the request asks for. */

import type { AudienceWish } from "../exchange-request.ts";
import { accept, refuse, type Verdict } from "../refusal.ts";
import type { Claims, Mapping, Provider } from "../terms.ts";
import { audienceOf, covers, isServiceItem } from "./audience.ts";

/**
 * Settles the token's audience. It never goes beyond the mapping's: an item of the subject token or the
 * provider is tolerated in a request, because clients repeat what they asked their issuer for, but it
 * adds nothing.
 * @returns refused with `invalid_target`
 * @see RFC 8707 §2
 */
export function chooseAudience(
  { requested, rule }: AudienceWish,
  mapping: Mapping,
  provider: Provider,
  claims: Claims,
): Verdict<readonly string[]> {
  const granted = (item: string) => mapping.audience.some((allowed) => covers(allowed, item));
  const expected = provider.audience === null ? [] : [provider.audience];
  const repeated = new Set([...expected, ...audienceOf(claims)]);
  const acceptable = (item: string) => {
    switch (rule) {
      case "covered":
        return granted(item) || (!isServiceItem(item) && repeated.has(item));
      case "known_only":
        return true;
      case "all_known":
        return granted(item);
    }
  };
  const refused = requested.filter((item) => !acceptable(item));
  if (refused.length > 0) {
    const tolerated = rule === "covered" ? [...repeated].filter((item) => !isServiceItem(item)) : [];
    const accepted = [...mapping.audience, ...tolerated];
    return refuse("invalid_target", {
      requested: listed(requested),
      refused: listed(refused),
      allowed: accepted.length === 0 ? "none" : listed([...new Set(accepted)]),
    });
  }
  const selected = [...new Set(requested.filter(granted))];
  return accept(selected.length > 0 ? selected : mapping.audience);
}

/** For a sentence, where blanks alone do not tell one item from the next. */
function listed(items: readonly string[]): string {
  return items.join(", ");
}
