import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readStoredJson, storedJsonReader } from "../../src/jws/stored-json.ts";
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

  it("says where it is damaged", () => {
    expect(() => readStoredJson('{"\\"":1,"\\"":2}')).toThrow(
      /^A stored document cannot be read from line 1, column 9 on: it was changed or damaged\.$/,
    );
  });

  it.each([
    ["a value without its quotation mark", '{"sub":zoe@example.com"}'],
    ["a value without its quotation mark, beside an escaped name", '{"\\"":1,"sub":zoe@example.com"}'],
    ["a name that stands twice, beside an escaped one", '{"\\"":1,"zoe":1,"zoe":2}'],
  ])("repeats nothing of what stands in it, which may be a claim: %s", (_, text) => {
    expect(() => readStoredJson(text)).toThrow(/^((?!zoe|sub).)*$/);
  });
});

describe("stored JSON, one document after another", () => {
  /** Few names and values, so that one document is much like the next. */
  const alike = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<unknown>(null, 0, 1, "", "a", "b", true, {}, []) },
      { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
      {
        weight: 2,
        arbitrary: fc
          .array(fc.tuple(fc.constantFrom("a", "b", "1", "__proto__", "constructor", '"'), tie("value")), {
            maxLength: 3,
          })
          .map((members) => JSON.parse(`{${members.map(jsonMember).join()}}`)),
      },
    ),
  })).value;
  const jsonMember = ([name, value]: readonly [string, unknown]) =>
    `${JSON.stringify(name)}:${JSON.stringify(value)}`;

  it("is what each text says, in its order of members, whatever came before", () => {
    fc.assert(
      fc.property(fc.array(alike, { maxLength: 8 }), (values) => {
        const texts = values.map((value) => JSON.stringify(value));
        const read = storedJsonReader<unknown>();
        const documents = texts.map((text) => read(text));
        expect(documents.map((one) => JSON.stringify(one))).toEqual(texts);
        for (const [index, text] of texts.entries()) expect(documents[index]).toEqual(JSON.parse(text));
      }),
      { seed: 31, numRuns: 500 },
    );
  });

  it("takes what is equal from the document before", () => {
    const read = storedJsonReader<{ readonly name: string; readonly rules: readonly object[] }>();
    const first = read('{"name":"a","rules":[{"sub":"x"},{"ref":["main"]}]}');
    const second = read('{"name":"b","rules":[{"sub":"y"},{"ref":["main"]}]}');
    const third = read('{"name":"c","rules":[{"sub":"y"},{"ref":["main"]}]}');
    expect(second.rules[1]).toBe(first.rules[1]);
    expect(second.rules[0]).not.toBe(first.rules[0]);
    expect(third.rules).toBe(second.rules);
    expect(first.rules[0]).toEqual({ sub: "x" });
  });

  it("takes nothing from what objects inherit", () => {
    const read = storedJsonReader<object>();
    read('{"a":1}');
    expect(Object.getOwnPropertyDescriptor(read('{"__proto__":{}}'), "__proto__")?.value).not.toBe(
      Object.prototype,
    );
  });

  it("does not take members in another order for equal", () => {
    const read = storedJsonReader<{ readonly part: object }>();
    read('{"part":{"a":1,"b":2}}');
    expect(Object.keys(read('{"part":{"b":2,"a":1}}').part)).toEqual(["b", "a"]);
  });
});
