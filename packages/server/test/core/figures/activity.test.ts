/** Hours added up, provider by provider. */

import { describe, expect, it } from "vitest";
import { ActivityBuilder, bucketsAround } from "../../../src/core/figures/activity.ts";
import type { ProviderHour } from "../../../src/core/figures/sums.ts";

const hour = 3_600;
const row = (at: number, reason: string | null, count: number, providerId = "p"): ProviderHour => ({
  hour: at * hour,
  providerId,
  reason,
  count,
});

/** Of the hours 10 to 16, two by two. */
function activityOf(...rows: readonly ProviderHour[]) {
  const builder = new ActivityBuilder({ from: 10 * hour, to: 16 * hour, seconds: 2 * hour });
  for (const one of rows) builder.add(one);
  return builder;
}

describe("buckets", () => {
  it("are the whole ones in which a stretch of time lies", () => {
    expect(bucketsAround(7_300, 14_500, hour)).toEqual({ from: 7_200, to: 18_000, seconds: hour });
    expect(bucketsAround(7_200, 14_400, hour)).toEqual({ from: 7_200, to: 14_400, seconds: hour });
  });

  it("are one at least", () => {
    expect(bucketsAround(7_200, 7_200, hour)).toEqual({ from: 7_200, to: 10_800, seconds: hour });
    expect(bucketsAround(86_400, 1, hour)).toEqual({ from: 86_400, to: 90_000, seconds: hour });
  });
});

describe("the activity of a provider", () => {
  it("is what was issued and refused in each bucket, in all, and why", () => {
    const builder = activityOf(
      row(15, null, 1),
      row(10, null, 2),
      row(11, null, 3),
      row(12, "expired", 4),
      row(15, "expired", 5),
      row(15, "pin_mismatch", 6),
    );
    expect(builder.of("p")).toEqual({
      providerId: "p",
      issued: [5, 0, 1],
      refused: [0, 4, 11],
      issuedTotal: 6,
      refusedTotal: 15,
      reasons: [
        { reason: "expired", count: 9 },
        { reason: "pin_mismatch", count: 6 },
      ],
    });
  });

  it("has the most frequent reason first, and those that are as frequent by name", () => {
    const counts = Object.entries({ c: 1, a: 1, d: 2, b: 1 });
    const builder = activityOf(...counts.map(([reason, count]) => row(10, reason, count)));
    expect(builder.of("p").reasons.map(({ reason }) => reason)).toEqual(["d", "a", "b", "c"]);
  });

  it("is none where nothing came through it", () => {
    const none = { issued: [0, 0, 0], refused: [0, 0, 0], issuedTotal: 0, refusedTotal: 0, reasons: [] };
    expect(activityOf(row(10, null, 1)).of("q")).toEqual({ providerId: "q", ...none });
  });

  it("is its own", () => {
    const builder = activityOf(row(10, null, 1), row(10, null, 2, "q"), row(12, null, 4));
    expect([builder.of("p").issued, builder.of("q").issued]).toEqual([
      [1, 4, 0],
      [2, 0, 0],
    ]);
    expect(builder.providerIds()).toEqual(["p", "q"]);
  });
});
