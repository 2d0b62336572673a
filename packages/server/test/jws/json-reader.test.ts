import { describe, expect, it } from "vitest";
import { defaultJsonLimits } from "../../src/jws/json-limits.ts";
import { parseStrictJson } from "../../src/jws/strict-json.ts";

function problemOf(text: string) {
  const parsed = parseStrictJson(text);
  if (parsed.ok) throw new Error("the text is valid");
  return parsed.problem;
}

describe("the place of a problem", () => {
  it("is told as offset, line and column", () => {
    expect(problemOf('{\n  "a": 1,\n  b: 2\n}')).toMatchObject({ position: 14, line: 3, column: 3 });
  });

  it("leads the sentence", () => {
    expect(problemOf('{\n  "a": nul\n}').detail).toMatch(/^line 2, column 8: /);
  });

  it("comes with the path of the value concerned", () => {
    expect(problemOf('{"a":[0,{"b":1e400}]}').path).toEqual(["a", 1, "b"]);
  });

  it("is unknown where the bytes are no text", () => {
    const parsed = parseStrictJson(Uint8Array.from([0xff]));
    expect(parsed).toMatchObject({ ok: false, problem: { position: null, line: null, column: null } });
  });
});

/** As a vendor's page prints it: no comma after two members, and spaces that are none. */
const printedMapping = `{
  "name": "github-repo-read",
	"provider_name": "github-oidc",
\u00a0\u00a0      "projectKey": "projectkey"
        "claims": {
                    "sub": "repo:octo/app:ref:refs/heads/main"
                  },
        "token_spec": {
			  "username": "octo",
			  "scope": "applied-permissions/user"
                          "audience": ["jfrt@service_id"]
                      }
}`;

const printedExchange = `{“grant_type”: “urn:ietf:params:oauth:grant-type:token-exchange”, \\
“subject_token”: <ID_TOKEN>, \\
"provider_name": "github-oidc"
"include_reference_token": true/false //default false
}`;

describe("a sample copied from a page", () => {
  it("is told where its comma is missing, and where its odd space stands", () => {
    expect(problemOf(printedMapping)).toMatchObject({
      line: 5,
      column: 9,
      detail:
        'line 5, column 9: a comma is missing after the member "projectKey", which ends on line 4. Line 4, column 1: a space that JSON does not know, U+00A0, stands here; replace it by a plain one',
    });
  });

  it("is told the next missing comma once the first is repaired", () => {
    const repaired = printedMapping.replace('"projectkey"', '"projectkey",').replaceAll("\u00a0", " ");
    expect(problemOf(repaired).detail).toBe(
      'line 11, column 27: a comma is missing after the member "scope", which ends on line 10',
    );
  });

  it("is told of its first curly quote", () => {
    expect(problemOf(printedExchange).detail).toContain("line 1, column 2: a curly quotation mark “");
  });

  it("is told of the shell's backslash, the placeholder and the missing comma, one after another", () => {
    const straight = printedExchange.replace(/[“”]/g, '"');
    expect(problemOf(straight).detail).toContain("a backslash stands outside a string");
    const unbroken = straight.replaceAll("\\\n", "\n");
    expect(problemOf(unbroken).detail).toContain("line 2, column 18: the placeholder <ID_TOKEN>");
    const filled = unbroken.replace("<ID_TOKEN>", '"eyJ"');
    expect(problemOf(filled).detail).toContain('a comma is missing after the member "provider_name"');
    const separated = filled.replace('"github-oidc"', '"github-oidc",');
    expect(problemOf(separated).detail).toContain('"/" stands where a comma');
    const chosen = separated.replace("true/false", "true");
    expect(problemOf(chosen).detail).toContain("a comment begins here (//)");
  });

  it("is refused for an odd space alone", () => {
    expect(problemOf('{\u00a0"a":1}')).toMatchObject({ kind: "syntax", line: 1, column: 2 });
  });
});

