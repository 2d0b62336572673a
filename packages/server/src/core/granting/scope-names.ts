/**
 * Names inside a permission text: plain, or in straight quotes, where `\"`, `\\` and `\uXXXX` stand for
 * characters that could end the name, forge a line or not be written at all. Any other backslash is just
 * that, because names such as `DOMAIN\team` are written without thinking of escapes.
 */

import { type Parsed, parsed, unreadable } from "./parsed.ts";

/** Something read, and the index behind it. */
export interface Read<T> {
  readonly value: T;
  readonly end: number;
}

export function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\n" || character === "\r";
}

export function skipBlanks(text: string, start: number): number {
  let index = start;
  while (index < text.length && isBlank(text.charAt(index))) index += 1;
  return index;
}

/**
 * Reads one name.
 * @param terminators characters that end a plain name, beside blanks and the end of the text
 */
export function readName(text: string, start: number, terminators: string): Parsed<Read<string>> {
  return text.charAt(start) === '"' ? readQuoted(text, start + 1) : readPlain(text, start, terminators);
}

/**
 * Reads names separated by commas; a comma may be followed by blanks, and the last one by nothing.
 * @param endsAt whether something else begins at this index, so that the comma before it was the last
 */
export function readNames(
  text: string,
  start: number,
  endsAt: (index: number) => boolean,
): Parsed<Read<readonly string[]>> {
  const names: string[] = [];
  let index = start;
  for (;;) {
    const name = readName(text, index, ",");
    if (!name.ok) return name;
    names.push(name.value.value);
    if (text.charAt(name.value.end) !== ",") return parsed({ value: names, end: name.value.end });
    const comma = name.value.end;
    index = skipBlanks(text, comma + 1);
    if (index === text.length || (index > comma + 1 && endsAt(index)))
      return parsed({ value: names, end: index });
  }
}

function readPlain(text: string, start: number, terminators: string): Parsed<Read<string>> {
  let end = start;
  while (end < text.length && !isBlank(text.charAt(end)) && !terminators.includes(text.charAt(end))) end += 1;
  const name = text.slice(start, end);
  if (name === "") return unreadable(`a name is missing at position ${start + 1}.`);
  if ([...name].some((character) => "“”„«»".includes(character))) {
    return unreadable(`the name at position ${start + 1} has typographic quotes; use straight ones (").`);
  }
  return name.includes('"') || hasControl(name)
    ? unreadable(`the name at position ${start + 1} has a quote or an invisible character in it.`)
    : parsed({ value: name, end });
}

function readQuoted(text: string, start: number): Parsed<Read<string>> {
  const pieces: string[] = [];
  let index = start;
  while (index < text.length && text.charAt(index) !== '"') {
    const one = readCharacter(text, index);
    pieces.push(one.value);
    index = one.end;
  }
  if (index === text.length) return unreadable(`the quote at position ${start} is not closed.`);
  if (pieces.length === 0) return unreadable(`the name at position ${start} is empty.`);
  return hasControl(text.slice(start, index))
    ? unreadable(`the name at position ${start} has an invisible character in it; write it as \\uXXXX.`)
    : parsed({ value: pieces.join(""), end: index + 1 });
}

function readCharacter(text: string, index: number): Read<string> {
  const character = text.charAt(index);
  const next = text.charAt(index + 1);
  if (character === "\\" && (next === '"' || next === "\\")) return { value: next, end: index + 2 };
  const code = character === "\\" && next === "u" ? hexadecimal(text.slice(index + 2, index + 6)) : null;
  return code === null
    ? { value: character, end: index + 1 }
    : { value: String.fromCharCode(code), end: index + 6 };
}

function hexadecimal(digits: string): number | null {
  const sound = digits.length === 4 && [...digits].every((digit) => "0123456789abcdefABCDEF".includes(digit));
  return sound ? Number.parseInt(digits, 16) : null;
}

function hasControl(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\u007f");
}

/** The name in quotes. Whatever is in it, reading it back gives the same name. */
export function quoteName(name: string): string {
  return `"${[...name].map(escaped).join("")}"`;
}

/** The name as it stands when that is safe before a colon, else in quotes. */
export function writeName(name: string): string {
  const plain = [...name].every(
    (character) =>
      (character >= "a" && character <= "z") ||
      (character >= "A" && character <= "Z") ||
      (character >= "0" && character <= "9") ||
      "._-".includes(character),
  );
  return plain ? name : quoteName(name);
}

function escaped(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  const code = character.codePointAt(0) ?? 0;
  return isUnwritable(code) ? `\\u${code.toString(16).padStart(4, "0")}` : character;
}

/** Controls, line separators, and halves of surrogate pairs, which no encoding of text can carry. */
function isUnwritable(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0x2028 ||
    code === 0x2029 ||
    (code >= 0xd800 && code <= 0xdfff)
  );
}
