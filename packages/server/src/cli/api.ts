/** The admin API as commands use it: the typed client, with its problems turned into exit codes. */

import { readFile } from "node:fs/promises";
import { ApiProblem, type Client, createClient, type Finding } from "@countersign/client";
import type { Connection } from "./connection.ts";
import { CommandFailure, type ExitCode, exitCodes, type Terminal } from "./outcome.ts";

/** @throws CommandFailure from every call that fails */
export async function withApi<T>(connection: Connection, work: (api: Client) => Promise<T>): Promise<T> {
  const api = createClient({
    url: connection.url,
    ...(connection.token === null ? {} : { token: connection.token }),
    fetch: (target, init) => connection.fetch(target, init),
  });
  try {
    return await work(api);
  } catch (problem) {
    if (problem instanceof ApiProblem) throw failureOf(problem, connection);
    throw problem;
  }
}

function failureOf(problem: ApiProblem, connection: Connection): CommandFailure {
  const faults = problem.errors.map(({ pointer, detail }) => `  ${pointer}: ${detail}`);
  const advice =
    problem.status === 401 && connection.token === null
      ? ["Give the administrator's secret with --admin-token-file or COUNTERSIGN_TOKEN."]
      : [];
  const reference = problem.requestId === null ? [] : [`Reference: ${problem.requestId}`];
  return new CommandFailure(
    exitCodeOf(problem.status),
    [problem.detail, ...faults, ...advice, ...reference].join("\n"),
    {
      error: problem.code,
      detail: problem.detail,
      request_id: problem.requestId,
      errors: problem.errors,
    },
  );
}

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.unauthorized;
  if (status === 404) return exitCodes.notFound;
  return status < 500 ? exitCodes.usage : exitCodes.failed;
}

/**
 * Reads a JSON document from a file, or from standard input when the path is `-`.
 * @throws CommandFailure when it cannot be read or is not a JSON object
 */
export async function readDocument(
  terminal: Terminal,
  path: string,
): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = path === "-" ? await terminal.readInput() : await readFile(path, "utf8");
  } catch (cause) {
    throw new CommandFailure(exitCodes.usage, `${path} cannot be read: ${messageOf(cause)}`);
  }
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === "object" && document !== null && !Array.isArray(document)) {
      return Object.fromEntries(Object.entries(document));
    }
  } catch (cause) {
    throw new CommandFailure(exitCodes.usage, `${path} is not JSON: ${messageOf(cause)}`);
  }
  throw new CommandFailure(exitCodes.usage, `${path} must hold a JSON object.`);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** What the linter found, for people; nothing when it found nothing. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.map(
    ({ severity, field, message, advice }) => `${severity}: ${field}: ${message} ${advice}`,
  );
}
