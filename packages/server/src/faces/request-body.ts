/**
 * Request bodies: strict JSON, forms and plain text. One parser per media type and face; an absent body is
 * `undefined` whatever the Content-Type says, because common clients send `application/json` with nothing.
 */

import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { JsonObject, JsonValue } from "../core/terms.ts";
import { defaultJsonLimits, type JsonLimits } from "../jws/json-limits.ts";
import { parseStrictJson } from "../jws/strict-json.ts";
import { HttpFailure } from "./http-failure.ts";

/** The media types a face reads. */
export type BodyKind = "json" | "form" | "text";

/** Most parameters of a form, repeated ones counted each time: a flood of them costs time before it means anything. */
const parameterLimit = 100;

/** A form as it arrived: every parameter with its values in order; only repeatable ones have several. */
export type FormParameters = ReadonlyMap<string, readonly string[]>;

/** What a face reads. */
export interface BodyRules {
  /** `dropped`: a body of whatever type is taken in and thrown away unread. */
  readonly kinds: readonly BodyKind[] | "dropped";
  /** Form parameters that may stand more than once. */
  readonly repeatable: readonly string[];
  /** Most members of all objects of a JSON body together. */
  readonly maxJsonMembers: number;
}

/**
 * Replaces an instance's body parsers: `request.body` becomes a `JsonValue`, `FormParameters` (a Map, which
 * no JSON value is), a string, or undefined.
 */
export function acceptBodies(instance: FastifyInstance, rules: BodyRules): void {
  instance.removeAllContentTypeParsers();
  if (rules.kinds === "dropped") dropBodies(instance);
  else readKinds(instance, rules.kinds, rules);
}

function readKinds(instance: FastifyInstance, kinds: readonly BodyKind[], rules: BodyRules): void {
  const jsonLimits: JsonLimits = {
    ...defaultJsonLimits,
    maxMembers: rules.maxJsonMembers,
    // What is stored and echoed must be what was written.
    exactNumbers: true,
  };
  const parsers: Readonly<Record<BodyKind, { readonly mediaType: string; parse(bytes: Buffer): unknown }>> = {
    json: { mediaType: "application/json", parse: (bytes) => parseJsonBody(bytes, jsonLimits) },
    form: {
      mediaType: "application/x-www-form-urlencoded",
      parse: (bytes) => parseForm(decodeUtf8(bytes), rules.repeatable),
    },
    text: { mediaType: "text/plain", parse: decodeUtf8 },
  };
  const accepted = kinds.map((kind) => parsers[kind]);
  for (const { mediaType, parse } of accepted) {
    readAs(instance, mediaType, (request, bytes) => {
      refuseForeignCharset(request);
      return parse(bytes);
    });
  }
  readAs(instance, "*", () => {
    const wanted = accepted.map(({ mediaType }) => mediaType).join(" or ");
    throw new HttpFailure(
      415,
      "unsupported_media_type",
      wanted === "" ? "No request body is accepted here." : `The request body must be sent as ${wanted}.`,
    );
  });
}

function dropBodies(instance: FastifyInstance): void {
  instance.addHook("onRequest", (request, _reply, done) => {
    // Not looked at, so it cannot be wrong either; Fastify itself refuses what is no media type at all.
    request.raw.headers["content-type"] = "application/octet-stream";
    done();
  });
  readAs(instance, "*", () => undefined);
}

/** An empty body of any type is no body. */
function readAs(
  instance: FastifyInstance,
  mediaType: string,
  read: (request: FastifyRequest, bytes: Buffer) => unknown,
): void {
  instance.addContentTypeParser(
    mediaType,
    { parseAs: "buffer" },
    (request: FastifyRequest, bytes: Buffer, done: (problem: Error | null, body?: unknown) => void) => {
      // What `read` throws is caught by whoever calls this.
      done(null, bytes.length === 0 ? undefined : read(request, bytes));
    },
  );
}

const charsetParameter = /;\s*charset\s*=\s*"?([^\s";]*)/i;

function refuseForeignCharset(request: FastifyRequest): void {
  const charset = charsetParameter.exec(request.headers["content-type"] ?? "")?.[1];
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new HttpFailure(415, "unsupported_media_type", "The request body must be encoded in UTF-8.");
  }
}

function decodeUtf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new HttpFailure(400, "bad_request", "The request body is not valid UTF-8.");
  return bytes.toString("utf8");
}

