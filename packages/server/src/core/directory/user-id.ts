/**
 * The id of a user that only lives as long as its tokens. It follows from its domain and from what its issuer calls
 * it, so that it is the same at every login, through whatever identity provider or protocol of that domain.
 */

import type { Digest } from "./settle.ts";

/**
 * @param unique the id, or else the name, that the rules make
 * @returns 64 hexadecimal digits: the digest of domain, kind and percent-encoded unique id behind each other
 */
export function federatedUserId(digest: Digest, domainId: string, unique: string): string {
  return digest(`${domainId}user${percentEncoded(unique)}`);
}

/** Everything but letters, digits and `_ . - ~ /` as escapes of its UTF-8 bytes (RFC 3986 section 2.3, and the slash). */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%2F", "/")
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
