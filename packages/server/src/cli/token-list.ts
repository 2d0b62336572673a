/** `countersign token list`: live access tokens, whose they are and where they came from. */

import type { Token } from "@countersign/client";
import type { Command } from "commander";
import { withApi } from "./api.ts";
import { addCommand, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { firstOf, readLimit } from "./listing.ts";
import { table } from "./terminal.ts";

interface ListOptions extends AdminOptions {
  readonly user?: string;
  readonly provider?: string;
  readonly mapping?: string;
  readonly limit: string;
}

export function addTokenListCommand(token: Command, shell: Shell): void {
  addCommand<ListOptions>(token, shell, {
    usage: "list",
    description: "list access tokens that are live, the ones that live longest first",
    options: [
      (command) =>
        command
          .option("--user <name>", "only those issued to this user, letter case aside")
          .option("--provider <name>", "only those issued through this provider")
          .option("--mapping <name>", "only those issued by identity mappings of this name")
          .option("--limit <number>", "how many, at most 9999", "50"),
      adminOptions,
    ],
    notes: "`countersign revoke token <id>` ends one; `countersign explain` says how it came about.",
    async run({ user, provider, mapping, limit, ...options }) {
      const query = {
        ...(user !== undefined && { user }),
        ...(provider !== undefined && { provider }),
        ...(mapping !== undefined && { mapping }),
      };
      const tokens = await withApi(connectAsAdmin(shell.terminal, options), (api) =>
        firstOf(readLimit(limit), (page) => api.list("/api/v1/tokens", { query: { ...query, limit: page } })),
      );
      return { document: tokens, lines: tokenTable(tokens) };
    },
  });
}

function tokenTable(tokens: readonly Token[]): readonly string[] {
  return table(
    ["ID", "HOLDER", "CAME THROUGH", "FOR", "EXPIRES", "REFERENCE ID"],
    tokens.map((one) => [
      one.id,
      one.user ?? one.subject ?? "(not yours to see)",
      one.issued_by === null
        ? [one.provider, one.mapping].filter((name) => name !== null).join(" / ")
        : `made by ${one.issued_by}`,
      one.face,
      one.expires_at,
      one.request_id ?? "",
    ]),
  );
}
