/**
 * Verifiers that each forget one thing, as real ones have: the fuzzing is worth nothing unless the judge
 * catches every one of them.
 */

import { type KeyObject, verify } from "node:crypto";
import type { Trust } from "./judge.ts";

export const forgettable = [
  "the signature",
  "duplicate members",
  "the spelling of base64url",
  "the algorithm of the key",
  "other audiences",
  "the type",
  "the end",
  "critical headers",
  "imitated names",
] as const;
export type Forgotten = (typeof forgettable)[number];

/** The claims of an accepted token, as `JSON.parse` reads them; null: refused. */
export function verifyCarelessly(token: string, trust: Trust, now: number, forgotten: Forgotten): unknown {
  try {
    return read(token, trust, now, forgotten);
  } catch {
    return null;
  }
}

function read(token: string, trust: Trust, now: number, forgotten: Forgotten): unknown {
  const segments = token.split(".");
  const [header64 = "", payload64 = "", signature64 = ""] = segments;
  if (segments.length !== 3 || token.length > 16_384) return null;
  const isCanonical = (text: string) => Buffer.from(text, "base64url").toString("base64url") === text;
  if (forgotten !== "the spelling of base64url" && !segments.every(isCanonical)) return null;
  const texts = [header64, payload64].map((text) => Buffer.from(text, "base64url").toString());
  if (forgotten !== "duplicate members" && texts.some(hasDuplicate)) return null;
  const [header, claims] = texts.map((text) => JSON.parse(text));
  const { alg, kid, typ } = header;
  if (forgotten !== "critical headers" && ("crit" in header || "cty" in header || "b64" in header))
    return null;
  if (forgotten !== "the type" && typ !== undefined && !/^(application\/)?jwt$/i.test(typ)) return null;
  const key = trust.keys.get(String(kid));
  if (key === undefined) return null;
  if (forgotten !== "the algorithm of the key" && key.alg !== alg) return null;
  if (forgotten !== "the signature" && !holds(`${header64}.${payload64}`, signature64, key)) return null;
  if (forgotten !== "imitated names") {
    const folded = Object.keys(claims).map((name) => name.normalize("NFKC").toLowerCase());
    if (new Set(folded).size !== folded.length) return null;
  }
  const audiences = [claims.aud].flat();
  const fits = (one: unknown) => one === trust.audience;
  if (
    !(forgotten === "other audiences" ? audiences.some(fits) : audiences.length > 0 && audiences.every(fits))
  )
    return null;
  if (claims.iss !== trust.issuer || typeof claims.sub !== "string" || claims.sub === "") return null;
  if (forgotten !== "the end" && !(claims.exp + trust.toleranceSeconds > now)) return null;
  return claims;
}

function hasDuplicate(text: string): boolean {
  const names = [...text.matchAll(/("(?:[^"\\]|\\.)*")\s*:/g)].map(([, name]) => JSON.parse(name ?? '""'));
  return new Set(names).size !== names.length;
}

function holds(
  input: string,
  signature64: string,
  { alg, publicKey }: { alg: string; publicKey: KeyObject },
): boolean {
  const signature = Buffer.from(signature64, "base64url");
  const bytes = Buffer.from(input);
  if (alg === "ES256")
    return verify("sha256", bytes, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature);
  return verify(alg === "RS256" ? "sha256" : null, bytes, publicKey, signature);
}
