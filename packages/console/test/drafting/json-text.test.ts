import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJsonText } from "../../src/drafting/json/json-text.ts";

function problemOf(text: string) {
  const read = readJsonText(text);
  return read.ok ? null : `${read.problem.line}:${read.problem.column} ${read.problem.sentence}`;
}

describe("reading JSON that a person types", () => {
  it.each([
    ["", "1:1 There is nothing here yet. Write a JSON object, from { to }."],
    ['{\n  "a": 1\n  "b": 2\n}', "3:3 A comma is missing before this."],
    ['{ "a": 1, }', "1:11 A member should follow the comma before this. Add one, or remove the comma."],
    ['{ "a" 1 }', "1:7 A colon should stand between the name of a member and its value."],
    ['{ "a": }', /^1:8 A value should stand here/],
    ['{ "a": 1', "1:9 The text ends before the object does. A } is missing."],
    ['{ "a": [1 }', /^1:11 /],
    ['{ "a": 1 } x', "1:12 A word stands here without double quotes."],
    ["{ 'a': 1 }", '1:3 Text stands in double quotes in JSON: ".'],
    ["{ \u201ca\u201d: 1 }", '1:3 A curly quotation mark stands here. JSON needs straight ones: ".'],
    ['{ "a": 1 // why\n}', "1:10 A comment begins here. JSON has none; remove it."],
    ['{ "a": <number> }', "1:8 A placeholder was not replaced by a value here."],
    ['{ "a": None }', "1:8 Write null, in small letters."],
    ['{ "a": "\\x" }', /^1:8 What follows the backslash/],
    ['{ "a": "open\n}', "1:8 The text in double quotes does not end on this line."],
  ])("says of %j where and why", (text, expected) => {
    expect(problemOf(text)).toEqual(
      typeof expected === "string" ? expected : expect.stringMatching(expected),
    );
  });

  it("finds a member that is there twice, at the second, also below", () => {
    expect(problemOf('{ "a": 1, "a": 2 }')).toBe('1:11 The member "a" is here twice. Keep one of them.');
    expect(problemOf('{ "a": [{ "b": 1,\n"b": 1 }] }')).toBe(
      '2:1 The member "b" is here twice. Keep one of them.',
    );
  });

  it("refuses a number that would lose digits, and one beyond any", () => {
    expect(problemOf('{ "id": 12345678901234567890 }')).toMatch(/^1:9 12345678901234567890 is too large/);
    expect(problemOf('{ "id": 1e400 }')).toMatch(/^1:9 1e400 is too large/);
    expect(problemOf('{ "id": 9007199254740991 }')).toBeNull();
  });

  it("ends at the 33rd level, also of a text made to exhaust the stack", () => {
    expect(problemOf("[".repeat(32) + "]".repeat(32))).toBeNull();
    expect(problemOf("[".repeat(33) + "]".repeat(33))).toMatch(/^1:33 More than 32 levels/);
    expect(problemOf("[".repeat(1_000_000))).toMatch(/^1:33 /);
  });

  it("keeps a member called __proto__", () => {
    const read = readJsonText('{ "__proto__": { "a": 1 } }');
    expect(read.ok && Object.keys(read.value as object)).toEqual(["__proto__"]);
  });

  it("says on which line the value at a pointer stands, or the nearest above it", () => {
    const read = readJsonText('{\n  "a": {\n    "b/c": [1,\n 2]\n  }\n}');
    const lines = ["/a/b~1c/1", "/a/b~1c/7", "/a/none", "/none"].map(
      (pointer) => read.ok && read.lineOf(pointer),
    );
    expect(lines).toEqual([4, 3, 2, null]);
  });

  it("reads back whatever JSON is written", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const read = readJsonText(text);
        if (!read.ok) expect(read.problem.sentence).toMatch(/twice|too large/);
        else expect(JSON.stringify(read.value)).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { seed: 7 },
    );
  });

  it("answers to any text with a value or a place within it", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:01\\ntrue \n\u201c#/') }), (text) => {
        const read = readJsonText(text);
        if (read.ok) return;
        expect(read.problem.offset).toBeLessThanOrEqual(text.length);
        expect(read.problem.line).toBeLessThanOrEqual(text.split("\n").length);
        expect(read.problem.column).toBeGreaterThanOrEqual(1);
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });
});
