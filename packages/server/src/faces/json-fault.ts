/**
 * What is wrong with a JSON text, said to the person who typed it: where, what, and what to write instead.
 * The commonest causes are pasted from documentation pages: typographic quotes, missing commas, comments,
 * placeholders and shell line breaks.
 */

/** Where a strict parser stopped, and in its words why. */
export interface JsonFault {
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
  readonly detail: string;
}

/** @returns one sentence with line and column, both counted from 1, and a hint where the cause is plain */
export function describeJsonFault(text: string, fault: JsonFault): string {
  const before = text.slice(0, fault.offset);
  const line = before.split("\n").length;
  const column = fault.offset - before.lastIndexOf("\n");
  const hint = hintFor(before, text.slice(fault.offset)) ?? `${fault.detail}.`;
  return `The request body is not valid JSON at line ${line}, column ${column}: ${hint}`;
}

const curlyQuotes = /^[\u2018-\u201f\u2032\u2033\u00ab\u00bb]/;

function hintFor(before: string, after: string): string | null {
  const previous = before.trimEnd().at(-1) ?? "";
  const next = after.at(0);
  if (next === undefined) return "the text ends too early; a quote or bracket is not closed.";
  if (curlyQuotes.test(after)) {
    return `curly quotes are not JSON; replace ${next} by a straight double quote (").`;
  }
  if (after.startsWith("//") || after.startsWith("/*") || next === "#")
    return "JSON has no comments; remove this one.";
  if (next === "'") return 'strings stand in double quotes ("), not in single ones.';
  if (next === "\\") return "a backslash stands outside a string; remove the line break of a shell example.";
  if (next === "<") return "this looks like a placeholder; replace it by a value in double quotes.";
  if (/^[}\]]/.test(after) && previous === ",") return "remove the comma before this closing bracket.";
  if (/^["[{\w-]/.test(after) && /["}\]\w]/.test(previous)) return "a comma is missing before this.";
  return null;
}
