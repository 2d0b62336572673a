/**
 * What a request asked for, as its record keeps it, so that the exchange can be judged again with the same wish. Most
 * requests ask for nothing out of the ordinary, and their records carry nothing of it.
 */

import type { WantedTarget } from "./directory/target.ts";
import type { ExchangeDetails } from "./exchange-record.ts";
import type { AudienceWish, ExchangeQuestion } from "./exchange-request.ts";

/** What of a wish only few requests have. */
export interface UncommonWish {
  /** Absent: what the mapping does not know was ignored, or nothing was asked for. */
  readonly audienceRule?: AudienceWish["rule"];
  readonly scope?: readonly string[];
  readonly target?: WantedTarget;
  /** The face took providers without an audience. */
  readonly takesAnyAudience?: true;
}

/** What of a question decides beside the token and its provider. */
export type Wish = Pick<
  ExchangeQuestion,
  "entry" | "project" | "mapping" | "audience" | "scope" | "target" | "requiresAudience"
>;

/** What a record means that does not say; also those of versions that kept less of a wish. */
const leastDemanding: AudienceWish["rule"] = "known_only";

/** The members of a record's details that say what was asked for. */
export function recordedWish(
  wish: Wish,
): Pick<ExchangeDetails, "project" | "mapping" | "entry" | "requestedAudience" | "wish"> {
  const { audience, scope, target, requiresAudience } = wish;
  const uncommon: UncommonWish = {
    ...(audience.requested.length > 0 && audience.rule !== leastDemanding && { audienceRule: audience.rule }),
    ...(scope.length > 0 && { scope }),
    ...(target != null && { target }),
    ...(!requiresAudience && { takesAnyAudience: true }),
  };
  return {
    project: wish.project,
    mapping: wish.mapping,
    entry: wish.entry,
    requestedAudience: audience.requested,
    ...(Object.keys(uncommon).length > 0 && { wish: uncommon }),
  };
}

/** The wish again. */
export function wishOf({ project, mapping, entry, requestedAudience, wish = {} }: ExchangeDetails): Wish {
  return {
    project,
    mapping,
    entry,
    audience: { requested: requestedAudience, rule: wish.audienceRule ?? leastDemanding },
    scope: wish.scope ?? [],
    target: wish.target ?? null,
    requiresAudience: wish.takesAnyAudience !== true,
  };
}
