/**
 * MACs by which a server recognises what it gave out itself. The key is derived from the master key, one for each
 * purpose: every node of the installation makes the same MAC, nothing of it is kept, and none says anything of the
 * master key or of the MACs for another purpose.
 * @see RFC 5869 (HKDF)
 */

import { createHmac, hkdfSync } from "node:crypto";
import type { KeyVault } from "./signing-key.ts";

/** What is authenticated. */
export type MacPurpose = "console sign-on attempt";

const keyBytes = 32;

/** @returns HMAC-SHA-256, base64url */
export function ownMac(
  { masterKey, instanceId }: Pick<KeyVault, "masterKey" | "instanceId">,
  purpose: MacPurpose,
  text: string,
): string {
  const key = hkdfSync("sha256", masterKey, instanceId, `countersign ${purpose}`, keyBytes);
  return createHmac("sha256", Buffer.from(key)).update(text).digest("base64url");
}
