/**
 * The judge's own reader of JSON (RFC 8259), written for this purpose and sharing nothing with the server:
 * slow, plain, and without mercy. Null means no acceptable document.
 */

export type Json = null | boolean | number | string | readonly Json[] | ReadonlyMap<string, Json>;

const maxDepth = 32;
const maxMembers = 512;

/** @param bytes UTF-8 without a byte order mark */
export function readStrictJson(bytes: Uint8Array): Json | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const reader = new Reader(text);
  try {
    return reader.document();
  } catch (problem) {
    if (problem instanceof NotAcceptable) return undefined;
    throw problem;
  }
}

class NotAcceptable extends Error {}

class Reader {
  readonly #text: string;
  #at = 0;
  #members = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Json {
    const value = this.#value(1);
    this.#blanks();
    if (this.#at !== this.#text.length) throw new NotAcceptable();
    return value;
  }

  #value(depth: number): Json {
    this.#blanks();
    const first = this.#text[this.#at];
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#array(depth);
    if (first === '"') return this.#string();
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  #object(depth: number): ReadonlyMap<string, Json> {
    if (depth > maxDepth) throw new NotAcceptable();
    const members = new Map<string, Json>();
    this.#take("{");
    if (this.#takesNext("}")) return members;
    do {
      this.#blanks();
      const name = this.#string();
      if (members.has(name)) throw new NotAcceptable();
      this.#members += 1;
      if (this.#members > maxMembers) throw new NotAcceptable();
      this.#blanks();
      this.#take(":");
      members.set(name, this.#value(depth + 1));
    } while (this.#takesNext(","));
    this.#take("}");
    return members;
  }

  #array(depth: number): readonly Json[] {
    if (depth > maxDepth) throw new NotAcceptable();
    const elements: Json[] = [];
    this.#take("[");
    if (this.#takesNext("]")) return elements;
    do elements.push(this.#value(depth + 1));
    while (this.#takesNext(","));
    this.#take("]");
    return elements;
  }

  #string(): string {
    const found = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    found.lastIndex = this.#at;
    const [literal] = found.exec(this.#text) ?? [];
    // Control characters stand in a string only as escapes (RFC 8259 section 7).
    if (literal === undefined || [...literal].some((one) => one < " ")) throw new NotAcceptable();
    this.#at += literal.length;
    const value = literal
      .slice(1, -1)
      .replace(/\\(?:u(....)|(.))/gs, (_, code: string | undefined, short: string) =>
        code === undefined ? (shorts[short] ?? short) : String.fromCharCode(Number.parseInt(code, 16)),
      );
    if (!value.isWellFormed()) throw new NotAcceptable();
    return value;
  }

  #number(): number {
    const found = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    found.lastIndex = this.#at;
    const [literal] = found.exec(this.#text) ?? [];
    if (literal === undefined) throw new NotAcceptable();
    this.#at += literal.length;
    const value = Number(literal);
    if (!Number.isFinite(value)) throw new NotAcceptable();
    return value;
  }

  #blanks(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at += 1;
  }

  #take(character: string): void {
    this.#blanks();
    if (this.#text[this.#at] !== character) throw new NotAcceptable();
    this.#at += 1;
  }

  #takesNext(character: string): boolean {
    this.#blanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }
}

const shorts: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The same value as one text, members in order of their names, to compare what two readers saw. */
export function canonical(value: Json): string {
  if (value instanceof Map) {
    const members = [...value].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
  }
  return Array.isArray(value) ? `[${value.map(canonical).join(",")}]` : JSON.stringify(value);
}

/** What `JSON.parse` gives, in the judge's own terms. */
export function fromParsed(value: unknown): Json {
  if (Array.isArray(value)) return value.map(fromParsed);
  if (typeof value === "object" && value !== null) {
    return new Map(Object.entries(value).map(([name, member]) => [name, fromParsed(member)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
