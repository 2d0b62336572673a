import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readStoredJson } from "../../src/jws/stored-json.ts";
import { misleadV8, misreadable } from "../v8-names.ts";

describe("stored JSON", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }), (value) => {
        expect(readStoredJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 29, numRuns: 150 },
    );
  });

  it("keeps its names whatever V8 has met before (nodejs/node#63785)", () => {
    const text = JSON.stringify({ outer: [misreadable("stored")] });
    misleadV8("stored");
    expect(JSON.parse(text), "V8 misreads it no longer: say so in strict-json.ts").not.toEqual({
      outer: [misreadable("stored")],
    });
    expect(readStoredJson(text)).toEqual({ outer: [misreadable("stored")] });
  });

  it("may hold half a surrogate pair, of which some text was cut", () => {
    const cut = { '"': "\ud83d", "\ude00": 1 };
    expect(readStoredJson(JSON.stringify(cut))).toEqual(cut);
  });

  it("keeps __proto__ as an ordinary own member beside an escaped name", () => {
    const text = '{"\\"":1,"__proto__":{"admin":true}}';
    expect(Object.keys(readStoredJson<object>(text))).toEqual(['"', "__proto__"]);
  });

  it.each(["", "{", '{"\\"":1', '{"\\"":1}}', '{"\\"":1,"\\"":2}'])("throws when damaged: %j", (text) => {
    expect(() => readStoredJson(text)).toThrow(SyntaxError);
  });
});
