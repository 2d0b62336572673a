/** A token as people paste it: with blanks or a line break around it, in quotation marks, or behind `Bearer`. */
export function tokenIn(pasted: string): string {
  return pasted
    .trim()
    .replace(/^bearer\s+/i, "")
    .replace(/^(["'])(.*)\1$/s, "$2")
    .trim();
}
