/** How numbers become lengths: a scale that begins at 0 and ends at a round number, and its few ticks. */

export interface Scale {
  /** At least 1. */
  readonly top: number;
  /** From 0 to the top. */
  readonly ticks: readonly number[];
}

const roundSteps = [1, 2, 5, 10] as const;
/** Lines across a chart: more are no help. */
const mostSteps = 4;

/** A scale for counts, whose steps are whole and round. */
export function countScale(most: number): Scale {
  const least = Math.max(most, 1) / mostSteps;
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  const step = (roundSteps.find((round) => round * power >= least) ?? 10) * power;
  const steps = Math.max(1, Math.ceil(Math.max(most, 1) / step));
  return { top: steps * step, ticks: Array.from({ length: steps + 1 }, (_, index) => index * step) };
}

/** Which of so many places along an axis carry a label: the first, the last and some between them, evenly. */
export function labelledPlaces(count: number, mostLabels: number): readonly number[] {
  if (count <= mostLabels) return Array.from({ length: count }, (_, index) => index);
  const stride = Math.ceil((count - 1) / (mostLabels - 1));
  const places = [];
  // From the end, which is the present.
  for (let place = count - 1; place >= 0; place -= stride) places.unshift(place);
  return places;
}

const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat();

/** Such as 12K, for an axis. */
export function compactCount(count: number): string {
  return compact.format(count);
}

/** Such as 12,345. */
export function fullCount(count: number): string {
  return whole.format(count);
}
