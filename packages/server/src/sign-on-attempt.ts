/**
 * An attempt to sign in through a provider, as the browser keeps it while the person is there. Everything that binds
 * the answer to it is made of one secret and of what the attempt is for, so the server keeps nothing until the answer
 * comes, and nothing of one attempt serves another.
 */

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { RandomBytes } from "./core/reference-token.ts";
import type { EpochSeconds } from "./core/terms.ts";
import { digestSecret } from "./keys/secret-digest.ts";
import { generateSessionSecret, looksLikeSessionSecret } from "./session-secrets.ts";

/** People look for their second factor; whoever takes longer begins again. */
export const attemptSeconds = 600;

export interface SignOnAttempt {
  readonly secret: string;
  readonly begunAt: EpochSeconds;
  /** Digest of the session that is to be confirmed; null: a new one begins. */
  readonly confirms: string | null;
  /** Path below the console, where the person goes on. */
  readonly returnTo: string;
}

export function newAttempt(randomBytes: RandomBytes, about: Omit<SignOnAttempt, "secret">): SignOnAttempt {
  return { ...about, secret: generateSessionSecret(randomBytes) };
}

/** As it stands in the cookie. */
export function writeAttempt({ secret, begunAt, confirms, returnTo }: SignOnAttempt): string {
  return [secret, begunAt, confirms ?? "", Buffer.from(returnTo).toString("base64url")].join(".");
}

/** @returns null for what no server wrote */
export function readAttempt(text: string): SignOnAttempt | null {
  const [secret = "", begunAt = "", confirms = "", returnTo = "", ...more] = text.split(".");
  if (more.length > 0 || !looksLikeSessionSecret(secret) || !/^\d{1,12}$/.test(begunAt)) return null;
  return {
    secret,
    begunAt: Number(begunAt),
    confirms: confirms === "" ? null : confirms,
    returnTo: Buffer.from(returnTo, "base64url").toString(),
  };
}

/** Comes back with the answer; whatever the attempt is for is in it. */
export function stateOf(attempt: SignOnAttempt): string {
  return derive(attempt.secret, `state ${writeAttempt(attempt)}`);
}

/** Comes back in the ID token. */
export function nonceOf({ secret }: SignOnAttempt): string {
  return derive(secret, "nonce");
}

/** Of PKCE (RFC 7636 §4.1). */
export function codeVerifierOf({ secret }: SignOnAttempt): string {
  return derive(secret, "code verifier");
}

/** @see RFC 7636 §4.2 */
export function codeChallengeOf(attempt: SignOnAttempt): string {
  return createHash("sha256").update(codeVerifierOf(attempt)).digest("base64url");
}

/** By what it is known that the attempt was used. */
export function digestOf({ secret }: SignOnAttempt): string {
  return digestSecret(`sign-in ${secret}`);
}

/** In constant time. */
export function isItsState(attempt: SignOnAttempt, state: string): boolean {
  const [one, other] = [Buffer.from(state), Buffer.from(stateOf(attempt))];
  return one.length === other.length && timingSafeEqual(one, other);
}

function derive(secret: string, purpose: string): string {
  return createHmac("sha256", secret).update(`countersign console sign-on ${purpose}`).digest("base64url");
}
