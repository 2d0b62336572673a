import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
  type Procedure,
} from "../../src/protocol/codec.ts";
import { type Field, type MessageFields, procedures, type Scalar } from "../../src/protocol/fields.ts";

const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const text = (value: string) => [...Buffer.from(value)];

const scalars: Readonly<Record<Scalar, fc.Arbitrary<unknown>>> = {
  text: fc.string({ unit: "grapheme" }),
  bytes: fc.uint8Array(),
  flag: fc.boolean(),
  number: fc.maxSafeInteger(),
  choice: fc.nat(5),
};

/** Any value that a field may have, messages inside messages to a small depth. */
function anyOf(field: Field, depth: number): fc.Arbitrary<unknown> {
  const { type, presence } = field;
  if (depth === 0 && (presence === "list" || presence === "map"))
    return fc.constant(presence === "list" ? [] : {});
  if (depth === 0 && presence === "chosen") return fc.constant(undefined);
  const single = typeof type === "function" ? messageOf(type(), Math.max(0, depth - 1)) : scalars[type];
  switch (presence) {
    case "one":
      return single;
    case "maybe":
      return fc.option(single);
    case "chosen":
      return fc.option(single, { nil: undefined });
    case "list":
      return fc.array(single, { maxLength: 3 });
    case "map":
      return fc.dictionary(scalars.text as fc.Arbitrary<string>, single, { maxKeys: 3 });
  }
}

function messageOf(fields: MessageFields, depth = 4): fc.Arbitrary<object> {
  return fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, anyOf(field, depth)])),
  );
}

/** Without the members that are not there, and bytes as plain ones. */
const plain = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (_key, member) =>
      member instanceof Uint8Array || member?.type === "Buffer"
        ? Buffer.from(member.data ?? member).toString("hex")
        : member,
    ),
  );

describe("Terraform's messages", () => {
  const names = Object.keys(procedures) as Procedure[];

  it.each(names)("come back as they went: %s", (name) => {
    fc.assert(
      fc.property(
        messageOf(procedures[name].request),
        messageOf(procedures[name].answer),
        (request, answer) => {
          expect(plain(decodeRequest(name, encodeRequest(name, request as never)))).toEqual(plain(request));
          expect(plain(decodeAnswer(name, encodeAnswer(name, answer as never)))).toEqual(plain(answer));
        },
      ),
      { seed: 6, numRuns: 25 },
    );
  });

  it("are laid out as protobuf has it", () => {
    const encoded = encodeRequest("UpgradeResourceState", {
      typeName: "ab",
      version: 300,
      rawState: { json: bytes(7), flatmap: { k: "v" } },
    });
    expect([...encoded]).toEqual([
      ...[0x0a, 2, ...text("ab")],
      ...[0x10, 0xac, 0x02],
      ...[0x1a, 11, 0x0a, 1, 7, 0x12, 6, 0x0a, 1, ...text("k"), 0x12, 1, ...text("v")],
    ]);
  });

  it("leave out what is empty, and say which of several is there although it is empty", () => {
    expect([...encodeRequest("ImportResourceState", { typeName: "", id: "" })]).toEqual([]);
    const answer = encodeAnswer("PlanResourceChange", {
      requiresReplace: [{ steps: [{ elementKeyInt: 0 }, { elementKeyString: "" }] }],
    });
    expect([...answer]).toEqual([0x12, 8, 0x0a, 2, 0x18, 0, 0x0a, 2, 0x12, 0]);
  });

  it("have empty values where nothing was sent, and null where a message may be missing", () => {
    const nothing = { msgpack: bytes(), json: bytes() };
    expect(decodeRequest("ReadResource", bytes())).toEqual({
      typeName: "",
      currentState: nothing,
      private: bytes(),
      providerMeta: null,
    });
  });

  it("are read without the fields of a newer Terraform", () => {
    const newer = [
      ...[0xa0, 0x06, 1], // number 100, a varint
      ...[0xa9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8], // 101, eight bytes
      ...[0xb2, 0x06, 2, 1, 2], // 102, bytes
      ...[0xbd, 0x06, 1, 2, 3, 4], // 103, four bytes
    ];
    expect(decodeRequest("ImportResourceState", bytes(...newer, 0x0a, 1, ...text("t"), ...newer))).toEqual({
      typeName: "t",
      id: "",
    });
  });

  it("are read without a field that is sent as something else", () => {
    expect(decodeRequest("ImportResourceState", bytes(0x08, 5, 0x12, 1, ...text("i")))).toEqual({
      typeName: "",
      id: "i",
    });
  });

  it("count the last of what is sent twice", () => {
    const twice = bytes(0x0a, 1, ...text("a"), 0x0a, 1, ...text("b"));
    expect(decodeRequest("ImportResourceState", twice).typeName).toBe("b");
  });

  it("keep a text with a byte order mark in front as it is", () => {
    const request = { typeName: "\ufefft", id: "" };
    expect(decodeRequest("ImportResourceState", encodeRequest("ImportResourceState", request))).toEqual(
      request,
    );
  });

  it("keep a key that objects have of their own", () => {
    const encoded = encodeRequest("UpgradeResourceState", {
      typeName: "t",
      version: 0,
      rawState: { json: bytes(), flatmap: JSON.parse('{"__proto__":"v"}') },
    });
    const { rawState } = decodeRequest("UpgradeResourceState", encoded);
    expect(Object.entries(rawState?.flatmap ?? {})).toEqual([["__proto__", "v"]]);
  });

  it("hold whole numbers to the last one that is exact, either side of zero", () => {
    for (const version of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      const encoded = encodeRequest("UpgradeResourceState", { typeName: "", version, rawState: null });
      expect(decodeRequest("UpgradeResourceState", encoded).version).toBe(version);
    }
  });

  it.each([
    ["a number that is not exact", [0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ["a number that does not end", [0x10, ...Array(11).fill(0xff)]],
    ["a text that ends too soon", [0x0a, 5, ...text("abc")]],
    ["a text that is none", [0x0a, 2, 0xc3, 0x28]],
    ["a message that ends inside one of its fields", [0x1a, 3, 0x0a, 5, 1, 2, 3, 4, 5]],
    ["a message that is longer than the whole", [0x1a, 100, 0x0a, 0]],
    ["field number zero", [0x02, 0]],
    ["a way to lay out bytes that there is not", [0x0f, 0]],
    ["groups inside groups without end", Array(2000).fill(0x1b)],
    ["a tag that does not end", [0x80]],
  ])("are refused with an error: %s", (_what, message) => {
    expect(() => decodeRequest("UpgradeResourceState", bytes(...message))).toThrow(/./);
  });

  it("are never read into anything but a message or an error, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 200 }), (name, message) => {
        try {
          expect(decodeRequest(name, message)).toBeTypeOf("object");
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { seed: 6, numRuns: 2000 },
    );
  });

  it("are not made of a number that cannot be sent exactly", () => {
    const request = { typeName: "", version: 2 ** 53, rawState: null };
    expect(() => encodeRequest("UpgradeResourceState", request)).toThrow(RangeError);
  });
});
