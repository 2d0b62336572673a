import { describe, expect, it } from "vitest";
import { nearestWord } from "../../src/core/spelling.ts";

const words = ["issuer_url", "audience", "priority", "name"];

describe("the word somebody meant", () => {
  it.each([
    ["issuerUrl", "issuer_url"],
    ["Issuer-URL", "issuer_url"],
    ["audiance", "audience"],
    ["audienc", "audience"],
    ["aaudience", "audience"],
    ["udiance", "audience"],
    ["prioritie", "priority"],
    ["nane", "name"],
  ])("by %j is %j", (given, meant) => {
    expect(nearestWord(given, words)).toBe(meant);
  });

  it.each(["odiance", "description", "", "x".repeat(64)])("is none of them by %j", (given) => {
    expect(nearestWord(given, words)).toBeNull();
  });

  it("is the nearest of several, wherever it stands among them", () => {
    expect(nearestWord("nam", ["nab", "name", "xam"])).toBe("nab");
    expect(nearestWord("names", ["name", "nam", "namess"])).toBe("name");
    expect(nearestWord("grups", ["gruups_x", "groups", "grups"])).toBe("grups");
    expect(nearestWord("rules", ["tolls", "rule", "mules"])).toBe("rule");
  });

  it("is sought for up to 64 characters", () => {
    const long = "n".repeat(64);
    expect(nearestWord(long, [long])).toBe(long);
    expect(nearestWord(`${long}n`, [`${long}n`])).toBeNull();
    expect(nearestWord("name", [])).toBeNull();
  });
});
