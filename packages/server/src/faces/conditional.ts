/**
 * Conditional requests (RFC 9110 section 13): entity tags made from revisions or contents, and what the
 * caller's `If-Match` and `If-None-Match` say about them.
 */

import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { HttpFailure } from "./http-failure.ts";

/** The tag of a document that changes with a revision. */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}

/** The tag of a document that has no revision. */
export function contentTag(content: string): string {
  return `"${createHash("sha256").update(content).digest("base64url")}"`;
}

/**
 * Sets `ETag`, and says whether the caller's copy is still current.
 * @returns true: the status is 304 now, and no body may follow
 */
export function isCurrentCopy(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  reply.header("etag", tag);
  const held = tagsOf(request.headers["if-none-match"]);
  if (!held.includes(tag) && !held.includes("*")) return false;
  reply.code(304);
  return true;
}

/**
 * The revision a change must find, from `If-Match`.
 * @param current revision of the object as it is now
 * @returns null: no condition was set
 * @throws HttpFailure 412 when the condition does not hold
 */
export function expectedRevision(request: FastifyRequest, current: number): number | null {
  const header = request.headers["if-match"];
  if (header === undefined) return null;
  const tags = tagsOf(header);
  if (tags.includes("*") || tags.includes(revisionTag(current))) return current;
  throw new HttpFailure(
    412,
    "stale",
    "The object was changed since you read it. Read it again, apply your change to that version, and send its ETag.",
  );
}

/** Weak tags compare like strong ones here: the documents are made from the revision alone. */
function tagsOf(header: string | undefined): readonly string[] {
  return (header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
}
