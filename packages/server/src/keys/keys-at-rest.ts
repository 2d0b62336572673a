/**
 * Work on signing keys as they lie in the database, beside the server: wrapping them under another master
 * key, and giving them up when the master key is lost. Either is one transaction: there is no state between
 * the old and the new, whatever happens on the way.
 */

import type { SigningKeyTable } from "../core/signing-key-record.ts";
import type { EpochSeconds } from "../core/terms.ts";
import { canaryFact, type FactStore, newCanary, opensCanary } from "./canary.ts";
import { maxKeyAttempts } from "./key-keeper.ts";
import type { MasterKey } from "./master-key.ts";
import { OwnKeyProblem } from "./own-key-problem.ts";
import { type KeyVault, rewrapSigningKey } from "./signing-key.ts";

export interface KeysAtRest {
  readonly table: SigningKeyTable;
  readonly facts: Pick<FactStore, "instanceFact">;
}

/** How a master key fits what is in the database. */
export type MasterKeyFit = "fits" | "other_key" | "no_keys_yet";

export async function fitOf(
  { facts }: Pick<KeysAtRest, "facts">,
  masterKey: MasterKey,
  instanceId: string,
): Promise<MasterKeyFit> {
  const canary = await facts.instanceFact(canaryFact);
  if (canary === null) return "no_keys_yet";
  return opensCanary(masterKey, instanceId, canary) ? "fits" : "other_key";
}

/**
 * Wraps every key and the canary under another master key.
 * @param from the vault with the master key of now, `to` with the one to come
 * @returns how many keys; null: they are under that master key already
 * @throws OwnKeyProblem with `master_key_wrong` or `signing_key_unreadable`; nothing was changed then
 */
export async function rewrapKeys(
  { table, facts }: KeysAtRest,
  from: KeyVault,
  to: KeyVault,
): Promise<number | null> {
  for (let attempt = 0; attempt < maxKeyAttempts; attempt++) {
    const standing = await facts.instanceFact(canaryFact);
    if (standing === null || opensCanary(to.masterKey, to.instanceId, standing)) return null;
    if (!opensCanary(from.masterKey, from.instanceId, standing)) throw notThePresent();
    const rows = await table.list();
    const outcome = await table.change({
      expected: rows,
      canary: { fact: canaryFact, standing, becomes: newCanary(to) },
      rewrap: rows.map((row) => ({ kid: row.kid, wrappedPrivateKey: rewrapSigningKey(from, to, row) })),
    });
    if (outcome === "changed") return rows.length;
  }
  throw new Error("servers keep changing the signing keys; try again");
}

/**
 * Takes away every key and the canary, and revokes what was issued: the next start makes new ones.
 * @returns how many keys
 */
export async function resetKeys(
  { table, facts }: KeysAtRest,
  by: string,
  now: EpochSeconds,
): Promise<number> {
  for (let attempt = 0; attempt < maxKeyAttempts; attempt++) {
    const standing = await facts.instanceFact(canaryFact);
    if (standing === null) return 0;
    const rows = await table.list();
    const outcome = await table.change({
      expected: rows,
      canary: { fact: canaryFact, standing, becomes: null },
      remove: rows.map(({ kid }) => kid),
      revoke: { by, at: now },
    });
    if (outcome === "changed") return rows.length;
  }
  throw new Error("servers keep changing the signing keys; stop them and try again");
}

function notThePresent(): OwnKeyProblem {
  return new OwnKeyProblem(
    "master_key_wrong",
    "The present master key file does not hold the master key of this database. Name the file that does with --master-key-file; nothing was changed.",
  );
}
