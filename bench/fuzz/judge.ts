/**
 * The judge: a second verifier of ID tokens, written from the standards and from what the documentation
 * promises, sharing no line with the server. It may refuse more than it must; what it refuses, the server must
 * never accept.
 *
 * RFC 7515 (5.2, 7.1), RFC 7519 (4, 7.2), RFC 8725 (3), OpenID Connect Core (3.1.3.7).
 */

import { type KeyObject, verify } from "node:crypto";
import { type Json, readStrictJson } from "./strict-json.ts";

/** What the one trusted issuer is like. */
export interface Trust {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly toleranceSeconds: number;
  readonly maxLifetimeSeconds: number;
  /** By `kid`; the algorithm is the only one the key is for. */
  readonly keys: ReadonlyMap<string, { readonly alg: string; readonly publicKey: KeyObject }>;
}

export type Judgement =
  | { readonly accepted: true; readonly claims: ReadonlyMap<string, Json> }
  | { readonly accepted: false; readonly why: string };

const longest = 16_384;
const registered = [
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "azp",
  "nonce",
  "auth_time",
  "acr",
  "amr",
];
const encryption = ["zip", "enc", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"];
const unseen = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

/** @param now seconds since 1970 */
export function judge(token: string, trust: Trust, now: number): Judgement {
  if (token.length > longest) return refused("too long");
  const segments = token.split(".");
  const [header64 = "", payload64 = "", signature64 = ""] = segments;
  if (segments.length !== 3) return refused("not three segments");
  const [headerBytes, payloadBytes, signature] = [decode(header64), decode(payload64), decode(signature64)];
  if (headerBytes === null || payloadBytes === null || signature === null) return refused("not base64url");
  const header = readStrictJson(headerBytes);
  const claims = readStrictJson(payloadBytes);
  if (!(header instanceof Map) || !(claims instanceof Map)) return refused("not JSON objects");

  const key = keyFor(header, trust);
  if (typeof key === "string") return refused(key);
  if (!isSigned(`${header64}.${payload64}`, signature, key)) return refused("not signed by the issuer");
  const fault = claimFault(claims, trust, now);
  return fault === null ? { accepted: true, claims } : refused(fault);
}

function refused(why: string): Judgement {
  return { accepted: false, why };
}

/** Only the one spelling of the bytes that RFC 4648 section 5 writes. */
function decode(segment: string): Buffer | null {
  const bytes = Buffer.from(segment, "base64url");
  return segment !== "" && bytes.toString("base64url") === segment ? bytes : null;
}

interface Key {
  readonly alg: string;
  readonly publicKey: KeyObject;
}

function keyFor(header: ReadonlyMap<string, Json>, trust: Trust): Key | string {
  if (header.has("crit") || header.has("cty")) return "a header that changes the meaning";
  if (header.has("b64") && header.get("b64") !== true) return "an unencoded payload";
  if (encryption.some((name) => header.has(name))) return "a member of encrypted tokens";
  const typ = header.get("typ");
  if (header.has("typ") && !(typeof typ === "string" && /^(application\/)?jwt$/i.test(typ)))
    return "another type";
  const alg = header.get("alg");
  if (typeof alg !== "string" || !trust.algorithms.includes(alg)) return "an algorithm that is not allowed";
  const kid = header.get("kid");
  if (header.has("kid") && (typeof kid !== "string" || kid.length > 256)) return "a kid that is none";
  const candidates = [...trust.keys].filter(
    ([name, key]) => key.alg === alg && (typeof kid !== "string" || name === kid),
  );
  const [only] = candidates;
  return only === undefined || candidates.length > 1 ? "no one key" : only[1];
}

function isSigned(input: string, signature: Buffer, { alg, publicKey }: Key): boolean {
  const bytes = Buffer.from(input);
  switch (alg) {
    case "RS256":
      return verify("sha256", bytes, publicKey, signature);
    case "ES256":
      return (
        signature.length === 64 &&
        verify("sha256", bytes, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature)
      );
    case "EdDSA":
      return verify(null, bytes, publicKey, signature);
    default:
      return false;
  }
}

function claimFault(claims: ReadonlyMap<string, Json>, trust: Trust, now: number): string | null {
  for (const name of claims.keys()) {
    const folded = name.normalize("NFKC").toUpperCase().toLowerCase();
    if (folded !== name && registered.includes(folded)) return "a name that imitates another";
  }
  if (claims.has("events")) return "a security event";
  if (claims.get("iss") !== trust.issuer) return "another issuer";
  const aud = claims.get("aud");
  const audiences: readonly Json[] = Array.isArray(aud) ? aud : [aud ?? null];
  if (audiences.length === 0 || audiences.some((one) => one !== trust.audience)) return "another audience";
  const sub = claims.get("sub");
  if (typeof sub !== "string" || !isIdentifier(sub)) return "no subject";
  const jti = claims.get("jti");
  if (claims.has("jti") && !(typeof jti === "string" && isIdentifier(jti))) return "a jti that is none";
  const tooExact = [...numbersIn(claims)].some((number) => Math.abs(number) > Number.MAX_SAFE_INTEGER);
  return tooExact ? "a number that is not exact" : timeFault(claims, trust, now);
}

function isIdentifier(text: string): boolean {
  return text.length > 0 && text.length <= 1024 && !unseen.test(text);
}

function timeFault(claims: ReadonlyMap<string, Json>, trust: Trust, now: number): string | null {
  const [exp, iat, nbf] = [claims.get("exp"), claims.get("iat"), claims.get("nbf")];
  if (typeof exp !== "number" || typeof iat !== "number") return "no times";
  if (claims.has("nbf") && typeof nbf !== "number") return "a beginning that is none";
  if (exp + trust.toleranceSeconds <= now) return "over";
  if (iat > now + trust.toleranceSeconds) return "not issued yet";
  if (typeof nbf === "number" && nbf > now + trust.toleranceSeconds) return "not begun";
  return exp < iat || exp - iat > trust.maxLifetimeSeconds ? "a life that cannot be" : null;
}

function* numbersIn(value: Json): Generator<number> {
  if (typeof value === "number") yield value;
  else if (value instanceof Map) for (const member of value.values()) yield* numbersIn(member);
  else if (Array.isArray(value)) for (const element of value) yield* numbersIn(element);
}
