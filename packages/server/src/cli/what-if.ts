/**
 * `countersign mapping what-if` and `countersign provider what-if`: who would gain, lose or change access by a change,
 * judged by what was exchanged. Nothing is written.
 */

import type { WhatIf } from "@countersign/client";
import type { Command } from "commander";
import { counted } from "../core/counted.ts";
import { withApi } from "./api.ts";
import { addCommand, type Result, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { findMapping, ownerOption, type Place, readMappingDraft } from "./mapping-documents.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { wrapped } from "./terminal.ts";

/** As the options and the members of the question are both called. */
interface Span {
  readonly since?: string;
  readonly until?: string;
}
interface SpanOptions extends Span {
  readonly limit: string;
}

interface MappingWhatIf extends Place, SpanOptions {
  readonly file?: string;
  readonly delete?: string;
}

const mostReplayed = 10_000;

const spanOptions = (command: Command) =>
  void command
    .option("--since <time>", "exchanges not before this time, such as 2026-11-27T05:00:00Z")
    .option("--until <time>", "exchanges before this time")
    .option("--limit <number>", `how many of the latest, at most ${mostReplayed}`, "1000");

const notes =
  "Recorded exchanges are judged by today's rules, without the change and with it.\nThose refused for their signature cannot be judged again, and are counted apart.";

export function addMappingWhatIf(mapping: Command, shell: Shell): void {
  const { terminal } = shell;
  addCommand<MappingWhatIf>(mapping, shell, {
    usage: "what-if <provider>",
    description: "say who would gain, lose or change access by a mapping; nothing is written",
    options: [
      (command) =>
        command
          .option(
            "--file <path>",
            "JSON document of a mapping, in place of the one of its name, - for standard input",
          )
          .option("--delete <name>", "mapping that would be deleted"),
      ownerOption,
      spanOptions,
      adminOptions,
    ],
    notes,
    async run(options, provider: string) {
      const { file, delete: deleted } = options;
      if (file === undefined && deleted === undefined) {
        throw new CommandFailure(exitCodes.usage, "Give a change: --file, --delete, or both.");
      }
      const place = options.project === undefined ? {} : { project: options.project };
      const drafted =
        file === undefined ? [] : [await readMappingDraft(terminal, file, { provider, ...place })];
      const span = spanOf(options);
      const answer = await withApi(
        connectAsAdmin(terminal, options),
        async (api) => {
          const gone = deleted === undefined ? [] : [(await findMapping(api, provider, deleted, options)).id];
          const body = { mappings: drafted, deleted_mappings: gone, ...span };
          return api.request("POST", "/api/v1/what-if", { body });
        },
        true,
      );
      return result(answer, terminal.columns);
    },
  });
}

/** @param readDraft reads the document of a provider as `update` does */
export function addProviderWhatIf(
  provider: Command,
  shell: Shell,
  readDraft: (file: string, name: string) => Promise<{ readonly name: string; readonly issuer_url: string }>,
): void {
  addCommand<AdminOptions & SpanOptions & { readonly file: string }>(provider, shell, {
    usage: "what-if <name>",
    description: "say who would gain, lose or change access by a change to a provider; nothing is written",
    options: [
      (command) =>
        command.requiredOption("--file <path>", "JSON document of the provider, - for standard input"),
      spanOptions,
      adminOptions,
    ],
    notes,
    async run(options, name: string) {
      const body = { provider: await readDraft(options.file, name), ...spanOf(options) };
      const answer = await withApi(
        connectAsAdmin(shell.terminal, options),
        (api) => api.request("POST", "/api/v1/what-if", { body }),
        true,
      );
      return result(answer, shell.terminal.columns);
    },
  });
}

function spanOf({ since, until, limit }: SpanOptions): Span & { readonly limit: number } {
  const number = Number(limit);
  if (!/^[1-9]\d{0,4}$/.test(limit) || number > mostReplayed) {
    throw new CommandFailure(
      exitCodes.usage,
      `--limit must be a whole number from 1 to ${mostReplayed}, not "${limit}".`,
    );
  }
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }), limit: number };
}

function result(answer: WhatIf, columns: number | undefined): Result {
  return { document: answer, lines: whatIfLines(answer, columns) };
}

function whatIfLines(answer: WhatIf, columns: number | undefined): readonly string[] {
  const { replayed, not_replayable, same, gained, lost, changed, groups, complete, from, to } = answer;
  const told = groups.reduce((sum, { count }) => sum + count, 0);
  const untold = gained + lost + changed - told;
  return [
    `${counted(replayed, "exchange")} from ${from} to ${to}: ${gained} gained, ${lost} lost, ${changed} changed, ${same} the same`,
    ...groups.flatMap(({ kind, count, sentence, latest }) => [
      ...wrapped(sentence, columns, {
        first: `${kind.padEnd(7)} ${String(count).padStart(5)}  `,
        others: " ".repeat(15),
      }),
      `${" ".repeat(15)}latest ${latest.request_id} at ${latest.at}`,
    ]),
    ...[
      ...(untold > 0
        ? [`${counted(untold, "exchange")} more ${untold === 1 ? "is" : "are"} in groups that are not shown.`]
        : []),
      ...(not_replayable > 0
        ? [
            `${counted(not_replayable, "exchange")} could not be judged: no signature held, or the details were erased.`,
          ]
        : []),
      ...(complete ? [] : ["There are older exchanges: look at more with --limit."]),
      ...answer.notes,
    ].flatMap((sentence) => wrapped(sentence, columns, { first: "", others: "" })),
  ];
}
