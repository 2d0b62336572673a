/** Whether two sets of times could be of one kind. */

/** The slowest tenth says what else the machine did. */
const keptPart = 0.9;

/**
 * Welch's t of two samples, each without its slowest tenth. Beyond 4.5 they differ, as leakage tests have it.
 * @see https://www.iso.org/standard/60612.html ISO/IEC 17825, test vector leakage assessment
 */
export function welch(a: readonly number[], b: readonly number[]): number {
  const [one, other] = [momentsOf(a), momentsOf(b)];
  return (one.mean - other.mean) / Math.sqrt(one.variance / one.count + other.variance / other.count);
}

function momentsOf(samples: readonly number[]) {
  const kept = samples.toSorted((x, y) => x - y).slice(0, Math.ceil(samples.length * keptPart));
  const count = kept.length;
  const mean = kept.reduce((sum, x) => sum + x, 0) / count;
  const variance = kept.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (count - 1);
  return { count, mean, variance };
}
