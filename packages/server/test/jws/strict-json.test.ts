import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/core/terms.ts";
import { defaultJsonLimits } from "../../src/jws/json-limits.ts";
import { readJson } from "../../src/jws/json-reader.ts";
import { parseStrictJson } from "../../src/jws/strict-json.ts";

const property = { seed: 20260818, numRuns: 1500 };

function problemOf(source: string | Uint8Array, limits = defaultJsonLimits) {
  const parsed = parseStrictJson(source, limits);
  return parsed.ok ? null : parsed.problem;
}

/** JSON text that may repeat members: objects are written from lists of pairs. */
type Written =
  | string
  | number
  | boolean
  | null
  | readonly Written[]
  | { readonly pairs: readonly (readonly [string, Written])[] };

const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("written"), { maxLength: 4 }),
    fc.record({
      pairs: fc.array(
        fc.tuple(fc.constantFrom("a", "b", "c", "__proto__", "constructor", '"', "\\", ":"), tie("written")),
        { maxLength: 4 },
      ),
    }),
  ),
}));

function write(value: Written, escapeNames: boolean): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if ("pairs" in value) {
    const members = value.pairs.map(([name, member], index) => {
      const plain = JSON.stringify(name);
      const escaped = `"${[...name].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`;
      return `${escapeNames && index % 2 === 1 ? escaped : plain} : ${write(member, escapeNames)}`;
    });
    return `{${members.join(" ,\n")}}`;
  }
  return `[${value.map((element) => write(element, escapeNames)).join(", ")}]`;
}

/** The independent, slow answer: look at the list of pairs before anything is written. */
function repeatsMember(value: Written): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (!("pairs" in value)) return value.some(repeatsMember);
  const names = value.pairs.map(([name]) => name);
  return new Set(names).size < names.length || value.pairs.some(([, member]) => repeatsMember(member));
}

