/** The stretches of time that figures are shown of, and how their parts are called. */

import type { Stats } from "@countersign/client";
import type { Span } from "../../api/figures.ts";
import type { Bar } from "../../charts/stacked-bars.tsx";

export type SpanName = "hour" | "day" | "week" | "month";

export interface NamedSpan extends Span {
  readonly name: SpanName;
  readonly words: string;
}

export const spans: readonly NamedSpan[] = [
  { name: "hour", words: "Last hour", hours: 1, bucket: "hour" },
  { name: "day", words: "Last 24 hours", hours: 24, bucket: "hour" },
  { name: "week", words: "Last 7 days", hours: 168, bucket: "day" },
  { name: "month", words: "Last 30 days", hours: 720, bucket: "day" },
];

/** One for each part of the span: of one provider, or of all together. */
export function barsOf(stats: Stats, providerId: string | null): readonly Bar[] {
  const seconds = stats.bucket_seconds;
  const providers = stats.providers.filter((one) => providerId === null || one.provider_id === providerId);
  const count = (Date.parse(stats.to) - Date.parse(stats.from)) / (seconds * 1_000);
  const add = (series: "issued" | "refused", index: number) =>
    providers.reduce((sum, provider) => sum + (provider[series][index] ?? 0), 0);
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.parse(stats.from) + index * seconds * 1_000);
    return { ...namesOf(at, seconds), lower: add("issued", index), upper: add("refused", index) };
  });
}

const hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const hourOfDay = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
});
// The server's days are of UTC.
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });
const dayInFull = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});

function namesOf(at: Date, seconds: number): Pick<Bar, "label" | "tick"> {
  if (seconds > 3_600) return { label: `${dayInFull.format(at)} (UTC)`, tick: day.format(at) };
  const end = new Date(at.getTime() + seconds * 1_000);
  return { label: `${hourOfDay.format(at)} to ${hour.format(end)}`, tick: hour.format(at) };
}

/** Sums over all providers. */
export function totalsOf(stats: Stats): { readonly issued: number; readonly refused: number } {
  return stats.providers.reduce(
    ({ issued, refused }, one) => ({
      issued: issued + one.issued_total,
      refused: refused + one.refused_total,
    }),
    { issued: 0, refused: 0 },
  );
}

/** Why exchanges were refused, the most frequent first. */
export function reasonsOf(stats: Stats): readonly { readonly reason: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { reason, count } of stats.providers.flatMap(({ reasons }) => reasons)) {
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1));
}

/** The log, narrowed to what a figure counts. */
export function logAddress(filters: Readonly<Record<string, string>>, { hours }: Span): string {
  return `/log?${new URLSearchParams({ ...filters, last: `${hours}h` })}`;
}
