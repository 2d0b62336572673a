/** Keys and hand-made tokens for the tests of this folder: nothing here uses the code under test. */

import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { z } from "zod";
import type { JsonObject, SignatureAlgorithm } from "../../src/core/terms.ts";

const jwkSchema = z.record(z.string(), z.string());

export interface TestKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Readonly<Record<string, string>>;
}

function testKey(pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }): TestKey {
  return { ...pair, jwk: jwkSchema.parse(pair.publicKey.export({ format: "jwk" })) };
}

export function makeRsaKey(modulusLength: number): TestKey {
  return testKey(generateKeyPairSync("rsa", { modulusLength }));
}

export function makeEcKey(namedCurve: "P-256" | "P-384" | "P-521"): TestKey {
  return testKey(generateKeyPairSync("ec", { namedCurve }));
}

export function makeEdKey(): TestKey {
  return testKey(generateKeyPairSync("ed25519"));
}

const rsa = makeRsaKey(2048);
const ed = makeEdKey();

/** One key for every algorithm; the RSA algorithms share one, as a key without `alg` allows. */
export const keyFor: Readonly<Record<SignatureAlgorithm, TestKey>> = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: makeEcKey("P-256"),
  ES384: makeEcKey("P-384"),
  ES512: makeEcKey("P-521"),
  EdDSA: ed,
  Ed25519: ed,
};

export const segment = (source: string | Uint8Array): string => Buffer.from(source).toString("base64url");

/** Three segments from exact header and payload texts, with any signature. */
export function compactOf(header: string, payload: string | Uint8Array, signature: Uint8Array): string {
  return `${segment(header)}.${segment(payload)}.${segment(signature)}`;
}

/** A token with this header and payload whose signature nobody has looked at. */
export function unverifiedToken(header: JsonObject, payload = '{"iss":"https://issuer.example"}'): string {
  return compactOf(JSON.stringify(header), payload, Buffer.alloc(256, 1));
}

/** An RS256 token signed by hand. */
export function signRs256(header: JsonObject, payload: JsonObject, privateKey: KeyObject): string {
  const input = `${segment(JSON.stringify(header))}.${segment(JSON.stringify(payload))}`;
  const key = { key: privateKey, padding: constants.RSA_PKCS1_PADDING };
  return `${input}.${segment(sign("sha256", Buffer.from(input), key))}`;
}
