/** Alterations of a finished compact token, and of its segments: what an attacker does without a key. */

import type { Transform } from "./corpus-case.ts";
import { expand, type Placeholders, writeJson } from "./corpus-expand.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The same bytes to a lenient reader: the bits of the last character that carry nothing are set. */
export function withTrailingBits(segment: string): string {
  const last = alphabet.indexOf(segment.at(-1) ?? "A");
  return segment.slice(0, -1) + alphabet[last | 1];
}

export function insertInto(segment: string, at: number, value: string): string {
  return segment.slice(0, at) + value + segment.slice(at);
}

/** @param signatureFor the signature of the same token with these claims set */
export function transformToken(
  token: string,
  step: Transform,
  known: Placeholders,
  signatureFor: (payload: unknown) => string,
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
    case "drop_segment":
      return segments.filter((_, at) => at !== index).join(".");
    case "insert":
      return replace(insertInto(segment, Number(step["at"]), value));
    case "set_trailing_bits":
      return replace(withTrailingBits(segment));
    case "to_std_base64":
      return token.replaceAll("-", "+").replaceAll("_", "/");
    case "join": {
      const [first, second] = Array.isArray(step["with"]) ? step["with"] : [];
      return `${segments[0]}${first}${segments[1]}${second}${segments[2]}`;
    }
    case "edit_json": {
      const members: object = JSON.parse(Buffer.from(segment, "base64url").toString());
      const edited = { ...members, ...Object(expand(step["set"], known)) };
      return replace(Buffer.from(writeJson(edited)).toString("base64url"));
    }
    case "signature_from":
      return [segments[0], segments[1], signatureFor(expand(step["payload"], known))].join(".");
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

function editSignature(bytes: Buffer, step: Transform): Buffer {
  switch (step["edit"]) {
    case "flip_first_bit":
      return Buffer.from(bytes.map((byte, at) => (at === 0 ? byte ^ 0x80 : byte)));
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
    case "ecdsa_negate_s": {
      const s = BigInt(`0x${p256Order.toString("hex")}`) - BigInt(`0x${bytes.subarray(32).toString("hex")}`);
      return Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
    }
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
