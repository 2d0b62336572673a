/**
 * The master key in use, as a running process holds it. When the keys were wrapped under another one
 * meanwhile (`countersign key rewrap`), the process takes the new one from the file, as soon as it is there.
 */

import { canaryFact, checkCanary, type FactStore, opensCanary } from "./canary.ts";
import type { MasterKey } from "./master-key.ts";
import { OwnKeyProblem } from "./own-key-problem.ts";
import type { KeyVault } from "./signing-key.ts";

export interface SealOptions extends KeyVault {
  readonly facts: FactStore;
  /** Reads the master key's file again. @throws OwnKeyProblem when there is no usable one */
  readMasterKey(): Promise<MasterKey>;
  /** Told when another master key has come into use. */
  masterKeyTaken(): void;
}

export interface Seal {
  vault(): KeyVault;
  /** The canary that this master key opens, as a key change names it. */
  canary(): { readonly fact: string; readonly standing: string };
  /**
   * Catches up with the database.
   * @throws OwnKeyProblem with `master_key_replaced` or `signing_keys_reset`; the old one stays in use
   */
  follow(): Promise<void>;
}

/** @throws OwnKeyProblem with `master_key_wrong` */
export async function openSeal(options: SealOptions): Promise<Seal> {
  const { facts, instanceId, randomBytes } = options;
  let { masterKey } = options;
  let canary = await checkCanary(facts, { masterKey, instanceId, randomBytes });
  return {
    vault: () => ({ masterKey, instanceId, randomBytes }),
    canary: () => ({ fact: canaryFact, standing: canary }),
    async follow() {
      const standing = await facts.instanceFact(canaryFact);
      if (standing === canary) return;
      if (standing === null) throw reset();
      const found = await options.readMasterKey().catch(() => null);
      if (found === null || !opensCanary(found, instanceId, standing)) throw replaced();
      masterKey = found;
      canary = standing;
      options.masterKeyTaken();
    },
  };
}

function replaced(): OwnKeyProblem {
  return new OwnKeyProblem(
    "master_key_replaced",
    "The signing keys were wrapped under another master key, which is not in this server's key file yet. Put it there: until then this server goes on with the keys it has opened, and can neither make a key nor open a new one.",
  );
}

function reset(): OwnKeyProblem {
  return new OwnKeyProblem(
    "signing_keys_reset",
    "The signing keys of this database were reset, so this server has none. Restart it: it then makes new ones.",
  );
}
