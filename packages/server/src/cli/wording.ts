/** Numbers and commands in sentences. */

/** `1 record`, `2 records`, `0 records`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The command that was given with one more word, as it is to be typed into a shell. */
export function commandWith(argv: readonly string[], word: string): string {
  return ["countersign", ...argv, word].map(shellWord).join(" ");
}

/** The word as it is to be typed into a shell. */
export function shellWord(word: string): string {
  return /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
