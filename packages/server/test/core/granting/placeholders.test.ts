import { describe, expect, it } from "vitest";
import { fillPlaceholders, parsePlaceholders } from "../../../src/core/granting/placeholders.ts";
import type { JsonPrimitive } from "../../../src/core/terms.ts";

function fill(text: string, values: readonly (readonly JsonPrimitive[])[]) {
  const pieces = parsePlaceholders(text);
  return pieces.ok ? fillPlaceholders(pieces.value, values) : pieces;
}

describe("a placeholder text", () => {
  it.each<[string, readonly (readonly JsonPrimitive[])[], string]>([
    ["{0}", [["a"]], "a"],
    ["{1}-{0}", [["a"], ["b"]], "b-a"],
    ["{} {}", [["a"], ["b"]], "a b"],
    ["{{{0}}}", [["a"]], "{a}"],
    ["plain", [], "plain"],
    ["{0}", [["{1}"], ["b"]], "{1}"],
    ["{0}", [["{{"]], "{{"],
    ["n{0}", [[7]], "n7"],
    ["{0}", [[true]], "true"],
    ["{9}", Array.from({ length: 10 }, (_, at) => [at]), "9"],
  ])("%j with %j is %j", (text, values, expected) => {
    expect(fill(text, values)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ["{0", /stands alone/],
    ["}", /stands alone/],
    ["{name}", /no placeholder/],
    ["{0.x}", /no placeholder/],
    ["{0[0]}", /no placeholder/],
    ["{0!r}", /no placeholder/],
    ["{0:>10}", /no placeholder/],
    ["{-1}", /no placeholder/],
    ["{0001}", /no placeholder/],
    ["{a}", /no placeholder/],
    ["{} {0}", /mixed/],
  ])("%j is refused", (text, problem) => {
    expect(parsePlaceholders(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });

  it("needs exactly one value where one is needed", () => {
    expect(fill("{0}", [["a", "b"]])).toMatchObject({ problem: expect.stringContaining("2 values") });
    expect(fill("{0}", [[]])).toMatchObject({ problem: expect.stringContaining("0 values") });
    expect(fill("{1}", [["a"]])).toMatchObject({ problem: expect.stringContaining("no placeholder {1}") });
    expect(fill("{100}", [["a"]])).toMatchObject({ problem: "the rule has no placeholder {100}" });
  });
});
