/**
 * `countersign exchange`: trades the workload's ID token for an access token, by RFC 8693. Prints the
 * access token alone, so that `TOKEN=$(countersign exchange …)` works, or the whole answer with `--json`.
 */

import type { Command } from "commander";
import { Option } from "commander";
import { z } from "zod";
import { type Connection, connectionOf } from "./connection.ts";
import { findIdToken, type TokenSource, tokenSources } from "./id-token.ts";
import { CommandFailure, exitCodes, print, type Terminal } from "./outcome.ts";

const issuedAnswer = z.looseObject({
  access_token: z.string(),
  expires_in: z.number(),
  token_type: z.string(),
});
const refusedAnswer = z.looseObject({ error: z.string(), error_description: z.string().optional() });

interface ExchangeOptions {
  readonly provider?: string;
  readonly mapping?: string;
  readonly project?: string;
  readonly audience?: string;
  readonly tokenFile?: string;
  readonly tokenVariable?: string;
  readonly from: TokenSource;
  readonly idTokenAudience?: string;
  readonly json?: true;
}

export function addExchangeCommand(program: Command, terminal: Terminal): void {
  program
    .command("exchange")
    .description("trade the ID token this workload holds for an access token")
    .option("--provider <name>", "provider that trusts the token's issuer; needed when several do")
    .option("--mapping <name>", "use this identity mapping only")
    .option("--project <key>", "consider the mappings of this project first")
    .option("--audience <audience>", "audience wanted in the access token")
    .option("--token-file <path>", "file that holds the ID token, - for standard input")
    .option("--token-variable <name>", "variable of the environment that holds the ID token")
    .addOption(
      new Option("--from <platform>", "platform whose environment holds the ID token")
        .choices(tokenSources)
        .default("auto"),
    )
    .option("--id-token-audience <audience>", "audience to request for the ID token (GitHub Actions)")
    .option("--json", "print the whole answer as JSON")
    .action(async (options: ExchangeOptions, command: Command) => {
      await runExchange(terminal, connectionOf(terminal, command), options);
    });
}

async function runExchange(
  terminal: Terminal,
  connection: Connection,
  options: ExchangeOptions,
): Promise<void> {
  const subjectToken = await findIdToken(terminal, {
    file: options.tokenFile,
    variable: options.tokenVariable,
    from: options.from,
    idTokenAudience: options.idTokenAudience,
  });
  const form = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    subject_token: subjectToken,
  });
  const extras = {
    provider_name: options.provider,
    identity_mapping_name: options.mapping,
    project_key: options.project,
    audience: options.audience,
  };
  for (const [name, value] of Object.entries(extras)) if (value !== undefined) form.set(name, value);

  const answer = await connection.fetch(`${connection.url}/oauth2/token`, { method: "POST", body: form });
  const document: unknown = await answer.json().catch(() => null);
  const issued = issuedAnswer.safeParse(document);
  if (answer.ok && issued.success) {
    print(terminal, options.json === true, issued.data, () => [issued.data.access_token]);
    return;
  }
  const refused = refusedAnswer.safeParse(document);
  if (!refused.success) {
    throw new CommandFailure(
      exitCodes.failed,
      `${connection.url} did not answer like a token endpoint (status ${answer.status}).`,
    );
  }
  throw new CommandFailure(
    answer.status >= 500 ? exitCodes.failed : exitCodes.refused,
    refused.data.error_description ?? refused.data.error,
    refused.data,
  );
}
