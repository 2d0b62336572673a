/**
 * The access token of a workload, exchanged anew before it ends, as an apply may last longer than a token. Whoever asks
 * while that is on the way waits for the same exchange.
 */

import type { Credential } from "./connection.ts";
import type { Exchanged, ExchangeOutcome } from "./exchange.ts";

export interface Renewal {
  /** At which OIDC configuration. */
  readonly providerName: string;
  readonly exchange: () => Promise<ExchangeOutcome>;
  /** A clock that never jumps. */
  readonly nowMs: () => number;
}

/** A request that begins with the token must still find it alive at the server: of a token's life, the last quarter. */
const spareShare = 0.25;
/** And never more than that, however long it lives. */
const mostSpareMs = 60_000;

interface Held {
  readonly token: string;
  readonly renewAtMs: number;
  readonly endsAtMs: number;
}

/** @param first what was exchanged just now */
export function renewedToken(
  first: Exchanged,
  { providerName, exchange, nowMs }: Renewal,
): () => Promise<Credential> {
  const held = ({ accessToken, expiresIn }: Exchanged): Held => {
    const lifetimeMs = expiresIn * 1000;
    const endsAtMs = nowMs() + lifetimeMs;
    return {
      token: accessToken,
      endsAtMs,
      renewAtMs: endsAtMs - Math.min(lifetimeMs * spareShare, mostSpareMs),
    };
  };
  const source = { kind: "exchange", providerName } as const;
  let current = held(first);
  let renewal: Promise<Credential> | null = null;

  async function renew(): Promise<Credential> {
    const outcome = await exchange();
    if (outcome.ok) current = held(outcome.value);
    // As long as it lives, the old one serves; the next request tries again.
    if (outcome.ok || nowMs() < current.endsAtMs) return { ok: true, token: current.token, source };
    return {
      ok: false,
      sentence: `The access token of this run has ended, and its ID token could not be exchanged again. ${outcome.sentence}`,
    };
  }

  return async () => {
    if (nowMs() < current.renewAtMs) return { ok: true, token: current.token, source };
    renewal ??= renew().finally(() => {
      renewal = null;
    });
    return renewal;
  };
}
