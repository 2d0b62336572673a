/** Data sources that show objects of a face: one that has to be there, or a list of all. */

import { fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import type { Call } from "../engine/kinds.ts";
import type { Value } from "../engine/values.ts";
import { type Answered, advised, type FaceObject, readObject, unreadable } from "../resources/face-object.ts";
import { accessFace } from "../server/access.ts";
import { ask, type Server } from "../server/connection.ts";
import { problemOf } from "../server/refusal.ts";

/** The text that a data source is asked by: it is required, and known whenever one is read. */
export function givenText(value: Value): string {
  return typeof value === "string" ? value : "";
}

/** One object, which has to be there. @param read the values of the data source's attributes */
export async function readOne<T>(
  server: Server,
  object: FaceObject,
  call: Call,
  read: (answer: Answered) => Outcome<T>,
): Promise<Outcome<T>> {
  const answered = await readObject(server, object, call);
  if (!answered.ok) return fail(...answered.problems);
  if (answered.value !== null) return read(answered.value);
  return fail({
    severity: "error",
    summary: `There is no such ${object.noun}`,
    detail: `The server has no ${object.noun} ${JSON.stringify(object.importId)}. See that it is written as it was made; letter case counts. Where it is made in the same configuration, refer to the resource, so that it is read afterwards.`,
    at: object.namedBy,
  });
}

/** Objects of a collection. */
export interface Collection {
  readonly face?: FaceObject["face"];
  /** For sentences, in the plural: `mappings`. */
  readonly noun: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** A list of objects, or a page of it. @param read what the answer holds, or which member is not what it has to be */
export async function readList<T>(
  server: Server,
  { face = accessFace, noun, path, query = {} }: Collection,
  { signal }: Call,
  read: (
    body: unknown,
  ) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: string },
): Promise<Outcome<T>> {
  const { credential } = face;
  const answer = await ask(server, { method: "GET", path, query, credential, signal });
  if (answer.kind === "none" || answer.status !== 200) {
    return fail(advised(problemOf(answer, `The ${noun} could not be read`), face.advice?.(answer) ?? null));
  }
  const found = read(answer.body);
  return found.ok ? succeed(found.value) : fail(unreadable({ noun }, answer, found.fault));
}
