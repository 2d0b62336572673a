/**
 * `countersign explain`: why a token is, or was, accepted or refused. By the reference id of what
 * happened, or by trying a token or typed-in claims; nothing is left behind.
 */

import type { Command } from "commander";
import { z } from "zod";
import { withApi } from "./api.ts";
import { addCommand, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { readDocument, requireMembers } from "./document.ts";
import { explanationLines } from "./explanation-lines.ts";
import { exitCodes } from "./outcome.ts";
import { readSubject, type SubjectOptions, subjectOptions } from "./subject.ts";
import type { Terminal } from "./terminal.ts";

interface ExplainOptions extends AdminOptions, SubjectOptions {
  readonly provider?: string;
  readonly project?: string;
  readonly mapping?: string;
  readonly protocol?: string;
  readonly draft?: string;
}

export function addExplainCommand(program: Command, shell: Shell): void {
  addCommand<ExplainOptions>(program, shell, {
    usage: "explain [reference-id]",
    description: "say why a token was accepted or refused, or would be; nothing is used up or kept",
    options: [
      subjectOptions,
      (command) =>
        command
          .option("--provider <name>", "provider to judge by; else the one that trusts the issuer")
          .option("--mapping <name>", "judge this identity mapping only")
          .option("--project <key>", "consider the mappings of this project first")
          .option("--protocol <name>", "log in by this protocol of the provider instead of exchanging")
          .option(
            "--draft <path>",
            "judge by today's rules with the mapping in this JSON file, - for standard input; it is not written",
          ),
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
  const { provider, project, mapping, protocol } = options;
  const subject = await readSubject(terminal, reference, options, {
    given: [provider, project, mapping, protocol],
    held: "which provider, project, mapping and protocol were asked for",
  });
  return {
    ...subject,
    ...(provider !== undefined && { provider }),
    ...(project !== undefined && { project }),
    ...(mapping !== undefined && { mapping }),
    ...(protocol !== undefined && { protocol }),
    ...(await readDrafts(terminal, options)),
  };
}

const mappingDraft = z.looseObject({
  name: z.string({ error: "A mapping needs a name." }),
  provider: z.string({ error: "A mapping needs the name of its provider: write it, or give --provider." }),
});

async function readDrafts(terminal: Terminal, { draft, provider }: ExplainOptions) {
  if (draft === undefined) return {};
  const document = {
    ...(provider !== undefined && { provider }),
    ...(await readDocument(terminal, "--draft", draft)),
  };
  const mapping = requireMembers(mappingDraft, document, "The server judges the rest once these are right.");
  return { drafts: { mapping } };
}
