import { describe, expect, it } from "vitest";
import { duration, exactTime, relativeTime } from "../../src/ui/times.ts";

const now = new Date("2026-03-01T12:00:00Z");
const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

describe("times", () => {
  it.each([
    [-10, "just now"],
    [29, "just now"],
    [-31, "1 minute ago"],
    [-180, "3 minutes ago"],
    [7_200, "in 2 hours"],
    [-86_400, "yesterday"],
    [-172_800, "2 days ago"],
    [34_000_000, "next year"],
  ])("are said by their distance: %d s", (seconds, said) => {
    expect(relativeTime(after(seconds), now)).toBe(said);
  });

  it("are exact in UTC", () => {
    expect(exactTime(now)).toBe("2026-03-01 12:00:00 UTC");
  });

  it.each([
    [0, "0 s"],
    [59, "59 s"],
    [60, "1 min"],
    [5_400, "1 h 30 min"],
    [90_061, "1 d 1 h"],
  ])("last so long: %d s", (seconds, said) => {
    expect(duration(seconds)).toBe(said);
  });
});
