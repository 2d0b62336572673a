/**
 * Where the server is and who is asking: `--url` and `--token-file`, or COUNTERSIGN_URL and
 * COUNTERSIGN_TOKEN. The administrator's secret is never an argument, where other processes could read it.
 */

import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { z } from "zod";
import { CommandFailure, exitCodes, type Terminal } from "./outcome.ts";

export interface Connection {
  readonly url: string;
  /** The administrator's secret; null: none was given. */
  readonly token: string | null;
  /** Like the global one, with a time limit. @throws CommandFailure when the server cannot be reached */
  readonly fetch: typeof globalThis.fetch;
}

const globalOptions = z.looseObject({
  url: z.url({ protocol: /^https?$/ }).optional(),
  adminTokenFile: z.string().optional(),
});

/** Adds the options that every command talking to a server has. */
export function addConnectionOptions(program: Command): void {
  program
    .option("--url <url>", "base URL of the server (COUNTERSIGN_URL, else http://127.0.0.1:8480)")
    .option(
      "--admin-token-file <path>",
      "file that holds the administrator's secret (else COUNTERSIGN_TOKEN)",
    );
}

export function connectionOf(terminal: Terminal, command: Command): Connection {
  const options = globalOptions.safeParse(command.optsWithGlobals());
  if (!options.success) throw new CommandFailure(exitCodes.usage, "--url must be an http or https URL.");
  const url = (
    options.data.url ??
    terminal.environment["COUNTERSIGN_URL"] ??
    "http://127.0.0.1:8480"
  ).replace(/\/+$/, "");
  return {
    url,
    token: readSecret(options.data.adminTokenFile, terminal),
    async fetch(target, init) {
      try {
        return await fetch(target, { ...init, signal: AbortSignal.timeout(30_000) });
      } catch (cause) {
        throw new CommandFailure(
          exitCodes.failed,
          `The server at ${url} cannot be reached: ${reasonOf(cause)}`,
        );
      }
    },
  };
}

function readSecret(file: string | undefined, terminal: Terminal): string | null {
  if (file === undefined) return terminal.environment["COUNTERSIGN_TOKEN"] || null;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new CommandFailure(
      exitCodes.usage,
      `The administrator's secret cannot be read: ${reasonOf(cause)}`,
    );
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
