/** What an identity mapping is when its document does not say, whichever interface it was written through. */

/**
 * The priority of a mapping that was given none: below every one that somebody ranked in earnest. Larger
 * numbers are accepted and are weaker still; clients keep this one because it fits a 32-bit integer.
 */
export const lowestPriority = 2_147_483_647;
