/**
 * `countersign key`: the keys that access tokens are signed with. Listing and rotating go through the server;
 * what concerns the master key is done on the server's own machine (`key-at-rest.ts`).
 */

import type { SigningKey } from "@countersign/client";
import type { Command } from "commander";
import { withApi } from "./api.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connect, connectAsAdmin } from "./connection.ts";
import { addKeyAtRestCommands } from "./key-at-rest.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { table } from "./terminal.ts";
import { commandWith } from "./wording.ts";

export function addKeyCommands(program: Command, shell: Shell): void {
  const { terminal, argv } = shell;
  const key = addGroup(program, "key", "signing keys, and the master key that wraps them; for operators");

  addCommand<AdminOptions>(key, shell, {
    usage: "list",
    description: "list the signing keys that are published, the oldest first",
    options: [adminOptions],
    async run(options) {
      const { items } = await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("GET", "/api/v1/keys"),
      );
      return { document: items, lines: keyTable(items) };
    },
  });

  addCommand<AdminOptions & { readonly emergency?: true; readonly yes?: true }>(key, shell, {
    usage: "rotate",
    description: "have a next key made, which takes over once every verifier can have it",
    options: [
      (command) =>
        command
          .option(
            "--emergency",
            "new keys sign at once; all others are withdrawn, and every token issued before is ended",
          )
          .option("--yes", "with --emergency: do it"),
      adminOptions,
    ],
    async run({ emergency = false, yes = false, ...options }) {
      if (emergency && !yes) {
        const { url } = connect(terminal, options);
        throw new CommandFailure(
          exitCodes.usage,
          `${whatEmergencyEnds(url)}\nTo do it: ${commandWith(argv, "--yes")}`,
        );
      }
      const { items } = await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("POST", "/api/v1/keys/rotate", { body: { emergency } }),
      );
      return {
        document: items,
        lines: keyTable(items),
        asides: [emergency ? afterEmergency : afterRotation],
      };
    },
  });

  addKeyAtRestCommands(key, shell);
}

function whatEmergencyEnds(url: string): string {
  return `Nothing was changed. This would withdraw every signing key of the installation at ${url} and end every access token and reference token it has issued so far, on all its nodes: each workload must exchange again. Until verifiers have read the key set again, within 30 minutes, they may refuse the new tokens. It is for keys that may be in wrong hands; without --emergency a rotation ends nothing.`;
}

const afterRotation =
  "Nothing else is to be done: keys marked next take over at the time shown, and the old ones go when their last token has expired.";
const afterEmergency =
  "Every node refuses the tokens issued before within seconds, so each workload must exchange again. Verifiers that check only the signature do so once they have read the key set again, within 30 minutes; restart those you cannot wait for. If the master key may be in wrong hands too: countersign key rewrap, then rotate once more.";

function keyTable(keys: readonly SigningKey[]): readonly string[] {
  return table(
    ["KEY", "ALGORITHM", "STATE", "SIGNS FROM", "SIGNS UNTIL", "PUBLISHED UNTIL"],
    keys.map((key) => [
      key.kid,
      key.algorithm,
      key.state,
      key.state === "standby" ? "" : key.active_from,
      key.signs_until ?? "",
      key.published_until ?? "",
    ]),
  );
}
