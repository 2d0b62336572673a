/**
 * `countersign exchange`: trades the workload's ID token for an access token, by RFC 8693. Prints the
 * access token alone, so that `TOKEN=$(countersign exchange …)` works, or the whole answer with `--json`.
 */

import type { Command } from "commander";
import { decodeJwt } from "jose";
import { z } from "zod";
import { addCommand, type Shell } from "./command.ts";
import { connect, type ServerOptions, serverOption } from "./connection.ts";
import { findIdToken, platformNotes, type TokenOptions, tokenOptions } from "./id-token.ts";
import { CommandFailure, type ExitCode, exitCodes } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";

interface ExchangeOptions extends ServerOptions, TokenOptions {
  readonly provider?: string;
  readonly mapping?: string;
  readonly project?: string;
  readonly audience?: string;
}

/** RFC 8693 section 2.2.1. */
const issuedAnswer = z.looseObject({
  access_token: z.string(),
  expires_in: z.number(),
  token_type: z.string(),
});
/** RFC 6749 section 5.2. */
const refusedAnswer = z.looseObject({ error: z.string(), error_description: z.string().optional() });

export function addExchangeCommand(program: Command, shell: Shell): void {
  addCommand<ExchangeOptions>(program, shell, {
    usage: "exchange",
    description: "trade the ID token this workload holds for an access token, and print that",
    options: [
      (command) =>
        command
          .option("--provider <name>", "provider that trusts the token's issuer; needed when several do")
          .option("--mapping <name>", "use this identity mapping only")
          .option("--project <key>", "consider the mappings of this project first")
          .option(
            "--audience <audience>",
            "audience wanted in the access token, one of the mapping's; warns when the token is for others",
          ),
      tokenOptions,
      serverOption,
    ],
    notes: platformNotes,
    async run(options) {
      const { url, fetch } = connect(shell.terminal, options);
      const subjectToken = await findIdToken(shell.terminal, options);
      const body = tokenRequest(subjectToken, options);
      const issued = await readAnswer(url, await fetch(`${url}/oauth2/token`, { method: "POST", body }));
      warnOfAudience(shell.terminal, options.audience, issued.access_token);
      return { document: issued, lines: [issued.access_token] };
    },
  });
}

function tokenRequest(subjectToken: string, options: ExchangeOptions): URLSearchParams {
  const optional = {
    provider_name: options.provider,
    identity_mapping_name: options.mapping,
    project_key: options.project,
    audience: options.audience,
  };
  return new URLSearchParams([
    ["grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"],
    ["subject_token_type", "urn:ietf:params:oauth:token-type:id_token"],
    ["subject_token", subjectToken],
    ...Object.entries(optional).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] satisfies [string, string]],
    ),
  ]);
}

async function readAnswer(url: string, answer: Response) {
  const document: unknown = await answer.json().catch(() => null);
  const issued = issuedAnswer.safeParse(document);
  if (answer.ok && issued.success) return issued.data;
  const refused = refusedAnswer.safeParse(document);
  if (!refused.success) {
    throw new CommandFailure(
      exitCodes.failed,
      `${url} did not answer like a token endpoint (status ${answer.status}).`,
    );
  }
  const { error, error_description: sentence = error } = refused.data;
  throw new CommandFailure(exitCodeOf(answer.status), sentence, {
    error,
    detail: sentence,
    request_id: answer.headers.get("x-request-id"),
  });
}

/**
 * RFC 8693 lets a server choose the audience. Whoever asked for one would otherwise learn at the service
 * that it got another, where the reason cannot be seen.
 */
function warnOfAudience(terminal: Terminal, wanted: string | undefined, accessToken: string): void {
  if (wanted === undefined) return;
  const given = audienceOf(accessToken);
  if (given.includes(wanted)) return;
  terminal.err(
    `warning: ${wanted} was asked for, and the access token is for ${given.join(", ") || "nobody in particular"}. The identity mapping's audience says what can be asked for.\n`,
  );
}

/** @returns none for what cannot be read: the token is its holder's all the same */
function audienceOf(accessToken: string): readonly string[] {
  try {
    return [decodeJwt(accessToken).aud ?? []].flat();
  } catch {
    return [];
  }
}

/** Overload and outages are worth another try; a refusal is not. */
function exitCodeOf(status: number): ExitCode {
  return status >= 500 || status === 429 ? exitCodes.failed : exitCodes.refused;
}
