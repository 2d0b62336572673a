/**
 * What is refused, as OpenStack's clients read it: `{"error":{"code","message","title"}}`. `message` is Keystone's
 * own sentence, since clients compare it and Keystone's says deliberately little. What a person should do next
 * stands in `details`, which keystoneauth hands on, and the reference id in `reference`.
 */

import { STATUS_CODES } from "node:http";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { JsonObject } from "../../core/terms.ts";
import { type ErrorWriter, HttpFailure, type HttpProblem } from "../http-failure.ts";

/** Sentences of Keystone that stand for a whole kind of failure (openstack/keystone keystone/exception.py). */
export const keystoneSentences = {
  unauthorized: "The request you have made requires authentication.",
  forbidden: "You are not authorized to perform the requested action.",
  unexpected: "An unexpected error prevented the server from fulfilling your request.",
  tooLarge: "Request is too large.",
  noPath: "The resource could not be found.",
  method: "The method is not allowed for the requested URL.",
} as const;

const malformed =
  "The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.";

/** Keystone's sentence for a member that is not where it should be: `Expecting to find domain in project. …` */
export function expecting(member: string, place: string): string {
  return `Expecting to find ${member} in ${place}. ${malformed}`;
}

/** What a failure of this face carries beside its status. */
interface Told {
  /** Keystone's sentence. */
  readonly message: string;
  /** For people: what to do next. Absent: the message says it. */
  readonly advice?: string;
  /** Further members of `error`. */
  readonly members?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where one envelope tells apart what another does not. */
  readonly code?: typeof parameterFault;
}

/** Something in the path, the query or a header is at fault, not the body. */
export const parameterFault = "parameter";

/** A failure with a sentence of Keystone's. */
export function failure(status: number, { message, advice, members, headers, code }: Told): HttpFailure {
  return new HttpFailure(status, code ?? "keystone", advice ?? message, {
    details: { message, ...(members !== undefined && { members }) },
    ...(headers !== undefined && { headers }),
  });
}

/** @param id as the caller wrote it */
export function notFound(kind: string, id: string, advice?: string): HttpFailure {
  return failure(404, {
    message: `Could not find ${kind}: ${id}.`,
    ...(advice !== undefined && { advice }),
  });
}

/** @param operation Keystone's name of what was asked for, such as `identity:create_mapping`; absent: none is told */
export function forbidden(advice: string, operation?: string): HttpFailure {
  const { forbidden: message } = keystoneSentences;
  return failure(403, {
    message: operation === undefined ? message : message.replace(/\.$/, `: ${operation}.`),
    advice,
  });
}

/** @param endpoint base of this face's paths as the caller asked it */
export function unauthorized(endpoint: string, advice: string, members?: JsonObject): HttpFailure {
  return failure(401, {
    message: keystoneSentences.unauthorized,
    advice,
    headers: challenge(endpoint),
    ...(members !== undefined && { members }),
  });
}

/** What comes with every 401 (RFC 9110 section 11.6.1). */
export function challenge(endpoint: string): Readonly<Record<string, string>> {
  return { "www-authenticate": `Keystone uri="${endpoint}"` };
}

/** `x-openstack-request-id` of a request of ours. */
export function openstackRequestId(requestId: string): string {
  return `req-${requestId}`;
}

/** What every answer of this face has. @see contract of OpenStack's API guidelines on request ids */
export function commonHeaders(requestId: string): Readonly<Record<string, string>> {
  return { vary: "X-Auth-Token", "x-openstack-request-id": openstackRequestId(requestId) };
}

/** Gives every answer of an instance what all have; refusals of the HTTP server itself have it from `writeError`. */
export function withCommonHeaders(instance: FastifyInstance): void {
  instance.addHook("onRequest", async (request, reply) => {
    reply.headers(commonHeaders(request.id));
  });
}

/** The envelope of every failure on this face's paths, also of what the HTTP server itself refuses. */
export const writeError: ErrorWriter = (problem) => {
  const { message, members } = toldIn(problem);
  const status = statusOf(problem);
  const body: JsonObject = {
    error: {
      code: status,
      message,
      title: STATUS_CODES[status] ?? "Error",
      ...members,
      ...(problem.sentence !== message && { details: problem.sentence }),
      reference: openstackRequestId(problem.requestId),
    },
    // Here Keystone's framework answers without the envelope.
    ...(status === 405 && { message }),
  };
  return { status, headers: commonHeaders(problem.requestId), body };
};

/** The status these clients know for a failure, where it is another than the server's own. */
export function statusOf({ status, isBug }: HttpProblem): number {
  if (isBug === true) return 500;
  // Another type of body than JSON is a malformed request to Keystone.
  return status === 415 ? 400 : status;
}

const ownDetails = z.object({
  message: z.string(),
  members: z.custom<JsonObject>((value) => typeof value === "object").optional(),
});
const unreadableJson = z.object({ unreadable: z.literal("json") });

/** What a failure tells clients of Keystone, whoever refused. */
export function toldIn(problem: HttpProblem): {
  readonly message: string;
  readonly members?: JsonObject | undefined;
} {
  const own = ownDetails.safeParse(problem.details);
  return own.success ? own.data : { message: messageOf(problem) };
}

/** Keystone's sentence for what the HTTP server refuses by itself. */
function messageOf({ status, sentence, details, isBug }: HttpProblem): string {
  if (isBug === true) return keystoneSentences.unexpected;
  if (unreadableJson.safeParse(details).success) return expecting("valid JSON", "request body");
  switch (status) {
    case 404:
      return keystoneSentences.noPath;
    case 405:
      return keystoneSentences.method;
    case 413:
      return keystoneSentences.tooLarge;
    case 415:
      return expecting("application/json", "Content-Type header");
    default:
      return sentence;
  }
}
