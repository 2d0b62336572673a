/**
 * Reads JSON that a person types: its value, or the first thing that is wrong with line, column and a sentence. It
 * accepts no more than the server does (no comment, no member twice, no number that would lose digits on the way),
 * so that what is told here is what would be refused there. It also knows where each value stands, so that a fault
 * the server tells of can be shown in the text.
 */

import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { JsonValue } from "./json-value.ts";

/** Why a text is not the JSON that is wanted, and where. */
export interface JsonTextProblem {
  /** In UTF-16 code units from the beginning. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** What is wrong and what to change; a whole sentence. */
  readonly sentence: string;
}

export type JsonText =
  | { readonly ok: true; readonly value: JsonValue; readonly lineOf: (pointer: string) => number | null }
  | { readonly ok: false; readonly problem: JsonTextProblem };

/** Objects and lists inside one another; the server reads no more. */
const maxDepth = 32;

/** @returns `lineOf` takes a JSON pointer (RFC 6901) and answers with the line, from 1, of the nearest value there is */
export function readJsonText(text: string): JsonText {
  const failed = (offset: number, sentence: string): JsonText => ({
    ok: false,
    problem: { offset, ...placeOf(text, offset), sentence },
  });
  if (text.trim() === "") return failed(0, "There is nothing here yet. Write a JSON object, from { to }.");
  const tooDeep = deeperThan(text, maxDepth);
  if (tooDeep !== null) return failed(tooDeep, `More than ${maxDepth} levels lie inside one another here.`);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first !== undefined) return failed(first.offset, sentenceFor(first, text));
  if (tree === undefined) return failed(0, "A value should stand here.");
  const fault = faultBelow(tree, text);
  if (fault !== null) return failed(fault.offset, fault.sentence);
  const lineOf = (pointer: string) => {
    const node = nodeAt(tree, pointer);
    return node === null ? null : placeOf(text, node.offset).line;
  };
  return { ok: true, value: valueAt(tree), lineOf };
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** Where the first level beyond the limit opens; null: nowhere. Before any recursion looks at the text. */
function deeperThan(text: string, limit: number): number | null {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const token = text.charAt(scanner.getTokenOffset());
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
    if (depth > limit) return scanner.getTokenOffset();
  }
  return null;
}

interface Fault {
  readonly offset: number;
  readonly sentence: string;
}

/** What is JSON and still not to be sent: the first in reading order. */
function faultBelow(node: Node, text: string): Fault | null {
  if (node.type === "number") return numberFault(node, text);
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    if (node.type === "object") {
      const name: unknown = child.children?.[0]?.value;
      if (seen.has(name)) {
        return {
          offset: child.offset,
          sentence: `The member ${JSON.stringify(name)} is here twice. Keep one of them.`,
        };
      }
      seen.add(name);
    }
    const fault = faultBelow(child, text);
    if (fault !== null) return fault;
  }
  return null;
}

function numberFault(node: Node, text: string): Fault | null {
  const value: unknown = node.value;
  const written = text.slice(node.offset, node.offset + node.length);
  const exact = /^-?\d+$/.test(written) ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (exact) return null;
  return {
    offset: node.offset,
    sentence: `${written} is too large to be kept exactly. If the claim is text, write it in double quotes.`,
  };
}

/** Members are defined, not assigned: one may be called `__proto__`. */
function valueAt(node: Node): JsonValue {
  if (node.type === "array") return (node.children ?? []).map(valueAt);
  if (node.type !== "object") return node.value as JsonValue;
  return Object.fromEntries(
    (node.children ?? []).flatMap(({ children: [name, value] = [] }) =>
      name === undefined || value === undefined ? [] : [[name.value as string, valueAt(value)]],
    ),
  );
}

/** The node at a pointer, or the last one on the way to it. */
function nodeAt(tree: Node, pointer: string): Node | null {
  let node: Node = tree;
  for (const segment of pointer.split("/").slice(1)) {
    const name = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    const below: Node | undefined =
      node.type === "array"
        ? node.children?.[Number(name)]
        : node.children?.find(({ children }) => children?.[0]?.value === name)?.children?.[1];
    if (below === undefined) return node === tree ? null : node;
    node = below;
  }
  return node;
}

/** The mistakes people make, before what the grammar says of them. */
const commonMistakes: readonly { readonly looksLike: RegExp; readonly sentence: string }[] = [
  {
    looksLike: /^[\u201c\u201d\u201e\u2033\u00ab\u00bb]/,
    sentence: 'A curly quotation mark stands here. JSON needs straight ones: ".',
  },
  { looksLike: /^['`\u2018\u2019]/, sentence: 'Text stands in double quotes in JSON: ".' },
  { looksLike: /^(?:\/[/*]|#)/, sentence: "A comment begins here. JSON has none; remove it." },
  { looksLike: /^<[^<>\n]{0,60}>/, sentence: "A placeholder was not replaced by a value here." },
  { looksLike: /^(?:None|nil|undefined|NULL|Null)\b/, sentence: "Write null, in small letters." },
  { looksLike: /^(?:True|TRUE|False|FALSE)\b/, sentence: "Write true or false, in small letters." },
  { looksLike: /^[A-Za-z_$]/, sentence: "A word stands here without double quotes." },
];

function sentenceFor({ error, offset }: ParseError, text: string): string {
  const name = printParseErrorCode(error);
  const rest = text.slice(offset, offset + 80);
  const mistake = commonMistakes.find(({ looksLike }) => looksLike.test(rest));
  if (mistake !== undefined && name !== "CommaExpected") return mistake.sentence;
  switch (name) {
    case "PropertyNameExpected":
      return /,\s*$/.test(text.slice(0, offset))
        ? "A member should follow the comma before this. Add one, or remove the comma."
        : 'The name of a member should stand here, in double quotes: ".';
    case "ValueExpected":
      return "A value should stand here: text in double quotes, a number, true, false, null, a list or an object.";
    case "ColonExpected":
      return "A colon should stand between the name of a member and its value.";
    case "CommaExpected":
      return "A comma is missing before this.";
    case "CloseBraceExpected":
      return "The text ends before the object does. A } is missing.";
    case "CloseBracketExpected":
      return "The text ends before the list does. A ] is missing.";
    case "EndOfFileExpected":
      return "The JSON is complete before this. Remove what follows.";
    case "InvalidNumberFormat":
    case "UnexpectedEndOfNumber":
      return "This is no number as JSON writes them.";
    case "UnexpectedEndOfString":
      return "The text in double quotes does not end on this line.";
    case "InvalidUnicode":
    case "InvalidEscapeCharacter":
      return "What follows the backslash means nothing in JSON. A backslash itself is written \\\\.";
    case "InvalidCharacter":
      return "An invisible control character stands here. Remove it.";
    default:
      return "This cannot be read as JSON.";
  }
}