/** @throws HttpFailure 400 saying what is wrong, where, and what to write instead */
function parseJsonBody(bytes: Buffer, limits: JsonLimits): JsonValue {
  const parsed = parseStrictJson(bytes, limits);
  if (parsed.ok) return parsed.value;
  const sentence = `The request body is not valid JSON: ${parsed.problem.detail}.`;
  throw new HttpFailure(400, "bad_request", sentence, { details: { unreadable: "json" } });
}

/** Bytes beyond ASCII written as escapes: whatever else stands there, escaped or not, never continues a character. */
const escapedBytes = /(?:%[89a-f][\da-f])+/gi;

/** @throws HttpFailure 400: read leniently, different bytes would become the same replacement character */
function refuseForeignEscapes(text: string): void {
  for (const [escapes] of text.matchAll(escapedBytes)) {
    if (!isUtf8(Buffer.from(escapes.replaceAll("%", ""), "hex"))) {
      throw new HttpFailure(400, "bad_request", "The form has escapes that are not valid UTF-8.");
    }
  }
}

const beginOfJson = /^\s*[{[]/;

/**
 * Reads `application/x-www-form-urlencoded`.
 * @throws HttpFailure 400 for a repeated parameter (RFC 6749 §3.2), for another encoding than UTF-8 (its appendix
 *   B), and for JSON sent as a form
 */
export function parseForm(text: string, repeatable: readonly string[]): FormParameters {
  if (beginOfJson.test(text)) {
    throw new HttpFailure(
      400,
      "bad_request",
      "The request body looks like JSON but its Content-Type says it is a form. Send it as application/json.",
    );
  }
  refuseForeignEscapes(text);
  const parameters = new Map<string, readonly string[]>();
  const given = new URLSearchParams(text);
  if (given.size > parameterLimit) {
    throw new HttpFailure(400, "bad_request", "The form has too many parameters.");
  }
  for (const [name, value] of given) {
    const before = parameters.get(name);
    if (before !== undefined && !repeatable.includes(name)) {
      throw new HttpFailure(400, "bad_request", `The parameter ${JSON.stringify(name)} stands twice.`);
    }
    parameters.set(name, [...(before ?? []), value]);
  }
  return parameters;
}

/**
 * The JSON object in a request's body.
 * @param wanted the sentence for no body and for anything else
 * @throws HttpFailure 415 for a form or text, 400 for no body and for JSON that is not an object
 */
export function readJsonObject(
  request: FastifyRequest,
  wanted = "The request body must be a JSON object.",
): JsonObject {
  const body = request.body;
  if (body instanceof Map || isTextBody(request)) {
    throw new HttpFailure(
      415,
      "unsupported_media_type",
      "The request body must be sent as application/json.",
    );
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new HttpFailure(400, "bad_request", wanted);
  }
  return body as JsonObject;
}

/**
 * The object in a request's body where a form says the same as a JSON object.
 * @throws HttpFailure 415 for text, 400 for no body, for JSON that is not an object, and for names that only
 *   an attack sends
 */
export function readParameters(request: FastifyRequest): JsonObject {
  const body = request.body;
  const parameters =
    body instanceof Map
      ? parametersOfForm(body)
      : readJsonObject(
          request,
          "The request body must be a form (application/x-www-form-urlencoded) or a JSON object (application/json).",
        );
  const foul = Object.keys(parameters).find((name) => inheritedName.test(name));
  if (foul !== undefined) {
    throw new HttpFailure(400, "bad_request", `There is no parameter ${JSON.stringify(foul)}. Leave it out.`);
  }
  return parameters;
}

/**
 * Names under which every JavaScript object has something, alone or with a path behind them as some form parsers
 * read it. Unknown parameters are ignored (RFC 6749 section 3.2), but these are only ever sent to be merged.
 */
const inheritedName = /^(?:__proto__|constructor|prototype)(?:$|[[.])/;

/** The parameters of a form as JSON has them: one value as text, several as a list. */
export function parametersOfForm(form: FormParameters): JsonObject {
  return Object.fromEntries(
    [...form].map(([name, values]) => [name, values.length === 1 ? values.join() : values]),
  );
}

function isTextBody(request: FastifyRequest): boolean {
  return (request.headers["content-type"] ?? "").trim().toLowerCase().startsWith("text/plain");
}
