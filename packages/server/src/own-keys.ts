/**
 * Opens the installation's own keys: its identity, the master key, and the signing keys under it. A master key
 * that is missing, exposed or another one ends the start here, before anything is written.
 */

import type { Config } from "./config.ts";
import type { RandomBytes } from "./core/reference-token.ts";
import { hasCanary } from "./keys/canary.ts";
import { openMasterKey, readMasterKey } from "./keys/master-key.ts";
import { openSigningKeys, type SigningKeys } from "./keys/signing-keys.ts";
import type { Clock } from "./runtime/clock.ts";
import type { Log } from "./runtime/log.ts";
import { logPassedOver } from "./runtime/signing-key-tasks.ts";
import type { Store } from "./store/store.ts";

const secondsPerDay = 86_400;

export interface OwnKeysOptions {
  readonly config: Config;
  readonly store: Pick<Store, "secrets" | "signingKeys">;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** What the installation is called when this is its first start. */
  readonly newInstanceId: string;
  /** `iss` of our tokens. */
  readonly issuer: string;
}

/** @throws OwnKeyProblem with a sentence that says what to do */
export async function openOwnKeys(options: OwnKeysOptions): Promise<SigningKeys> {
  const { config, store, log, clock, random, newInstanceId, issuer } = options;
  const instanceId = await store.secrets.establishFact("instance_id", newInstanceId);
  const databaseHasOne = await hasCanary(store.secrets);
  const { masterKey, made } = await openMasterKey({
    path: config.masterKeyFile,
    createIfMissing: config.mayCreateMasterKey,
    databaseHasOne,
    randomBytes: random,
  });
  if (!databaseHasOne && !made) {
    log.warn(
      { masterKeyFile: config.masterKeyFile },
      "the database is empty although a master key exists; unless you made the key for this first start: was the database restored?",
    );
  }
  return openSigningKeys({
    table: store.signingKeys,
    facts: store.secrets,
    masterKey,
    instanceId,
    randomBytes: random,
    issuer,
    policy: {
      algorithms: config.signingAlgorithms,
      rotationSeconds: config.keyRotationDays === null ? null : config.keyRotationDays * secondsPerDay,
      longestTokenSeconds: config.maxTokenLifetimeSeconds,
    },
    readMasterKey: () => readMasterKey(config.masterKeyFile),
    masterKeyTaken: () =>
      log.info("the signing keys are under another master key, which was found in its file"),
    passedOver: logPassedOver(log),
    now: clock.now,
    steady: clock.steady,
  });
}
