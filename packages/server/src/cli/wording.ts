/** Commands in sentences. */

/** The command that was given with one more word, as it is to be typed into a shell. */
export function commandWith(argv: readonly string[], word: string): string {
  return ["countersign", ...argv, word].map(shellWord).join(" ");
}

/** The word as it is to be typed into a shell. */
export function shellWord(word: string): string {
  return /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
