/**
 * Finds the ID token a workload already holds: in a file, on standard input, or where its platform puts
 * it. A token is never taken from the command line, where other users of the machine could read it.
 */

import { type Command, Option } from "commander";
import { readNamedFile } from "./file-problem.ts";
import { CommandFailure, exitCodes, messageOf } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";

const platformNames = ["github", "gitlab", "terraform"] as const;

export interface TokenOptions {
  /** A path, or `-` for standard input. */
  readonly tokenFile?: string;
  /** A variable of the environment. */
  readonly tokenVariable?: string;
  readonly from?: (typeof platformNames)[number];
  /** Asked of platforms that make the token on demand. */
  readonly idTokenAudience?: string;
}

/** The options of commands that take the workload's own token. */
export function tokenOptions(command: Command): void {
  command
    .addOption(
      new Option("--token-file <path>", "file that holds the ID token, - for standard input").conflicts([
        "tokenVariable",
        "from",
      ]),
    )
    .addOption(
      new Option("--token-variable <name>", "variable of the environment that holds the ID token").conflicts(
        "from",
      ),
    )
    .addOption(
      new Option("--from <platform>", "platform whose environment holds it; else found out").choices(
        platformNames,
      ),
    )
    .option("--id-token-audience <audience>", "audience to request for the ID token (GitHub Actions)");
}

interface Platform {
  /** The variable that is there when the job can have a token. */
  readonly variable: string;
  /** The variable every job of the platform has. */
  readonly mark: string;
  readonly read: (terminal: Terminal, audience: string | undefined) => Promise<string>;
  /** What to do when the variable is not set. */
  readonly advice: string;
}

/** Where each platform leaves a token, in the order they are looked for. */
const platforms: Readonly<Record<(typeof platformNames)[number], Platform>> = {
  github: {
    variable: "ACTIONS_ID_TOKEN_REQUEST_URL",
    mark: "GITHUB_ACTIONS",
    read: requestGitHubToken,
    advice: "Give the job the permission `id-token: write` in its workflow.",
  },
  terraform: {
    variable: "TFC_WORKLOAD_IDENTITY_TOKEN",
    mark: "TFC_RUN_ID",
    read: async ({ environment }) => environment["TFC_WORKLOAD_IDENTITY_TOKEN"] ?? "",
    advice: "Set TFC_WORKLOAD_IDENTITY_AUDIENCE on the workspace, and the run gets one.",
  },
  gitlab: {
    variable: "COUNTERSIGN_ID_TOKEN",
    mark: "GITLAB_CI",
    read: async ({ environment }) => environment["COUNTERSIGN_ID_TOKEN"] ?? "",
    advice:
      "Add COUNTERSIGN_ID_TOKEN with its `aud` to the job's `id_tokens`, or name another variable with --token-variable.",
  },
};

/** Shown in the help of commands that take the workload's own token. */
export const platformNotes = [
  "Without --token-file and --token-variable the ID token is taken from the job:",
  "  GitHub Actions  requested from the runner (permission `id-token: write`)",
  "  GitLab CI       COUNTERSIGN_ID_TOKEN, from the job's `id_tokens`",
  "  HCP Terraform   TFC_WORKLOAD_IDENTITY_TOKEN",
].join("\n");

/** @throws CommandFailure with what to do, when there is no token */
export async function findIdToken(terminal: Terminal, wish: TokenOptions): Promise<string> {
  if (wish.tokenFile !== undefined) return readTokenFile(terminal, wish.tokenFile);
  const { environment } = terminal;
  if (wish.tokenVariable !== undefined) {
    return nonEmpty(environment[wish.tokenVariable] ?? "", `the variable ${wish.tokenVariable}`);
  }
  const having = (name: "variable" | "mark") =>
    Object.values(platforms).find((platform) => Boolean(environment[platform[name]]));
  const chosen = wish.from === undefined ? (having("variable") ?? having("mark")) : platforms[wish.from];
  if (chosen === undefined) {
    throw new CommandFailure(
      exitCodes.usage,
      "No ID token found. Give one with --token-file, - for standard input. In a job of GitHub Actions, GitLab or HCP Terraform it is taken from the environment, once the job is set up to get one.",
    );
  }
  if (!environment[chosen.variable]) {
    throw new CommandFailure(exitCodes.usage, `${chosen.variable} is not set. ${chosen.advice}`);
  }
  return nonEmpty(await chosen.read(terminal, wish.idTokenAudience), `the answer of the platform`);
}

/**
 * Reads a token from a file, or from standard input when the path is `-`.
 * @throws CommandFailure when there is none
 */
export async function readTokenFile(terminal: Terminal, path: string): Promise<string> {
  if (path === "-") return nonEmpty(await terminal.readInput(), "standard input");
  const advice = "Name the file that holds the token, or give - for standard input.";
  return nonEmpty(readNamedFile({ by: "--token-file", path, advice }), path);
}

function nonEmpty(text: string, where: string): string {
  const token = text.trim();
  if (token === "") throw new CommandFailure(exitCodes.usage, `There is no token in ${where}.`);
  return token;
}

/** @see https://docs.github.com/en/actions, "OpenID Connect": the runner makes the token on request. */
async function requestGitHubToken({ environment }: Terminal, audience: string | undefined): Promise<string> {
  const given = environment["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? "";
  if (!URL.canParse(given)) {
    throw new CommandFailure(exitCodes.usage, "ACTIONS_ID_TOKEN_REQUEST_URL is not a URL.");
  }
  const url = new URL(given);
  if (audience !== undefined) url.searchParams.set("audience", audience);
  const failed = (reason: string) =>
    new CommandFailure(exitCodes.failed, `The runner did not hand out an ID token: ${reason}.`);
  const answer = await fetch(url, {
    headers: {
      accept: "application/json",
      authorization: `Bearer ${environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? ""}`,
    },
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw failed(messageOf(cause));
  });
  const document: unknown = answer.ok ? await answer.json().catch(() => null) : null;
  if (typeof document === "object" && document !== null && "value" in document) {
    if (typeof document.value === "string") return document.value;
  }
  throw failed(`it answered with status ${answer.status}`);
}
