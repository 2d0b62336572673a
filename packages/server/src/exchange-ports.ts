/** Binds the effects an exchange needs to this process's adapters. */

import { createHash } from "node:crypto";
import type { ExchangePorts } from "./core/exchange.ts";
import type { GrantLimits } from "./core/granting/grant.ts";
import type { RandomBytes } from "./core/reference-token.ts";
import { accept, refuse } from "./core/refusal.ts";
import type { EpochSeconds } from "./core/terms.ts";
import { issueReferenceToken } from "./credentials.ts";
import { peekIssuer } from "./jws/compact.ts";
import type { SigningKeys } from "./keys/signing-keys.ts";
import type { JwksCache } from "./oidc/jwks-cache.ts";
import { createSubjectTokenVerifier } from "./oidc/verify-subject-token.ts";
import type { EarlyRefusals } from "./runtime/early-refusals.ts";
import type { Log } from "./runtime/log.ts";
import type { RegistryFeed } from "./runtime/registry-feed.ts";
import type { Tracing } from "./runtime/tracing.ts";
import type { ExchangeLog } from "./store/store.ts";

export interface ExchangeAdapters {
  readonly issuer: string;
  readonly grantLimits: GrantLimits;
  readonly restoredAt: EpochSeconds | null;
  now(): EpochSeconds;
  newId(): string;
  readonly random: RandomBytes;
  readonly feed: RegistryFeed;
  readonly issuerKeys: JwksCache;
  readonly keys: Pick<SigningKeys, "sign">;
  readonly exchanges: Pick<ExchangeLog, "commit" | "recordRefusal">;
  readonly earlyRefusals: Pick<EarlyRefusals, "note">;
  readonly log: Log;
}

/** All but what changes the configuration. */
export function bindExchangePorts(adapters: ExchangeAdapters): Omit<ExchangePorts, "makeProjects"> {
  const { issuer, grantLimits, restoredAt, exchanges, log } = adapters;
  return {
    issuer,
    grantLimits,
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    restoredAt,
    now: adapters.now,
    newTokenId: adapters.newId,
    newReferenceToken: (expiresAt) => issueReferenceToken(adapters.random, expiresAt),
    registry: adapters.feed.current,
    peekIssuer,
    verifySubjectToken: createSubjectTokenVerifier(adapters.issuerKeys),
    async sign(draft) {
      try {
        return accept(await adapters.keys.sign(draft));
      } catch (problem) {
        log.error({ err: problem }, "a token was not signed");
        return refuse("signing_failed", {
          detail: problem instanceof Error ? problem.message : String(problem),
        });
      }
    },
    commit: (record, replay) => exchanges.commit(record, replay),
    async recordRefusal(record) {
      try {
        await exchanges.recordRefusal(record);
        return accept(undefined);
      } catch (problem) {
        log.error({ err: problem, requestId: record.requestId }, "a refusal was not recorded");
        return refuse("overloaded", { detail: "the record was not confirmed" });
      }
    },
    noteRefusal: adapters.earlyRefusals.note,
  };
}

/** The same ports, each step of an exchange that takes time in a span. */
export function traced(
  ports: ReturnType<typeof bindExchangePorts>,
  { step }: Pick<Tracing, "step">,
): ReturnType<typeof bindExchangePorts> {
  return {
    ...ports,
    verifySubjectToken: (...given) =>
      step("verify the subject token", () => ports.verifySubjectToken(...given)),
    sign: (draft) => step("sign", () => ports.sign(draft)),
    commit: (record, replay) => step("commit", () => ports.commit(record, replay)),
    recordRefusal: (record) => step("record the refusal", () => ports.recordRefusal(record)),
  };
}
