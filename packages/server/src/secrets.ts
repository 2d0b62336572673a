/**
 * The secrets this server makes for administrators: `csa_`, 43 characters of 256 random bits, and 6 of a
 * checksum. The prefix lets scanners find a leaked one, the checksum lets them and us tell it from any other
 * text without asking the database.
 */

import { crc32 } from "node:zlib";
import type { RandomBytes } from "./core/reference-token.ts";
import { encodeBase64url } from "./jws/base64url.ts";

const prefix = "csa_";
const randomLength = 32;
const form = /^csa_[A-Za-z0-9_-]{49}$/;
const checksumCharacters = 6;

/** @returns a new secret, 53 characters */
export function generateSecret(randomBytes: RandomBytes): string {
  const body = prefix + encodeBase64url(randomBytes(randomLength));
  return body + checksumOf(body);
}

/** Whether the text has the form and the checksum of a secret of ours; says nothing about whether it is good. */
export function looksLikeSecret(text: string): boolean {
  return (
    form.test(text) && text.slice(-checksumCharacters) === checksumOf(text.slice(0, -checksumCharacters))
  );
}

/** CRC-32, base64url: against typing errors and chance, not against anybody. */
function checksumOf(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return encodeBase64url(bytes);
}
