/**
 * Binds suggestions to this process: what was recorded of the same subject is read, and a token that is presented is
 * verified as far as it can be. Nothing is kept of either.
 */

import type { Principal } from "./core/access.ts";
import type { DecisionPorts } from "./core/exchange.ts";
import { ownMember } from "./core/json.ts";
import { selectProvider } from "./core/provider-choice.ts";
import { accept, type Verdict } from "./core/refusal.ts";
import { replayableOf } from "./core/replaying/judgement.ts";
import { learnedFromAtMost } from "./core/suggesting/learned.ts";
import { type Suggestion, suggest } from "./core/suggesting/suggest.ts";
import type { Claims, JsonValue, Provider } from "./core/terms.ts";
import type { PresentedClaims, SuggestQuestion } from "./faces/services/questions.ts";
import { claimsOf, parseCompact } from "./jws/compact.ts";
import { traitsOf } from "./presets/catalogue.ts";
import { inSlices } from "./runtime/slices.ts";
import type { ExchangeLog, StoredExchange } from "./store/store.ts";

export interface SuggestionPorts extends Pick<DecisionPorts, "registry"> {
  readonly exchanges: Pick<ExchangeLog, "list">;
  monotonicMs(): number;
}

/** @returns null when nothing in the claims says whose workload it is */
export async function makeSuggestion(
  ports: SuggestionPorts,
  by: Principal,
  { provider, claims, entry, project, origin }: SuggestQuestion,
): Promise<Suggestion | null> {
  const history = await recordedOf(ports, provider, ownMember(claims, "sub"));
  const registry = ports.registry();
  const traits = traitsOf(provider);
  return inSlices(
    suggest({ by, registry, provider, traits, claims, history, entry, project, origin }),
    ports.monotonicMs,
  );
}

/** What the latest tokens of a subject said; of a subject that comes rarely, what a look at the latest records finds. */
async function recordedOf(
  { exchanges }: SuggestionPorts,
  provider: Provider,
  subject: JsonValue | undefined,
): Promise<readonly Claims[]> {
  if (typeof subject !== "string") return [];
  const filter = {
    providerId: provider.id,
    accepts: (record: StoredExchange) => record.subject === subject,
  };
  const { records } = await exchanges.list(filter, { limit: learnedFromAtMost, before: null });
  return records.flatMap((record) => replayableOf(record) ?? []).map(({ claims }) => claims);
}

/**
 * What a token says, verified or not: a person decides what becomes of it.
 * @param provider by name; null: the one that trusts the token's issuer
 * @returns refused when there is no such provider, or nothing can be read
 */
export async function readPresented(
  ports: Pick<DecisionPorts, "registry" | "now" | "peekIssuer" | "verifySubjectToken">,
  token: string,
  provider: string | null,
): Promise<Verdict<PresentedClaims>> {
  const named =
    provider === null ? ({ kind: "by_issuer" } as const) : ({ kind: "named", name: provider } as const);
  const selected = selectProvider(ports, ports.registry(), {
    subjectToken: token,
    provider: named,
    project: null,
  });
  if (!selected.ok) return selected;
  const verified = await ports.verifySubjectToken(token, selected.value, ports.now());
  if (verified.ok) return accept({ provider: selected.value, claims: verified.value.claims, refusal: null });
  const jws = parseCompact(token, { acceptAccessTokens: true });
  const claims = jws.ok ? claimsOf(jws.value) : jws;
  return claims.ok
    ? accept({ provider: selected.value, claims: claims.value, refusal: verified.refusal })
    : claims;
}
