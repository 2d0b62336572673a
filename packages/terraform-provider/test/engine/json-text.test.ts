import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isJsonObjectText,
  normalJson,
  readJsonText,
  sameJson,
  writeJson,
} from "../../src/engine/json-text.ts";

function normal(text: string): string {
  const read = readJsonText(text);
  if (!read.ok) throw new Error(read.fault);
  return normalJson(read.value);
}

describe("two JSON texts mean the same", () => {
  it.each([
    ["with members in another order", '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
    ["with blanks between them", '{"a":[1,2]}', '{ "a" :\n\t[ 1 , 2 ] }'],
    ["with characters written as escapes", '{"é<":"\\u0041"}', '{"\\u00e9\\u003c":"A"}'],
    ["with the same number in another form", "[1,0.5,100,0]", "[1.0,5e-1,1e2,-0]"],
    ["with the same large number", "[12345678901234567890]", "[12345678901234567890]"],
    [
      "with members called like those of every object",
      '{"__proto__":1,"constructor":2}',
      '{"constructor":2,"__proto__":1}',
    ],
  ])("%s", (_, one, other) => expect(sameJson(one, other)).toBe(true));

  it.each([
    ["with another type", '{"a":1}', '{"a":"1"}'],
    ["with null for nothing", '{"a":null}', "{}"],
    ["with another order of a list", "[1,2]", "[2,1]"],
    ["with large numbers that JavaScript would round to one", "[9007199254740993]", "[9007199254740992]"],
    ["with another member of every object's name", '{"__proto__":1}', '{"__proto__":2}'],
    ["with broken JSON", "{", "{ "],
  ])("not %s", (_, one, other) => expect(sameJson(one, other)).toBe(false));

  it("whatever they hold, when one is the other read and written again", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        expect(sameJson(text, JSON.stringify(JSON.parse(text), null, 2))).toBe(true);
        expect(JSON.parse(normal(text))).toEqual(JSON.parse(text));
        expect(normal(normal(text))).toBe(normal(text));
      }),
    );
  });
});

describe("JSON text", () => {
  it("is written back with each number as it was read", () => {
    const text = '{"id":12345678901234567890,"rate":1.50,"__proto__":{"a":1}}';
    const read = readJsonText(text);
    expect(read.ok && writeJson({ claims: read.value })).toBe(`{"claims":${text}}`);
  });

  it("has one normal form, with the escapes of jsonencode", () => {
    expect(normal('{"b":"<\\u2028&>","a":[{"d":1,"c":2}]}')).toBe(
      '{"a":[{"c":2,"d":1}],"b":"\\u003c\\u2028\\u0026\\u003e"}',
    );
  });

  it("is refused with a member twice, however that is written, at whatever depth", () => {
    for (const text of ['{"a":1,"\\u0061":2}', '{"a":1,"a":1}', '[{"b":[{"a":":","a":":"}]}]']) {
      expect(readJsonText(text)).toMatchObject({ ok: false });
    }
  });

  it("is not taken to have a member twice because of colons and quotes within its texts", () => {
    expect(readJsonText('{"a:\\"b\\":":"c:\\\\","d":[":",{"e":"\\":"}]}')).toMatchObject({ ok: true });
  });

  it("is told where it is broken", () => {
    expect(readJsonText('{\n  "a": 1\n  "b": 2\n}')).toEqual({
      ok: false,
      fault: "line 3, column 3: comma ',' expected after value but got '\"'",
    });
  });

  it("that is too deep to be read is refused like any other that cannot be read", () => {
    expect(readJsonText("[".repeat(1_000_000))).toMatchObject({ ok: false });
    expect(isJsonObjectText.check('{"a":'.repeat(1_000_000))).toMatch(/^This is not JSON/);
  });
});
