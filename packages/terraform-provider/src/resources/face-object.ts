/**
 * What the resources have in common: an object is created in its collection or at its path, and read, changed and
 * deleted at its path. Here it is decided what an answer means for Terraform's state, and what a person reads:
 * whose fault it is, at which attribute, and what to do. An object is taken for gone only on the server's word.
 */

import { setTimeout as pause } from "node:timers/promises";
import { type Diagnostic, fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import { readJsonText, writeJson } from "../engine/json-text.ts";
import type { Call } from "../engine/kinds.ts";
import type { Attributes } from "../engine/schema.ts";
import type { Path } from "../engine/values.ts";
import { accessFace } from "../server/access.ts";
import { type Answer, ask, type Server } from "../server/connection.ts";
import { isRecord } from "../server/document.ts";
import type { Face } from "../server/face.ts";
import { advised, problemOf, sentenceOf } from "../server/refusal.ts";

/** One object, as its resource names it. */
export interface FaceObject {
  /** Through which face it is managed; absent: JFrog's. */
  readonly face?: Face;
  /** For sentences: `OIDC configuration`. */
  readonly noun: string;
  /** The whole name of the resource's type: `platform_oidc_configuration`. */
  readonly type: string;
  /** As `terraform import` takes it. */
  readonly importId: string;
  /** The attribute that names it among its like. */
  readonly namedBy: Path;
  readonly attributes: Attributes;
  /** Where it is made; absent: at its own path. */
  readonly collection?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What it is part of: the attribute that names that, and what to do when it does not exist. */
  readonly parent?: { readonly at: Path; readonly advice: string };
}

/** What came of a change, with the document that stands then. */
export type Done = { readonly ok: true; readonly answer: Answered } | ReturnType<typeof fail>;

/** A document to send; its numbers may be exact ones. */
export type Sent = { readonly [member: string]: unknown };

/** How often, and after which pauses, an object is looked for whose creation was not answered: long enough for a restart. */
const lookUpPausesMs = [500, 1_500, 3_000, 5_000, 8_000];

/**
 * @param isSame whether the document of an answer is the one to be created
 * @returns success also when the answer was lost and the object is there
 */
export async function createObject(
  server: Server,
  object: FaceObject,
  document: Sent,
  isSame: (answer: Answered) => boolean,
  { signal }: Call,
): Promise<Done> {
  const { path, collection = path, face = accessFace } = object;
  const answer = await ask(server, {
    ...whereOf(object),
    method: face.createsWith,
    path: collection,
    json: writeJson(document),
    signal,
  });
  if (answer.kind === "answer" && answer.status < 300) return { ok: true, answer };
  if (mayBeDone(answer)) return lookUp(server, object, answer, isSame, signal);
  return fail(creationProblem(object, answer));
}

/** The server itself has no answers from 500 on but 503, with which it has done nothing; a gateway in front of it has. */
function mayBeDone(answer: Answer): boolean {
  if (answer.kind === "none") return answer.unsure;
  return answer.status >= 500 && !(answer.status === 503 && answer.requestId !== null);
}

/** Null: there is no such object. */
export type Found = { readonly ok: true; readonly value: Answered | null } | ReturnType<typeof fail>;
export type Answered = Extract<Answer, { readonly kind: "answer" }>;

/** @returns null when the server says that there is no such object */
export async function readObject(server: Server, object: FaceObject, { signal }: Call): Promise<Found> {
  const answer = await ask(server, { ...whereOf(object), method: "GET", signal });
  if (answer.kind === "answer" && answer.status === 200) return { ok: true, value: answer };
  if (faceOf(object).isGone(answer)) return { ok: true, value: null };
  return fail(problem(object, answer, `The ${object.noun} could not be read`));
}

/**
 * Replaces the document. Members that only others know stay as they are, since this interface takes for unset whatever
 * is not sent.
 * @param known the members that the resource decides, within objects by name
 */
export async function replaceObject(
  server: Server,
  object: FaceObject,
  document: Sent,
  known: Known,
  { signal }: Call,
): Promise<Done> {
  const doing = `The ${object.noun} was not changed`;
  const standing = await ask(server, { ...whereOf(object), method: "GET", signal });
  if (standing.kind === "none" || standing.status !== 200) return fail(problem(object, standing, doing));
  const read = readJsonText(standing.text);
  const json = writeJson(read.ok ? withForeign(document, read.value, known) : document);
  const answer = await ask(server, { ...whereOf(object), method: "PUT", json, signal });
  if (answer.kind === "answer" && answer.status < 300) return { ok: true, answer };
  return fail(problem(object, answer, doing));
}

/** Changes what the document names, and leaves the rest. */
export async function patchObject(
  server: Server,
  object: FaceObject,
  document: Sent,
  { signal }: Call,
): Promise<Done> {
  const answer = await ask(server, {
    ...whereOf(object),
    method: "PATCH",
    json: writeJson(document),
    signal,
  });
  if (answer.kind === "answer" && answer.status < 300) return { ok: true, answer };
  return fail(problem(object, answer, `The ${object.noun} was not changed`));
}

/** Succeeds also when the object is gone already. */
export async function deleteObject(
  server: Server,
  object: FaceObject,
  { signal }: Call,
): Promise<Outcome<null>> {
  const answer = await ask(server, { ...whereOf(object), method: "DELETE", signal });
  const isDone = answer.kind === "answer" && answer.status < 300;
  if (isDone || faceOf(object).isGone(answer)) return succeed(null);
  // With its name: of an object that is no longer in the configuration, Terraform shows no address beside an error.
  return fail(problem(object, answer, `The ${object.noun} ${object.importId} was not deleted`));
}

/** For an answer that is no such document. */
export function unreadable(object: Pick<FaceObject, "noun">, answer: Answered, fault: string): Diagnostic {
  const id = answer.requestId === null ? "" : ` Reference id: ${answer.requestId}`;
  return {
    severity: "error",
    summary: `The ${object.noun} could not be read`,
    detail: `The server answered with a document that cannot be used: ${fault}. See that url is a Countersign server, and that it is not much older or newer than this provider.${id}`,
  };
}

/** What a resource decides about a document: `true`, or the same for the members of an object. */
export interface Known {
  readonly [member: string]: true | Known;
}

/** @param members of a document, all of which the resource decides */
export function decidedIn(members: { readonly [member: string]: unknown }): Known {
  return Object.fromEntries(Object.keys(members).map((member) => [member, true]));
}

function withForeign(document: Sent, standing: unknown, known: Known): Sent {
  if (!isRecord(standing)) return document;
  const foreign = Object.entries(standing).filter(([name]) => !Object.hasOwn(known, name));
  const ours = Object.entries(document).map(([name, member]) => {
    const within = known[name];
    return typeof within === "object" && isRecord(member)
      ? [name, withForeign(member, standing[name], within)]
      : [name, member];
  });
  return Object.fromEntries([...foreign, ...ours]);
}

function faceOf({ face = accessFace }: FaceObject): Face {
  return face;
}

function whereOf({ path, query = {}, face = accessFace }: FaceObject) {
  return { path, query, credential: face.credential };
}

function problem(object: FaceObject, answer: Answer, doing: string): Diagnostic {
  const { attributeIn, advice } = faceOf(object);
  const at = attributeIn(sentenceOf(answer), (path) => hasAttribute(object.attributes, path));
  return advised(problemOf(answer, doing, at), advice?.(answer) ?? null);
}

function hasAttribute(attributes: Attributes, [name, ...within]: Path): boolean {
  const attribute =
    typeof name === "string" && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (attribute === undefined || within.length === 0) return attribute !== undefined;
  const { type } = attribute;
  return typeof type === "object" && "object" in type && hasAttribute(type.object, within);
}

function creationProblem(object: FaceObject, answer: Answer): Diagnostic {
  const doing = `The ${object.noun} was not created`;
  const { isTaken, isGone } = faceOf(object);
  if (isTaken(answer)) return advised(problemOf(answer, doing, object.namedBy), importAdvice(object));
  if (object.parent !== undefined && isGone(answer)) {
    return advised(problemOf(answer, doing, object.parent.at), object.parent.advice);
  }
  return problem(object, answer, doing);
}

function importAdvice({ noun, type, importId }: FaceObject): string {
  return `To manage the ${noun} that exists from now on, import it. Write this beside the resource, with the name of its block in place of NAME, and apply again:

import {
  to = ${type}.NAME
  id = ${JSON.stringify(importId)}
}

Or run: terraform import ${type}.NAME '${importId.replaceAll("'", "'\\''")}'`;
}

async function lookUp(
  server: Server,
  object: FaceObject,
  lost: Answer,
  isSame: (answer: Answered) => boolean,
  signal: AbortSignal,
): Promise<Done> {
  const doing = `The creation of the ${object.noun} was not answered`;
  const report = (more: string) =>
    fail({ ...problemOf(lost, doing), detail: `${sentenceOf(lost)}\n\n${more}` });
  for (const pauseMs of lookUpPausesMs) {
    const found = await ask(server, { ...whereOf(object), method: "GET" });
    if (faceOf(object).isGone(found)) return report("It was looked for, and does not exist. Apply again.");
    if (found.kind === "answer" && found.status === 200) {
      if (isSame(found)) return { ok: true, answer: found };
      return report(`Another one of that name exists.\n\n${importAdvice(object)}`);
    }
    if (signal.aborted) break;
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return report(
    `It was looked for, but the server did not say whether it exists. Apply again when the server is well. If it was created, that will say that it exists already; then import it.\n\n${importAdvice(object)}`,
  );
}
