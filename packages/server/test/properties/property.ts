/**
 * How often a property is tried: a count that stays quick, or as often as COUNTERSIGN_TEST_PROPERTY_RUNS says
 * (`npm run properties`). The seed is fixed: what failed once fails again.
 */

const asked = Number(process.env["COUNTERSIGN_TEST_PROPERTY_RUNS"] ?? 0);

/** Parameters for `fc.assert`. @param numRuns in an ordinary run of the tests */
export function tried(seed: number, numRuns: number): { readonly seed: number; readonly numRuns: number } {
  return { seed, numRuns: asked > 0 ? asked : numRuns };
}

/** Hang guard of a property: as many cases as are asked for may take minutes. */
export const patience = { timeout: 900_000 };
