/**
 * JSON that this program wrote itself and stored. It needs no checks against its author, but it holds names
 * that strangers chose, so `JSON.parse` alone cannot be trusted with it (see `strict-json.ts`).
 */

import { storedJsonLimits } from "./json-limits.ts";
import { readJson } from "./json-reader.ts";
import { isPlainlyNamed } from "./strict-json.ts";

/**
 * Reads back what was stored.
 * @typeParam Stored what the same program wrote; not checked again
 * @throws SyntaxError when the text is not JSON any more: the stored row was altered or damaged. It says where, and
 * nothing of the text: that may hold claims, and the error ends up in the log.
 */
export function readStoredJson<Stored>(text: string): Stored {
  if (!text.includes("\\") || isPlainlyNamed(text, storedJsonLimits)) {
    try {
      return JSON.parse(text);
    } catch {
      // V8 quotes the text. Our own reader finds the place.
    }
  }
  const read = readJson(text, storedJsonLimits);
  if (read.ok) return read.value as Stored;
  const { line, column } = read.problem;
  throw new SyntaxError(
    `A stored document cannot be read from line ${line}, column ${column} on: it was changed or damaged.`,
  );
}

/**
 * Reads documents back one after another. Parts that are equal to the same part of the document before are that
 * part, so that the many documents which one hand has written alike take the room of what tells them apart.
 * @returns as `readStoredJson`, for each text
 */
export function storedJsonReader<Stored>(): (text: string) => Stored {
  let before: unknown;
  return (text) => {
    const read = sharing(readStoredJson<unknown>(text), before);
    before = read;
    return read as Stored;
  };
}

/** The value with parts of one that is like it, taken in place; that one itself where all is equal, order included. */
function sharing(value: unknown, like: unknown): unknown {
  if (value === like) return like;
  if (Array.isArray(value)) return Array.isArray(like) ? sharingElements(value, like) : value;
  return isObject(value) && isObject(like) && !Array.isArray(like) ? sharingMembers(value, like) : value;
}

function sharingElements(value: unknown[], like: readonly unknown[]): readonly unknown[] {
  let equal = value.length === like.length;
  for (let index = 0; index < value.length; index += 1) {
    value[index] = sharing(value[index], like[index]);
    equal &&= value[index] === like[index];
  }
  return equal ? like : value;
}

type Members = Record<string, unknown>;

function sharingMembers(value: Members, like: Members): Members {
  const names = Object.keys(value);
  const likeNames = Object.keys(like);
  let equal = names.length === likeNames.length;
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? "";
    const isAlike = likeNames[index] === name;
    if (isAlike) value[name] = sharing(value[name], like[name]);
    equal &&= isAlike && value[name] === like[name];
  }
  return equal ? like : value;
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}
