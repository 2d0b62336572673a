/**
 * An attempt to sign in through a provider, as the browser keeps it while the person is there. Everything that binds
 * the answer to it is made of one secret and of what the attempt is for, so the server keeps nothing until the answer
 * comes, and nothing of one attempt serves another. A MAC of the server's own says that it began here.
 */

import { createHash, createHmac } from "node:crypto";
import type { RandomBytes } from "./core/reference-token.ts";
import type { EpochSeconds } from "./core/terms.ts";
import { digestSecret, isSameDigest } from "./keys/secret-digest.ts";
import { generateSessionSecret } from "./session-secrets.ts";

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

/** What every node makes alike of a text, and nobody else can. */
export type AttemptMac = (text: string) => string;

export function newAttempt(randomBytes: RandomBytes, about: Omit<SignOnAttempt, "secret">): SignOnAttempt {
  return { ...about, secret: generateSessionSecret(randomBytes) };
}

/** As it stands in the cookie. */
export function writeAttempt(attempt: SignOnAttempt, mac: AttemptMac): string {
  const text = textOf(attempt);
  return `${text}.${mac(text)}`;
}

/** @returns null for what was not begun here */
export function readAttempt(cookie: string, mac: AttemptMac): SignOnAttempt | null {
  const end = cookie.lastIndexOf(".");
  const text = cookie.slice(0, end);
  if (!isSameDigest(cookie.slice(end + 1), mac(text))) return null;
  const [secret = "", begunAt = "", confirms = "", returnTo = ""] = text.split(".");
  return {
    secret,
    begunAt: Number(begunAt),
    confirms: confirms === "" ? null : confirms,
    returnTo: Buffer.from(returnTo, "base64url").toString(),
  };
}

/** Comes back with the answer; whatever the attempt is for is in it. */
export function stateOf(attempt: SignOnAttempt): string {
  return derive(attempt.secret, `state ${textOf(attempt)}`);
}

/** Comes back in the ID token. */
export function nonceOf({ secret }: SignOnAttempt): string {
  return derive(secret, "nonce");
}

/** Of PKCE (RFC 7636 §4.1). */
export function codeVerifierOf({ secret }: Pick<SignOnAttempt, "secret">): string {
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

export function isItsState(attempt: SignOnAttempt, state: string): boolean {
  return isSameDigest(stateOf(attempt), state);
}

function textOf({ secret, begunAt, confirms, returnTo }: SignOnAttempt): string {
  return [secret, begunAt, confirms ?? "", Buffer.from(returnTo).toString("base64url")].join(".");
}

function derive(secret: string, purpose: string): string {
  return createHmac("sha256", secret).update(`countersign console sign-on ${purpose}`).digest("base64url");
}
