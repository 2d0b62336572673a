/** The steps of an exchange on claims that nobody signed; nothing that mints accepts such claims. */

import { judgeClaims } from "../exchange.ts";
import { ownMember } from "../json.ts";
import type { Registry } from "../matching/registry.ts";
import { checkUsable, selectProvider } from "../provider-choice.ts";
import { accept, type Progress, type Refusal, refuse, type Verdict } from "../refusal.ts";
import type { Claims, EpochSeconds, Mapping, Provider } from "../terms.ts";
import { type ExplainPorts, type ExplainQuestion, exchangeQuestion } from "./explain-question.ts";
import { type Findings, nothingSettled } from "./explanation-of.ts";
import { quote } from "./quote.ts";

interface Judged
  extends Pick<Findings, "refusal" | "progress" | "provider" | "claims" | "grant" | "settled" | "remarks"> {
  readonly mapping: Mapping | null;
}

/** Provider, claims, mapping and grant, in that order, as far as the claims come. */
export function judgeUnverified(
  ports: ExplainPorts,
  registry: Registry,
  question: ExplainQuestion,
  typedIn: Claims,
  now: EpochSeconds,
): Judged {
  const request = exchangeQuestion(question, "");
  const selected = selectProvider({ peekIssuer: () => claimedIssuer(typedIn) }, registry, request);
  const { claims, remarks } = selected.ok
    ? withProvidersClaims(typedIn, selected.value)
    : { claims: typedIn, remarks: [] };
  const stop = (refusal: Refusal, progress: Progress, provider: Provider | null): Judged => ({
    refusal,
    progress,
    provider,
    claims,
    mapping: null,
    grant: null,
    settled: nothingSettled,
    remarks,
  });
  if (!selected.ok) return stop(selected.refusal, "unverified", null);
  const provider = selected.value;
  const usable = checkUsable(provider, request);
  if (!usable.ok) return stop(usable.refusal, "unverified", provider);
  const checked = ports.checkClaims(asFresh(claims, now), provider, now);
  if (!checked.ok) return stop(checked.refusal, "signature_valid", provider);
  const judged = judgeClaims(ports, registry, provider, claims, request);
  return {
    refusal: judged.ok ? null : judged.refusal,
    progress: "claims_valid",
    provider,
    claims,
    mapping: judged.mapping,
    grant: judged.ok ? judged.grant : null,
    settled: judged.ok ? judged : nothingSettled,
    remarks,
  };
}

/** Whoever tries claims at a provider means a token of it: its issuer and audience need not be typed in. */
function withProvidersClaims(
  claims: Claims,
  { tokenIssuer, issuerUrl, audience }: Provider,
): { readonly claims: Claims; readonly remarks: readonly string[] } {
  const assumed = Object.entries({
    iss: tokenIssuer ?? issuerUrl,
    ...(audience !== null && { aud: audience }),
  }).filter(([claim]) => !Object.hasOwn(claims, claim));
  return {
    claims: { ...claims, ...Object.fromEntries(assumed) },
    remarks: assumed.map(
      ([claim, value]) =>
        `${claim} was left out of the claims and taken to be the provider's, ${quote(value)}.`,
    ),
  };
}

function claimedIssuer(claims: Claims): Verdict<{ readonly issuer: string }> {
  const issuer = ownMember(claims, "iss");
  return typeof issuer === "string" ? accept({ issuer }) : refuse("missing_claim", { claim: "iss" });
}

/** An example is rarely fresh, and its times say nothing about the tokens to come. */
function asFresh(claims: Claims, now: EpochSeconds): Claims {
  const { nbf: _, ...others } = claims;
  return { ...others, iat: now, exp: now + 1 };
}
