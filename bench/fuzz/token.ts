/**
 * Tokens with a structure that can be mutated: members in order, each with its JSON text, a signer, and
 * alterations of the finished text. A mutation below the signature is one an issuer could have made.
 */

import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Trust } from "./judge.ts";

/** A member's name as JSON text, and its value as JSON text: both may be wrong on purpose. */
export type Member = readonly [name: string, value: string];

export interface Genome {
  header: Member[];
  payload: Member[];
  /** What stands between the parts of the JSON texts. */
  blank: string;
  /** A key of the issuer, `attacker`, `none`, or `hmac`: the issuer's public key as a shared secret. */
  signer: string;
  /** Done to the finished text, in order. */
  readonly alterations: ((token: string) => string)[];
}

export interface Keys {
  /** The issuer's three and the attacker's one, by name. */
  readonly pairs: ReadonlyMap<
    string,
    { readonly alg: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject }
  >;
  readonly trust: Trust;
  /** What the issuer publishes. */
  readonly jwks: { readonly keys: readonly object[] };
}

/** Names of the issuer's keys, the cheap ones first; an RSA signature costs ten of the others. */
const published = ["ec-1", "ed-1", "rsa-1"] as const;

export function makeKeys(): Keys {
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ed = generateKeyPairSync("ed25519");
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const attacker = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pairs = new Map([
    ["ec-1", { alg: "ES256", ...ec }],
    ["ed-1", { alg: "EdDSA", ...ed }],
    ["rsa-1", { alg: "RS256", ...rsa }],
    ["attacker", { alg: "ES256", ...attacker }],
  ]);
  const keys = new Map([...pairs].filter(([name]) => name !== "attacker"));
  return {
    pairs,
    trust: {
      issuer: "https://issuer.example.com/tenant",
      audience: "https://sts.example.com",
      algorithms: ["ES256", "EdDSA", "RS256"],
      toleranceSeconds: 30,
      maxLifetimeSeconds: 86_400,
      keys,
    },
    jwks: {
      keys: [...keys].map(([kid, { alg, publicKey }]) => ({
        ...publicKey.export({ format: "jwk" }),
        kid,
        alg,
        use: "sig",
      })),
    },
  };
}

/** A token that every verifier takes. @param turn decides which key signs; @param id its `jti` */
export function goodToken({ trust, pairs }: Keys, turn: number, now: number, id: string): Genome {
  // One in sixteen by RSA, so that most of the time goes into checking and not into signing.
  const signer = turn % 16 === 0 ? published[2] : published[turn % 2];
  const text = (value: unknown) => JSON.stringify(value);
  return {
    header: [
      ['"alg"', text(pairs.get(signer ?? "")?.alg)],
      ['"kid"', text(signer)],
      ['"typ"', '"JWT"'],
    ],
    payload: [
      ['"iss"', text(trust.issuer)],
      ['"aud"', text(trust.audience)],
      ['"sub"', '"job-1"'],
      ['"iat"', text(now)],
      ['"exp"', text(now + 300)],
      ['"jti"', text(id)],
      ['"repository_owner_id"', '"1001"'],
      ['"run"', '{"id":7,"tags":["a","b"]}'],
    ],
    blank: "",
    signer: signer ?? "",
    alterations: [],
  };
}

/** The token as it is sent. */
export function writeToken(genome: Genome, keys: Keys): string {
  const input = `${encode(writeObject(genome.header, genome.blank))}.${encode(writeObject(genome.payload, genome.blank))}`;
  const token = `${input}.${signatureOf(input, genome, keys)}`;
  return genome.alterations.reduce((text, alter) => alter(text), token);
}

function writeObject(members: readonly Member[], blank: string): string {
  return `${blank}{${members.map(([name, value]) => `${blank}${name}${blank}:${blank}${value}`).join(`${blank},`)}${blank}}${blank}`;
}

function encode(text: string): string {
  // Half surrogate pairs do not survive UTF-8: what cannot be written so is written as its bytes were given.
  return Buffer.from(text, "utf8").toString("base64url");
}

function signatureOf(input: string, { signer }: Genome, { pairs }: Keys): string {
  if (signer === "none") return "";
  if (signer === "hmac") {
    const secret = pairs.get("rsa-1")?.publicKey.export({ type: "spki", format: "pem" }) ?? "";
    return createHmac("sha256", secret).update(input).digest("base64url");
  }
  const pair = pairs.get(signer);
  if (pair === undefined) throw new RangeError(`there is no key ${signer}`);
  const bytes = Buffer.from(input);
  const { privateKey: key } = pair;
  const signature =
    pair.alg === "RS256"
      ? sign("sha256", bytes, key)
      : pair.alg === "ES256"
        ? sign("sha256", bytes, { key, dsaEncoding: "ieee-p1363" })
        : sign(null, bytes, key);
  return signature.toString("base64url");
}
