/**
 * What is made of a session's own secret, 256 random bits that only its browser keeps: the digest its row is found
 * by, the token that its pages send along, and the proof that binds it to the bootstrap secret. All are one-way, and
 * none of them says anything of another.
 */

import { createHmac } from "node:crypto";
import type { RandomBytes } from "./core/reference-token.ts";
import { encodeBase64url } from "./jws/base64url.ts";
import { digestSecret } from "./keys/secret-digest.ts";

const secretBytes = 32;
const form = /^[A-Za-z0-9_-]{43}$/;

/** @returns 43 characters */
export function generateSessionSecret(randomBytes: RandomBytes): string {
  return encodeBase64url(randomBytes(secretBytes));
}

/** Whether the text may be one; says nothing about whether there is such a session. */
export function looksLikeSessionSecret(text: string): boolean {
  return form.test(text);
}

/** What the session's row is found by. */
export function sessionDigest(secret: string): string {
  return digestSecret(secret);
}

/** What a page has to send with whatever changes something: no other origin can read it. */
export function csrfTokenOf(secret: string): string {
  return derive(secret, "countersign console csrf");
}

/** What binds a session to the bootstrap secret: neither can be found out, or guessed at, by it alone. */
export function bootstrapProof(secret: string, bootstrapSecret: string): string {
  return derive(secret, `countersign console bootstrap ${bootstrapSecret}`);
}

function derive(secret: string, purpose: string): string {
  return createHmac("sha256", secret).update(purpose).digest("base64url");
}
