/** `countersign mapping`: which claims earn which grant. */

import type { Client, Mapping } from "@countersign/client";
import type { Command } from "commander";
import { z } from "zod";
import { findingLines, readDocument, withApi } from "./api.ts";
import { connectionOf } from "./connection.ts";
import { CommandFailure, exitCodes, print, type Terminal, table } from "./outcome.ts";

interface Output {
  readonly json?: true;
}
interface Place extends Output {
  readonly project?: string;
}
interface Draft extends Place {
  readonly file: string;
}

/** The server validates the document; here it only has to have the members every mapping needs. */
const draft = z.looseObject({ name: z.string(), provider: z.string() });

export function addMappingCommands(program: Command, terminal: Terminal): void {
  const mapping = program.command("mapping").description("identity mappings: which claims earn which grant");

  mapping
    .command("list <provider>")
    .description("list a provider's mappings in the order they are judged")
    .option("--project <key>", "only those of this project")
    .option("--json", "print JSON")
    .action(async (provider: string, options: Place, command: Command) => {
      const mappings = await withApi(connectionOf(terminal, command), (api) =>
        Array.fromAsync(api.list("/api/v1/mappings", { query: { provider, ...projectOf(options) } })),
      );
      print(terminal, options.json === true, mappings, () =>
        table(
          ["PRIORITY", "NAME", "PROJECT", "CLAIMS", "LIFETIME", "FINDINGS"],
          mappings.map((one) => [
            String(one.priority),
            one.name,
            one.project ?? "",
            one.claims === undefined ? `${one.rules?.length ?? 0} rules` : JSON.stringify(one.claims),
            `${one.lifetime_seconds} s`,
            String(one.findings.length),
          ]),
        ),
      );
    });

  mapping
    .command("show <provider> <name>")
    .description("show one mapping and what the linter finds")
    .option("--project <key>", "the project that owns it")
    .option("--json", "print JSON")
    .action(async (provider: string, name: string, options: Place, command: Command) => {
      const found = await withApi(connectionOf(terminal, command), (api) =>
        find(api, provider, name, options),
      );
      print(terminal, options.json === true, found, () => [
        JSON.stringify({ ...found, findings: undefined }, null, 2),
        ...findingLines(found.findings),
      ]);
    });

  mapping
    .command("create <provider>")
    .description("create a mapping from the document in a file")
    .requiredOption("--file <path>", "JSON document of the mapping, - for standard input")
    .option("--json", "print JSON")
    .action(async (provider: string, options: Draft, command: Command) => {
      const body = await readDraft(terminal, provider, options.file);
      const made = await withApi(connectionOf(terminal, command), (api) =>
        api.request("POST", "/api/v1/mappings", { body }),
      );
      print(terminal, options.json === true, made, () => [
        `created mapping ${made.name}`,
        ...findingLines(made.findings),
      ]);
    });

  mapping
    .command("update <provider> <name>")
    .description("replace a mapping by the document in a file")
    .requiredOption("--file <path>", "JSON document of the mapping, - for standard input")
    .option("--project <key>", "the project that owns it")
    .option("--json", "print JSON")
    .action(async (provider: string, name: string, options: Draft, command: Command) => {
      const body = await readDraft(terminal, provider, options.file);
      const made = await withApi(connectionOf(terminal, command), async (api) => {
        const { id, revision } = await find(api, provider, name, options);
        return api.request("PUT", "/api/v1/mappings/{id}", { path: { id }, body, ifMatch: revision });
      });
      print(terminal, options.json === true, made, () => [
        `updated mapping ${made.name}`,
        ...findingLines(made.findings),
      ]);
    });

  mapping
    .command("delete <provider> <name>")
    .description("delete a mapping")
    .option("--project <key>", "the project that owns it")
    .action(async (provider: string, name: string, options: Place, command: Command) => {
      await withApi(connectionOf(terminal, command), async (api) => {
        const { id } = await find(api, provider, name, options);
        await api.request("DELETE", "/api/v1/mappings/{id}", { path: { id } });
      });
      terminal.out(`deleted mapping ${name}\n`);
    });
}

function projectOf(options: Place): { readonly project?: string } {
  return options.project === undefined ? {} : { project: options.project };
}

/** The mapping of that name: the project's when one is named, else the global one. */
async function find(api: Client, provider: string, name: string, options: Place): Promise<Mapping> {
  const named = await Array.fromAsync(
    api.list("/api/v1/mappings", { query: { provider, name, ...projectOf(options) } }),
  );
  const found =
    named.find((one) => one.project === (options.project ?? null)) ??
    (named.length === 1 ? named[0] : undefined);
  if (found !== undefined) return found;
  throw new CommandFailure(
    exitCodes.notFound,
    named.length === 0
      ? `Provider ${provider} has no mapping called ${name}.`
      : `Several projects have a mapping called ${name}. Name one with --project.`,
  );
}

async function readDraft(terminal: Terminal, provider: string, file: string) {
  const parsed = draft.safeParse({ ...(await readDocument(terminal, file)), provider });
  if (!parsed.success) throw new CommandFailure(exitCodes.usage, "The document of a mapping needs a name.");
  return parsed.data;
}
