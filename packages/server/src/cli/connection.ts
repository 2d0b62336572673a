/**
 * Where the server is and who is asking: `--url` and `--admin-token-file`, or COUNTERSIGN_URL and
 * COUNTERSIGN_TOKEN. The administrator's secret is never an argument, where other users of the machine
 * could read it, and no credential follows a redirect.
 */

import type { Command } from "commander";
import { readNamedFile } from "./file-problem.ts";
import { CommandFailure, exitCodes, messageOf } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";

export interface ServerOptions {
  readonly url?: string;
}
export interface AdminOptions extends ServerOptions {
  readonly adminTokenFile?: string;
}

/** A server that can be asked. */
export interface Connection {
  /** Without trailing slash. */
  readonly url: string;
  /** Like the global one, with a time limit. @throws CommandFailure when the server cannot be reached */
  readonly fetch: typeof globalThis.fetch;
}
export interface AdminConnection extends Connection {
  /** The administrator's secret; null: none was given. */
  readonly token: string | null;
}

const defaultUrl = "http://127.0.0.1:8480";
const answerWithinMs = 30_000;

/** The option of every command that talks to a server. */
export function serverOption(command: Command): void {
  command.option("--url <url>", `base URL of the server (else COUNTERSIGN_URL, else ${defaultUrl})`);
}

/** The options of commands that talk to the admin API. */
export function adminOptions(command: Command): void {
  serverOption(command);
  command.option(
    "--admin-token-file <path>",
    "file that holds the administrator's secret (else COUNTERSIGN_TOKEN)",
  );
}

/** @throws CommandFailure when the URL is none */
export function connect(terminal: Terminal, options: ServerOptions): Connection {
  const given = options.url ?? (terminal.environment["COUNTERSIGN_URL"] || defaultUrl);
  const name = options.url === undefined ? "COUNTERSIGN_URL" : "--url";
  // What may hold a password, whole or torn, no message repeats.
  if (given.includes("@")) {
    throw new CommandFailure(
      exitCodes.usage,
      `${name} must be without user and password. The administrator's secret goes into COUNTERSIGN_TOKEN or the file of --admin-token-file.`,
    );
  }
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) {
    throw new CommandFailure(exitCodes.usage, `${name} must be an http or https URL, not "${given}".`);
  }
  const url = given.replace(/\/+$/, "");
  if (url.endsWith("/api/v1")) {
    throw new CommandFailure(
      exitCodes.usage,
      `${given} is the path of the admin API; give the server's base URL: ${url.slice(0, -"/api/v1".length)}`,
    );
  }
  return {
    url,
    async fetch(target, init) {
      try {
        return await fetch(target, {
          ...init,
          redirect: "error",
          signal: AbortSignal.timeout(answerWithinMs),
        });
      } catch (cause) {
        throw new CommandFailure(exitCodes.failed, unreachable(url, cause));
      }
    },
  };
}

/** @throws CommandFailure when the URL is none or the secret cannot be read */
export function connectAsAdmin(terminal: Terminal, options: AdminOptions): AdminConnection {
  return { ...connect(terminal, options), token: readSecret(terminal, options.adminTokenFile) };
}

function unreachable(url: string, cause: unknown): string {
  const reason = messageOf(cause);
  if (/wrong version number|packet length too long/i.test(reason)) {
    return `The server at ${url} cannot be reached: it does not speak https on that port. Write http:// if it is meant to.`;
  }
  const advice = /certificate/i.test(reason)
    ? " When a private authority signed its certificate, name that authority's PEM file in NODE_EXTRA_CA_CERTS."
    : " See that it runs, and that --url or COUNTERSIGN_URL is its address.";
  return `The server at ${url} cannot be reached: ${reason}.${advice}`;
}

const secretAdvice =
  "Write the administrator's secret there, readable by you alone, or give it in COUNTERSIGN_TOKEN. On the server's machine, `countersign admin token create` makes one.";

function readSecret(terminal: Terminal, file: string | undefined): string | null {
  const secret =
    file === undefined
      ? (terminal.environment["COUNTERSIGN_TOKEN"] ?? "")
      : readNamedFile({ by: "--admin-token-file", path: file, advice: secretAdvice });
  if (secret.trim() === "") return null;
  // Anything else could not be sent, and the error about it would show the secret.
  if (/^[\x21-\x7e]+$/.test(secret.trim())) return secret.trim();
  throw new CommandFailure(
    exitCodes.usage,
    `${file ?? "COUNTERSIGN_TOKEN"} does not hold one administrator's secret: it has spaces, line breaks or other characters that secrets do not have.`,
  );
}
