import { describe, expect, it } from "vitest";
import { maxRegexCharacters } from "../src/core/matching/regex-classes.ts";
import { compileRegex, rememberingRegexCompiler } from "../src/regex.ts";

function found(source: string, text: string): boolean {
  const compiled = compileRegex(source);
  if (!compiled.ok) throw new Error(String(compiled.refusal.evidence.detail));
  return compiled.value.matches(text);
}

describe("a regular expression", () => {
  it.each([
    ["@x", "a@x.org", true],
    ["^x", "a@x.org", false],
    ["(?i)X\\.ORG", "a@x.org", true],
    ["X", "x", false],
    ["", "anything", true],
    ["^repo:acme/[a-z-]+:ref:refs/heads/main$", "repo:acme/my-app:ref:refs/heads/main", true],
  ])("%j is searched in %j: %j", (source, text, expected) => {
    expect(found(source, text)).toBe(expected);
  });

  it.each(["(?=a)", "(a)\\1", "(?<!x)a", "(", "[", "a**"])("%j is refused with a sentence", (source) => {
    expect(compileRegex(source)).toMatchObject({
      ok: false,
      refusal: { reason: "request_malformed", evidence: { detail: expect.stringContaining("not RE2") } },
    });
  });

  it("has a limit of its length", () => {
    expect(compileRegex("a".repeat(maxRegexCharacters)).ok).toBe(true);
    expect(compileRegex("a".repeat(maxRegexCharacters + 1))).toMatchObject({
      refusal: { evidence: { detail: expect.stringContaining("at most 512") } },
    });
  });

  it("takes no longer where a backtracking engine would not end", () => {
    const start = performance.now();
    expect(found("^(a|a)*$", `${"a".repeat(16_000)}!`)).toBe(false);
    expect(found("(a*)*b", "a".repeat(16_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it("is remembered while it is in use, and forgotten when others came after it", () => {
    const compile = rememberingRegexCompiler(2);
    const first = compile("a");
    compile("b");
    expect(compile("a")).toBe(first);
    compile("c");
    expect(compile("a")).toBe(first);
    compile("d");
    compile("e");
    compile("f");
    expect(compile("a")).not.toBe(first);
  });
});
