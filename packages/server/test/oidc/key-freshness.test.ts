import { describe, expect, it } from "vitest";
import { freshTimeMs, judgeAge } from "../../src/oidc/key-freshness.ts";

describe("the fresh time of keys", () => {
  it.each<[string | null, number]>([
    [null, 600],
    ["public", 600],
    ["max-age=300", 300],
    ["public, Max-Age=300, must-revalidate", 300],
    ["max-age=86400", 600],
    ["max-age=10", 60],
    ["max-age=0", 60],
    ["no-store", 60],
    ["no-cache, max-age=300", 60],
    ['max-age="120"', 120],
    ["max-age=abc", 600],
    ["max-age=-1", 600],
    ["s-maxage=100", 600],
    ["x-max-age=100", 600],
    ["max-age=100x", 600],
    ["max-age = 100 , public", 100],
    ["x-no-cache", 600],
    ["public, no-cache", 60],
    [`max-age=${"9".repeat(400)}`, 600],
  ])("for %j is %i seconds", (cacheControl, seconds) => {
    expect(freshTimeMs(cacheControl)).toBe(seconds * 1000);
  });

  it("passes through four ages", () => {
    const ages = [0, 479, 480, 599, 600, 86_399, 86_400].map((age) => judgeAge(age * 1000, 600_000));
    expect(ages).toEqual(["fresh", "fresh", "renewable", "renewable", "stale", "stale", "unusable"]);
  });
});
