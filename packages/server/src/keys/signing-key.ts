/**
 * One signing key: made here, wrapped for the database, and opened again. Everything public about an opened
 * key follows from its private part, so a row that somebody altered publishes nothing.
 */

import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { RandomBytes } from "../core/reference-token.ts";
import type { SigningKeyRecord } from "../core/signing-key-record.ts";
import type { EpochSeconds, JsonObject } from "../core/terms.ts";
import { importKey, type VerificationKey } from "../jws/key.ts";
import type { KeyTimes } from "./key-times.ts";
import type { MasterKey } from "./master-key.ts";
import { OwnKeyProblem } from "./own-key-problem.ts";
import { unwrapSecret, type WrapBinding, wrapSecret } from "./wrapping.ts";

/** The algorithms access tokens are signed with. */
export const signingAlgorithms = ["ES256", "RS256", "EdDSA"] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** A signing key ready for use. */
export interface SigningKey extends KeyTimes {
  readonly algorithm: SigningAlgorithm;
  /** Public members, `use`, `alg` and `kid` (RFC 7517 §4). */
  readonly publicJwk: JsonObject;
  readonly privateKey: KeyObject;
  readonly verificationKey: VerificationKey;
  readonly createdAt: EpochSeconds;
}

/** What wraps and unwraps the keys of one installation. */
export interface KeyVault {
  readonly masterKey: MasterKey;
  readonly instanceId: string;
  readonly randomBytes: RandomBytes;
}

const generate = promisify(generateKeyPair);
/** 112 bits of strength, enough beyond the life of any token; larger keys sign several times slower. */
const rsaModulusBits = 2048;

/** Makes a key pair. @returns the row to store; the private part leaves this function wrapped only */
export async function generateSigningKey(
  vault: KeyVault,
  algorithm: SigningAlgorithm,
  createdAt: EpochSeconds,
  activeFrom: EpochSeconds,
): Promise<SigningKeyRecord> {
  const { privateKey } = await generatePair(algorithm);
  const { kid, publicJwk } = publicPart(privateKey, algorithm);
  const secret = privateKey.export({ format: "der", type: "pkcs8" });
  const wrapped = wrapSecret(
    vault.masterKey,
    secret,
    bindingOf(vault, { kid, algorithm }),
    vault.randomBytes,
  );
  secret.fill(0);
  return {
    kid,
    algorithm,
    publicJwk: JSON.stringify(publicJwk),
    wrappedPrivateKey: wrapped,
    createdAt,
    activeFrom,
    retiredAt: null,
  };
}

/** @throws OwnKeyProblem with `signing_key_unreadable` */
export function openSigningKey(vault: KeyVault, row: SigningKeyRecord): SigningKey {
  const { createdAt, activeFrom, retiredAt } = row;
  const algorithm = signingAlgorithms.find((one) => one === row.algorithm);
  if (algorithm === undefined) throw unreadable(row.kid, `its algorithm ${row.algorithm} is not known here`);
  const secret = unwrapPrivateKey(vault, row);
  const privateKey = createPrivateKey({ key: secret, format: "der", type: "pkcs8" });
  secret.fill(0);
  return { ...publicPart(privateKey, algorithm), algorithm, privateKey, createdAt, activeFrom, retiredAt };
}

/**
 * Wraps the same private key under another master key.
 * @returns what its row holds from now on @throws OwnKeyProblem with `signing_key_unreadable`
 */
export function rewrapSigningKey(from: KeyVault, to: KeyVault, row: SigningKeyRecord): string {
  const secret = unwrapPrivateKey(from, row);
  const wrapped = wrapSecret(to.masterKey, secret, bindingOf(to, row), to.randomBytes);
  secret.fill(0);
  return wrapped;
}

/** @returns PKCS #8; whoever uses it overwrites it then */
function unwrapPrivateKey(vault: KeyVault, row: SigningKeyRecord): Buffer {
  const secret = unwrapSecret(vault.masterKey, row.wrappedPrivateKey, bindingOf(vault, row));
  if (secret !== null) return secret;
  throw unreadable(row.kid, "the master key does not open it, or its row was altered");
}

function generatePair(algorithm: SigningAlgorithm): Promise<{ readonly privateKey: KeyObject }> {
  switch (algorithm) {
    case "ES256":
      return generate("ec", { namedCurve: "P-256" });
    case "RS256":
      return generate("rsa", { modulusLength: rsaModulusBits });
    case "EdDSA":
      return generate("ed25519");
  }
}

function publicPart(
  privateKey: KeyObject,
  algorithm: SigningAlgorithm,
): Pick<SigningKey, "kid" | "publicJwk" | "verificationKey"> {
  const exported = createPublicKey(privateKey).export({ format: "jwk" });
  const members: JsonObject = Object.fromEntries(
    Object.entries(exported).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  const bare = importKey({ ...members, use: "sig", alg: algorithm });
  if (!bare.ok) throw new Error(`a signing key of our own is not sound: ${bare.problem.detail}`);
  const kid = bare.key.thumbprint;
  return {
    kid,
    publicJwk: { ...members, use: "sig", alg: algorithm, kid },
    verificationKey: { ...bare.key, kid },
  };
}

function bindingOf(
  vault: KeyVault,
  { kid, algorithm }: { readonly kid: string; readonly algorithm: string },
): WrapBinding {
  return { keyId: kid, algorithm, purpose: "signing-key", instanceId: vault.instanceId };
}

function unreadable(kid: string, reason: string): OwnKeyProblem {
  return new OwnKeyProblem("signing_key_unreadable", `The signing key ${kid} cannot be used: ${reason}.`);
}
