/**
 * Secrets at rest: AES-256-GCM under the master key. The additional data says which key it is, of which
 * algorithm, for what, and in which installation, so that a wrapped key moved to another row, use or
 * installation does not open.
 */

import { createCipheriv, createDecipheriv } from "node:crypto";
import type { RandomBytes } from "../core/reference-token.ts";
import { decodeBase64url, encodeBase64url } from "../jws/base64url.ts";
import type { MasterKey } from "./master-key.ts";

/** What a wrapped secret is bound to. */
export interface WrapBinding {
  readonly keyId: string;
  readonly algorithm: string;
  readonly purpose: "signing-key" | "canary";
  readonly instanceId: string;
}

/** First byte of everything wrapped, so that another form can follow one day. */
const formVersion = 1;
const cipherName = "aes-256-gcm";
/** NIST SP 800-38D §8.2.2: random 96-bit nonces are safe for 2^32 uses of one key; ours are a handful. */
const nonceBytes = 12;
const tagBytes = 16;

/** @returns base64url of version, nonce, ciphertext and tag */
export function wrapSecret(
  masterKey: MasterKey,
  secret: Uint8Array,
  binding: WrapBinding,
  randomBytes: RandomBytes,
): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, masterKey, nonce, { authTagLength: tagBytes });
  cipher.setAAD(additionalBytes(binding));
  const sealed = [cipher.update(secret), cipher.final(), cipher.getAuthTag()];
  return encodeBase64url(Buffer.concat([Uint8Array.of(formVersion), nonce, ...sealed]));
}

/** @returns null when the text was wrapped with another key, for something else, or was altered */
export function unwrapSecret(masterKey: MasterKey, wrapped: string, binding: WrapBinding): Buffer | null {
  const bytes = decodeBase64url(wrapped);
  if (bytes === null || bytes[0] !== formVersion || bytes.length < 1 + nonceBytes + tagBytes) return null;
  const nonce = bytes.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv(cipherName, masterKey, nonce, { authTagLength: tagBytes });
  decipher.setAAD(additionalBytes(binding));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  const opened = decipher.update(bytes.subarray(1 + nonceBytes, -tagBytes));
  try {
    return Buffer.concat([opened, decipher.final()]);
  } catch {
    return null;
  }
}

/** JSON keeps the members apart whatever they hold. */
function additionalBytes(binding: WrapBinding): Buffer {
  const { keyId, algorithm, purpose, instanceId } = binding;
  return Buffer.from(JSON.stringify([formVersion, keyId, algorithm, purpose, instanceId]));
}
