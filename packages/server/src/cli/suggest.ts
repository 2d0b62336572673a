/** `countersign mapping suggest`: the narrowest sensible mapping for what was refused, ready to be looked at and created. */

import type { Suggestion } from "@countersign/client";
import type { Command } from "commander";
import { withApi } from "./api.ts";
import { addCommand, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { findingLines } from "./document.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { readSubject, type SubjectOptions, subjectOptions } from "./subject.ts";

interface SuggestOptions extends AdminOptions, SubjectOptions {
  readonly provider?: string;
}

export function addSuggestCommand(mapping: Command, shell: Shell): void {
  addCommand<SuggestOptions>(mapping, shell, {
    usage: "suggest [reference-id]",
    description: "draft the narrowest sensible mapping for a recorded exchange; nothing is written",
    options: [
      subjectOptions,
      (command) =>
        command.option(
          "--provider <name>",
          "whose token or claims these are; a token's is found by its issuer",
        ),
      adminOptions,
    ],
    notes:
      "The document on standard output is what `create --file -` takes: give it a grant first, because it has none.\nWhy each claim is demanded or left out is told on standard error.",
    async run(options, reference: string | undefined) {
      const { provider } = options;
      const subject = await readSubject(shell.terminal, reference, options, {
        given: [provider],
        held: "the provider",
      });
      if ("claims" in subject && provider === undefined) {
        throw new CommandFailure(
          exitCodes.usage,
          "Claims need --provider: the provider whose tokens carry them.",
        );
      }
      const body = { ...subject, ...(provider !== undefined && { provider }) };
      const suggestion = await withApi(connectAsAdmin(shell.terminal, options), (api) =>
        api.request("POST", "/api/v1/suggest", { body }),
      );
      return {
        document: suggestion,
        lines: [JSON.stringify(suggestion.mapping, null, 2)],
        asides: suggestionLines(suggestion),
      };
    },
  });
}

function suggestionLines({ reasons, left_out, notes, amendments, findings }: Suggestion): readonly string[] {
  return [
    ...reasons.map(({ claim, why }) => `demands ${claim}: ${why}`),
    ...left_out.map(({ claim, why }) => `leaves out ${claim}: ${why}`),
    ...notes.map((note) => `note: ${note}`),
    ...amendments.map(({ sentence }) => `or, in its place: ${sentence}`),
    ...findingLines(findings),
  ];
}
