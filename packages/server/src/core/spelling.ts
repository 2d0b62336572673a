/** Finds the word somebody meant: names are compared exactly, and whoever misspelt one should be told which. */

/** More slips than this make another word. */
const mostSlips = 2;
/** Longer names are none of ours, and comparing them would cost. */
const longestName = 64;

/** @returns the word that differs in its writing only, or by at most two slips; null: none does */
export function nearestWord(given: string, words: Iterable<string>): string | null {
  if (given.length > longestName) return null;
  const plain = plainly(given);
  const [nearest] = [...words]
    .map((word) => ({ word, slips: slipsBetween(plain, plainly(word)) }))
    .toSorted((a, b) => a.slips - b.slips);
  return nearest !== undefined && nearest.slips <= mostSlips ? nearest.word : null;
}

/** `issuerUrl`, `issuer-url` and `Issuer_URL` are one name. */
function plainly(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Letters to insert, drop or replace (Levenshtein), row by row. */
function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, wanted] of [...other].entries()) {
      const replaced = (row[column] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
