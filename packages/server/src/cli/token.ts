/** `countersign token`: which are live, and what one says and whether this server signed it. */

import type { Command } from "commander";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { z } from "zod";
import { toTimestamp } from "../faces/admin/wire.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { type Connection, connect, type ServerOptions, serverOption } from "./connection.ts";
import { readTokenFile } from "./id-token.ts";
import { CommandFailure, exitCodes, messageOf } from "./outcome.ts";
import { fields } from "./terminal.ts";
import { addTokenListCommand } from "./token-list.ts";

interface InspectOptions extends ServerOptions {
  readonly tokenFile: string;
}

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

export function addTokenCommands(program: Command, shell: Shell): void {
  const token = addGroup(program, "token", "access tokens");
  addTokenListCommand(token, shell);
  addCommand<InspectOptions>(token, shell, {
    usage: "inspect",
    description: "show what an access token says, and check it with the server's published keys",
    options: [
      (command) =>
        command.requiredOption(
          "--token-file <path>",
          "file that holds the access token, - for standard input",
        ),
      serverOption,
    ],
    notes:
      "Ends with 0 when the token is good and with 3 when it is not. Like every verifier that has only\nthe keys, it does not know of revocations.",
    async run(options) {
      const text = await readTokenFile(shell.terminal, options.tokenFile);
      const inspected = await inspect(connect(shell.terminal, options), text);
      return {
        document: inspected,
        lines: [
          ...fields([
            ["verdict", inspected.valid ? "good" : `not good: ${inspected.problem}`],
            ["expires", inspected.expires_at ?? endless(inspected.claims.exp)],
          ]),
          JSON.stringify(inspected.header, null, 2),
          JSON.stringify(inspected.claims, null, 2),
        ],
        code: inspected.valid ? exitCodes.ok : exitCodes.refused,
      };
    },
  });
}

async function inspect(connection: Connection, token: string) {
  const { header, claims } = decode(token);
  const keys = await publishedKeys(connection);
  const problem = await jwtVerify(token, createLocalJWKSet(keys)).then(
    () => null,
    (cause: unknown) => problemOf(cause),
  );
  return {
    valid: problem === null,
    problem,
    expires_at: isTime(claims.exp) ? toTimestamp(claims.exp) : null,
    header,
    claims,
  };
}

/** Seconds from 1970 to the last moment that has a date (ECMA-262, "Time Values"). */
const lastSeconds = 8.64e12;

/** Whether it can be written as a date: others than we may have made the token. */
function isTime(exp: number | undefined): exp is number {
  return exp !== undefined && Math.abs(exp) <= lastSeconds;
}

function endless(exp: number | undefined): string {
  return exp === undefined ? "never" : `at ${exp}, which is no date`;
}

function decode(token: string) {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    throw new CommandFailure(
      exitCodes.usage,
      "This is not a JWT. A reference token can only be looked up by the server.",
    );
  }
}

async function publishedKeys({ url, fetch }: Connection) {
  const answer = await fetch(`${url}/.well-known/jwks.json`);
  const keys = keySet.safeParse(await answer.json().catch(() => null));
  if (answer.ok && keys.success) return keys.data;
  throw new CommandFailure(exitCodes.failed, `${url} publishes no key set (status ${answer.status}).`);
}

function problemOf(cause: unknown): string {
  if (cause instanceof errors.JWTExpired) return "it has expired";
  if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWSSignatureVerificationFailed) {
    return "none of the keys this server publishes signed it";
  }
  return messageOf(cause);
}
