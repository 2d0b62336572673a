/** `countersign findings`: what is risky about everything that is configured, the gravest first. */

import type { PlacedFinding } from "@countersign/client";
import { type Command, Option } from "commander";
import { severities } from "../core/figures/findings.ts";
import type { Severity } from "../core/linting/lint.ts";
import { withApi } from "./api.ts";
import { addCommand, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { wrapped } from "./terminal.ts";

interface FindingsOptions extends AdminOptions {
  readonly provider?: string;
  readonly severity?: Severity;
}

/** The gravest of more: nobody reads on. */
const mostShown = 200;

export function addFindingsCommand(program: Command, shell: Shell): void {
  addCommand<FindingsOptions>(program, shell, {
    usage: "findings",
    description: "list what is risky about all providers and identity mappings, the gravest first",
    options: [
      (command) =>
        command
          .option("--provider <name>", "only about this provider and its mappings")
          .addOption(new Option("--severity <severity>", "only of this severity").choices(severities)),
      adminOptions,
    ],
    async run({ provider, severity, ...options }) {
      const query = {
        limit: mostShown,
        ...(provider !== undefined && { provider }),
        ...(severity !== undefined && { severity }),
      };
      const page = await withApi(connectAsAdmin(shell.terminal, options), (api) =>
        api.request("GET", "/api/v1/findings", { query }),
      );
      const { critical, warning, notice } = page.counts;
      const lines = [
        `${critical} critical, ${warning} warnings, ${notice} notices`,
        ...page.items.flatMap((one) => ["", ...linesOf(one, shell.terminal.columns)]),
        ...(page.next === null && page.complete ? [] : ["", `These are the gravest ${page.items.length}.`]),
      ];
      return { document: page, lines };
    },
  });
}

function linesOf(one: PlacedFinding, columns: number | undefined): readonly string[] {
  const about = one.mapping === null ? one.provider : `${one.provider}/${one.mapping}`;
  const indent = { first: "  ", others: "  " };
  return [
    `${one.severity}: ${one.code} (${about}, ${one.field})`,
    ...wrapped(one.message, columns, indent),
    ...wrapped(one.advice, columns, indent),
  ];
}
