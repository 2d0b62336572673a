/** What went wrong, as the server says it (RFC 9457). */

import type { components } from "./generated/api.ts";

export type ProblemDocument = components["schemas"]["Problem"];

/** Thrown for every answer that is not a success. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  /** Stable; for programs. `unexpected_answer` when something else than the server answered. */
  readonly code: string;
  /** A sentence that says what to do. */
  readonly detail: string;
  /** Quote it to the administrator; null when the answer carried none. */
  readonly requestId: string | null;
  /** Each member at fault, by JSON pointer. */
  readonly errors: NonNullable<ProblemDocument["errors"]>;

  constructor(status: number, requestId: string | null, problem: ProblemDocument | null) {
    const detail = problem?.detail ?? `Something else than the admin API answered, with status ${status}.`;
    super(detail);
    this.status = status;
    this.code = problem?.code ?? "unexpected_answer";
    this.detail = detail;
    this.requestId = problem?.request_id ?? requestId;
    this.errors = problem?.errors ?? [];
  }
}

/** Reads the problem of an answer that is not a success. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get("x-request-id");
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") ?? false;
  const problem = isProblem ? await response.json().catch(() => null) : null;
  return new ApiProblem(response.status, requestId, problem as ProblemDocument | null);
}
