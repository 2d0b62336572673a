/** `countersign settings`: by which settings a running server runs, as it says itself. */

import type { Settings } from "@countersign/client";
import type { Command } from "commander";
import { withApi } from "./api.ts";
import { addCommand, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { fields, table } from "./terminal.ts";

export function addSettingsCommand(program: Command, shell: Shell): void {
  addCommand<AdminOptions>(program, shell, {
    usage: "settings",
    description: "show what the server is and the settings in effect, without secrets; for operators",
    options: [adminOptions],
    async run(options) {
      const document = await withApi(connectAsAdmin(shell.terminal, options), (api) =>
        api.request("GET", "/api/v1/settings"),
      );
      return { document, lines: linesOf(document) };
    },
  });
}

function linesOf({ version, instance_id, database, settings }: Settings): readonly string[] {
  return [
    ...fields([
      ["version", version],
      ["instance", instance_id ?? ""],
      ["database", database],
    ]),
    "",
    ...table(
      ["SETTING", "VALUE", "FROM"],
      settings.map(({ name, value, given, secret }) => [
        name,
        secret && given ? "(a secret)" : (value ?? ""),
        given ? "given" : "default",
      ]),
    ),
  ];
}
