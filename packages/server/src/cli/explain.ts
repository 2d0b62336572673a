/**
 * `countersign explain`: why a token is, or was, accepted or refused. By the reference id of what
 * happened, or by trying a token or typed-in claims; nothing is left behind.
 */

import type { Command } from "commander";
import { withApi } from "./api.ts";
import { addCommand, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { readDocument } from "./document.ts";
import { explanationLines } from "./explanation-lines.ts";
import { readTokenFile } from "./id-token.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";

interface ExplainOptions extends AdminOptions {
  readonly provider?: string;
  readonly project?: string;
  readonly mapping?: string;
  readonly protocol?: string;
  readonly tokenFile?: string;
  readonly claimsFile?: string;
}

export function addExplainCommand(program: Command, shell: Shell): void {
  addCommand<ExplainOptions>(program, shell, {
    usage: "explain [reference-id]",
    description: "say why a token was accepted or refused, or would be; nothing is used up or kept",
    options: [
      (command) =>
        command
          .option("--token-file <path>", "try the ID token in this file, - for standard input")
          .option(
            "--claims-file <path>",
            "try the claims in this JSON file, - for standard input; no signature is checked",
          )
          .option("--provider <name>", "provider to judge by; else the one that trusts the issuer")
          .option("--mapping <name>", "judge this identity mapping only")
          .option("--project <key>", "consider the mappings of this project first")
          .option("--protocol <name>", "log in by this protocol of the provider instead of exchanging"),
      adminOptions,
    ],
    notes: "Ends with 0 when the token is accepted and with 3 when it is refused.",
    async run(options, reference: string | undefined) {
      const connection = connectAsAdmin(shell.terminal, options);
      const body = await readQuestion(shell.terminal, reference, options);
      const explanation = await withApi(connection, (api) =>
        api.request("POST", "/api/v1/explain", { body }),
      );
      return {
        document: explanation,
        lines: explanationLines(explanation, shell.terminal.columns),
        code: explanation.verdict === "refused" ? exitCodes.refused : exitCodes.ok,
      };
    },
  });
}

async function readQuestion(terminal: Terminal, reference: string | undefined, options: ExplainOptions) {
  const { tokenFile, claimsFile, provider, project, mapping, protocol } = options;
  if ([reference, tokenFile, claimsFile].filter((way) => way !== undefined).length !== 1) {
    throw new CommandFailure(
      exitCodes.usage,
      "Give exactly one of: a reference id, --token-file, --claims-file.",
    );
  }
  if (reference !== undefined) {
    if ([provider, project, mapping, protocol].every((choice) => choice === undefined)) {
      requireReferenceId(reference);
      return { request_id: reference };
    }
    throw new CommandFailure(
      exitCodes.usage,
      "A reference id stands alone: the record holds which provider, project, mapping and protocol were asked for.",
    );
  }
  const where = {
    ...(provider !== undefined && { provider }),
    ...(project !== undefined && { project }),
    ...(mapping !== undefined && { mapping }),
    ...(protocol !== undefined && { protocol }),
  };
  return claimsFile === undefined
    ? { token: await readTokenFile(terminal, tokenFile ?? "-"), ...where }
    : { claims: await readDocument(terminal, "--claims-file", claimsFile, claimsAdvice), ...where };
}

const claimsAdvice =
  "Write the claims there as a JSON object, or give - for standard input. `countersign log --json` shows those of recorded exchanges.";

/** @throws CommandFailure for a text that cannot be one, which no record would be found by */
function requireReferenceId(text: string): void {
  if (/^(?:req-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return;
  throw new CommandFailure(
    exitCodes.usage,
    `"${text}" is no reference id. It ends what the caller was told, is in X-Request-Id, and is listed by \`countersign log\`: it looks like 0198c0de-0000-7000-8000-000000000001.`,
  );
}
