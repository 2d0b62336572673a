/**
 * Expiration in minutes, as people write it, and in seconds, as a mapping holds it. Whole minutes are written as a
 * number; what is no whole number of minutes as minutes:seconds, so that nothing is lost in either direction.
 */

const longestText = 12;

/** @param seconds a whole number from 1 */
export function minutesText(seconds: number): string {
  const rest = seconds % 60;
  const minutes = String((seconds - rest) / 60);
  return rest === 0 ? minutes : `${minutes}:${String(rest).padStart(2, "0")}`;
}

/**
 * @param text `10`, `1.5` or `1:30`
 * @returns whole seconds; null where the text is no such time, or none of whole seconds
 */
export function secondsFrom(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed.length > longestText) return null;
  const [, minutes, seconds] = /^(\d+):([0-5]\d)$/.exec(trimmed) ?? [];
  const total =
    minutes !== undefined && seconds !== undefined
      ? Number(minutes) * 60 + Number(seconds)
      : /^\d+(?:\.\d+)?$/.test(trimmed)
        ? Math.round(Number(trimmed) * 60 * 1_000) / 1_000
        : Number.NaN;
  return Number.isSafeInteger(total) && total >= 1 ? total : null;
}
