/** `countersign mapping`: which claims earn which grant. */

import type { Mapping } from "@countersign/client";
import type { Command } from "commander";
import { lowestPriority } from "../core/configuring/mapping-defaults.ts";
import { counted } from "../core/counted.ts";
import { durationText } from "../core/duration.ts";
import { withApi } from "./api.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { saved, shown, unchangedSince } from "./document.ts";
import { addMappingLint } from "./lint.ts";
import {
  findMapping,
  mappingFileOption,
  ownerOption,
  type Place,
  projectOf,
  readMappingDraft,
} from "./mapping-documents.ts";
import { addSuggestCommand } from "./suggest.ts";
import { table } from "./terminal.ts";
import { addMappingWhatIf } from "./what-if.ts";

interface Draft extends AdminOptions {
  readonly file: string;
}

export function addMappingCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const mapping = addGroup(program, "mapping", "identity mappings: which claims earn which grant");

  addCommand<Place>(mapping, shell, {
    usage: "list <provider>",
    description: "list a provider's mappings in the order they are judged",
    options: [
      (command) => command.option("--project <key>", "only those that this project owns"),
      adminOptions,
    ],
    async run(options, provider: string) {
      const mappings = await withApi(connectAsAdmin(terminal, options), (api) =>
        Array.fromAsync(api.list("/api/v1/mappings", { query: { provider, ...projectOf(options) } })),
      );
      return { document: mappings, lines: mappingTable(mappings) };
    },
  });

  addCommand<Place>(mapping, shell, {
    usage: "show <provider> <name>",
    description: "show one mapping as `update --file` takes it, and what the linter finds",
    options: [ownerOption, adminOptions],
    async run(options, provider: string, name: string) {
      const found = await withApi(connectAsAdmin(terminal, options), (api) =>
        findMapping(api, provider, name, options),
      );
      return shown(found);
    },
  });

  addCommand<Draft>(mapping, shell, {
    usage: "create <provider>",
    description: "create a mapping from the document in a file",
    options: [mappingFileOption, adminOptions],
    notes:
      '`countersign preset show <id> --mapping` prints one to start from. A project\'s mapping says so in the document: "project": "<key>".',
    async run(options, provider: string) {
      const body = await readMappingDraft(terminal, options.file, { provider });
      const made = await withApi(
        connectAsAdmin(terminal, options),
        (api) => api.request("POST", "/api/v1/mappings", { body }),
        true,
      );
      return saved("created mapping", made);
    },
  });

  addCommand<Place & Draft>(mapping, shell, {
    usage: "update <provider> <name>",
    description: "replace a mapping by the document in a file",
    options: [mappingFileOption, ownerOption, adminOptions],
    notes:
      "A document taken from `show` carries its revision, and replaces only that one.\nIts name, provider and project cannot change.",
    async run(options, provider: string, name: string) {
      const { project } = options;
      const body = await readMappingDraft(terminal, options.file, {
        provider,
        name,
        ...projectOf({ project }),
      });
      const made = await withApi(
        connectAsAdmin(terminal, options),
        async (api) => {
          const { id } = await findMapping(api, provider, name, options);
          return api.request("PUT", "/api/v1/mappings/{id}", { path: { id }, body, ...unchangedSince(body) });
        },
        true,
      );
      return saved("updated mapping", made);
    },
  });

  addCommand<Place>(mapping, shell, {
    usage: "delete <provider> <name>",
    description: "delete a mapping",
    options: [ownerOption, adminOptions],
    async run(options, provider: string, name: string) {
      await withApi(connectAsAdmin(terminal, options), async (api) => {
        const { id } = await findMapping(api, provider, name, options);
        await api.request("DELETE", "/api/v1/mappings/{id}", { path: { id } });
      });
      return { document: { deleted: name }, lines: [`deleted mapping ${name}`] };
    },
  });

  addMappingLint(mapping, shell);
  addMappingWhatIf(mapping, shell);
  addSuggestCommand(mapping, shell);
}

function mappingTable(mappings: readonly Mapping[]): readonly string[] {
  return table(
    ["PRIORITY", "NAME", "PROJECT", "CLAIMS", "GRANT", "LIFETIME", "FINDINGS"],
    mappings.map((mapping) => [
      mapping.priority === lowestPriority ? "lowest" : String(mapping.priority),
      mapping.name,
      mapping.project ?? "",
      mapping.claims === undefined
        ? counted(mapping.rules?.length ?? 0, "rule")
        : JSON.stringify(mapping.claims),
      mapping.grant === undefined ? "by rule" : JSON.stringify(mapping.grant),
      durationText(mapping.lifetime_seconds),
      String(mapping.findings.length),
    ]),
  );
}
