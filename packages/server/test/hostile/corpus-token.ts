/** Builds the token a corpus case describes: base token, changes, signature, then transformations. */

import { createHash, createHmac, randomBytes } from "node:crypto";
import { CompactEncrypt } from "jose";
import { signBytes } from "../issuer-keys.ts";
import type { CorpusCase, Signing } from "./corpus-case.ts";
import { applyChanges, expand, expandText, type Placeholders, writeJson } from "./corpus-expand.ts";
import { type Keys, keyNamed, secretOf } from "./corpus-keys.ts";
import { insertInto, transformToken, withTrailingBits } from "./corpus-transform.ts";

type How = CorpusCase["how"];

/** @param keys every key by name, published or not */
export async function buildToken(how: How, known: Placeholders, keys: Keys): Promise<string> {
  if (how.jwe !== undefined) return buildEncrypted(how.jwe, known, keys);
  const compact = signedToken(how, known, keys);
  const signatureFor = (payload: unknown) =>
    signedToken({ ...how, payload: { set: Object(payload) } }, known, keys).split(".")[2] ?? "";
  return (how.transform ?? []).reduce(
    (token, step) => transformToken(token, step, known, signatureFor),
    compact,
  );
}

function signedToken(how: How, known: Placeholders, keys: Keys): string {
  const { signing } = how;
  const header = how.header_raw ?? applyChanges(baseHeader, how.header, known);
  const payload = payloadBytes(how, known);
  const segments: [string, string] = [
    encode(expandText(header, known)),
    signing?.b64_false === true ? payload.toString("utf8") : payload.toString("base64url"),
  ];
  const altered = signing?.over_segment_with_trailing_bits;
  if (altered !== undefined) segments[altered] = withTrailingBits(segments[altered] ?? "");
  const inserted = signing?.over_inserted;
  if (inserted !== undefined) {
    segments[inserted.segment] = insertInto(segments[inserted.segment] ?? "", inserted.at, inserted.value);
  }
  const claimed = signing?.sign_as_header;
  const signedHeader = claimed === undefined ? segments[0] : encode(writeJson(expand(claimed, known)));
  return [...segments, signature(signing, `${signedHeader}.${segments[1]}`, keys)].join(".");
}

const baseHeader: readonly (readonly [string, unknown])[] = [
  ["alg", "RS256"],
  ["kid", "rsa-1"],
  ["typ", "JWT"],
];

function basePayload(known: Placeholders): readonly (readonly [string, unknown])[] {
  return [
    ["iss", known.issuer],
    ["aud", "sts-test"],
    ["sub", "repo:acme/app:ref:refs/heads/main"],
    ["iat", known.now],
    ["nbf", known.now],
    ["exp", known.now + 300],
    ["jti", known.uuid()],
    ["repository", "acme/app"],
    ["repository_owner", "acme"],
    ["repository_owner_id", "1001"],
    ["repository_id", "2002"],
    ["ref", "refs/heads/main"],
    ["event_name", "push"],
    ["workflow_ref", "acme/app/.github/workflows/deploy.yml@refs/heads/main"],
  ];
}

function payloadBytes(how: How, known: Placeholders): Buffer {
  if (how.payload_parts !== undefined) {
    return Buffer.concat(
      how.payload_parts.map((part) =>
        part.hex === undefined
          ? Buffer.from(expandText(part.utf8 ?? "", known))
          : Buffer.from(part.hex, "hex"),
      ),
    );
  }
  const text =
    how.payload_raw === undefined
      ? applyChanges(basePayload(known), how.payload, known)
      : expandText(how.payload_raw, known);
  return Buffer.from(text, how.payload_encoding === "utf-16le" ? "utf16le" : "utf8");
}

function signature(signing: Signing | undefined, input: string, keys: Keys): string {
  if (signing?.random_signature_bytes !== undefined) {
    return randomBytes(signing.random_signature_bytes).toString("base64url");
  }
  if (signing?.forge === "rsa_e1") return paddedDigest(input).toString("base64url");
  if (signing?.alg === "none") return "";
  if (signing?.secret !== undefined) {
    return createHmac(`sha${signing.alg?.slice(2)}`, secretOf(signing.secret, keys))
      .update(input)
      .digest("base64url");
  }
  const key = keyNamed(keys, signing?.key ?? "rsa-1");
  return signBytes(key, signing?.alg ?? "RS256", input).toString("base64url");
}

/** What a signature is before the private key: with the exponent 1 it is the signature (RFC 8017 section 9.2). */
function paddedDigest(input: string): Buffer {
  const sha256 = Buffer.from("3031300d060960864801650304020105000420", "hex");
  const info = Buffer.concat([sha256, createHash("sha256").update(input).digest()]);
  const padding = Buffer.alloc(256 - info.length - 3, 0xff);
  return Buffer.concat([Buffer.from([0, 1]), padding, Buffer.from([0]), info]);
}

/** Five segments: random bytes that look like a JWE, or a real one that only this key opens. */
async function buildEncrypted(
  jwe: NonNullable<How["jwe"]>,
  known: Placeholders,
  keys: Keys,
): Promise<string> {
  if (jwe.to_key === undefined) {
    const random = (jwe.random_bytes ?? []).map((length) => randomBytes(length).toString("base64url"));
    return [encode(writeJson(expand(jwe.header, known))), ...random].join(".");
  }
  const inside = signedToken({ signing: { alg: "none" }, header: { set: { alg: "none" } } }, known, keys);
  return new CompactEncrypt(Buffer.from(inside))
    .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", ...Object(expand(jwe.header, known)) })
    .encrypt(keyNamed(keys, jwe.to_key).publicKey);
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url");
}
