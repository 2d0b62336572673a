import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claimNamed, parseDynamicPattern } from "../../../src/core/granting/dynamic-pattern.ts";

function rewrite(pattern: string, value: string): string | null {
  const read = parseDynamicPattern(pattern);
  if (!read.ok) throw new Error(read.problem);
  return read.value.rewrite(value);
}

describe("a dynamic pattern", () => {
  it.each([
    ["{{actor}}", "octocat", "octocat"],
    ["{{actor}} | $0@example.com", "octocat", "octocat@example.com"],
    ["({{actor}})@example.com|$1", "octocat@example.com", "octocat"],
    ["({{actor}})@example.com|$1", "octocat", null],
    ["({{actor}})@example.com|$1", "octocat@example.com.evil", null],
    ["jf{{mail}}x.com|$0", "jfme@x.com", "jfme@x.com"],
    ["jf{{mail}}x.com|$0", "me@x.com", null],
    ["jf{{mail}}", "jfme", "jfme"],
    ["{{group}} | $0-eu", "dev", "dev-eu"],
    ["repo:({{sub}}):ref | $1", "repo:a:b:ref", "a:b"],
    ["((a){{c}})(b) | $1-$2-$3", "axb", "ax-a-b"],
    ["({{c}}) | $10", "x", "x0"],
    ["({{c}}) | $1$1", "x", "xx"],
    ["()({{c}}) | [$1][$2]", "x", "[][x]"],
    ["{{c}} | bot", "x", "bot"],
    ["{{c}}|\\$0", "x", "$0"],
    ["({{c}})@x\\.com | $1", "a@x.com", "a"],
    ["({{c}})@x\\.com | $1", "a@xxcom", null],
    ["({{c}}) \\(team\\) | $1", "dev (team)", "dev"],
    ["{{c}}.*", "x.*", "x.*"],
    ["{{c}}.*", "xyz", null],
    ["ab{{c}}ba", "aba", null],
    ["ab{{c}}ba", "abba", "abba"],
    ["{{c}}\\|x", "y|x", "y|x"],
    ["({{c}})\\|x | $1", "y|x", "y"],
    ["({{c}})b | $01", "xb", "xb1"],
    ["(a)(b)(c)(d)(e)(f)(g)(h)(i)(j){{c}} | $10", "abcdefghijx", "j"],
  ])("%j makes of %j: %j", (pattern, value, expected) => {
    expect(rewrite(pattern, value)).toBe(expected);
  });

  it("reads the claim it names, blanks around the name aside", () => {
    expect(parseDynamicPattern("{{ user.login }}")).toMatchObject({ value: { claim: "user.login" } });
  });

  it.each([
    ["literal", /no claim/],
    ["", /no claim/],
    ["{{}}", /names no claim/],
    ["{{a}}{{b}}", /several claims/],
    ["{{a", /no "}}"/],
    ["({{a}}", /not closed/],
    ["{{a}})", /closes nothing/],
    ["|{{a}}", /no claim/],
    ["{{a}} | $x", /names no capture/],
    ["{{a}} | x$1", /"\$" at position 2 after the bar names no capture/],
    ["{{a}} | $1", /names no capture/],
    ["{{a}} | $", /names no capture/],
    ["{{a}} | ", /after the bar/],
    ["{{a}} | {{b}}", /after the bar/],
    ["{{a}}\\", /backslash/],
    ["{{a}} | $0\\", /backslash/],
  ])("%j is no pattern", (pattern, problem) => {
    expect(parseDynamicPattern(pattern)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });

  it("fits exactly the values between its literal ends, and captures what is between", () => {
    const literal = fc.string({ maxLength: 4 }).map((text) => text.replace(/[\\(){}|$\s]/g, "x"));
    fc.assert(
      fc.property(literal, literal, fc.string(), fc.boolean(), (prefix, suffix, middle, enclosed) => {
        const value = enclosed ? `${prefix}${middle}${suffix}` : middle;
        const fits =
          value.length >= prefix.length + suffix.length && value.startsWith(prefix) && value.endsWith(suffix);
        expect(rewrite(`${prefix}({{c}})${suffix} | $1`, value)).toBe(
          fits ? value.slice(prefix.length, value.length - suffix.length) : null,
        );
      }),
      { seed: 7, numRuns: 3_000 },
    );
  });

  it("never reads a value as a pattern, whatever it holds", () => {
    for (const value of ["$1", "{{sub}}", "\\$0", "$0$0", "(x)"]) {
      expect(rewrite("({{c}}) | $1-$0", value)).toBe(`${value}-${value}`);
    }
  });

  it("can read any text without failing", () => {
    const symbols = fc.array(fc.constantFrom("{{", "}}", "(", ")", "|", "$", "0", "1", "\\", "a", " "));
    fc.assert(
      fc.property(symbols, fc.string(), (text, value) => {
        const read = parseDynamicPattern(text.join(""));
        if (read.ok) read.value.rewrite(value);
      }),
      { seed: 8, numRuns: 5_000 },
    );
  });
});

describe("the claim a pattern names", () => {
  it("is the member of that very name before the nested one", () => {
    expect(claimNamed({ "a.b": "flat", a: { b: "deep" } }, "a.b")).toBe("flat");
    expect(claimNamed({ a: { b: "deep" } }, "a.b")).toBe("deep");
    expect(claimNamed({ a: "x" }, "a.length")).toBeUndefined();
    expect(claimNamed({}, "constructor")).toBeUndefined();
  });
});
