/**
 * Texts from outside, cut into pieces that can be shown without being believed: characters that nobody sees, or
 * that turn the order of others around, become their code; stretches that somebody marked are told apart; what is
 * very long is cut short. Offsets count UTF-16 units, as the API does.
 */

/** A stretch of a text; `to` is not part of it. */
export interface Mark {
  readonly from: number;
  readonly to: number;
}

export interface Piece {
  /** As shown: for a character nobody sees, its code, such as `U+202E`. */
  readonly text: string;
  readonly kind: "plain" | "unseen";
  readonly marked: boolean;
}

/**
 * Controls, format characters (those that turn the direction of writing among them), halves of a pair, private
 * and unassigned ones, line separators, and every space but the usual one.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}]|[^\S ]/u;

/**
 * @param marks in any order; what lies outside the text is left out
 * @param lines whether ends of lines stay what they are, as in a block of code
 */
export function piecesOf(text: string, marks: readonly Mark[] = [], lines = false): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const character of text) {
    const marked = marks.some(({ from, to }) => at >= from && at < to);
    const hidden = unseen.test(character) && !(lines && character === "\n");
    append(pieces, hidden ? codeOf(character) : character, hidden, marked);
    at += character.length;
  }
  return pieces;
}

function append(pieces: Piece[], text: string, hidden: boolean, marked: boolean): void {
  const last = pieces.at(-1);
  if (last !== undefined && !hidden && last.kind === "plain" && last.marked === marked) {
    pieces[pieces.length - 1] = { ...last, text: last.text + text };
  } else {
    pieces.push({ text, kind: hidden ? "unseen" : "plain", marked });
  }
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The text in one line of plain characters, for places that take no more than a string, such as a title. */
export function plainly(text: string): string {
  return piecesOf(text)
    .map((piece) => piece.text)
    .join("");
}

/** A text in two: its last so many UTF-16 units, never cut within a pair, and what is before them. */
export function endApart(text: string, kept: number): { readonly beginning: string; readonly end: string } {
  const wanted = Math.max(text.length - kept, 0);
  const cut = /[\uDC00-\uDFFF]/.test(text.charAt(wanted)) ? Math.max(wanted - 1, 0) : wanted;
  return { beginning: text.slice(0, cut), end: text.slice(cut) };
}

/** Shown at once of a long text. */
const shownAtFirst = 400;

/**
 * The beginning of a long text.
 * @param marks that far it is shown at least, since a mark nobody sees explains nothing
 * @returns the number of characters left out; 0: it is whole
 */
export function beginningOf(
  text: string,
  marks: readonly Mark[] = [],
  most = shownAtFirst,
): { readonly shown: string; readonly left: number } {
  const [first] = marks.toSorted((one, other) => one.from - other.from);
  const wanted = Math.max(most, Math.min(first?.to ?? 0, most * 5));
  if (text.length <= wanted * 1.25) return { shown: text, left: 0 };
  // Never in the middle of a pair.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(wanted - 1)) ? wanted - 1 : wanted;
  return { shown: text.slice(0, end), left: text.length - end };
}
