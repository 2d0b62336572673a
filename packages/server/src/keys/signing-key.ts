/**
 * One signing key: made here, wrapped for the database, and opened again. Everything public about an opened
 * key follows from its private part, so a row that somebody altered publishes nothing.
 */

import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { RandomBytes } from "../core/reference-token.ts";
import type { EpochSeconds, JsonObject } from "../core/terms.ts";
import { importKey, type VerificationKey } from "../jws/key.ts";
import type { MasterKey } from "./master-key.ts";
import { OwnKeyProblem } from "./own-key-problem.ts";
import { unwrapSecret, type WrapBinding, wrapSecret } from "./wrapping.ts";

/** The algorithms access tokens are signed with. */
export const signingAlgorithms = ["ES256", "RS256", "EdDSA"] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** A signing key as it lies in the database. */
export interface SigningKeyRow {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly algorithm: string;
  /** The public members as JSON text, for people who look into the database; nothing here reads it. */
  readonly publicJwk: string;
  readonly wrappedPrivateKey: string;
  readonly createdAt: EpochSeconds;
  /** From when on it signs; it is published before. */
  readonly activeFrom: EpochSeconds;
  /** When it stopped signing; null: it still may. */
  readonly retiredAt: EpochSeconds | null;
}

/** A signing key ready for use. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** Public members, `use`, `alg` and `kid` (RFC 7517 §4). */
  readonly publicJwk: JsonObject;
  readonly privateKey: KeyObject;
  readonly verificationKey: VerificationKey;
  readonly activeFrom: EpochSeconds;
  readonly retiredAt: EpochSeconds | null;
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
): Promise<SigningKeyRow> {
  const { privateKey } = await generatePair(algorithm);
  const { kid, publicJwk } = publicPart(privateKey, algorithm);
  const secret = privateKey.export({ format: "der", type: "pkcs8" });
  const wrapped = wrapSecret(vault.masterKey, secret, bindingOf(vault, kid, algorithm), vault.randomBytes);
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
export function openSigningKey(vault: KeyVault, row: SigningKeyRow): SigningKey {
  const { kid, activeFrom, retiredAt } = row;
  const algorithm = signingAlgorithms.find((one) => one === row.algorithm);
  if (algorithm === undefined) throw unreadable(kid, `its algorithm ${row.algorithm} is not known here`);
  const secret = unwrapSecret(vault.masterKey, row.wrappedPrivateKey, bindingOf(vault, kid, algorithm));
  if (secret === null) throw unreadable(kid, "the master key does not open it, or its row was altered");
  const privateKey = createPrivateKey({ key: secret, format: "der", type: "pkcs8" });
  secret.fill(0);
  return { ...publicPart(privateKey, algorithm), algorithm, privateKey, activeFrom, retiredAt };
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

function bindingOf(vault: KeyVault, kid: string, algorithm: SigningAlgorithm): WrapBinding {
  return { keyId: kid, algorithm, purpose: "signing-key", instanceId: vault.instanceId };
}

function unreadable(kid: string, reason: string): OwnKeyProblem {
  return new OwnKeyProblem("signing_key_unreadable", `The signing key ${kid} cannot be used: ${reason}.`);
}
