/**
 * `countersign revoke`: ends access tokens before they expire. Every node honours it at once; software that
 * only checks the JWT goes on until the token expires, which is what the last line says.
 */

import type { RevocationDraft } from "@countersign/client";
import type { Command } from "commander";
import { withApi } from "./api.ts";
import { addCommand, addGroup, type Result, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connect, connectAsAdmin } from "./connection.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";
import { commandWith } from "./wording.ts";

const afterwards =
  "Verifiers that only check the JWT accept what was revoked until it expires; introspection tells at once.";

/** A misspelt provider or mapping is not there; a misspelt user is nobody, and that is no error. */
const spelling =
  "A misspelt user is nobody, which is no error: `countersign token list` shows whose tokens are still live. The user of the service tokens of a name is service:<name>.";

export function addRevokeCommands(program: Command, shell: Shell): void {
  const { terminal, argv } = shell;
  const revoke = addGroup(program, "revoke", "end access tokens before they expire");

  addCommand<AdminOptions>(revoke, shell, {
    usage: "token <id>",
    description: "end one access token, its reference token, and what a workload made with it",
    options: [adminOptions],
    notes: "The id is the token's jti; `countersign log` shows it with --json.",
    run: (options, id: string) => send(terminal, options, { kind: "token", id }, `the token ${id}`),
  });

  addCommand<AdminOptions & { readonly project?: string }>(revoke, shell, {
    usage: "mapping <provider> <name>",
    description: "end all that a mapping has issued so far",
    options: [
      (command) => command.option("--project <key>", "the project that owns it; absent: the global one"),
      adminOptions,
    ],
    run: (options, provider: string, mapping: string) => {
      const { project } = options;
      const target = {
        kind: "mapping",
        provider,
        mapping,
        ...(project !== undefined && { project }),
      } as const;
      return send(terminal, options, target, `all that mapping ${mapping} of ${provider} issued`);
    },
  });

  addCommand<AdminOptions>(revoke, shell, {
    usage: "provider <name>",
    description: "end all that was issued so far through a provider",
    options: [adminOptions],
    notes: "New exchanges go on. Disabling the provider stops them, and revokes as well.",
    run: (options, provider: string) =>
      send(terminal, options, { kind: "provider", provider }, `all that was issued through ${provider}`),
  });

  addCommand<AdminOptions>(revoke, shell, {
    usage: "user <name>",
    description: "end all that was issued so far to a user, through whatever provider",
    options: [adminOptions],
    notes: "See first what that is: `countersign token list --user <name>`, letter case aside.",
    run: async (options, user: string) => {
      const sent = await send(terminal, options, { kind: "user", user }, `all that was issued to ${user}`);
      return { ...sent, asides: [...(sent.asides ?? []), spelling] };
    },
  });

  addCommand<AdminOptions & { readonly yes?: string }>(revoke, shell, {
    usage: "everything",
    description: "end all that this server has issued so far; for operators",
    options: [(command) => command.option("--yes", "do it"), adminOptions],
    run(options) {
      if (options.yes === undefined) {
        const { url } = connect(terminal, options);
        throw new CommandFailure(
          exitCodes.usage,
          [
            `Nothing was revoked. This would end every access token and reference token that the installation at ${url} has issued so far, on all its nodes: each workload must exchange again.`,
            "New exchanges and administrators' secrets go on. Verifiers that only check the JWT accept the old tokens until they expire.",
            `To do it: ${commandWith(argv, "--yes")}`,
          ].join("\n"),
        );
      }
      return send(terminal, options, { kind: "everything" }, "everything that was issued");
    },
  });
}

/** @param what as the person is told */
async function send(
  terminal: Terminal,
  options: AdminOptions,
  body: RevocationDraft,
  what: string,
): Promise<Result> {
  const document = await withApi(connectAsAdmin(terminal, options), (api) =>
    api.request("POST", "/api/v1/revocations", { body }),
  );
  const until = document.not_before === null ? "" : ` up to ${document.not_before}`;
  return { document, lines: [`revoked ${what}${until}`], asides: [afterwards] };
}
