/**
 * A recorded exchange, judged again: its claims as they were signed, its wish as it was asked, its moment as the time,
 * and the rules of whatever registry is given. No signature is checked again; that it held is what the record says by
 * holding claims at all.
 */

import { type DecisionPorts, judgeByRules } from "../exchange.ts";
import type { ExchangeDetails, ExchangeRecord } from "../exchange-record.ts";
import type { Registry } from "../matching/registry.ts";
import { checkUsable } from "../provider-choice.ts";
import { type Wish, wishOf } from "../recorded-wish.ts";
import type { Refusal, Verdict } from "../refusal.ts";
import type { Claims, EpochSeconds, Mapping, Provider, TokenGrant } from "../terms.ts";

/** The effects a replay needs; none of them leaves anything behind. */
export interface ReplayPorts extends Pick<DecisionPorts, "grantLimits" | "digest"> {
  /** Every check of claims against their provider that needs no key: issuer, times, audience, pins. */
  checkClaims(claims: Claims, provider: Provider, now: EpochSeconds): Verdict<unknown>;
}

/** A record of a provider's, as far as a replay reads it. Null details: erased. */
export type ReplayedRecord = Pick<ExchangeRecord, "requestId" | "at"> & {
  readonly details: ExchangeDetails | null;
};

/** What of a record is judged again. */
export interface Replayable {
  readonly at: EpochSeconds;
  readonly claims: Claims;
  readonly wish: Wish;
}

/** @returns null where there is nothing to judge: no signature held, or the details were erased */
export function replayableOf({ at, details }: ReplayedRecord): Replayable | null {
  return details === null || details.claims === null
    ? null
    : { at, claims: details.claims, wish: wishOf(details) };
}

/** The rules of one moment, real or drafted. */
export interface Rules {
  readonly registry: Registry;
  readonly provider: Provider;
}

/** What the rules come to. */
export type Judgement =
  | {
      readonly ok: true;
      readonly mapping: Mapping;
      readonly grant: TokenGrant;
      /** Projects that a login would make first. */
      readonly missing: readonly string[];
    }
  | { readonly ok: false; readonly mapping: Mapping | null; readonly refusal: Refusal };

/** The verdict of these rules on what was recorded. */
export function judgeAgain(
  ports: ReplayPorts,
  { registry, provider }: Rules,
  { at, claims, wish }: Replayable,
): Judgement {
  const usable = checkUsable(provider, { requiresAudience: wish.requiresAudience, expectedIssuer: null });
  if (!usable.ok) return { ok: false, mapping: null, refusal: usable.refusal };
  const checked = ports.checkClaims(claims, provider, at);
  if (!checked.ok) return { ok: false, mapping: null, refusal: checked.refusal };
  const judged = judgeByRules(ports, registry, provider, claims, wish);
  if (!judged.ok) return judged;
  const { mapping, grant, missing } = judged;
  return { ok: true, mapping, grant, missing: missing.map(({ name }) => name) };
}
