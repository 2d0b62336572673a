/**
 * The reference token: an opaque handle for an access token, short enough to be a password. Its form is the
 * one that clients and secret scanners know; its secret part alone is worth something, and only a hash of
 * the whole is ever stored.
 */

import type { EpochSeconds } from "./terms.ts";

/** Unpredictable bytes of the length asked for. */
export type RandomBytes = (length: number) => Uint8Array;

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** 27 of 62 characters are 160.7 bits: RFC 6749 §10.10 asks that guessing succeed at most 1 time in 2^160. */
const secretLength = 27;
/** The largest multiple of 62 in a byte; bytes from here on would favour the first characters. */
const fairBytes = 256 - (256 % alphabet.length);
const plainForm = /^reftkn:01:(\d{10}):[A-Za-z0-9]{27}$/;
const encodedForm = /^cmVmdGtu[A-Za-z0-9]{56}$/;
const latestExpiry: EpochSeconds = 9_999_999_999;

/**
 * Makes a reference token: base64 of `reftkn:01:<expiry, 10 digits>:<27 alphanumerics>`, 64 characters,
 * all of them letters and digits, because 48 bytes of such text never encode to `+`, `/` or `=`.
 * @throws RangeError when the expiry is not a whole second from 1 to 9999999999; 0 would mean never
 */
export function generateReferenceToken(randomBytes: RandomBytes, expiresAt: EpochSeconds): string {
  if (!Number.isInteger(expiresAt) || expiresAt < 1 || expiresAt > latestExpiry) {
    throw new RangeError(`a reference token cannot expire at ${expiresAt}`);
  }
  const expiry = String(expiresAt).padStart(10, "0");
  return btoa(`reftkn:01:${expiry}:${randomSecret(randomBytes)}`);
}

/** Whether the text has the form of a reference token; says nothing about whether it is one of ours. */
export function looksLikeReferenceToken(text: string): boolean {
  return parseReferenceToken(text) !== null;
}

/**
 * Reads what a reference token says of itself.
 * @returns null when the text is no reference token
 */
export function parseReferenceToken(text: string): { readonly expiresAt: EpochSeconds } | null {
  if (!encodedForm.test(text)) return null;
  const expiry = plainForm.exec(atob(text))?.[1];
  return expiry === undefined ? null : { expiresAt: Number(expiry) };
}

/** Draws characters evenly: bytes that would make some of them likelier are thrown away. */
function randomSecret(randomBytes: RandomBytes): string {
  let secret = "";
  while (secret.length < secretLength) {
    for (const byte of randomBytes(secretLength - secret.length)) {
      if (byte < fairBytes) secret += alphabet[byte % alphabet.length];
    }
  }
  return secret;
}
