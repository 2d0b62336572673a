/** `countersign preset`: what the server knows of platforms that hand out ID tokens, to write providers and mappings by. */

import type { Client, Preset } from "@countersign/client";
import type { Command } from "commander";
import { nearestWord } from "../core/spelling.ts";
import { withApi } from "./api.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { presetLines } from "./preset-lines.ts";
import { table } from "./terminal.ts";

interface ShowOptions extends AdminOptions {
  readonly mapping?: true;
}

export function addPresetCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const preset = addGroup(program, "preset", "what is known of the tokens of CI systems and clouds");

  addCommand<AdminOptions>(preset, shell, {
    usage: "list",
    description: "list the presets a provider can follow",
    options: [adminOptions],
    async run(options) {
      const items = await withApi(connectAsAdmin(terminal, options), listPresets);
      return { document: items, lines: presetTable(items) };
    },
  });

  addCommand<ShowOptions>(preset, shell, {
    usage: "show <id>",
    description: "show one: issuers, audience, single use, claims to bind to and claims not to trust",
    options: [
      (command) => command.option("--mapping", "print a mapping to edit and create, as a JSON document"),
      adminOptions,
    ],
    notes: "Example tokens are in --json.",
    async run(options, id: string) {
      const found = findPreset(id, await withApi(connectAsAdmin(terminal, options), listPresets));
      if (options.mapping !== true) return { document: found, lines: presetLines(found, terminal.columns) };
      const mapping = startOfMapping(found);
      return { document: mapping, lines: [JSON.stringify(mapping, null, 2)], asides: [editAdvice] };
    },
  });
}

async function listPresets(api: Client): Promise<readonly Preset[]> {
  return (await api.request("GET", "/api/v1/presets")).items;
}

/** @throws CommandFailure naming the one that was probably meant */
function findPreset(id: string, presets: readonly Preset[]): Preset {
  const found = presets.find((preset) => preset.id === id);
  if (found !== undefined) return found;
  const ids = presets.map((preset) => preset.id);
  const longer = ids.filter((one) => one.startsWith(id));
  const meant = longer.length > 0 ? longer.join(" or ") : nearestWord(id, ids);
  const help = meant === null ? "" : ` Did you mean ${meant}?`;
  throw new CommandFailure(
    exitCodes.notFound,
    `There is no preset "${id}".${help} \`countersign preset list\` names those there are.`,
  );
}

/** The server refuses the name and the audience until they are filled in, and the linter finds the rest. */
function startOfMapping({ recommended_claims: claims }: Preset) {
  return {
    name: "<name of the mapping>",
    claims,
    grant: { user: "<name of the user>", groups: ["<name of a group>"] },
    audience: ["<who the access token is for>"],
    lifetime_seconds: 600,
  };
}

const editAdvice =
  "Fill in what stands in <…>, leave out what you do not grant, then: countersign mapping create <provider> --file <path>";

function presetTable(presets: readonly Preset[]): readonly string[] {
  return table(
    ["ID", "TITLE", "ISSUERS"],
    presets.map(({ id, title, issuers }) => [id, title, issuers.join(" ")]),
  );
}
