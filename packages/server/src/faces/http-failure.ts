/**
 * Failures of requests, on every face. A handler throws an `HttpFailure` for what the caller did wrong;
 * the face's `ErrorWriter` turns it into that face's envelope. Whatever else is thrown is a bug or an
 * outage: the caller reads one fixed sentence, the operator reads the cause in the log, once.
 */

import type { FastifyError } from "fastify";

/** A failure as an `ErrorWriter` sees it. */
export interface HttpProblem {
  readonly status: number;
  /** Stable and lower-case: `bad_request`, `not_found`, …; each face respells it as its clients expect. */
  readonly code: string;
  /** For the caller; safe to show. */
  readonly sentence: string;
  /** The reference id, also in `X-Request-Id`. */
  readonly requestId: string;
  /** Whatever else the handler or a schema validator gave for the face's own envelope. */
  readonly details: unknown;
  /** Nobody meant it, and no outage explains it: a bug. */
  readonly isBug?: boolean;
}

/** An error answer in one face's envelope: a document, which is written as JSON, or a page for people. */
export type ErrorBody = {
  /** The problem's when absent; read only of requests that could be read. */
  readonly status?: number;
  /** What every answer of the face has, lower-case; the failure's own headers come before them. */
  readonly headers?: Readonly<Record<string, string>>;
} & (
  | {
      /** `application/json` when absent. */
      readonly contentType?: string;
      readonly body: unknown;
    }
  | { readonly html: string }
);
export type ErrorWriter = (problem: HttpProblem) => ErrorBody;

/** An error answer as it is sent. */
export function rendered(error: ErrorBody): { readonly contentType: string; readonly text: string } {
  return "html" in error
    ? { contentType: "text/html; charset=utf-8", text: error.html }
    : { contentType: error.contentType ?? "application/json", text: JSON.stringify(error.body) };
}

interface FailureExtras {
  /** Further answer headers, lower-case: `allow`, `retry-after`, `www-authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: unknown;
}

/** Thrown to answer a request with an error. The sentence is shown to the caller. */
export class HttpFailure extends Error {
  override readonly name = "HttpFailure";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: unknown;

  constructor(status: number, code: string, sentence: string, extras: FailureExtras = {}) {
    super(sentence);
    this.status = status;
    this.code = code;
    this.headers = extras.headers ?? {};
    this.details = extras.details;
  }
}

/** Fastify's own refusals of a request, in our words; the rest of its 4xx keep their message. */
const frameworkFailures: Readonly<Record<string, HttpFailure>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: new HttpFailure(413, "too_large", "The request body is too large."),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new HttpFailure(
    415,
    "unsupported_media_type",
    "The request body has a Content-Type that is not accepted here.",
  ),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new HttpFailure(
    400,
    "bad_request",
    "The request body is not as long as its Content-Length says.",
  ),
  FST_ERR_BAD_URL: new HttpFailure(400, "bad_request", "The request path is not correctly percent-encoded."),
  FST_ERR_MAX_PARAM_LENGTH: new HttpFailure(400, "bad_request", "A segment of the request path is too long."),
};

/** What is answered to an error, and whether it was the caller's doing. */
export function failureOf(error: unknown): { readonly failure: HttpFailure; readonly expected: boolean } {
  if (error instanceof HttpFailure) return { failure: error, expected: true };
  if (isFrameworkError(error)) {
    const known = Object.hasOwn(frameworkFailures, error.code) ? frameworkFailures[error.code] : undefined;
    if (known !== undefined) return { failure: known, expected: true };
    if (error.validation !== undefined) {
      return {
        failure: new HttpFailure(400, "bad_request", error.message, { details: error.validation }),
        expected: true,
      };
    }
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500) {
      return { failure: new HttpFailure(status, "bad_request", error.message), expected: true };
    }
  }
  return { failure: unexpected, expected: false };
}

/** The one answer to a bug or an outage: temporary as far as the caller can know. */
const unexpected = new HttpFailure(
  503,
  "unavailable",
  "The server cannot answer right now. Try again in a few seconds.",
  { headers: { "retry-after": "5" } },
);

function isFrameworkError(error: unknown): error is FastifyError {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
