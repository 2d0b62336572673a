/**
 * Finds the ID token a workload already holds: in a file, on standard input, or where its platform puts
 * it. The token is never taken from the command line, where other processes could read it.
 */

import { readFile } from "node:fs/promises";
import { CommandFailure, exitCodes, type Terminal } from "./outcome.ts";

export const tokenSources = ["auto", "github", "gitlab", "terraform"] as const;
export type TokenSource = (typeof tokenSources)[number];

export interface TokenWish {
  /** A path, or `-` for standard input; undefined: from the platform. */
  readonly file: string | undefined;
  /** A variable of the environment that holds the token. */
  readonly variable: string | undefined;
  readonly from: TokenSource;
  /** Asked of platforms that make the token on demand. */
  readonly idTokenAudience: string | undefined;
}

/** Where each platform leaves a token, in the order `auto` looks. */
const platforms: readonly {
  readonly source: TokenSource;
  readonly present: (environment: Terminal["environment"]) => boolean;
  readonly read: (terminal: Terminal, audience: string | undefined) => Promise<string>;
  readonly missing: string;
}[] = [
  {
    source: "github",
    present: (environment) => Boolean(environment["ACTIONS_ID_TOKEN_REQUEST_URL"]),
    read: requestGitHubToken,
    missing:
      "ACTIONS_ID_TOKEN_REQUEST_URL is not set. Give the job `permissions: id-token: write` in its workflow.",
  },
  {
    source: "terraform",
    present: (environment) => Boolean(environment["TFC_WORKLOAD_IDENTITY_TOKEN"]),
    read: async (terminal) => terminal.environment["TFC_WORKLOAD_IDENTITY_TOKEN"] ?? "",
    missing:
      "TFC_WORKLOAD_IDENTITY_TOKEN is not set. Set TFC_WORKLOAD_IDENTITY_AUDIENCE on the workspace to have it made.",
  },
  {
    source: "gitlab",
    present: (environment) => Boolean(environment["COUNTERSIGN_ID_TOKEN"]),
    read: async (terminal) => terminal.environment["COUNTERSIGN_ID_TOKEN"] ?? "",
    missing:
      "COUNTERSIGN_ID_TOKEN is not set. Add `id_tokens: COUNTERSIGN_ID_TOKEN: aud: …` to the job, or name another variable with --token-variable.",
  },
];

/**
 * @throws CommandFailure with what to do, when there is no token
 */
export async function findIdToken(terminal: Terminal, wish: TokenWish): Promise<string> {
  if (wish.file !== undefined) {
    return nonEmpty(
      wish.file === "-" ? await terminal.readInput() : await readTokenFile(wish.file),
      wish.file,
    );
  }
  if (wish.variable !== undefined) {
    return nonEmpty(terminal.environment[wish.variable] ?? "", `the variable ${wish.variable}`);
  }
  const chosen = platforms.find((platform) =>
    wish.from === "auto" ? platform.present(terminal.environment) : platform.source === wish.from,
  );
  if (chosen === undefined) {
    throw new CommandFailure(
      exitCodes.usage,
      "No ID token found. Give one with --token-file <path>, or - for standard input; on GitHub Actions, GitLab and HCP Terraform it is taken from the job's environment.",
    );
  }
  if (!chosen.present(terminal.environment)) throw new CommandFailure(exitCodes.usage, chosen.missing);
  return nonEmpty(await chosen.read(terminal, wish.idTokenAudience), `the environment of ${chosen.source}`);
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure(exitCodes.usage, `The token file cannot be read: ${detail}`);
  }
}

function nonEmpty(text: string, where: string): string {
  const token = text.trim();
  if (token === "") throw new CommandFailure(exitCodes.usage, `There is no ID token in ${where}.`);
  return token;
}

/** @see https://docs.github.com/en/actions, "OpenID Connect": the runner makes the token on request. */
async function requestGitHubToken(terminal: Terminal, audience: string | undefined): Promise<string> {
  const url = new URL(terminal.environment["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? "");
  if (audience !== undefined) url.searchParams.set("audience", audience);
  const answer = await fetch(url, {
    headers: {
      accept: "application/json",
      authorization: `Bearer ${terminal.environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? ""}`,
    },
    signal: AbortSignal.timeout(10_000),
  });
  const document: unknown = answer.ok ? await answer.json() : null;
  if (typeof document === "object" && document !== null && "value" in document) {
    return String(document.value);
  }
  throw new CommandFailure(
    exitCodes.failed,
    `The runner did not hand out an ID token (status ${answer.status}).`,
  );
}
