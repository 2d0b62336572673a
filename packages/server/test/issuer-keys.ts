/**
 * Signing keys for issuers in tests: real key pairs made with node:crypto at run time, none stored. A key
 * knows its `kid` and algorithm, shows its public JWK, and signs; what is signed is up to the test, so
 * hostile tokens are made with the same functions as good ones.
 */

import { generateKeyPair, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";

const generate = promisify(generateKeyPair);

export interface IssuerKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** With `kid`, `alg` and `use: "sig"`. */
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

/** Makes a key pair. `rsaBits` applies to RSA algorithms only. */
export async function makeIssuerKey(kid: string, alg: string, rsaBits = 2048): Promise<IssuerKey> {
  const pair = await makeKeyPair(alg, rsaBits);
  return {
    kid,
    alg,
    ...pair,
    publicJwk: { ...pair.publicKey.export({ format: "jwk" }), kid, alg, use: "sig" },
  };
}

function makeKeyPair(alg: string, rsaBits: number) {
  switch (alg) {
    case "EdDSA":
    case "Ed25519":
      return generate("ed25519");
    case "ES256":
      return generate("ec", { namedCurve: "P-256" });
    case "ES384":
      return generate("ec", { namedCurve: "P-384" });
    case "ES512":
      return generate("ec", { namedCurve: "P-521" });
    default:
      return generate("rsa", { modulusLength: rsaBits });
  }
}

let standard: Promise<readonly IssuerKey[]> | undefined;

/** `rsa-1` (RS256), `ec-1` (ES256) and `ed-1` (EdDSA), made once per test process. */
export function standardKeys(): Promise<readonly IssuerKey[]> {
  standard ??= Promise.all([
    makeIssuerKey("rsa-1", "RS256"),
    makeIssuerKey("ec-1", "ES256"),
    makeIssuerKey("ed-1", "EdDSA"),
  ]);
  return standard;
}

/** The signature over `signingInput`, as RFC 7518 §3 lays it out. */
export function signBytes(key: Pick<IssuerKey, "privateKey">, alg: string, signingInput: string): Buffer {
  const bytes = Buffer.from(signingInput);
  if (alg === "EdDSA" || alg === "Ed25519") return sign(null, bytes, key.privateKey);
  const digest = `sha${alg.slice(2)}`;
  if (alg.startsWith("ES")) return sign(digest, bytes, { key: key.privateKey, dsaEncoding: "ieee-p1363" });
  if (alg.startsWith("PS")) {
    // 6 is RSA_PKCS1_PSS_PADDING, -1 is RSA_PSS_SALTLEN_DIGEST (node:crypto constants).
    return sign(digest, bytes, { key: key.privateKey, padding: 6, saltLength: -1 });
  }
  return sign(digest, bytes, key.privateKey);
}

/** A compact JWS over exactly these header and payload texts. */
export function signCompact(
  key: Pick<IssuerKey, "privateKey">,
  alg: string,
  header: string,
  payload: string,
): string {
  const signingInput = `${base64url(header)}.${base64url(payload)}`;
  return `${signingInput}.${signBytes(key, alg, signingInput).toString("base64url")}`;
}

export function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}
