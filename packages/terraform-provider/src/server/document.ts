/**
 * Reads the server's documents strictly from what came: a table says which members a document has, and the document's
 * type follows from the table. Members nobody asked for are passed over. Small on purpose: the provider starts three
 * times for each plan, and a schema library would take longer to load than everything else together.
 */

/**
 * What a member holds. With a question mark it may be absent, null or empty text, which all mean that there is none,
 * and is null then.
 */
export type Kind =
  | "text"
  | "text?"
  | "number"
  | "number?"
  | "flag?"
  | "texts?"
  | "object?"
  | { readonly members: Members; readonly optional?: true };

export interface Members {
  readonly [name: string]: Kind;
}

export type Document<M extends Members> = { readonly [N in keyof M]: Held<M[N]> };
type Held<K> = K extends { readonly members: infer M extends Members }
  ? Document<M> | (K extends { readonly optional: true } ? null : never)
  : K extends keyof Plain
    ? Plain[K]
    : never;
interface Plain {
  text: string;
  "text?": string | null;
  number: number;
  "number?": number | null;
  "flag?": boolean | null;
  "texts?": readonly string[] | null;
  "object?": { readonly [name: string]: unknown } | null;
}

export type ReadDocument<T> =
  | { readonly ok: true; readonly value: T }
  /** Which member is not what it has to be: `token_spec.expires_in is not a whole number`. */
  | { readonly ok: false; readonly fault: string };

/** @param value of an answer, as parsed */
export function readDocument<const M extends Members>(members: M, value: unknown): ReadDocument<Document<M>> {
  const fault = faultIn(members, value, "");
  // The one cast of the provider's reading: the line above has looked at every member.
  return fault === null ? { ok: true, value: pick(members, value) as Document<M> } : { ok: false, fault };
}

/** A list of documents, such as a collection answers. */
export function readDocuments<const M extends Members>(
  members: M,
  value: unknown,
): ReadDocument<readonly Document<M>[]> {
  if (!Array.isArray(value)) return { ok: false, fault: "it is not a list" };
  const documents: Document<M>[] = [];
  for (const [index, item] of value.entries()) {
    const read = readDocument(members, item);
    if (!read.ok) return { ok: false, fault: `in element ${index}, ${read.fault}` };
    documents.push(read.value);
  }
  return { ok: true, value: documents };
}

export function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function faultIn(members: Members, value: unknown, above: string): string | null {
  if (!isRecord(value)) return `${above === "" ? "it" : above.slice(0, -1)} is not a JSON object`;
  for (const [name, kind] of Object.entries(members)) {
    const member = memberOf(value, name);
    if (mayBeAbsent(kind) && isAbsent(member)) continue;
    const fault =
      typeof kind === "object"
        ? faultIn(kind.members, member, `${above}${name}.`)
        : plainFault(kind, member, `${above}${name}`);
    if (fault !== null) return fault;
  }
  return null;
}

function plainFault(kind: keyof Plain, value: unknown, name: string): string | null {
  switch (kind) {
    case "text":
    case "text?":
      return typeof value === "string" ? null : `${name} is not text`;
    case "number":
    case "number?":
      return Number.isSafeInteger(value) ? null : `${name} is not a whole number`;
    case "flag?":
      return typeof value === "boolean" ? null : `${name} is neither true nor false`;
    case "texts?":
      return Array.isArray(value) && value.every((item) => typeof item === "string")
        ? null
        : `${name} is not a list of texts`;
    case "object?":
      return isRecord(value) ? null : `${name} is not a JSON object`;
  }
}

function pick(members: Members, value: unknown): unknown {
  if (!isRecord(value)) return null;
  return Object.fromEntries(
    Object.entries(members).map(([name, kind]) => {
      const member = memberOf(value, name);
      if (mayBeAbsent(kind) && isAbsent(member)) return [name, null];
      return [name, typeof kind === "object" ? pick(kind.members, member) : member];
    }),
  );
}

function mayBeAbsent(kind: Kind): boolean {
  return typeof kind === "object" ? kind.optional === true : kind.endsWith("?");
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function memberOf(value: { readonly [name: string]: unknown }, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
