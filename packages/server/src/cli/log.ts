/** `countersign log`: the recorded exchanges, each with the reference id by which it can be explained. */

import type { Exchange } from "@countersign/client";
import { type Command, Option } from "commander";
import { faceNames } from "../faces/services.ts";
import { withApi } from "./api.ts";
import { addCommand, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { firstOf, readLimit } from "./listing.ts";
import { table } from "./terminal.ts";

const outcomes = ["issued", "refused"] as const satisfies readonly Exchange["outcome"][];

interface LogOptions extends AdminOptions, LogFilter {
  readonly limit: string;
}

/** As the options and the parameters of the admin API are both called. */
interface LogFilter {
  readonly provider?: string;
  readonly mapping?: string;
  readonly project?: string;
  readonly face?: (typeof faceNames)[number];
  readonly outcome?: (typeof outcomes)[number];
  readonly reason?: string;
  readonly text?: string;
  readonly since?: string;
  readonly until?: string;
}

export function addLogCommand(program: Command, shell: Shell): void {
  addCommand<LogOptions>(program, shell, {
    usage: "log",
    description: "list recorded exchanges, the latest first, with the reference ids that explain takes",
    options: [
      (command) =>
        command
          .option("--provider <name>", "only those of this provider")
          .option("--mapping <name>", "only those that an identity mapping of this name decided")
          .option("--project <key>", "only those of a project's provider or mapping, or that asked for it")
          .addOption(new Option("--face <face>", "only those of this face").choices(faceNames))
          .addOption(new Option("--outcome <outcome>", "only those that ended so").choices(outcomes))
          .option("--reason <reason>", "only those refused for this reason")
          .option(
            "--text <text>",
            "only those with this in the subject, or with a reference id that begins so",
          )
          .option("--since <time>", "not before this time, such as 2026-11-27T05:00:00Z")
          .option("--until <time>", "only before this time")
          .option("--limit <number>", "how many, at most 9999", "20"),
      adminOptions,
    ],
    async run(options) {
      const limit = readLimit(options.limit);
      const exchanges = await withApi(connectAsAdmin(shell.terminal, options), (api) =>
        firstOf(limit, (page) =>
          api.list("/api/v1/exchanges", { query: { limit: page, ...filtersGiven(options) } }),
        ),
      );
      return { document: exchanges, lines: exchangeTable(exchanges) };
    },
  });
}

function filtersGiven(options: LogFilter): LogFilter {
  const { provider, mapping, project, face, outcome, reason, text, since, until } = options;
  return {
    ...(provider !== undefined && { provider }),
    ...(mapping !== undefined && { mapping }),
    ...(project !== undefined && { project }),
    ...(face !== undefined && { face }),
    ...(outcome !== undefined && { outcome }),
    ...(reason !== undefined && { reason }),
    ...(text !== undefined && { text }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
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
