/** The admin API as commands use it: the typed client, with its problems turned into exit codes. */

import { ApiProblem, type Client, createClient } from "@countersign/client";
import type { AdminConnection } from "./connection.ts";
import { CommandFailure, type ExitCode, exitCodes } from "./outcome.ts";

/** @throws CommandFailure from every call that fails */
export async function withApi<T>(connection: AdminConnection, work: (api: Client) => Promise<T>): Promise<T> {
  const { url, token, fetch } = connection;
  const api = createClient({ url, fetch, ...(token !== null && { token }) });
  try {
    return await work(api);
  } catch (problem) {
    if (problem instanceof ApiProblem) throw failureOf(problem, url, token !== null);
    throw problem;
  }
}

function failureOf(problem: ApiProblem, url: string, secretGiven: boolean): CommandFailure {
  const { status, code, requestId } = problem;
  const detail = inCommands(problem.detail);
  const errors = problem.errors.map((fault) => ({ ...fault, detail: inCommands(fault.detail) }));
  // With faults, the sentence is their list again.
  const told =
    errors.length === 0
      ? [detail]
      : [
          "The document is not valid:",
          ...errors.map((fault) => `  ${fault.pointer || "/"}: ${fault.detail}`),
        ];
  const advice = adviceFor(problem, url, secretGiven);
  // Without a secret the server's words about credentials say less than what to do.
  const sentences = status === 401 && !secretGiven ? [...advice, ...told] : [...told, ...advice];
  const reference = requestId === null ? [] : [`Reference id: ${requestId}`];
  return new CommandFailure(exitCodeOf(status), [...sentences, ...reference].join("\n"), {
    error: code,
    detail,
    request_id: requestId,
    errors,
  });
}

/** What the server says to clients of its API, to a person at a terminal: a command in place of the route. */
function inCommands(sentence: string): string {
  return sentence.replace(
    "GET /api/v1/providers lists them",
    "`countersign provider list` shows those there are",
  );
}

/** What the person at the terminal can do about it, where the server cannot know. */
function adviceFor({ status, code }: ApiProblem, url: string, secretGiven: boolean): readonly string[] {
  if (status === 401) return [credentialAdvice(secretGiven)];
  if (code === "stale") {
    return ["Take the document from `show` again, make the change in that, and update once more."];
  }
  if (code === "unexpected_answer") {
    return [`Asked was ${url}, by --url or COUNTERSIGN_URL: give the base URL of a Countersign server.`];
  }
  return [];
}

function credentialAdvice(secretGiven: boolean): string {
  return secretGiven
    ? "The secret may be mistyped, expired or revoked. On the server's machine, `countersign admin token create` makes another."
    : "Give the administrator's secret with --admin-token-file or in COUNTERSIGN_TOKEN.";
}

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.unauthorized;
  if (status === 404) return exitCodes.notFound;
  return status < 500 && status !== 429 ? exitCodes.usage : exitCodes.failed;
}
