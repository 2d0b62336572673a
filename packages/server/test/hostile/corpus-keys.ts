/** The corpus's keys, made for one run, and the variants of the key set issuer A can publish. */

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type IssuerKey, makeIssuerKey } from "../issuer-keys.ts";

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

type Jwk = Readonly<Record<string, unknown>>;

/** The key set issuer A publishes in a variant. */
export function keySetVariant(keys: Keys, variant: string): { readonly keys: readonly Jwk[] } {
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
