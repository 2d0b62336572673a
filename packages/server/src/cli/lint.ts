/**
 * `countersign mapping lint` and `countersign provider lint`: what writing a document would come to, what is risky about
 * it, and what mends that. Nothing is written.
 */

import type { Judgement } from "@countersign/client";
import type { Command } from "commander";
import { withApi } from "./api.ts";
import { addCommand, type Result, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { readDocument } from "./document.ts";
import { findMapping, ownerOption, type Place, projectOf, readMappingDraft } from "./mapping-documents.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";

const notes = "Ends with 0 when the document would be written and nothing about it is critical, else with 3.";

interface MappingLint extends Place {
  readonly file?: string;
  readonly claimsFile?: string;
}

export function addMappingLint(mapping: Command, shell: Shell): void {
  const { terminal } = shell;
  addCommand<MappingLint>(mapping, shell, {
    usage: "lint <provider> [name]",
    description: "judge a mapping before it is written, and say what would mend it; nothing is written",
    options: [
      (command) =>
        command
          .option(
            "--file <path>",
            "JSON document of the mapping, - for standard input; else the one of that name",
          )
          .option(
            "--claims-file <path>",
            "JSON file of a token's claims that is meant, for values of repairs",
          ),
      ownerOption,
      adminOptions,
    ],
    notes,
    async run(options, provider: string, name: string | undefined) {
      const { file, claimsFile } = options;
      const claims =
        claimsFile === undefined ? {} : { claims: await readDocument(terminal, "--claims-file", claimsFile) };
      const given = { provider, ...(name !== undefined && { name }), ...projectOf(options) };
      const written = file === undefined ? null : await readMappingDraft(terminal, file, given);
      if (written === null && name === undefined) {
        throw new CommandFailure(exitCodes.usage, "Give the name of a mapping, or a document in --file.");
      }
      return withApi(connectAsAdmin(terminal, options), async (api) => {
        const draft = written ?? (await findMapping(api, provider, name ?? "", options));
        return judged(await api.request("POST", "/api/v1/lint", { body: { mapping: draft, ...claims } }));
      });
    },
  });
}

/** @param readDraft reads the document of a provider as `update` does */
export function addProviderLint(
  provider: Command,
  shell: Shell,
  readDraft: (file: string, name?: string) => Promise<{ readonly name: string; readonly issuer_url: string }>,
): void {
  addCommand<AdminOptions & { readonly file?: string }>(provider, shell, {
    usage: "lint [name]",
    description: "judge a provider before it is written, and say what would mend it; nothing is written",
    options: [
      (command) =>
        command.option(
          "--file <path>",
          "JSON document of the provider, - for standard input; else the one of that name",
        ),
      adminOptions,
    ],
    notes,
    async run(options, name: string | undefined) {
      const written = options.file === undefined ? null : await readDraft(options.file, name);
      if (written === null && name === undefined) {
        throw new CommandFailure(exitCodes.usage, "Give the name of a provider, or a document in --file.");
      }
      return withApi(connectAsAdmin(shell.terminal, options), async (api) => {
        const draft =
          written ?? (await api.request("GET", "/api/v1/providers/{name}", { path: { name: name ?? "" } }));
        return judged(await api.request("POST", "/api/v1/lint", { body: { provider: draft } }));
      });
    },
  });
}

/** The result of judging one document. */
function judged(judgement: Judgement): Result {
  const { refusal, findings } = judgement;
  const isSound = refusal === null && findings.every(({ severity }) => severity !== "critical");
  return {
    document: judgement,
    lines: judgementLines(judgement),
    code: isSound ? exitCodes.ok : exitCodes.refused,
  };
}

function judgementLines({ refusal, findings, order, shadows, shadowed_by }: Judgement): readonly string[] {
  const place = order === null ? [] : [`judged as number ${order.position} of ${order.total}`];
  return [
    ...(refusal === null ? ["would be written"] : refusalLines(refusal)),
    ...findings.flatMap(({ severity, field, message, advice, repairs }) => [
      `${severity}: ${field}: ${message} ${advice}`,
      ...repairs.map(({ title }) => `  repair: ${title}`),
    ]),
    ...place,
    ...[...shadowed_by, ...shadows].map(({ sentence }) => `  ${sentence}`),
  ];
}

function refusalLines({ detail, errors }: NonNullable<Judgement["refusal"]>): readonly string[] {
  const [only] = errors;
  if (only === undefined) return [`would be refused: ${detail}`];
  return ["would be refused:", ...errors.map((error) => `  ${error.pointer}: ${error.detail}`)];
}
