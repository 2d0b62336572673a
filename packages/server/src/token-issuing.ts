/**
 * Binds issuing on somebody's word to this process: within the limits of exchanges, and with what the credential that
 * was presented is right now. It is looked up once more, after everything of the request has arrived: a caller that
 * sends slowly must not find one good that was revoked meanwhile.
 */

import { bootstrapName, type Principal } from "./core/access.ts";
import { type IssueOutcome, type IssueRequest, issueToken, type Secret } from "./core/issuing.ts";
import type { MintPorts } from "./core/minting.ts";
import { type Refusal, refuse } from "./core/refusal.ts";
import type { EpochSeconds } from "./core/terms.ts";
import type { AskedToken } from "./faces/services/tokens.ts";
import { digestSecret } from "./keys/secret-digest.ts";
import type { FindOwnToken } from "./own-tokens.ts";
import type { Metrics } from "./runtime/metrics.ts";
import type { Admission } from "./runtime/rate-limits.ts";
import type { RegistryFeed } from "./runtime/registry-feed.ts";
import type { SecretTable, TokenTable } from "./store/store.ts";

export interface IssuingAdapters {
  readonly ports: MintPorts & { now(): EpochSeconds };
  readonly settings: { readonly maxTokenLifetimeSeconds: number };
  readonly feed: Pick<RegistryFeed, "current">;
  readonly findToken: FindOwnToken;
  readonly store: {
    readonly tokens: Pick<TokenTable, "lineage">;
    readonly secrets: Pick<SecretTable, "find" | "findByHash">;
  };
  readonly admission: Pick<Admission, "admitExchange">;
  readonly metrics: Pick<Metrics, "count">;
}

export function bindIssuing(adapters: IssuingAdapters): (request: AskedToken) => Promise<IssueOutcome> {
  const { settings, feed, metrics } = adapters;
  const ports = { ...adapters.ports, maxTokenLifetimeSeconds: settings.maxTokenLifetimeSeconds };
  return async ({ credential, readHolder, ...request }) => {
    const admitted = adapters.admission.admitExchange(null);
    if (!admitted.ok) return failed(admitted.refusal);
    // Before the credential is found to be good: an epoch that ends it afterwards has a later one.
    const { revision } = feed.current();
    const presented =
      request.by.tokenId === null
        ? await presentedSecret(adapters, request.by, credential)
        : await presentedToken(adapters, credential, readHolder);
    if (presented === null) return failed(refuse("credential_revoked").refusal);
    const outcome = await issueToken(ports, { ...request, ...presented, revision });
    if (outcome.ok) metrics.count("tokensCreated", {});
    return outcome;
  };
}

/** What was presented, as it is right now. */
type Presented = Pick<IssueRequest, "holder" | "secret">;

/** @returns null for one that is good no more */
async function presentedToken(
  { findToken, ports, store }: IssuingAdapters,
  credential: string,
  readHolder: AskedToken["readHolder"],
): Promise<Presented | null> {
  const found = await findToken(credential);
  if (!found.ok) return null;
  const { stored, claims } = found.token;
  const lineage = await store.tokens.lineage(stored.tokenId, ports.now());
  const { madeWith } = lineage;
  return {
    holder: { ...stored, ...readHolder(claims), ...lineage },
    // Where it was made with a token, no secret has that id.
    secret: madeWith === null ? null : await store.secrets.find(madeWith),
  };
}

/** @returns null for one that is good no more */
async function presentedSecret(
  adapters: IssuingAdapters,
  by: Principal,
  credential: string,
): Promise<Presented | null> {
  const found = await findSecret(adapters, by, credential);
  return found && { holder: null, ...found };
}

/**
 * An administrator's secret as it is right now; that of the settings is not kept.
 * @param by whom it was found to be
 * @returns null for one that is good no more
 */
export async function findSecret(
  { ports, store }: Pick<IssuingAdapters, "ports" | "store">,
  by: Principal,
  credential: string,
): Promise<{ readonly secret: Secret | null } | null> {
  if (by.name === bootstrapName) return { secret: null };
  const stored = await store.secrets.findByHash(digestSecret(credential));
  if (stored === null || stored.revokedAt !== null || stored.expiresAt <= ports.now()) return null;
  return { secret: stored };
}

function failed(refusal: Refusal): IssueOutcome {
  return { ok: false, refusal: { kind: "failed", refusal } };
}
