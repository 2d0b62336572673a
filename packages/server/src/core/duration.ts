/** Seconds as people read them: nobody knows what 1795713560 seconds are. */

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** More would be read by nobody; days and hours are enough to see what is meant. */
const mostUnits = 2;

/**
 * `45 seconds`, `5 minutes`, `1 hour 30 minutes`, `20783 days 17 hours`: whole seconds in the two largest units,
 * and what is below those left out.
 * @param seconds a negative number is none
 */
export function durationText(seconds: number): string {
  let left = Math.max(0, Math.round(seconds));
  // The last unit where none is so small.
  const shown = units.slice(units.findIndex(([, length]) => left >= length)).slice(0, mostUnits);
  const parts = shown.flatMap(([name, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return count === 0 ? [] : [`${count} ${name}${count === 1 ? "" : "s"}`];
  });
  return parts.length === 0 ? "0 seconds" : parts.join(" ");
}
