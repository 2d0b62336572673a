/** What somebody wants explained, and what it takes to find out. */

import { type DecisionPorts, judgeClaims } from "../exchange.ts";
import type { ExchangeQuestion } from "../exchange-request.ts";
import type { MappingChoice, Registry } from "../matching/registry.ts";
import type { Wish } from "../recorded-wish.ts";
import type { DisclosureLevel, Verdict } from "../refusal.ts";
import type { ReplayClaim } from "../replay.ts";
import type { Steps } from "../steps.ts";
import type { Claims, EpochSeconds, Mapping, Provider } from "../terms.ts";
import type { Findings } from "./explanation-of.ts";

/** What somebody wants explained. */
export interface ExplainQuestion extends MappingChoice {
  /** Provider by name; null: by the token's or the claims' issuer. */
  readonly provider: string | null;
  readonly subject:
    | { readonly kind: "token"; readonly token: string }
    /** Typed-in claims: no signature stands behind them. */
    | { readonly kind: "claims"; readonly claims: Claims };
  /** A drafted mapping, as the registry holds it, of which more is to be said; absent: none is. */
  readonly draft?: Mapping;
  /** What is asked for besides; absent: nothing, on a face that takes any provider. */
  readonly wish?: Pick<Wish, "audience" | "scope" | "target" | "requiresAudience">;
}

const nothingAskedFor: NonNullable<ExplainQuestion["wish"]> = {
  audience: { requested: [], rule: "known_only" },
  scope: [],
  requiresAudience: false,
};

/** The effects an explanation needs; none of them leaves anything behind. */
export interface ExplainPorts extends DecisionPorts {
  readonly disclosure: DisclosureLevel;
  /** Every check of claims against their provider that needs no key: issuer, times, audience, pins. */
  checkClaims(claims: Claims, provider: Provider, now: EpochSeconds): Verdict<unknown>;
  isReplayed(claim: Pick<ReplayClaim, "providerId" | "key">): Promise<boolean>;
  /** Carries out long work, with others' turns in between. */
  carryOut<T>(steps: Steps<T>): Promise<T>;
}

/** Judges a draft by the very function that judges an exchange. */
export function tryingOf(
  ports: ExplainPorts,
  registry: Registry,
  question: ExplainQuestion,
  decided: Mapping | null,
): Findings["trying"] {
  const { draft } = question;
  if (draft === undefined) return null;
  return {
    draft,
    decided,
    judge: (provider, claims, choice) =>
      judgeClaims(ports, registry, provider, claims, { ...exchangeQuestion(question, ""), ...choice }),
  };
}

/** The question as an exchange would ask it. @param subjectToken empty: it is about claims */
export function exchangeQuestion(question: ExplainQuestion, subjectToken: string): ExchangeQuestion {
  const { entry, project, mapping, wish = nothingAskedFor } = question;
  return {
    ...wish,
    subjectToken,
    provider: question.provider === null ? { kind: "by_issuer" } : { kind: "named", name: question.provider },
    entry,
    project,
    mapping,
    expectedIssuer: null,
  };
}