describe("the sentence about a mistake", () => {
  it.each([
    ["", "the text is empty"],
    ["{", "the text ends where a member name in double quotes should be"],
    ['{"a"', 'the text ends where a colon after "a" should be'],
    ['{"a":', "the text ends where a value should be"],
    ['{"a":1,}', 'a comma too many before the closing "}"'],
    ["[1,]", 'a comma too many before the closing "]"'],
    ["[1 2]", "a comma is missing after element 1"],
    ["{} {}", '"{" stands where the end of the text should be'],
    ["{'a':1}", "JSON strings need double quotes"],
    ['{"a":‘b’}', "a curly apostrophe ‘"],
    ["{a:1}", "the word a stands here without double quotes"],
    ['{"a":None}', "None is not JSON; write null"],
    ['{"a":TRUE}', "TRUE is not JSON; write true"],
    ['{"a":NaN}', "NaN is not a JSON number"],
    ['{"a":01}', "01 is not a number as JSON writes them"],
    ['{"a":1/* x */}', "a comment begins here (/*)"],
    ['{"a":1 # x\n}', "a comment begins here (#)"],
    ['"a\nb"', "a raw control character, U+000A"],
    ['"\\x41"', "an escape is not one that JSON knows"],
    ['{"a":"b', "the string that begins here is never closed"],
    ['{"a":1,"\\u0061":2}', 'the member "a" stands twice in one object'],
    ["1e400", "the number 1e400 is too large"],
    ["\ufeff{}", "byte order mark"],
    ['{"a":-Infinity}', "-Infinity is not a JSON number"],
    ['{"a":+1}', "+1 is not a number as JSON writes them"],
    ['{"a":0123}', "0123 is not a number as JSON writes them"],
    ['"\\x\\n"', "an escape is not one that JSON knows"],
    ['"\\u0"', "an escape is not one that JSON knows"],
    ['["a b",]', 'a comma too many before the closing "]"'],
    ['{\u00a0"a":1}', "a space that JSON does not know, U+00A0, stands here"],
    ['"\ud800"', "this string holds half of a surrogate pair"],
    ["[".repeat(33), "objects and arrays lie more than 32 deep"],
    [`{${Array.from({ length: 513 }, (_, at) => `"${at}":0`).join(",")}}`, "there are more than 512 members"],
    // Only what stands in the place itself is told, and nothing that comes later.
    [
      '{"a":@\u201cx\u201d \u2018 \' # \\ None True NaN}',
      'line 1, column 6: "@" stands where a value should be',
    ],
  ])("for %j says: %s", (text, sentence) => {
    expect(problemOf(text).detail).toContain(sentence);
  });

  it("is about syntax where it is about nothing else", () => {
    for (const text of ["", "[1 2]", "[1,]", '{"a":1,}', '"a\nb"', '"\\x"', '"a', "{} {}", "{\u00a0}"])
      expect(problemOf(text).kind).toBe("syntax");
    for (const text of ["", "\ufeff{}", "{} {}", "{\u00a0}"]) expect(problemOf(text).path).toEqual([]);
  });

  it("says of a number whether it is too large or not exact", () => {
    const limits = { ...defaultJsonLimits, exactNumbers: true };
    expect(parseStrictJson("9007199254740993", limits)).toMatchObject({
      problem: {
        detail: "line 1, column 1: the number 9007199254740993 is beyond 2^53 - 1 and cannot be read exactly",
      },
    });
  });

  it("repeats a name of 60 characters whole, and of a longer one the beginning", () => {
    const twice = (name: string) => problemOf(`{"${name}":1,"${name}":2}`).detail;
    expect(twice("n".repeat(60))).toContain(`the member "${"n".repeat(60)}" stands`);
    expect(twice("n".repeat(61))).toContain(`the member "${"n".repeat(59)}\u2026" stands`);
  });

  it("says that bytes are no text, and where they look like UTF-16", () => {
    const detailOf = (...bytes: number[]) => {
      const parsed = parseStrictJson(Uint8Array.from(bytes));
      return parsed.ok ? null : parsed.problem.detail;
    };
    expect(detailOf(0xff)).toBe("the text is not valid UTF-8");
    expect(detailOf(0xff, 0xfe, 0x7b, 0x00)).toBe("the text is not valid UTF-8 (it looks like UTF-16)");
  });

  it("never repeats more than a few characters of a word, which may be a secret", () => {
    expect(problemOf(`{"token": ${"s".repeat(500)}}`).detail.length).toBeLessThan(100);
  });
});
