/**
 * Turns one published JWK into a key that signatures may be verified with, or says why not. Everything
 * is checked here, once, when a set is loaded: the exchange meets only keys that are sound, fit their
 * algorithm, and were rebuilt from their public numbers alone.
 */

import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { ownMember } from "../core/json.ts";
import type { JsonObject, JsonValue, SignatureAlgorithm } from "../core/terms.ts";
import { algorithmsOf, findAlgorithm, type KeyFamily } from "./algorithm.ts";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { findRsaWeakness } from "./rsa-strength.ts";

/** A public key ready for use. */
export interface VerificationKey {
  /** Null when the issuer gave it no id, or an empty one. */
  readonly kid: string | null;
  /** The algorithms it may verify: the one its `alg` names, else all that fit. */
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keyObject: KeyObject;
  /** Bytes of every signature made with it. */
  readonly signatureLength: number;
  /** SHA-256 over the members that make the key, base64url (RFC 7638). */
  readonly thumbprint: string;
}

/**
 * Why a published key is not used: too weak or out of bounds; broken or a breach (a private key among
 * public ones); or simply not meant for verifying signatures here.
 */
export interface KeyProblem {
  readonly kind: "weak_key" | "jwks_key_invalid" | "unusable";
  readonly kid: string | null;
  readonly detail: string;
}

export type KeyImport =
  | { readonly ok: true; readonly key: VerificationKey }
  | { readonly ok: false; readonly problem: KeyProblem };

/** The public numbers of a key, in the form that is hashed and imported. */
interface KeyMaterial {
  readonly family: KeyFamily;
  /** Members in the order RFC 7638 §3.2 hashes them. */
  readonly jwk: Readonly<Record<string, string>>;
  readonly signatureLength: number;
}

type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly kind: KeyProblem["kind"]; readonly detail: string };

/** RFC 7518 §6.2.2, §6.3.2 and RFC 8037 §2. */
export const privateMembers: readonly string[] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

/** Bytes of one coordinate, which is also half a signature (RFC 7518 §3.4, §6.2.1.2). */
const coordinateBytes = { "P-256": 32, "P-384": 48, "P-521": 66 } as const;

/**
 * Imports a public key.
 * @returns the key, or its problem: `weak_key` for RSA outside 2048 to 8192 bits, an exponent that is not
 *   odd and in 3 to 2^32 - 1, or the ROCA fingerprint; `jwks_key_invalid` for private members, numbers that
 *   are not the key type's, a point off its curve, or an `alg` that does not fit; `unusable` for symmetric keys,
 *   unknown types, curves and algorithms, and keys for another use.
 * @see RFC 7517 §4; RFC 7518 §6; RFC 8037; RFC 8725 §3.5
 */
export function importKey(jwk: JsonObject): KeyImport {
  const kid = textMember(jwk, "kid");
  const read = readKey(jwk);
  return read.ok
    ? { ok: true, key: { kid: kid === "" ? null : kid, ...read.value } }
    : { ok: false, problem: { kind: read.kind, kid, detail: read.detail } };
}

function readKey(jwk: JsonObject): Reading<Omit<VerificationKey, "kid">> {
  const leaked = privateMembers.find((member) => Object.hasOwn(jwk, member));
  if (leaked !== undefined) return invalid(`the private member ${leaked} is published with it`);
  const otherUse = findOtherUse(jwk);
  if (otherUse !== null) return unusable(otherUse);
  const material = readMaterial(jwk);
  if (!material.ok) return material;
  const algorithms = readAlgorithms(ownMember(jwk, "alg"), material.value.family);
  if (!algorithms.ok) return algorithms;
  const { jwk: numbers, signatureLength } = material.value;
  let keyObject: KeyObject;
  try {
    keyObject = createPublicKey({ key: numbers, format: "jwk" });
  } catch {
    return invalid("its numbers are not a public key of its type");
  }
  const thumbprint = createHash("sha256").update(JSON.stringify(numbers)).digest("base64url");
  return { ok: true, value: { algorithms: algorithms.value, keyObject, signatureLength, thumbprint } };
}

