/**
 * Terraform's values on the wire, and back, by the types of their attributes. Numbers are whole and exact or they are
 * a problem of their attribute, never rounded; whatever stands for an unknown value, refined or not, is unknown.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
 */

import { Decoder, Encoder, ExtData } from "@msgpack/msgpack";
import type { Diagnostic } from "../engine/diagnostics.ts";
import { fit, isRecord, type Misfit } from "../engine/fit.ts";
import type { Attributes } from "../engine/schema.ts";
import { sayPath, unknown, type Values } from "../engine/values.ts";
import { isWholeMessagePack } from "./messagepack-shape.ts";
import type { DynamicValue } from "./messages.ts";
import { readStateJson } from "./state-json.ts";

/** `value` null: there is no object. */
export type Decoded =
  | { readonly ok: true; readonly value: Values | null }
  | { readonly ok: false; readonly problems: readonly Diagnostic[] };

/** The largest value that is read, in bytes; Terraform has none of this size for any resource of ours. */
const largest = 16 * 1024 * 1024;

/** Terraform reads an extension of this kind as unknown; it asks for one byte of payload. */
const plainUnknown = new ExtData(0, new Uint8Array(1));

const extensions = {
  tryToEncode: (value: unknown) => (value === unknown ? plainUnknown : null),
  // Kind 0 is unknown, kind 12 is unknown with what is known about it; there are no others that carry a value.
  decode: () => unknown,
};

/** Reads an object of these attributes. Never throws. */
export function decodeValues(attributes: Attributes, wire: DynamicValue): Decoded {
  const raw = wire.msgpack.length > 0 ? decodeMessagePack(wire.msgpack) : readStateJson(wire.json);
  if (raw === null) return { ok: true, value: null };
  if (!isRecord(raw)) return { ok: false, problems: [unreadable] };
  const { value, misfits } = fit(attributes, raw, { unknowns: true });
  return misfits.length === 0 ? { ok: true, value } : { ok: false, problems: misfits.map(sayMisfit) };
}

/**
 * Writes an object of these attributes, always as MessagePack: Terraform reads no unknown values from JSON.
 * @throws when a value is not of its attribute's type, which the engine rules out before
 */
export function encodeValues(attributes: Attributes, values: Values | null): DynamicValue {
  const fitted = values === null ? null : fit(attributes, values, { unknowns: true });
  const [wrong] = fitted?.misfits ?? [];
  if (wrong !== undefined) throw new TypeError(`${sayPath(wrong.at)} is no ${wrong.wanted}`);
  const encoder = new Encoder({ extensionCodec: extensions });
  return { msgpack: encoder.encode(fitted?.value ?? null), json: new Uint8Array() };
}

function decodeMessagePack(bytes: Uint8Array): unknown {
  if (bytes.length > largest || !isWholeMessagePack(bytes)) return undefined;
  try {
    return new Decoder({ extensionCodec: extensions, useBigInt64: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const unreadable: Diagnostic = {
  severity: "error",
  summary: "Unreadable value",
  detail:
    "The provider cannot read what Terraform sent. This is a fault of the provider, or it does not know this version of Terraform.",
};

/** Longest number that is repeated to a person whole, in characters. */
const longestNumber = 40;

/** Terraform has converted every value to its type before; only numbers can be more than this provider holds. */
function sayMisfit({ at, wanted, raw }: Misfit): Diagnostic {
  if (wanted !== "number") {
    return { ...unreadable, detail: `${sayPath(at)} is no ${wanted}. ${unreadable.detail}`, at };
  }
  const given = String(raw).slice(0, longestNumber);
  return {
    severity: "error",
    summary: "Number out of bounds",
    detail: `${sayPath(at)} takes a whole number from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}. Given: ${given}.`,
    at,
  };
}
