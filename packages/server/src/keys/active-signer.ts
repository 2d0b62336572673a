/**
 * Signing beside a running server, on its machine: with the key that the server signs with, and without making
 * or retiring any.
 */

import type { TokenDraft } from "../core/exchange-request.ts";
import type { SigningKeyTable } from "../core/signing-key-record.ts";
import type { EpochSeconds, JsonObject } from "../core/terms.ts";
import { chooseActive } from "./key-times.ts";
import { createLocalSigner } from "./signer.ts";
import { type KeyVault, openSigningKey, type SigningAlgorithm } from "./signing-key.ts";

/**
 * @returns null when there is no key yet: no server was started on this database
 * @throws OwnKeyProblem when the master key does not open the keys
 */
export async function openActiveSigner(
  vault: KeyVault,
  table: Pick<SigningKeyTable, "list">,
  algorithms: readonly SigningAlgorithm[],
  now: EpochSeconds,
): Promise<((draftFor: (publicJwk: JsonObject) => TokenDraft) => Promise<string>) | null> {
  const keys = (await table.list()).map((row) => openSigningKey(vault, row));
  const active = chooseActive(keys, algorithms, now);
  if (active === undefined) return null;
  const signer = createLocalSigner(active);
  return (draftFor) => signer.sign(draftFor(active.publicJwk));
}
