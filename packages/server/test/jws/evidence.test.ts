import { describe, expect, it } from "vitest";
import { presentedText } from "../../src/jws/evidence.ts";

describe("a presented value in evidence", () => {
  it.each([
    ["text", "text"],
    [5, "5"],
    [false, "false"],
    [["a", 1], '["a",1]'],
    [{ a: "b" }, '{"a":"b"}'],
    [null, "null"],
    [undefined, "null"],
  ])("%j is the text %s", (value, text) => {
    expect(presentedText(value)).toBe(text);
  });

  it("is cut to a hundred characters", () => {
    expect(presentedText("a".repeat(100))).toBe("a".repeat(100));
    expect(presentedText("a".repeat(101))).toBe("a".repeat(100));
  });

  it("has no half of a character where it is cut", () => {
    expect(presentedText(`${"a".repeat(99)}\u{1f511}`)).toBe(`${"a".repeat(99)}\ufffd`);
  });
});
