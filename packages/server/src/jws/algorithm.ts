/**
 * What each signature algorithm asks of a key and of `node:crypto` (RFC 7518 §3, RFC 8037, RFC 9864).
 * One row per algorithm; importing keys, verifying and signing all read the same row. There is no
 * row for `none` or for a symmetric algorithm, so neither can be chosen.
 */

import { constants } from "node:crypto";
import { type SignatureAlgorithm, signatureAlgorithms } from "../core/terms.ts";

/** The kinds of key signatures are verified with. */
export type KeyFamily = "rsa" | "P-256" | "P-384" | "P-521" | "Ed25519";

interface AlgorithmRow {
  readonly family: KeyFamily;
  /** Name of the digest; null where the algorithm brings its own. */
  readonly digest: "sha256" | "sha384" | "sha512" | null;
  /** Members `node:crypto` takes beside the key. */
  readonly options: {
    readonly dsaEncoding?: "ieee-p1363";
    readonly padding?: number;
    readonly saltLength?: number;
  };
}

const pkcs1 = { padding: constants.RSA_PKCS1_PADDING };
// RFC 7518 §3.5: the salt is as long as the digest.
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
// RFC 7518 §3.4: r and s side by side, never DER.
const ecdsa = { dsaEncoding: "ieee-p1363" } as const;

export const algorithmRows: Readonly<Record<SignatureAlgorithm, AlgorithmRow>> = {
  RS256: { family: "rsa", digest: "sha256", options: pkcs1 },
  RS384: { family: "rsa", digest: "sha384", options: pkcs1 },
  RS512: { family: "rsa", digest: "sha512", options: pkcs1 },
  PS256: { family: "rsa", digest: "sha256", options: pss },
  PS384: { family: "rsa", digest: "sha384", options: pss },
  PS512: { family: "rsa", digest: "sha512", options: pss },
  ES256: { family: "P-256", digest: "sha256", options: ecdsa },
  ES384: { family: "P-384", digest: "sha384", options: ecdsa },
  ES512: { family: "P-521", digest: "sha512", options: ecdsa },
  EdDSA: { family: "Ed25519", digest: null, options: {} },
  Ed25519: { family: "Ed25519", digest: null, options: {} },
};

/** The algorithm of exactly that name, or undefined. Names are case-sensitive (RFC 7515 §4.1.1). */
export function findAlgorithm(
  name: string,
  among: readonly SignatureAlgorithm[] = signatureAlgorithms,
): SignatureAlgorithm | undefined {
  return among.find((algorithm) => algorithm === name);
}

/** Every algorithm a key of that family can verify. */
export function algorithmsOf(family: KeyFamily): readonly SignatureAlgorithm[] {
  return signatureAlgorithms.filter((algorithm) => algorithmRows[algorithm].family === family);
}
