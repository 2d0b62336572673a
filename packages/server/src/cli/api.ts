/** The admin API as commands use it: the typed client, with its problems turned into exit codes. */

import { ApiProblem, type Client, createClient } from "@countersign/client";
import type { AdminConnection } from "./connection.ts";
import { CommandFailure, type ExitCode, exitCodes } from "./outcome.ts";

/**
 * @param documentGiven whether what is sent is a document of the person's own, and not put together by the command
 * @throws CommandFailure from every call that fails
 */
export async function withApi<T>(
  connection: AdminConnection,
  work: (api: Client) => Promise<T>,
  documentGiven = false,
): Promise<T> {
  const { url, token, fetch } = connection;
  const api = createClient({ url, fetch, ...(token !== null && { token }) });
  try {
    return await work(api);
  } catch (problem) {
    if (problem instanceof ApiProblem)
      throw failureOf(problem, { url, secretGiven: token !== null, documentGiven });
    throw problem;
  }
}

interface Given {
  readonly url: string;
  readonly secretGiven: boolean;
  readonly documentGiven: boolean;
}

function failureOf(problem: ApiProblem, { url, secretGiven, documentGiven }: Given): CommandFailure {
  const { status, code, requestId } = problem;
  const detail = inCommands(problem.detail);
  const errors = problem.errors.map((fault) => ({ ...fault, detail: inCommands(fault.detail) }));
  // With faults, the sentence is their list again.
  const told =
    errors.length === 0 ? [detail] : documentGiven ? documentFaults(errors) : errors.map(aboutMember);
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

type Fault = ApiProblem["errors"][number];

function documentFaults(faults: readonly Fault[]): readonly string[] {
  return [
    "The document is not valid:",
    ...faults.map(({ pointer, detail }) => `  ${pointer || "/"}: ${detail}`),
  ];
}

/** Of what the command line said, with a subject where the server's words go on after a member's name. */
function aboutMember({ pointer, detail }: Fault): string {
  return /^(must|is|has) /.test(detail) ? `${pointer.slice(1)} ${detail}.` : detail;
}

/** What the server says to clients of its API, and to a person at a terminal in its place. */
const commandWords = [
  ["give it as project", "give it as --project"],
  ["GET /api/v1/providers lists them", "`countersign provider list` shows those there are"],
  [
    "Read it again, apply your change to that version, and send its ETag.",
    "Take the document from `show` again, make the change in that, and update once more.",
  ],
] as const;

function inCommands(sentence: string): string {
  return commandWords.reduce((words, [route, command]) => words.replace(route, command), sentence);
}

/** What the person at the terminal can do about it, where the server cannot know. */
function adviceFor({ status, code }: ApiProblem, url: string, secretGiven: boolean): readonly string[] {
  if (status === 401) return [credentialAdvice(secretGiven)];
  if (code === "unexpected_answer") {
    return [`Asked was ${url}, by --url or COUNTERSIGN_URL: give the base URL of a Countersign server.`];
  }
  return [];
}

function credentialAdvice(secretGiven: boolean): string {
  return secretGiven
    ? "On the server's machine, `countersign admin token create` makes another secret; that of the first start ends once another is made."
    : "Give the administrator's secret with --admin-token-file or in COUNTERSIGN_TOKEN.";
}

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.unauthorized;
  if (status === 404) return exitCodes.notFound;
  return status < 500 && status !== 429 ? exitCodes.usage : exitCodes.failed;
}
