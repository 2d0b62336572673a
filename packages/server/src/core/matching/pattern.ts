/**
 * Globs: `*` stands for any run of characters, the empty run and `/` included; nothing else is special.
 * Comparison is exact, code unit by code unit: no case folding, no normalisation. The search goes from
 * literal to literal and never back, so a hostile value costs no more than a friendly one.
 */

/** A glob ready to be matched. */
export interface Glob {
  /** The text before the first `*`; every matching text starts with it. */
  readonly literalPrefix: string;
  matches(text: string): boolean;
}

/** Whether the text holds a `*`, so that it is a glob and not just itself. */
export function hasWildcard(text: string): boolean {
  return text.includes("*");
}

/** Cuts a glob into its literals once, so that matching is a walk over the text. */
export function compileGlob(pattern: string): Glob {
  const literals = pattern.split("*");
  const prefix = literals[0] ?? "";
  const suffix = literals.at(-1) ?? "";
  if (literals.length === 1) return { literalPrefix: prefix, matches: (text) => text === pattern };
  const inner = literals.slice(1, -1);
  return {
    literalPrefix: prefix,
    matches(text) {
      const end = text.length - suffix.length;
      if (end < prefix.length || !text.startsWith(prefix) || !text.endsWith(suffix)) return false;
      // The earliest place for each literal leaves the most room for the rest, so no choice is ever undone.
      let at = prefix.length;
      for (const literal of inner) {
        const found = text.indexOf(literal, at);
        if (found < 0 || found + literal.length > end) return false;
        at = found + literal.length;
      }
      return true;
    },
  };
}
