/**
 * Makes compact JWS. Headers and payloads are written in ASCII, and so that the base64url text of a
 * payload holds neither `-` nor `_`: some clients decode the payload with plain base64.
 */

import { type KeyObject, sign } from "node:crypto";
import type { JsonObject, SignatureAlgorithm } from "../core/terms.ts";
import { algorithmRows } from "./algorithm.ts";
import { encodeBase64url } from "./base64url.ts";

/** What is to be signed. */
export interface SigningRequest {
  /** Members beside `alg`, which follows from `algorithm`. */
  readonly header: JsonObject;
  readonly payload: JsonObject;
  readonly algorithm: SignatureAlgorithm;
  readonly privateKey: KeyObject;
}

/** For `search` and `replace` only: with its flag, `test` would begin where it ended before. */
const escaped = /[>?~\u007f-\uffff]/g;

/**
 * JSON in ASCII. Everything outside ASCII is escaped, and so are `>`, `?`, `~` and DEL: their low six bits
 * are 62 or 63, so they alone, as third of three bytes, can put `-` or `_` into base64url.
 */
export function serializeAscii(value: JsonObject): string {
  const text = JSON.stringify(value);
  // Most texts have none of them, and looking is cheaper than replacing nothing.
  if (text.search(escaped) === -1) return text;
  return text.replace(escaped, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * Signs a payload. Elliptic curves sign at once; RSA, ten times as long, signs in the thread pool.
 * @returns the compact JWS
 * @throws when the private key does not fit the algorithm.
 * @see RFC 7515 §5.1
 */
export async function signCompact(request: SigningRequest): Promise<string> {
  const { header, payload, algorithm, privateKey } = request;
  if (!isKnownToFit(privateKey, algorithm)) {
    throw new TypeError(`the private key is not one for ${algorithm}`);
  }
  const protectedHeader = encodeBase64url(serializeAscii({ ...header, alg: algorithm }));
  const signingInput = `${protectedHeader}.${encodeBase64url(serializeAscii(payload))}`;
  const signature = await signBytes(Buffer.from(signingInput, "latin1"), algorithm, privateKey);
  // One text, not two that are put together when they are first looked at: answers are made into JSON, see store/uuid.ts.
  return [signingInput, encodeBase64url(signature)].join(".");
}

function signBytes(
  input: Uint8Array,
  algorithm: SignatureAlgorithm,
  privateKey: KeyObject,
): Uint8Array | Promise<Uint8Array> {
  const { family, digest, options } = algorithmRows[algorithm];
  const key = { key: privateKey, ...options };
  if (family !== "rsa") return sign(digest, input, key);
  return new Promise((resolve, reject) => {
    sign(digest, input, key, (error, signature) => (error === null ? resolve(signature) : reject(error)));
  });
}

/** Names `node:crypto` has for the curves. */
const curveNames = { "P-256": "prime256v1", "P-384": "secp384r1", "P-521": "secp521r1" } as const;

const fitting = new WeakMap<KeyObject, SignatureAlgorithm>();

/** Keys never change, and asking one for its curve takes longer than hashing what it signs. */
function isKnownToFit(privateKey: KeyObject, algorithm: SignatureAlgorithm): boolean {
  if (fitting.get(privateKey) === algorithm) return true;
  if (!keyFits(privateKey, algorithm)) return false;
  fitting.set(privateKey, algorithm);
  return true;
}

function keyFits(privateKey: KeyObject, algorithm: SignatureAlgorithm): boolean {
  const { family } = algorithmRows[algorithm];
  switch (family) {
    case "rsa":
      return privateKey.asymmetricKeyType === "rsa";
    case "Ed25519":
      return privateKey.asymmetricKeyType === "ed25519";
    case "P-256":
    case "P-384":
    case "P-521":
      return privateKey.asymmetricKeyDetails?.namedCurve === curveNames[family];
    default:
      return family satisfies never;
  }
}
