/** What the data sources have in common: one document, or the list of a collection, and nothing else. */

import { type Diagnostic, fail } from "../engine/diagnostics.ts";
import type { Call } from "../engine/kinds.ts";
import type { Path } from "../engine/values.ts";
import { unreadable } from "../resources/face-object.ts";
import { accessFace } from "../server/access.ts";
import { type Answer, ask, type Server } from "../server/connection.ts";
import {
  type Document,
  type Members,
  type ReadDocument,
  readDocument,
  readDocuments,
} from "../server/document.ts";
import type { Face } from "../server/face.ts";
import { advised, problemOf } from "../server/refusal.ts";

/** Where documents are, and what a person is told when they are not. */
export interface Source {
  /** Through which face they are read; absent: JFrog's. */
  readonly face?: Face;
  /** For sentences: `OIDC configuration`. */
  readonly noun: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** The attribute that says which, by the beginning of the server's sentence about what does not exist. */
  readonly namedBy: readonly (readonly [RegExp, Path])[];
}

/** A document, and the text it came in, in which numbers are as they were written; or why there is none. */
export type Read<T> =
  | { readonly ok: true; readonly value: T; readonly text: string }
  | ReturnType<typeof fail>;

/** @returns a failure at the attribute that names it when there is none */
export function readOne<const M extends Members>(
  server: Server,
  source: Source,
  members: M,
  call: Call,
): Promise<Read<Document<M>>> {
  return readFrom(server, source, (body) => readDocument(members, body), call);
}

/** @returns a failure at the attribute that names what the documents belong to when there is no such thing */
export function readAll<const M extends Members>(
  server: Server,
  source: Source,
  members: M,
  call: Call,
): Promise<Read<readonly Document<M>[]>> {
  return readFrom(server, source, (body) => readDocuments(members, body), call);
}

/** For documents that stand within the answer. @param read takes them out of it */
export async function readFrom<T>(
  server: Server,
  source: Source,
  read: (body: unknown, text: string) => ReadDocument<T>,
  { signal }: Call,
): Promise<Read<T>> {
  const { path, query = {}, face = accessFace } = source;
  const { credential } = face;
  const answer = await ask(server, { method: "GET", path, query, credential, signal });
  if (answer.kind === "none" || answer.status !== 200) return fail(problem(source, answer));
  const document = read(answer.body, answer.text);
  return document.ok
    ? { ok: true, value: document.value, text: answer.text }
    : fail(unreadable(source, answer, document.fault));
}

function problem({ noun, namedBy, face = accessFace }: Source, answer: Answer): Diagnostic {
  const refused = advised(problemOf(answer, `The ${noun} could not be read`), face.advice?.(answer) ?? null);
  const named = face.isGone(answer) ? namedBy.find(([form]) => form.test(refused.detail)) : undefined;
  return named === undefined ? refused : { ...refused, at: named[1] };
}
