/**
 * Base64url without padding, in its one canonical form (RFC 4648 §5, RFC 7515 §2). A lenient decoder
 * lets one signature stand in many spellings; here every byte string has exactly one.
 */

/**
 * The bytes a text stands for, or null when it is not their canonical spelling: a foreign character,
 * padding, white space, a length that cannot be, or unused trailing bits that are not zero.
 */
export function decodeBase64url(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, "base64url");
  // Node skips what it does not know; encoding again and comparing covers every leniency at once.
  return bytes.toString("base64url") === text ? bytes : null;
}

/** @param source bytes, or text that is taken as UTF-8 */
export function encodeBase64url(source: Uint8Array | string): string {
  const bytes =
    typeof source === "string"
      ? Buffer.from(source, "utf8")
      : Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  return bytes.toString("base64url");
}
