/** How many of something, in a sentence. */

/** `1 record`, `2 records`, `0 records`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
