import type { Stats } from "@countersign/client";
import { expect, it } from "vitest";
import { barsOf, logAddress, reasonsOf, spans, totalsOf } from "../../../src/pages/overview/spans.ts";

const activity = (
  provider: string,
  issued: number[],
  refused: number[],
  reasons: Stats["providers"][number]["reasons"],
) => ({
  provider,
  provider_id: `id-of-${provider}`,
  deleted: false,
  issued,
  refused,
  issued_total: issued.reduce((sum, one) => sum + one, 0),
  refused_total: refused.reduce((sum, one) => sum + one, 0),
  reasons,
});

const stats: Stats = {
  from: "2026-11-27T05:00:00Z",
  to: "2026-11-27T08:00:00Z",
  bucket_seconds: 3_600,
  complete: true,
  providers: [
    activity("ci", [1, 0, 4], [0, 0, 2], [{ reason: "expired", count: 2 }]),
    activity(
      "k8s",
      [0, 3, 0],
      [5, 0, 0],
      [
        { reason: "no_matching_mapping", count: 4 },
        { reason: "expired", count: 1 },
      ],
    ),
  ],
  providers_total: 2,
  mappings_from: "2026-11-27T05:00:00Z",
  mappings: [],
  never_used: [],
  never_used_total: 0,
  records_from: null,
};

const counts = (providerId: string | null) =>
  barsOf(stats, providerId).map(({ lower, upper }) => [lower, upper]);

it("adds up all integrations for each part of the span, or shows one", () => {
  expect(counts(null)).toEqual([
    [1, 5],
    [3, 0],
    [4, 2],
  ]);
  expect(counts("id-of-ci")).toEqual([
    [1, 0],
    [0, 0],
    [4, 2],
  ]);
  expect(totalsOf(stats)).toEqual({ issued: 8, refused: 7 });
});

it("calls every part by another name", () => {
  expect(new Set(barsOf(stats, null).map(({ label }) => label)).size).toBe(3);
});

it("calls days by their date in UTC, wherever the reader is", () => {
  const days = { ...stats, from: "2026-11-26T00:00:00Z", to: "2026-11-28T00:00:00Z", bucket_seconds: 86_400 };
  const [first] = barsOf(days, null);
  expect(first?.label).toMatch(/26/);
  expect(first?.label).toMatch(/UTC/);
});

it("adds up reasons over integrations, the most frequent first", () => {
  expect(reasonsOf(stats)).toEqual([
    { reason: "no_matching_mapping", count: 4 },
    { reason: "expired", count: 3 },
  ]);
});

it("leads to the part of the log that a figure counts", () => {
  const day = spans.find(({ name }) => name === "day");
  expect(day && logAddress({ reason: "expired", provider: "a&b" }, day)).toBe(
    "/log?reason=expired&provider=a%26b&last=24h",
  );
});