/** RFC 7517 §4.2, §4.3: a key for something else than verifying. */
function findOtherUse(jwk: JsonObject): string | null {
  const use = ownMember(jwk, "use");
  if (use !== undefined && use !== "sig") return "its use is not sig";
  const operations = ownMember(jwk, "key_ops");
  if (operations === undefined) return null;
  return Array.isArray(operations) && operations.includes("verify") ? null : "its key_ops lack verify";
}

function readMaterial(jwk: JsonObject): Reading<KeyMaterial> {
  const kty = ownMember(jwk, "kty");
  switch (kty) {
    case "RSA":
      return readRsa(jwk);
    case "EC":
      return readEc(jwk);
    case "OKP":
      return readOkp(jwk);
    case "oct":
      return unusable("symmetric keys are never used");
    default:
      return unusable("its key type is not known here");
  }
}

function readRsa(jwk: JsonObject): Reading<KeyMaterial> {
  const modulus = bytesMember(jwk, "n");
  const exponent = bytesMember(jwk, "e");
  if (modulus === null || exponent === null) return invalid("n or e is not base64url");
  const n = withoutLeadingZeros(modulus);
  const e = withoutLeadingZeros(exponent);
  const weakness = findRsaWeakness(n, e);
  if (weakness !== null) return { ok: false, kind: "weak_key", detail: weakness };
  const numbers = { e: encodeBase64url(e), kty: "RSA", n: encodeBase64url(n) };
  return { ok: true, value: { family: "rsa", jwk: numbers, signatureLength: n.length } };
}

function readEc(jwk: JsonObject): Reading<KeyMaterial> {
  const crv = ownMember(jwk, "crv");
  if (crv !== "P-256" && crv !== "P-384" && crv !== "P-521") return unusable("its curve is not known here");
  const size = coordinateBytes[crv];
  const x = bytesMember(jwk, "x");
  const y = bytesMember(jwk, "y");
  if (x?.length !== size || y?.length !== size) return invalid(`x and y must be ${size} bytes each`);
  const numbers = { crv, kty: "EC", x: encodeBase64url(x), y: encodeBase64url(y) };
  return { ok: true, value: { family: crv, jwk: numbers, signatureLength: 2 * size } };
}

function readOkp(jwk: JsonObject): Reading<KeyMaterial> {
  if (ownMember(jwk, "crv") !== "Ed25519") return unusable("its curve is not known here");
  const x = bytesMember(jwk, "x");
  if (x?.length !== 32) return invalid("x must be 32 bytes");
  const numbers = { crv: "Ed25519", kty: "OKP", x: encodeBase64url(x) };
  return { ok: true, value: { family: "Ed25519", jwk: numbers, signatureLength: 64 } };
}

/** RFC 8725 §3.1: one key, one algorithm, wherever the issuer says which. */
function readAlgorithms(
  alg: JsonValue | undefined,
  family: KeyFamily,
): Reading<readonly SignatureAlgorithm[]> {
  const fitting = algorithmsOf(family);
  if (alg === undefined) return { ok: true, value: fitting };
  if (typeof alg !== "string") return invalid("its alg is not a string");
  const named = findAlgorithm(alg);
  if (named === undefined) return unusable("its alg is not a signature algorithm known here");
  return fitting.includes(named)
    ? { ok: true, value: [named] }
    : invalid(`its alg ${named} does not fit its key type or curve`);
}

function textMember(jwk: JsonObject, name: string): string | null {
  const value = ownMember(jwk, name);
  return typeof value === "string" ? value : null;
}

function bytesMember(jwk: JsonObject, name: string): Uint8Array | null {
  const text = textMember(jwk, name);
  return text === null ? null : decodeBase64url(text);
}

/** Some issuers write a sign byte before the number; the value is the same. */
function withoutLeadingZeros(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? bytes.subarray(bytes.length) : bytes.subarray(first);
}

function invalid(detail: string): Reading<never> {
  return { ok: false, kind: "jwks_key_invalid", detail };
}

function unusable(detail: string): Reading<never> {
  return { ok: false, kind: "unusable", detail };
}
