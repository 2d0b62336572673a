/**
 * The canary: a known text wrapped with the master key on the first start. Whoever cannot open it holds
 * another master key, and learns so at the start and not at the first signature. It is wrapped anew whenever
 * the keys are, so that its text also says under which master key the rows lie.
 */

import type { MasterKey } from "./master-key.ts";
import { OwnKeyProblem } from "./own-key-problem.ts";
import type { KeyVault } from "./signing-key.ts";
import { unwrapSecret, type WrapBinding, wrapSecret } from "./wrapping.ts";

/** Where an installation keeps its small facts. */
export interface FactStore {
  /** Writes a fact once. @returns the value that stands afterwards */
  establishFact(name: string, value: string): Promise<string>;
  instanceFact(name: string): Promise<string | null>;
}

/** The name of the fact that is the canary. */
export const canaryFact = "master_key_canary";
const song = Buffer.from("countersign canary");

/** Whether this installation was made with a master key. */
export async function hasCanary(facts: Pick<FactStore, "instanceFact">): Promise<boolean> {
  return (await facts.instanceFact(canaryFact)) !== null;
}

/** A canary for this master key; its text is never twice the same. */
export function newCanary({ masterKey, instanceId, randomBytes }: KeyVault): string {
  return wrapSecret(masterKey, song, bindingIn(instanceId), randomBytes);
}

/** Whether this master key is the one the canary was made with. */
export function opensCanary(masterKey: MasterKey, instanceId: string, canary: string): boolean {
  return unwrapSecret(masterKey, canary, bindingIn(instanceId))?.equals(song) === true;
}

/**
 * Checks that this master key is the one the installation was made with; on the first start it becomes that.
 * @returns the canary @throws OwnKeyProblem with `master_key_wrong`
 */
export async function checkCanary(facts: FactStore, vault: KeyVault): Promise<string> {
  const standing = await facts.establishFact(canaryFact, newCanary(vault));
  if (opensCanary(vault.masterKey, vault.instanceId, standing)) return standing;
  throw new OwnKeyProblem(
    "master_key_wrong",
    "The master key is not the one this database was made with, so its signing keys cannot be opened. Put the right key file in place; nothing was changed.",
  );
}

function bindingIn(instanceId: string): WrapBinding {
  return { keyId: canaryFact, algorithm: "none", purpose: "canary", instanceId };
}
