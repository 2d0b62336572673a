/**
 * A recorded exchange, judged again: its claims as they were verified, its wish as it was asked, its moment as the
 * time, and the rules of whatever registry is given. No signature is checked again; that it held is what the record
 * says by holding claims at all.
 */

import { type DecisionPorts, judgeByRules } from "../exchange.ts";
import type { ExchangeDetails, ExchangeRecord } from "../exchange-record.ts";
import type { Registry } from "../matching/registry.ts";
import { checkUsable } from "../provider-choice.ts";
import { wishOf } from "../recorded-wish.ts";
import type { Refusal, Verdict } from "../refusal.ts";
import type { Claims, EpochSeconds, Mapping, Provider, TokenGrant } from "../terms.ts";

/** The effects a replay needs; none of them leaves anything behind. */
export interface ReplayPorts extends Pick<DecisionPorts, "grantLimits" | "digest"> {
  /** Every check of claims against their provider that needs no key: issuer, times, audience, pins. */
  checkClaims(claims: Claims, provider: Provider, now: EpochSeconds): Verdict<unknown>;
}

/** A record of a provider's, as far as a replay reads it. Null details: erased. */
export type ReplayedRecord = Pick<ExchangeRecord, "requestId" | "at" | "subject"> & {
  readonly details: ExchangeDetails | null;
};

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

/** Whether there is anything to judge: claims that were verified, and not erased. */
export function claimsToReplay({ details }: Pick<ReplayedRecord, "details">): Claims | null {
  return details?.claims ?? null;
}

/** @param details of a record that has claims to replay */
export function judgeAgain(
  ports: ReplayPorts,
  registry: Registry,
  provider: Provider,
  { at, details, claims }: { at: EpochSeconds; details: ExchangeDetails; claims: Claims },
): Judgement {
  const wish = wishOf(details);
  const stop = (refusal: Refusal): Judgement => ({ ok: false, mapping: null, refusal });
  const usable = checkUsable(provider, { requiresAudience: wish.requiresAudience, expectedIssuer: null });
  if (!usable.ok) return stop(usable.refusal);
  const checked = ports.checkClaims(claims, provider, at);
  if (!checked.ok) return stop(checked.refusal);
  const judged = judgeByRules(ports, registry, provider, claims, wish);
  return judged.ok
    ? {
        ok: true,
        mapping: judged.mapping,
        grant: judged.grant,
        missing: judged.missing.map(({ name }) => name),
      }
    : judged;
}
