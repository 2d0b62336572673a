/**
 * Binds what faces may ask about access tokens, and how they end them, to the store and the log. Every
 * revocation leaves a line in the log, which never holds a token or a name that may come from a claim.
 */

import { loggedAs, type Principal } from "./core/access.ts";
import { accept, type Verdict } from "./core/refusal.ts";
import type { EpochTarget } from "./core/revocation.ts";
import type { Claims, EpochSeconds, FaceName } from "./core/terms.ts";
import type { ExaminedToken, TokenDescription, TokenService } from "./faces/services/tokens.ts";
import type { Caller } from "./faces/services.ts";
import type { AlsoFound, FindOwnToken } from "./own-tokens.ts";
import type { Log } from "./runtime/log.ts";
import type { Metrics } from "./runtime/metrics.ts";
import type { Tried } from "./runtime/rate-limits.ts";
import { looksLikeSecret } from "./secrets.ts";
import type { Store } from "./store/store.ts";
import { bindIssuing } from "./token-issuing.ts";
import { bindRescoping, bindScopeRefusals, type RescopingAdapters } from "./token-rescoping.ts";

export interface TokenAdapters extends RescopingAdapters {
  now(): EpochSeconds;
  readonly feed: RescopingAdapters["feed"];
  readonly store: Pick<Store, "tokens" | "revocations" | "secrets">;
  readonly findToken: FindOwnToken;
  /** By face; of the tokens of a face that is not listed only the registered claims are told. */
  readonly describeToken: ReadonlyMap<FaceName, (claims: Claims) => TokenDescription>;
  readonly metrics: Pick<Metrics, "count">;
  readonly log: Pick<Log, "info">;
}

/** Checks a credential within its address's limit; one that is not good is counted and logged. */
export type TryCredential = <T extends Tried>(
  face: FaceName,
  caller: Caller,
  check: () => Promise<T>,
) => Promise<Verdict<T>>;

/** Who revoked a token by presenting it: anybody may have found it, so its subject would say too much. */
const holder: Pick<Principal, "name" | "tokenId"> = { name: "its holder", tokenId: null };

/** What is worth nothing now may be worth something again: it is ended like a good one. */
const toEnd: AlsoFound = { suspended: true };

/** @param tryCredential for a token that is presented without any other credential */
export function bindTokenService(adapters: TokenAdapters, tryCredential: TryCredential): TokenService {
  const { now, feed, store, log, metrics } = adapters;
  const revoke = async (by: typeof holder, tokenId: string): Promise<boolean> => {
    const revoked = await store.tokens.revoke(tokenId, by.name, now());
    if (revoked) {
      metrics.count("tokensRevoked", {});
      log.info({ tokenId, by: loggedAs(by) }, "an access token was revoked");
    }
    return revoked;
  };
  const examine = async (text: string, also?: AlsoFound): Promise<ExaminedToken> => {
    const found = await adapters.findToken(text, also);
    if (!found.ok) return found;
    const { stored, claims } = found.token;
    const provider = stored.providerId === null ? null : feed.current().providerById(stored.providerId);
    return {
      ok: true,
      token: {
        tokenId: stored.tokenId,
        face: stored.face,
        provider: provider?.name ?? null,
        claims,
        description: adapters.describeToken.get(stored.face)?.(claims) ?? {},
      },
    };
  };
  return {
    async find(text) {
      const found = await examine(text);
      return found.ok ? found.token : null;
    },
    examine: (text, graceSeconds) => examine(text, { graceSeconds }),
    examineToEnd: (text) => examine(text, toEnd),
    isAdministratorsSecret: looksLikeSecret,
    async revokePresented(text, caller) {
      const found = await tryCredential("oauth", caller, () => adapters.findToken(text, toEnd));
      if (!found.ok) return found;
      if (found.value.ok) await revoke(holder, found.value.token.stored.tokenId);
      return accept(undefined);
    },
    issue: bindIssuing(adapters),
    rescope: bindRescoping(adapters),
    refuseScope: bindScopeRefusals(adapters),
    list: (filter) => store.tokens.list(filter, now()),
    live: (fits, page) => store.tokens.live(fits, page, now()),
    countLive: (fits) => store.tokens.countLive(fits, now()),
    revoke: (by, tokenId) => revoke(by.tokenId === tokenId ? holder : by, tokenId),
    findRevoked: store.tokens.findRevoked,
    async revokeIssued(by, target) {
      const epoch = await store.revocations.revoke(target, by.name, now());
      logRevocation(log, target, by);
      // From its revision on, what this node issues comes after it.
      await feed.refresh();
      return epoch;
    },
    async revocations() {
      const [epochs, tokens] = await Promise.all([store.revocations.list(), store.tokens.listRevoked()]);
      return { epochs, tokens };
    },
  };
}

/** Says in the log that everything issued so far to a target was revoked, whatever the occasion. */
export function logRevocation(log: Pick<Log, "info">, target: EpochTarget, by: Principal): void {
  // A user's name may come from a claim: the row has it, the log does not.
  const told = target.kind === "user" ? { kind: target.kind } : target;
  log.info({ target: told, by: loggedAs(by) }, "access tokens were revoked");
}
