/** `countersign token inspect`: what an access token says, and whether this server signed it. */

import type { Command } from "commander";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { z } from "zod";
import { type Connection, connectionOf } from "./connection.ts";
import { findIdToken } from "./id-token.ts";
import { CommandFailure, type ExitCode, exitCodes, print, type Terminal } from "./outcome.ts";

interface InspectOptions {
  readonly tokenFile: string;
  readonly json?: true;
}

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

export function addTokenCommands(
  program: Command,
  terminal: Terminal,
  exitWith: (code: ExitCode) => void,
): void {
  const token = program.command("token").description("access tokens");
  token
    .command("inspect")
    .description("show what an access token says, and check its signature with the server's published keys")
    .requiredOption("--token-file <path>", "file that holds the access token, - for standard input")
    .option("--json", "print JSON")
    .action(async (options: InspectOptions, command: Command) => {
      const text = await findIdToken(terminal, {
        file: options.tokenFile,
        variable: undefined,
        from: "auto",
        idTokenAudience: undefined,
      });
      const inspected = await inspect(connectionOf(terminal, command), text);
      print(terminal, options.json === true, inspected, () => [
        `signature  ${inspected.valid ? "good" : `not good: ${inspected.problem}`}`,
        `expires    ${inspected.expires_at ?? "never"}`,
        JSON.stringify(inspected.header, null, 2),
        JSON.stringify(inspected.claims, null, 2),
      ]);
      if (!inspected.valid) exitWith(exitCodes.refused);
    });
}

async function inspect(connection: Connection, token: string) {
  const answer = await connection.fetch(`${connection.url}/.well-known/jwks.json`);
  const keys = keySet.safeParse(await answer.json().catch(() => null));
  if (!keys.success) throw new CommandFailure(exitCodes.failed, `${connection.url} publishes no key set.`);
  const read = () => {
    try {
      return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
    } catch {
      throw new CommandFailure(exitCodes.usage, "This is not a JWT.");
    }
  };
  const { header, claims } = read();
  const problem = await jwtVerify(token, createLocalJWKSet(keys.data)).then(
    () => null,
    (cause: unknown) => (cause instanceof errors.JOSEError ? cause.message : String(cause)),
  );
  return {
    valid: problem === null,
    problem,
    expires_at: claims.exp === undefined ? null : new Date(claims.exp * 1000).toISOString(),
    header,
    claims,
  };
}
