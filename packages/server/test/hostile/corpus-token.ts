/** Builds the token a corpus case describes: base token, changes, signature, then transformations. */

import { createHmac, type KeyObject, randomBytes } from "node:crypto";
import { type IssuerKey, signBytes } from "../issuer-keys.ts";
import {
  applyChanges,
  type CorpusCase,
  expand,
  expandText,
  type Placeholders,
  writeJson,
} from "./corpus-case.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** @param keys every key by name, published or not */
export function buildToken(
  how: CorpusCase["how"],
  known: Placeholders,
  keys: ReadonlyMap<string, IssuerKey>,
): string {
  if (how.jwe !== undefined) {
    const header = Buffer.from(writeJson(expand(how.jwe.header, known))).toString("base64url");
    return [header, ...how.jwe.random_bytes.map((length) => randomBytes(length).toString("base64url"))].join(
      ".",
    );
  }
  const header = how.header_raw ?? applyChanges(baseHeader, how.header, known);
  const headerSegment = Buffer.from(expandText(header, known)).toString("base64url");
  const payload = payloadBytes(how, known);
  const segments: [string, string, string] = [
    headerSegment,
    how.signing?.b64_false === true ? payload.toString("utf8") : payload.toString("base64url"),
    "",
  ];
  const altered = how.signing?.over_segment_with_trailing_bits;
  if (altered !== undefined) segments[altered] = withTrailingBits(segments[altered] ?? "");
  segments[2] = signature(how.signing, `${segments[0]}.${segments[1]}`, keys);
  return (how.transform ?? []).reduce(
    (token, step) => transformToken(token, step, known),
    segments.join("."),
  );
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

function payloadBytes(how: CorpusCase["how"], known: Placeholders): Buffer {
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

function signature(
  signing: CorpusCase["how"]["signing"],
  input: string,
  keys: ReadonlyMap<string, IssuerKey>,
): string {
  const named = (name: string | undefined): IssuerKey => {
    const key = keys.get(name ?? "rsa-1");
    if (key === undefined) throw new Error(`unknown key ${name}`);
    return key;
  };
  if (signing?.random_signature_bytes !== undefined) {
    return randomBytes(signing.random_signature_bytes).toString("base64url");
  }
  if (signing?.alg === "none") return "";
  if (signing?.secret !== undefined) {
    const secret = secretOf(signing.secret.from, named(signing.secret.key).publicKey);
    return createHmac(`sha${signing.alg?.slice(2)}`, secret)
      .update(input)
      .digest("base64url");
  }
  return signBytes(named(signing?.key), signing?.alg ?? "RS256", input).toString("base64url");
}

/** A public key in the forms that confused verifiers have taken for an HMAC secret. */
function secretOf(from: string, key: KeyObject): Buffer | string {
  switch (from) {
    case "spki_pem":
      return key.export({ type: "spki", format: "pem" });
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

function withTrailingBits(segment: string): string {
  const last = alphabet.indexOf(segment.at(-1) ?? "A");
  return segment.slice(0, -1) + alphabet[last | 1];
}

function transformToken(
  token: string,
  step: NonNullable<CorpusCase["how"]["transform"]>[number],
  known: Placeholders,
): string {
  const segments = token.split(".");
  const value = String(expand(step["value"] ?? "", known));
  const index = Number(step["segment"] ?? step["index"] ?? 0);
  const replace = (changed: string) => segments.map((part, at) => (at === index ? changed : part)).join(".");
  const segment = segments[index] ?? "";
  switch (step.op) {
    case "literal":
      return value;
    case "append":
      return token + value;
    case "prepend":
      return value + token;
    case "replace_segment":
      return replace(value);
    case "insert":
      return replace(segment.slice(0, Number(step["at"])) + value + segment.slice(Number(step["at"])));
    case "set_trailing_bits":
      return replace(withTrailingBits(segment));
    case "join": {
      const [first, second] = Array.isArray(step["with"]) ? step["with"] : [];
      return `${segments[0]}${first}${segments[1]}${second}${segments[2]}`;
    }
    case "edit_json": {
      const members: object = JSON.parse(Buffer.from(segment, "base64url").toString());
      const edited = { ...members, ...Object(expand(step["set"], known)) };
      return replace(Buffer.from(writeJson(edited)).toString("base64url"));
    }
    case "sig_bytes":
      return [
        segments[0],
        segments[1],
        editSignature(Buffer.from(segments[2] ?? "", "base64url"), step).toString("base64url"),
      ].join(".");
    case "to_json_serialization":
      return jsonSerialization(segments, step["form"] === "general");
    default:
      throw new Error(`unknown transformation ${step.op}`);
  }
}

/** Order of the P-256 group. */
const p256Order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");

function editSignature(bytes: Buffer, step: Readonly<Record<string, unknown>>): Buffer {
  switch (step["edit"]) {
    case "flip_last_bit":
      return Buffer.from(bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte)));
    case "truncate1":
      return bytes.subarray(0, -1);
    case "append00":
      return Buffer.concat([bytes, Buffer.from([0])]);
    case "prepend00":
      return Buffer.concat([Buffer.from([0]), bytes]);
    case "zero64":
      return Buffer.alloc(64);
    case "fill":
      return Buffer.alloc(Number(step["length"]), 0x41);
    case "ecdsa_n_n":
      return Buffer.concat([p256Order, p256Order]);
    case "ecdsa_to_der": {
      const integer = (half: Buffer) => {
        const positive = (half[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), half]) : half;
        return Buffer.concat([Buffer.from([2, positive.length]), positive]);
      };
      const body = Buffer.concat([integer(bytes.subarray(0, 32)), integer(bytes.subarray(32))]);
      return Buffer.concat([Buffer.from([0x30, body.length]), body]);
    }
    default:
      throw new Error(`unknown signature edit ${String(step["edit"])}`);
  }
}

function jsonSerialization(segments: readonly string[], general: boolean): string {
  const [header, payload, signed] = segments;
  if (!general) return JSON.stringify({ protected: header, payload, signature: signed });
  const forged = Buffer.from('{"alg":"none"}').toString("base64url");
  return JSON.stringify({
    payload,
    signatures: [
      { protected: header, signature: signed },
      { protected: forged, signature: "" },
    ],
  });
}
