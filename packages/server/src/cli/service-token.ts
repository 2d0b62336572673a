/**
 * `countersign service-token`: administrators' secrets, made and ended through the server by an operator. Who holds
 * no credential any more makes one on the server's machine: `countersign admin token`.
 */

import type { ServiceToken } from "@countersign/client";
import { type Command, Option } from "commander";
import { parseAudience } from "../core/granting/audience.ts";
import { serviceTokenRoles } from "../faces/services/keeping.ts";
import { withApi } from "./api.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { readDays, serviceTokenTable } from "./service-token-lines.ts";

const secondsPerDay = 86_400;

interface CreateOptions extends AdminOptions {
  readonly role: ServiceToken["role"];
  readonly days: string;
  readonly audience?: string;
}

export function addServiceTokenCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const group = addGroup(program, "service-token", "administrators' secrets for automation; for operators");

  addCommand<CreateOptions>(group, shell, {
    usage: "create <name>",
    description: "have the server make a service token and print it, this once",
    options: [
      (command) =>
        command
          .addOption(
            new Option("--role <role>", "what it may do").choices(serviceTokenRoles).default("admin"),
          )
          .option("--days <number>", "days until it expires, at most 366", "90")
          .option(
            "--audience <list>",
            "with --role introspect: only of tokens for these, a blank between them",
          ),
      adminOptions,
    ],
    notes: "Ends the first secret. `countersign admin token create` does the same on the server's machine.",
    async run(options, name: string) {
      const { role, days, audience } = options;
      const body = {
        name,
        role,
        audience: audience === undefined ? null : [...parseAudience(audience)],
        lifetime_seconds: readDays(days) * secondsPerDay,
      };
      const document = await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("POST", "/api/v1/service-tokens", { body }),
      );
      return { document, lines: [document.secret] };
    },
  });

  addCommand<AdminOptions>(group, shell, {
    usage: "list",
    description: "list service tokens; their secrets are not kept",
    options: [adminOptions],
    async run(options) {
      const { items } = await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("GET", "/api/v1/service-tokens"),
      );
      return { document: items, lines: serviceTokenTable(items) };
    },
  });

  addCommand<AdminOptions>(group, shell, {
    usage: "revoke <id>",
    description: "end a service token now, and the tokens made with it",
    options: [adminOptions],
    async run(options, id: string) {
      await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("DELETE", "/api/v1/service-tokens/{id}", { path: { id } }),
      );
      return { document: { revoked: id }, lines: [`revoked ${id}`] };
    },
  });
}
