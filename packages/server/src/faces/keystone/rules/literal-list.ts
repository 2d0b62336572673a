/**
 * Lists that an administrator writes into a rule as text, in JSON or as Python writes them: `["a", 'b']`. Only rules
 * are read like this. A claim is one value whatever it looks like: who may choose one would choose several.
 */

/** @returns the texts in the list, numbers as theirs, or null: it is no such list */
export function readLiteralList(text: string): readonly string[] | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith("[") || !trimmed.endsWith("]")) return null;
  const inside = trimmed.slice(1, -1);
  const items: string[] = [];
  let at = skipBlanks(inside, 0);
  while (at < inside.length) {
    const item = readItem(inside, at);
    if (item === null) return null;
    items.push(item.text);
    at = skipBlanks(inside, item.end);
    if (at === inside.length) break;
    if (inside[at] !== ",") return null;
    at = skipBlanks(inside, at + 1);
  }
  return items;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && " \t\r\n".includes(text.charAt(at))) at += 1;
  return at;
}

const escapes = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["f", "\f"],
]);

interface Item {
  readonly text: string;
  readonly end: number;
}

/** @returns null where neither a quoted text nor a whole number stands */
function readItem(text: string, start: number): Item | null {
  const [number] = /^-?\d{1,15}/.exec(text.slice(start, start + 16)) ?? [];
  return number === undefined ? readQuoted(text, start) : { text: number, end: start + number.length };
}

/** @returns null where no quoted text begins, or it does not end */
function readQuoted(text: string, start: number): Item | null {
  const mark = text[start];
  if (mark !== "'" && mark !== '"') return null;
  let read = "";
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === mark) return { text: read, end: at + 1 };
    if (character !== "\\") {
      read += character;
      continue;
    }
    const code = /^(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/.exec(text.slice(at + 1));
    const escaped = text.charAt(at + 1);
    read += code === null ? (escapes.get(escaped) ?? escaped) : String.fromCharCode(codeOf(code));
    at += code === null ? 1 : code[0].length;
  }
  return null;
}

function codeOf([, four, two]: RegExpExecArray): number {
  return Number.parseInt(four ?? two ?? "0", 16);
}
