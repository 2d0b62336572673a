/** Times as people read them: in their own zone, or by how far they are from now. */

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const second = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const distance = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** From the largest; each holds so many seconds. */
const units = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** Date and time in the reader's zone. */
export function localTime(time: Date, precise = false): string {
  return (precise ? second : day).format(time);
}

/** The exact moment, for a tooltip. */
export function exactTime(time: Date): string {
  return `${time
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "")} UTC`;
}

/** Such as "3 minutes ago" or "in 2 days"; "just now" below half a minute. */
export function relativeTime(time: Date, now: Date): string {
  const seconds = (time.getTime() - now.getTime()) / 1_000;
  if (Math.abs(seconds) < 30) return "just now";
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
  return distance.format(Math.round(seconds / length), unit);
}

/** Such as "1 h 30 min", from seconds; nothing smaller than the two largest units. */
export function duration(seconds: number): string {
  const parts = (
    [
      ["d", 86_400],
      ["h", 3_600],
      ["min", 60],
      ["s", 1],
    ] as const
  ).reduce<{ rest: number; said: readonly string[] }>(
    ({ rest, said }, [unit, size]) => ({
      rest: rest % size,
      said: rest >= size ? [...said, `${Math.floor(rest / size)} ${unit}`] : said,
    }),
    { rest: Math.round(seconds), said: [] },
  );
  return parts.said.length === 0 ? "0 s" : parts.said.slice(0, 2).join(" ");
}
