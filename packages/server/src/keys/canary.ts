/**
 * The canary: a known text wrapped with the master key on the first start. Whoever cannot open it holds
 * another master key, and learns so at the start and not at the first signature.
 */

import type { RandomBytes } from "../core/reference-token.ts";
import type { MasterKey } from "./master-key.ts";
import { OwnKeyProblem } from "./own-key-problem.ts";
import { unwrapSecret, type WrapBinding, wrapSecret } from "./wrapping.ts";

/** Where an installation keeps its small facts. */
export interface FactStore {
  /** Writes a fact once. @returns the value that stands afterwards */
  establishFact(name: string, value: string): Promise<string>;
}

const factName = "master_key_canary";
const song = Buffer.from("countersign canary");

/** Whether this installation was made with a master key. */
export async function hasCanary(facts: {
  instanceFact(name: string): Promise<string | null>;
}): Promise<boolean> {
  return (await facts.instanceFact(factName)) !== null;
}

/**
 * Checks that this master key is the one the installation was made with; on the first start it becomes that.
 * @throws OwnKeyProblem with `master_key_wrong`
 */
export async function checkCanary(
  facts: FactStore,
  masterKey: MasterKey,
  instanceId: string,
  randomBytes: RandomBytes,
): Promise<void> {
  const binding: WrapBinding = { keyId: factName, algorithm: "none", purpose: "canary", instanceId };
  const standing = await facts.establishFact(factName, wrapSecret(masterKey, song, binding, randomBytes));
  if (unwrapSecret(masterKey, standing, binding)?.equals(song) !== true) {
    throw new OwnKeyProblem(
      "master_key_wrong",
      "The master key is not the one this database was made with, so its signing keys cannot be opened. Put the right key file in place; nothing was changed.",
    );
  }
}
