/**
 * Placeholder texts: `{0}`, `{1}`, … and `{}` (the next one) stand for what the rule's clauses captured,
 * `{{` and `}}` for braces; everything else is literal. Nothing more of the format language that such
 * texts come from exists here: no names, no indexes, no attributes. What is filled in is never read again.
 */

import type { JsonPrimitive } from "../terms.ts";
import { type Parsed, parsed, unreadable } from "./parsed.ts";

/** Literal text, or the number of a placeholder. */
export type PlaceholderText = readonly (string | number)[];

/** Reads a placeholder text. @returns its pieces, or the first problem in it */
export function parsePlaceholders(text: string): Parsed<PlaceholderText> {
  const pieces: (string | number)[] = [];
  let automatic = 0;
  let numbered = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character !== "{" && character !== "}") {
      pieces.push(character);
    } else if (text.charAt(index + 1) === character) {
      pieces.push(character);
      index += 1;
    } else {
      const end = character === "{" ? text.indexOf("}", index) : -1;
      if (end < 0) return unreadable(`"${character}" stands alone; write it twice for a brace.`);
      const name = text.slice(index + 1, end);
      const number = name === "" ? automatic : placeholderNumber(name);
      if (number === null) return unreadable(`"{${name}}" is no placeholder; only {0}, {1}, … and {} are.`);
      if (name === "") automatic += 1;
      else numbered = true;
      pieces.push(number);
      index = end;
    }
  }
  return automatic > 0 && numbered
    ? unreadable("{} and numbered placeholders cannot be mixed.")
    : parsed(pieces);
}

/** At most three digits: no rule has a thousand clauses. */
function placeholderNumber(name: string): number | null {
  const digits = [...name].every((character) => character >= "0" && character <= "9");
  return digits && name.length <= 3 ? Number(name) : null;
}

/**
 * Fills one text in. Every placeholder in it must hold exactly one value.
 * @param values the values of each placeholder
 */
export function fillPlaceholders(
  pieces: PlaceholderText,
  values: readonly (readonly JsonPrimitive[])[],
): Parsed<string> {
  let filled = "";
  for (const piece of pieces) {
    if (typeof piece === "string") {
      filled += piece;
      continue;
    }
    const held = values[piece];
    if (held === undefined) return unreadable(`the rule has no placeholder {${piece}}`);
    const [value] = held;
    if (value === undefined || held.length > 1) {
      return unreadable(`placeholder {${piece}} holds ${held.length} values where one is needed`);
    }
    filled += String(value);
  }
  return parsed(filled);
}

/** The placeholder this text consists of, so that it can yield as many values as that holds; else null. */
export function onlyPlaceholder(pieces: PlaceholderText): number | null {
  const [first] = pieces;
  return pieces.length === 1 && typeof first === "number" ? first : null;
}
