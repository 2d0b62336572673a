/** `countersign log`: the recorded exchanges, each with the reference id by which it can be explained. */

import type { Client, Exchange } from "@countersign/client";
import { type Command, Option } from "commander";
import { withApi } from "./api.ts";
import { addCommand, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { table } from "./terminal.ts";

const outcomes = ["issued", "refused"] as const satisfies readonly Exchange["outcome"][];

interface LogOptions extends AdminOptions {
  readonly provider?: string;
  readonly outcome?: (typeof outcomes)[number];
  readonly limit: string;
}

/** What one page of the admin API holds at most. */
const pageSize = 200;

export function addLogCommand(program: Command, shell: Shell): void {
  addCommand<LogOptions>(program, shell, {
    usage: "log",
    description: "list recorded exchanges, the latest first, with the reference ids that explain takes",
    options: [
      (command) =>
        command
          .option("--provider <name>", "only those of this provider")
          .addOption(new Option("--outcome <outcome>", "only those that ended so").choices(outcomes))
          .option("--limit <number>", "how many, at most 9999", "20"),
      adminOptions,
    ],
    async run(options) {
      const limit = readLimit(options.limit);
      const exchanges = await withApi(connectAsAdmin(shell.terminal, options), (api) =>
        latest(api, options, limit),
      );
      return { document: exchanges, lines: exchangeTable(exchanges) };
    },
  });
}

function readLimit(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new CommandFailure(exitCodes.usage, `--limit must be a whole number from 1 to 9999, not "${text}".`);
}

async function latest(api: Client, options: LogOptions, limit: number): Promise<readonly Exchange[]> {
  const { provider, outcome } = options;
  const query = {
    limit: Math.min(limit, pageSize),
    ...(provider !== undefined && { provider }),
    ...(outcome !== undefined && { outcome }),
  };
  const found: Exchange[] = [];
  for await (const exchange of api.list("/api/v1/exchanges", { query })) {
    found.push(exchange);
    if (found.length === limit) break;
  }
  return found;
}

function exchangeTable(exchanges: readonly Exchange[]): readonly string[] {
  return table(
    ["AT", "OUTCOME", "PROVIDER", "MAPPING OR REASON", "REFERENCE ID"],
    exchanges.map(({ at, outcome, provider, mapping, reason, issued_by: by, request_id: reference }) => [
      at,
      outcome,
      provider ?? "",
      reason ?? mapping ?? (by === null ? "" : `issued by ${by.name}`),
      reference,
    ]),
  );
}
