/**
 * Binds rescoping to this process: within the limits of exchanges, by rules that are fresh, and of what the credential
 * that was presented is right now. It is looked up once more, after everything of the request has arrived.
 */

import type { Principal } from "./core/access.ts";
import { outOfReach } from "./core/directory/target.ts";
import type { ExchangePorts } from "./core/exchange.ts";
import type { IssueOutcome } from "./core/issuing.ts";
import { type Refusal, refuse } from "./core/refusal.ts";
import { type Origin, rescopeToken } from "./core/rescoping.ts";
import type { AskedRescoping, RefusedScope } from "./faces/services/tokens.ts";
import { requireFreshRules } from "./runtime/freshness.ts";
import type { RegistryFeed } from "./runtime/registry-feed.ts";
import { findSecret, type IssuingAdapters } from "./token-issuing.ts";

export interface RescopingAdapters extends Omit<IssuingAdapters, "feed" | "ports"> {
  readonly ports: IssuingAdapters["ports"] & Pick<ExchangePorts, "recordRefusal">;
  readonly feed: Pick<RegistryFeed, "current" | "ageMs" | "refresh">;
}

/** @see TokenService.rescope */
export function bindRescoping(
  adapters: RescopingAdapters,
): (request: AskedRescoping) => Promise<IssueOutcome> {
  const { settings, feed, metrics } = adapters;
  const ports = { ...adapters.ports, maxTokenLifetimeSeconds: settings.maxTokenLifetimeSeconds };
  return async ({ credential, ...request }) => {
    const admitted = adapters.admission.admitExchange(null);
    if (!admitted.ok) return failed(admitted.refusal);
    const fresh = await requireFreshRules(feed);
    if (!fresh.ok) return failed(fresh.refusal);
    // Before the credential is found to be good: an epoch that ends it afterwards has a later one.
    const { revision } = feed.current();
    const origin =
      request.by.tokenId === null
        ? await originOfSecret(adapters, request.by, credential)
        : await originOfToken(adapters, credential);
    if (origin === null) return failed(refuse("credential_revoked").refusal);
    const outcome = await rescopeToken(ports, { ...request, origin, revision });
    if (outcome.ok) metrics.count("tokensCreated", {});
    return outcome;
  };
}

/** @see TokenService.refuseScope */
export function bindScopeRefusals(adapters: RescopingAdapters): (request: RefusedScope) => Promise<Refusal> {
  const { feed, ports } = adapters;
  return async ({ credential, by, requestId, face, client, kind, target, user, groups }) => {
    const admitted = adapters.admission.admitExchange(null);
    if (!admitted.ok) return admitted.refusal;
    const registry = feed.current();
    const found = by.tokenId === null ? null : await adapters.findToken(credential);
    const stored = found?.ok === true ? found.token.stored : null;
    const mapping = registry.mappingById(stored?.mappingId ?? "");
    const { refusal } = outOfReach({ mapping: mapping?.name ?? "", kind, target, user, groups });
    const provider = registry.providerById(stored?.providerId ?? "");
    if (provider === undefined) return refusal;
    const recorded = await ports.recordRefusal({
      requestId,
      at: ports.now(),
      face,
      issuedBy: null,
      refusal,
      progress: "claims_valid",
      providerId: provider.id,
      providerName: provider.name,
      mappingId: mapping?.id ?? null,
      mappingName: mapping?.name ?? null,
      revision: registry.revision,
      subject: by.name,
      client,
      token: null,
      details: {
        claims: null,
        project: null,
        mapping: null,
        entry: mapping?.entry ?? { kind: "exchange" },
        requestedAudience: [],
        context: {},
        grant: null,
      },
    });
    return recorded.ok ? refusal : recorded.refusal;
  };
}

async function originOfToken(
  { findToken, ports, store }: RescopingAdapters,
  credential: string,
): Promise<Origin | null> {
  const found = await findToken(credential);
  if (!found.ok) return null;
  const { stored } = found.token;
  const lineage = await store.tokens.lineage(stored.tokenId, ports.now());
  return { kind: "token", token: { ...stored, ...lineage } };
}

async function originOfSecret(
  adapters: RescopingAdapters,
  by: Principal,
  credential: string,
): Promise<Origin | null> {
  const found = await findSecret(adapters, by, credential);
  return found && { kind: "secret", ...found };
}

function failed(refusal: Refusal): IssueOutcome {
  return { ok: false, refusal: { kind: "failed", refusal } };
}
