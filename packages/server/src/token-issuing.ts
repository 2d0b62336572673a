/**
 * Binds issuing on somebody's word to this process: within the limits of exchanges, and with what the token that
 * was presented holds right now. It is looked up once more, after everything of the request has arrived: a caller
 * that sends slowly must not find a token good that was revoked meanwhile.
 */

import { type IssueOutcome, issueToken, type TokenHolder } from "./core/issuing.ts";
import type { MintPorts } from "./core/minting.ts";
import { type Refusal, refuse } from "./core/refusal.ts";
import type { EpochSeconds } from "./core/terms.ts";
import type { AskedToken } from "./faces/services/tokens.ts";
import type { FindOwnToken, OwnToken } from "./own-tokens.ts";
import type { Metrics } from "./runtime/metrics.ts";
import type { Admission } from "./runtime/rate-limits.ts";
import type { RegistryFeed } from "./runtime/registry-feed.ts";
import type { TokenTable } from "./store/store.ts";

export interface IssuingAdapters {
  readonly ports: MintPorts & { now(): EpochSeconds };
  readonly settings: { readonly maxTokenLifetimeSeconds: number };
  readonly feed: Pick<RegistryFeed, "current">;
  readonly findToken: FindOwnToken;
  readonly store: { readonly tokens: Pick<TokenTable, "lineage"> };
  readonly admission: Pick<Admission, "admitExchange">;
  readonly metrics: Pick<Metrics, "count">;
}

export function bindIssuing(adapters: IssuingAdapters): (request: AskedToken) => Promise<IssueOutcome> {
  const { settings, feed, metrics } = adapters;
  const ports = { ...adapters.ports, maxTokenLifetimeSeconds: settings.maxTokenLifetimeSeconds };
  const holderOf = async ({ stored }: OwnToken, held: Held): Promise<TokenHolder> => ({
    ...stored,
    ...held,
    ...(await adapters.store.tokens.lineage(stored.tokenId, ports.now())),
  });
  return async ({ credential, readHolder, ...request }) => {
    const admitted = adapters.admission.admitExchange(null);
    if (!admitted.ok) return failed(admitted.refusal);
    // Before the token is found to be good: an epoch that ends it afterwards has a later one.
    const { revision } = feed.current();
    const { tokenId } = request.by;
    const found = tokenId === null ? null : await adapters.findToken(credential);
    if (found?.ok === false) return failed(refuse("credential_revoked").refusal);
    const holder = found === null ? null : await holderOf(found.token, readHolder(found.token.claims));
    const outcome = await issueToken(ports, { ...request, holder, revision });
    if (outcome.ok) metrics.count("tokensCreated", {});
    return outcome;
  };
}

type Held = ReturnType<AskedToken["readHolder"]>;

function failed(refusal: Refusal): IssueOutcome {
  return { ok: false, refusal: { kind: "failed", refusal } };
}
