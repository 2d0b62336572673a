/**
 * The mistakes people make in JSON written by hand or copied from a web page, each with one sentence
 * that says what to change. One row per mistake; the first that fits is told.
 */

interface Hint {
  /** Tried on the text from the offending character on. */
  readonly looksLike: RegExp;
  readonly says: (found: string) => string;
}

const hints: readonly Hint[] = [
  {
    looksLike: /^[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]/,
    says: (found) => `a curly quotation mark ${found} stands here; JSON strings need straight ones (")`,
  },
  {
    looksLike: /^[\u2018\u2019\u201a\u201b\u2032]/,
    says: (found) => `a curly apostrophe ${found} stands here; JSON strings need straight double quotes (")`,
  },
  {
    looksLike: /^['`]/,
    says: (found) => `${found} stands here; JSON strings need double quotes (")`,
  },
  {
    looksLike: /^\/[/*]|^#/,
    says: (found) => `a comment begins here (${found}); JSON has none, remove it`,
  },
  {
    looksLike: /^<[^<>\n]{0,60}>/,
    says: (found) => `the placeholder ${found} was not replaced by a value`,
  },
  {
    looksLike: /^\\/,
    says: () =>
      "a backslash stands outside a string; a shell's line continuation inside quotes is sent along",
  },
  {
    looksLike: /^(?:None|nil|undefined|NULL|Null)\b/,
    says: (found) => `${found} is not JSON; write null`,
  },
  {
    looksLike: /^(?:True|TRUE|False|FALSE)\b/,
    says: (found) => `${found} is not JSON; write ${found.toLowerCase()}`,
  },
  {
    looksLike: /^[+-]?(?:NaN|Infinity)\b/,
    says: (found) => `${found} is not a JSON number`,
  },
  {
    looksLike: /^[+-]?\.?\d[^\s,:[\]{}"]{0,23}/,
    says: (found) => `${found} is not a number as JSON writes them`,
  },
  {
    looksLike: /^[A-Za-z_$][\w$.-]{0,23}/,
    says: (found) => `the word ${found} stands here without double quotes`,
  },
];

/**
 * What is wrong with the text at a position where something else should stand.
 * @param wanted what should stand there, with its article
 */
export function describeUnexpected(text: string, at: number, wanted: string): string {
  const rest = text.slice(at, at + 80);
  for (const hint of hints) {
    const found = hint.looksLike.exec(rest);
    if (found !== null) return hint.says(found[0]);
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0).toWellFormed();
  return `"${character}" stands where ${wanted} should be`;
}

/** The text ends before `wanted` came. */
export function describeEnd(wanted: string): string {
  return `the text ends where ${wanted} should be`;
}
