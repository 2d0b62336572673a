/** Small things about words that several sentences share. */

/** Inside of a sentence; words that are names keep their letters. */
export function lowered(words: string): string {
  return /^[A-Z][a-z ]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}
