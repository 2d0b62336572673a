/** The corpus's keys, made for one run, and the variants of the key set issuer A can publish. */

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type IssuerKey, makeIssuerKey } from "../issuer-keys.ts";
import type { Signing } from "./corpus-case.ts";

export type Keys = ReadonlyMap<string, IssuerKey>;

/** Published by issuer A unless a variant says otherwise. */
export const publishedByA = ["rsa-1", "ec-1", "ed-1"] as const;

/** Every key the corpus names; `*-x` belong to the attacker. */
export async function makeCorpusKeys(): Promise<Keys> {
  const made = await Promise.all([
    makeIssuerKey("rsa-1", "RS256"),
    makeIssuerKey("ec-1", "ES256"),
    makeIssuerKey("ed-1", "EdDSA"),
    makeIssuerKey("rsa-2", "RS256"),
    makeIssuerKey("rsa-1024", "RS256", 1024),
    makeIssuerKey("rsa-x", "RS256"),
    makeIssuerKey("ec-x", "ES256"),
    makeIssuerKey("ed-x", "EdDSA"),
    makeIssuerKey("rsa-b", "RS256"),
    makeIssuerKey("rsa-az", "RS256"),
  ]);
  return new Map(made.map((key) => [key.kid, key]));
}

export function keyNamed(keys: Keys, name: string): IssuerKey {
  const key = keys.get(name);
  if (key === undefined) throw new Error(`unknown key ${name}`);
  return key;
}

/** The key set issuer A publishes in a variant. */
export function keySetVariant(keys: Keys, variant: string): { readonly keys: unknown } {
  const standard = publishedByA.map((name) => keyNamed(keys, name).publicJwk);
  const rsa = keyNamed(keys, "rsa-1").publicJwk;
  const rest = standard.slice(1);
  switch (variant) {
    case "default":
      return { keys: standard };
    case "no-alg":
      return { keys: standard.map(({ alg: _alg, use: _use, ...jwk }) => jwk) };
    case "single-rsa":
      return { keys: [rsa] };
    case "two-rsa":
      return { keys: [rsa, keyNamed(keys, "rsa-2").publicJwk] };
    case "only-rsa-2":
      return { keys: [keyNamed(keys, "rsa-2").publicJwk] };
    case "default+rsa-2":
      return { keys: [...standard, keyNamed(keys, "rsa-2").publicJwk] };
    case "with-oct":
      return {
        keys: [...standard, { kty: "oct", kid: "oct-1", k: Buffer.alloc(32, 0x41).toString("base64url") }],
      };
    case "dup-kid":
      return { keys: [{ ...keyNamed(keys, "rsa-2").publicJwk, kid: "rsa-1" }, ...standard] };
    case "private-member":
      return {
        keys: [{ ...rsa, d: keyNamed(keys, "rsa-1").privateKey.export({ format: "jwk" }).d }, ...rest],
      };
    case "use-enc":
      return { keys: [{ ...rsa, use: "enc" }, ...rest] };
    case "keyops-sign": {
      const { use: _use, ...withoutUse } = rsa;
      return { keys: [{ ...withoutUse, key_ops: ["sign"] }, ...rest] };
    }
    case "rsa-e1":
      return { keys: [{ ...rsa, e: Buffer.from([1]).toString("base64url") }, ...rest] };
    case "rsa-1024":
      return { keys: [{ ...keyNamed(keys, "rsa-1024").publicJwk, kid: "rsa-1" }, ...rest] };
    case "ec-off-curve": {
      const ec = keyNamed(keys, "ec-1").publicJwk;
      return {
        keys: standard.map((jwk) => (jwk === ec ? { ...ec, y: withLastBitFlipped(String(ec["y"])) } : jwk)),
      };
    }
    case "many-10000":
      return {
        keys: Array.from({ length: 10_000 }, (_, at) => ({
          ...keyNamed(keys, "rsa-2").publicJwk,
          kid: `k${at}`,
        })),
      };
    case "keys-object":
      return { keys: { "rsa-1": rsa } };
    case "empty":
      return { keys: [] };
    case "nulls":
      return { keys: [null, "rsa-1"] };
    case "unknown-kty":
      return {
        keys: [
          { kty: "XYZ", kid: "x-1", x: "AAAA" },
          { kty: "OKP", crv: "Ed9999", kid: "x-2", x: "AAAA" },
          ...standard,
        ],
      };
    case "rsa-16384":
      // Any odd number of that size will do: the key must be refused before it is used.
      return { keys: [{ ...rsa, n: oddNumber(16_384).toString("base64url") }, ...rest] };
    case "rsa-huge-e":
      return { keys: [{ ...rsa, e: oddNumber(2_048).toString("base64url") }, ...rest] };
    default:
      throw new Error(`unknown key set variant ${variant}`);
  }
}

function withLastBitFlipped(text: string): string {
  const bytes = Buffer.from(text, "base64url");
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes.toString("base64url");
}

/** A public key in the forms that confused verifiers have taken for an HMAC secret, or the secret itself. */
export function secretOf({ from, key: name }: NonNullable<Signing["secret"]>, keys: Keys): Buffer | string {
  if (from === "empty") return "";
  if (from === "literal_hex") return Buffer.from(name ?? "", "hex");
  const key = keyNamed(keys, name ?? "rsa-1").publicKey;
  switch (from) {
    case "spki_pem":
      return key.export({ type: "spki", format: "pem" });
    case "spki_pem_nonl":
      return key.export({ type: "spki", format: "pem" }).toString().trimEnd();
    case "pkcs1_pem":
      return key.export({ type: "pkcs1", format: "pem" });
    case "spki_der":
      return key.export({ type: "spki", format: "der" });
    case "jwk_json":
      return JSON.stringify(key.export({ format: "jwk" }));
    case "modulus":
      return Buffer.from(String(key.export({ format: "jwk" }).n), "base64url");
    default:
      throw new Error(`unknown secret ${from}`);
  }
}

function oddNumber(bits: number): Buffer {
  const bytes = randomBytes(bits / 8);
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 1;
  return bytes;
}

/** Standard base64 of some DER; what is in it does not matter to the cases that carry it. */
export function someDer(): string {
  return generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" }).toString("base64");
}
