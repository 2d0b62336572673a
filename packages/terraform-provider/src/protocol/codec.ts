/**
 * Terraform's messages as bytes and back, after the table in `fields.ts`. The library reads and writes the wire format
 * (protobuf, proto3); here is which value stands for what. Fields that the table does not have are skipped, so that a
 * newer Terraform is understood; what cannot be a message is refused with an error, which ends that one call.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */

import protobufjs, { type Reader, type Writer } from "protobufjs/minimal.js";
import { type Field, type MessageFields, procedures, type Scalar } from "./fields.ts";
import type { Procedures } from "./messages.ts";

export type Procedure = keyof Procedures;

/** @throws when the bytes are no such message */
export function decodeRequest<P extends Procedure>(procedure: P, bytes: Uint8Array): Procedures[P][0] {
  return decode(procedures[procedure].request, bytes) as unknown as Procedures[P][0];
}

export function encodeRequest<P extends Procedure>(procedure: P, request: Procedures[P][0]): Buffer {
  return encode(procedures[procedure].request, request);
}

/** @throws when the bytes are no such message */
export function decodeAnswer<P extends Procedure>(procedure: P, bytes: Uint8Array): Procedures[P][1] {
  return decode(procedures[procedure].answer, bytes) as unknown as Procedures[P][1];
}

/** What is left out is absent: a failed call answers with its diagnostics alone. */
export function encodeAnswer<P extends Procedure>(procedure: P, answer: Partial<Procedures[P][1]>): Buffer {
  return encode(procedures[procedure].answer, answer);
}

/** How bytes are laid out after a tag: as a varint, or with their length in front. */
const wireTypes = { varint: 0, lengthFirst: 2 } as const;
const wireTypeOf = (type: Field["type"]): number =>
  type === "flag" || type === "number" || type === "choice" ? wireTypes.varint : wireTypes.lengthFirst;

function encode(fields: MessageFields, message: object): Buffer {
  const writer = protobufjs.Writer.create();
  writeMessage(writer, fields, message);
  return Buffer.from(writer.finish());
}

function writeMessage(writer: Writer, fields: MessageFields, message: object): void {
  const values: Readonly<Record<string, unknown>> = { ...message };
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    if (value === undefined || value === null) continue;
    for (const item of itemsOf(field, value)) {
      if (field.presence === "one" && isEmpty(field.type, item)) continue;
      writer.uint32((field.number << 3) | wireTypeOf(field.presence === "map" ? mapEntry : field.type));
      writeValue(writer, field, item);
    }
  }
}

/** A map travels as a list of messages with a key and a value. */
const mapEntry = (): MessageFields => ({});
const keyNumber = 1;
const valueNumber = 2;

function itemsOf(field: Field, value: unknown): readonly unknown[] {
  if (field.presence === "list") return value as readonly unknown[];
  return field.presence === "map" ? Object.entries(value as object) : [value];
}

function writeValue(writer: Writer, field: Field, value: unknown): void {
  if (field.presence === "map") {
    const [key, item] = value as [string, unknown];
    writer
      .fork()
      .uint32((keyNumber << 3) | wireTypes.lengthFirst)
      .string(key);
    writer.uint32((valueNumber << 3) | wireTypeOf(field.type));
    writeType(writer, field.type, item);
    writer.ldelim();
  } else writeType(writer, field.type, value);
}

function writeType(writer: Writer, type: Field["type"], value: unknown): void {
  if (typeof type === "function") {
    writer.fork();
    writeMessage(writer, type(), value as object);
    writer.ldelim();
  } else writeScalar[type](writer, value);
}

const writeScalar: Readonly<Record<Scalar, (writer: Writer, value: unknown) => void>> = {
  text: (writer, value) => writer.string(value as string),
  bytes: (writer, value) => writer.bytes(value as Uint8Array),
  flag: (writer, value) => writer.bool(value as boolean),
  choice: (writer, value) => writer.int32(value as number),
  number: (writer, value) => writer.int64(exact(value as number)),
};

/** Proto3 leaves out what is empty. */
function isEmpty(type: Field["type"], value: unknown): boolean {
  if (typeof type === "function") return false;
  return value === emptyScalar[type] || (type === "bytes" && (value as Uint8Array).length === 0);
}

const emptyScalar = { text: "", bytes: new Uint8Array(0), flag: false, number: 0, choice: 0 } as const;

function decode(fields: MessageFields, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  return readMessage(protobufjs.Reader.create(bytes), fields, bytes.length);
}

function readMessage(reader: Reader, fields: MessageFields, end: number): Readonly<Record<string, unknown>> {
  const byNumber = new Map(Object.entries(fields).map(([name, field]) => [field.number, { name, field }]));
  const read = new Map<string, unknown[]>();
  while (reader.pos < end) {
    const tag = reader.uint32();
    const known = byNumber.get(tag >>> 3);
    const expected = known && wireTypeOf(known.field.presence === "map" ? mapEntry : known.field.type);
    if (known === undefined || expected !== (tag & 7)) reader.skipType(tag & 7, 0, tag >>> 3);
    else {
      const items = read.get(known.name) ?? [];
      items.push(readValue(reader, known.field));
      read.set(known.name, items);
    }
  }
  if (reader.pos !== end) throw new RangeError("A message of Terraform ends in the middle of a field.");
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const value = worthOf(field, read.get(name) ?? []);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function readValue(reader: Reader, field: Field): unknown {
  if (field.presence !== "map") return readType(reader, field.type);
  const entry = readType(reader, () => ({
    key: { number: keyNumber, presence: "one", type: "text" },
    value: { number: valueNumber, presence: "one", type: field.type },
  })) as { key: string; value: unknown };
  return [entry.key, entry.value];
}

function readType(reader: Reader, type: Field["type"]): unknown {
  if (typeof type !== "function") return readScalar[type](reader);
  const end = reader.uint32() + reader.pos;
  return readMessage(reader, type(), end);
}

/** Refuses bytes that are no text, which a lenient reader would change. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const readScalar: Readonly<Record<Scalar, (reader: Reader) => unknown>> = {
  text: (reader) => utf8.decode(reader.bytes()),
  bytes: (reader) => reader.bytes(),
  flag: (reader) => reader.bool(),
  choice: (reader) => reader.int32(),
  number: (reader) => exact(Number(String(reader.int64()))),
};

/** What a field comes to, all that was read of it taken together; of what may be there once, the last counts. */
function worthOf(field: Field, items: readonly unknown[]): unknown {
  switch (field.presence) {
    case "list":
      return items;
    case "map":
      return Object.fromEntries(items as [string, unknown][]);
    case "one":
      return items.length > 0 ? items.at(-1) : emptyOf(field.type);
    case "maybe":
      return items.at(-1) ?? null;
    case "chosen":
      return items.at(-1);
  }
}

const emptyOf = (type: Field["type"]): unknown =>
  typeof type === "function" ? decode(type(), emptyScalar.bytes) : emptyScalar[type];

function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError("A number of 64 bits is beyond 2^53.");
  return value;
}
