import { describe, expect, it } from "vitest";
import { durationText } from "../../src/core/duration.ts";

describe("a time for people", () => {
  it.each([
    [0, "0 seconds"],
    [0.4, "0 seconds"],
    [-5, "0 seconds"],
    [1, "1 second"],
    [59.6, "1 minute"],
    [90, "1 minute 30 seconds"],
    [300, "5 minutes"],
    [3_600, "1 hour"],
    [5_400, "1 hour 30 minutes"],
    [3_601, "1 hour"],
    [86_400, "1 day"],
    [90_000, "1 day 1 hour"],
    [172_859, "2 days"],
    [1_795_713_560, "20783 days 17 hours"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
