/** `countersign preset`: what the server knows of platforms that hand out ID tokens, to write providers and mappings by. */

import type { Preset } from "@countersign/client";
import type { Command } from "commander";
import { withApi } from "./api.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { table } from "./terminal.ts";

export function addPresetCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const preset = addGroup(program, "preset", "what is known of the tokens of CI systems and clouds");

  addCommand<AdminOptions>(preset, shell, {
    usage: "list",
    description: "list the presets a provider can follow",
    options: [adminOptions],
    async run(options) {
      const { items } = await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("GET", "/api/v1/presets"),
      );
      return { document: items, lines: presetTable(items) };
    },
  });

  addCommand<AdminOptions>(preset, shell, {
    usage: "show <id>",
    description: "show one: issuers, audience, single use, claims to bind to and claims not to trust",
    options: [adminOptions],
    async run(options, id: string) {
      const found = await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("GET", "/api/v1/presets/{id}", { path: { id } }),
      );
      return { document: found, lines: [JSON.stringify(found, null, 2)] };
    },
  });
}

function presetTable(presets: readonly Preset[]): readonly string[] {
  return table(
    ["ID", "TITLE", "ISSUERS"],
    presets.map(({ id, title, issuers }) => [id, title, issuers.join(" ")]),
  );
}
