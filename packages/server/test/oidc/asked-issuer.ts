/** An issuer without a network: what it answers, and what it was asked. For tests that count, or hold answers back. */

import { accept, refuse } from "../../src/core/refusal.ts";
import type { JsonObject } from "../../src/core/terms.ts";
import type { GuardedFetch } from "../../src/oidc/guarded-fetch.ts";

export interface AskedIssuer extends Pick<GuardedFetch, "fetchJson"> {
  /** Every URL, in the order of asking. */
  readonly asked: readonly string[];
  /** Answers from now on; null: as an issuer that is down. */
  answer(jwks: JsonObject | null): void;
  /** Holds every answer back until the returned function is called. */
  hold(): () => void;
}

/** Its discovery document names its keys at `/jwks`. */
export function askedIssuer(jwks: JsonObject | null): AskedIssuer {
  const asked: string[] = [];
  let answered = jwks;
  let held = Promise.resolve();
  return {
    asked,
    answer(next) {
      answered = next;
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    async fetchJson(url, provider) {
      asked.push(url);
      await held;
      const { origin } = new URL(url);
      if (answered === null) {
        return refuse("issuer_unreachable", { provider: provider.name, url, detail: "it is down" });
      }
      const document = url.endsWith("/jwks") ? answered : { issuer: origin, jwks_uri: `${origin}/jwks` };
      return accept({ document, cacheControl: null });
    },
  };
}
