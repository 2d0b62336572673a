import { Encoder, ExtData } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Attributes } from "../../src/engine/schema.ts";
import { unknown } from "../../src/engine/values.ts";
import { decodeValues, encodeValues } from "../../src/protocol/dynamic-value.ts";
import { someAttributes, someConfiguration } from "../engine/random.ts";

const attributes = {
  text: { type: "string", presence: "optional", description: "Text." },
  count: { type: "number", presence: "optional", description: "Count." },
  flag: { type: "bool", presence: "optional", description: "Flag." },
  names: { type: { set: "string" }, presence: "optional", description: "Names." },
  sizes: { type: { map: "number" }, presence: "optional", description: "Sizes." },
  spec: {
    type: { object: { seconds: { type: "number", presence: "optional", description: "Seconds." } } },
    presence: "optional",
    description: "Spec.",
  },
} as const satisfies Attributes;
const nothing = { text: null, count: null, flag: null, names: null, sizes: null, spec: null };

const encoder = new Encoder({ useBigInt64: true });
const wire = (value: unknown) => ({ msgpack: encoder.encode(value), json: new Uint8Array() });
const read = (value: unknown) => decodeValues(attributes, wire(value));

describe("values on the wire", () => {
  it("read back as they were written, whatever the attributes", () => {
    const described = someAttributes().chain((some) =>
      fc.tuple(fc.constant(some), fc.option(someConfiguration(some, true))),
    );
    fc.assert(
      fc.property(described, ([some, values]) => {
        expect(decodeValues(some, encodeValues(some, values))).toEqual({ ok: true, value: values });
      }),
      { numRuns: 200, seed: 6 },
    );
  });

  it("are unknown in whatever way Terraform says so", () => {
    const refined = new ExtData(
      12,
      encoder.encode(
        new Map<number, unknown>([
          [1, false],
          [2, "u-"],
        ]),
      ),
    );
    const others = [
      new ExtData(0, new Uint8Array(1)),
      new ExtData(-1, new Uint8Array(3)),
      new ExtData(99, new Uint8Array(0)),
    ];
    for (const stand of [refined, ...others]) {
      expect(read({ text: stand, spec: stand, names: ["a", stand], sizes: { b: stand } })).toEqual({
        ok: true,
        value: { ...nothing, text: unknown, spec: unknown, names: ["a", unknown], sizes: { b: unknown } },
      });
    }
  });

  it("are written unknown as an extension of kind 0 with one byte", () => {
    const text = { text: { type: "string", presence: "optional", description: "Text." } } as const;
    const { msgpack, json } = encodeValues(text, { text: unknown });
    expect([...msgpack]).toEqual([0x81, 0xa4, ...Buffer.from("text"), 0xd4, 0x00, 0x00]);
    expect(json.length).toBe(0);
  });

  it("are whole numbers, in whatever form they come", () => {
    for (const [sent, held] of [
      [0, 0],
      [-1, -1],
      [65_536, 65_536],
      [9_007_199_254_740_991n, Number.MAX_SAFE_INTEGER],
      [-9_007_199_254_740_991n, Number.MIN_SAFE_INTEGER],
    ] as const) {
      expect(read({ count: sent })).toEqual({ ok: true, value: { ...nothing, count: held } });
    }
  });

  it("are refused at their attribute where a number would have to be rounded", () => {
    const cases = [
      9_007_199_254_740_992n,
      -9_007_199_254_740_993n,
      1.5,
      1e300,
      Number.NaN,
      "90071992547409930000",
      "0.1",
    ];
    for (const sent of cases) {
      expect(read({ spec: { seconds: sent } })).toEqual({
        ok: false,
        problems: [
          {
            severity: "error",
            summary: "Number out of bounds",
            detail: `spec.seconds takes a whole number from -9007199254740991 to 9007199254740991. Given: ${String(sent)}.`,
            at: ["spec", "seconds"],
          },
        ],
      });
    }
  });

  it("name each attribute that has another type than described", () => {
    const result = read({ text: 1, flag: "x", names: { a: 1 }, sizes: [1], spec: [] });
    expect(result.ok ? [] : result.problems.map(({ at }) => at)).toEqual([
      ["text"],
      ["flag"],
      ["names"],
      ["sizes"],
      ["spec"],
    ]);
  });

  it("are null where an attribute is missing, and nothing where it is not described", () => {
    expect(read({ other: 1 })).toEqual({ ok: true, value: nothing });
    expect(read(null)).toEqual({ ok: true, value: null });
  });

  it("are read from JSON too", () => {
    const json = new TextEncoder().encode(
      '{"text":"a","sizes":{"\\u003cb\\u003e":2},"count":9007199254740993}',
    );
    const result = decodeValues(attributes, { msgpack: new Uint8Array(), json });
    expect(result.ok ? [] : result.problems.map(({ at }) => at)).toEqual([["count"]]);
  });

  it("are never written with a value of another type than described", () => {
    expect(() => encodeValues(attributes, { spec: { seconds: "many" } })).toThrow(
      "spec.seconds is no number",
    );
    expect(() => encodeValues(attributes, { count: 0.5 })).toThrow("count is no number");
  });

  it("are an error, and no crash, when the bytes are anything", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      // Near enough to the real thing to get past the first byte.
      fc
        .uint8Array({ maxLength: 40 })
        .map((rest) => Uint8Array.from([0x81, 0xa4, ...Buffer.from("spec"), ...rest])),
    );
    fc.assert(
      fc.property(bytes, (msgpack) => {
        const result = decodeValues(attributes, { msgpack, json: new Uint8Array() });
        expect(result.ok || result.problems.length > 0).toBe(true);
      }),
      { numRuns: 5_000, seed: 7 },
    );
  });

  it("are refused before room is made for what a few bytes claim to hold", () => {
    const hugeArray = [0xdd, 0xff, 0xff, 0xff, 0xff];
    // Each claims as many elements as a decoder makes room for at once.
    const nested = Array.from({ length: 100_000 }, () => [0xdc, 0xff, 0xff]).flat();
    const deep = Array.from({ length: 100_000 }, () => 0x91).concat(0xc0);
    for (const value of [hugeArray, nested, deep]) {
      const msgpack = Uint8Array.from([0x81, 0xa5, ...Buffer.from("names"), ...value]);
      const result = decodeValues(attributes, { msgpack, json: new Uint8Array() });
      expect(result.ok ? [] : result.problems.map(({ at }) => at)).toEqual([undefined]);
    }
  });

  it("are refused when there are more bytes than any value of ours has", () => {
    const text = "x".repeat(17 * 1024 * 1024);
    expect(read({ text }).ok).toBe(false);
    expect(
      decodeValues(attributes, { msgpack: new Uint8Array(), json: Buffer.from(JSON.stringify({ text })) }).ok,
    ).toBe(false);
  });
});