describe("parseStrictJson", () => {
  it("reads back whatever JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: "binary" }), (value) => {
        expect(parseStrictJson(Buffer.from(JSON.stringify(value)))).toEqual({ ok: true, value });
      }),
      property,
    );
  });

  it("reads numbers as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = `[${number}]`;
        expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
      property,
    );
  });

  it("refuses a document exactly when some object in it repeats a member", () => {
    fc.assert(
      fc.property(written, fc.boolean(), (value, escapeNames) => {
        const problem = problemOf(write(value, escapeNames));
        expect(problem?.kind ?? null).toBe(repeatsMember(value) ? "duplicate_member" : null);
      }),
      property,
    );
  });

  it("never accepts what JSON.parse refuses, and never throws", () => {
    const characters = fc.constantFrom(..."{}[]\":,\\u0069d8e+-.1 \n/'atrufalsn\u0000\ufeff“é");
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 30 }), (text) => {
        const parsed = parseStrictJson(text);
        if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(text));
      }),
      { ...property, numRuns: 10_000 },
    );
  });

  it("is answered alike by the quick way and the slow one", () => {
    const limits = { maxDepth: 3, maxMembers: 4, exactNumbers: true };
    const mutated = fc.tuple(written, fc.nat(), fc.constantFrom("", ",", '"', "}", "1e400", "\\ud800", "{"));
    fc.assert(
      fc.property(mutated, ([value, at, inserted]) => {
        const text = write(value, false);
        const cut = at % (text.length + 1);
        const broken = text.slice(0, cut) + inserted + text.slice(cut);
        expect(readJson(broken, limits)).toEqual(parseStrictJson(broken, limits));
      }),
      { ...property, numRuns: 5000 },
    );
  });

  it.each([
    ["a repeated member", '{"iss":"x","iss":"y"}'],
    ["one repeated with an escape", '{"iss":"x","\\u0069ss":"y"}'],
    ["one repeated deep inside", '{"a":[{"b":{"c":1,"c":1}}]}'],
    ["one repeated under a member that is itself overwritten", '{"a":{"x":1,"x":2},"b":1}'],
    ["one repeated beside a text with a colon", '{"a":1,"a":"b:"}'],
    ["one repeated behind a text with a quote", '{"x":"\\"b","a":1,"a":2,"c::":3}'],
    ["__proto__ repeated", '{"__proto__":1,"__proto__":2}'],
  ])("refuses %s", (_, text) => {
    expect(problemOf(text)?.kind).toBe("duplicate_member");
  });

  it("reads escaped names right although V8 misreads them after others (nodejs/node#63785)", () => {
    const names = (text: string) => {
      const parsed = parseStrictJson(text);
      return parsed.ok ? Object.keys(parsed.value ?? {}) : parsed.problem.kind;
    };
    parseStrictJson('{"h":[],"\\\\":0}');
    parseStrictJson('{"h":[],"\\\\u0":0}');
    expect(names('{"h":1,"\\u0063":2}')).toEqual(["h", "c"]);
    expect(names('{"h":1,"\\u0069ss":2}')).toEqual(["h", "iss"]);
    expect(names('{"h":1,"\\u0069ss":2,"iss":3}')).toBe("duplicate_member");
    expect(names('{"h":1,"__pro\\u0074o__":2}')).toEqual(["h", "__proto__"]);
  });

  it("keeps __proto__ as an ordinary own member", () => {
    const parsed = parseStrictJson('{"__proto__":{"admin":true}}');
    const value: JsonValue = parsed.ok ? parsed.value : null;
    expect(Object.keys(value ?? {})).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it.each([
    ["invalid UTF-8", [0x22, 0xc3, 0x28, 0x22]],
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["a raw surrogate half", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["a byte order mark", [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
    ["UTF-16 with a byte order mark", [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])("refuses %s as an encoding", (_, bytes) => {
    expect(problemOf(Uint8Array.from(bytes))?.kind).toBe("encoding");
  });

  it("refuses UTF-16 without a byte order mark", () => {
    expect(problemOf(Buffer.from('{"a":1}', "utf16le"))?.kind).toBe("syntax");
  });

  it.each(['"\\ud800"', '"\\udc00\\ud800"', '{"\\ud800":1}', '"\ud800"', '{"\ud800":1}'])(
    "refuses half a pair in %j",
    (text) => {
      expect(problemOf(text)?.kind).toBe("encoding");
    },
  );

  it("accepts a whole surrogate pair, written either way", () => {
    expect(parseStrictJson('["\\ud83d\\ude00","😀"]')).toEqual({ ok: true, value: ["😀", "😀"] });
  });

  it.each(["1e400", "-1e400", '{"a":[1e999]}'])("refuses %s, which is not finite", (text) => {
    expect(problemOf(text)?.kind).toBe("number");
  });

  it.each(["9007199254740992", "9007199254740993", "-9007199254740993", "1e20"])(
    "refuses %s only where numbers must be exact",
    (text) => {
      expect(problemOf(text)).toBeNull();
      expect(problemOf(text, { ...defaultJsonLimits, exactNumbers: true })?.kind).toBe("number");
    },
  );

  it("accepts 2^53 - 1 and fractions where numbers must be exact", () => {
    expect(
      problemOf("[9007199254740991, 0.5, -1.25e3]", { ...defaultJsonLimits, exactNumbers: true }),
    ).toBeNull();
  });

  it("accepts depth 32 and refuses depth 33", () => {
    expect(problemOf("[".repeat(32) + "]".repeat(32))).toBeNull();
    expect(problemOf("[".repeat(33) + "]".repeat(33))?.kind).toBe("depth");
  });

  it("refuses a hundred thousand open brackets without running out of stack", () => {
    expect(problemOf('{"x":'.repeat(100_000))?.kind).toBe("depth");
  });

  it("accepts 512 members in all and refuses 513", () => {
    const members = (count: number) => Array.from({ length: count }, (_, index) => `"${index}":{}`).join(",");
    expect(problemOf(`{${members(512)}}`)).toBeNull();
    expect(problemOf(`{${members(513)}}`)?.kind).toBe("members");
  });

  it("counts no colon, bracket or quote that stands in a string", () => {
    const text = JSON.stringify({ 'a":"{[': '\\":{[', "b\\": "\\\\", c: "::::" });
    expect(problemOf(text, { maxDepth: 1, maxMembers: 3, exactNumbers: true })).toBeNull();
  });

  it("stays linear on a string of backslashes and quotes", () => {
    const text = JSON.stringify('\\"'.repeat(100_000));
    expect(problemOf(text)).toBeNull();
  });
});
