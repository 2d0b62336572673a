/** `countersign stats`: what was exchanged and refused lately, and which mappings are used. */

import type { Stats } from "@countersign/client";
import { type Command, Option } from "commander";
import { withApi } from "./api.ts";
import { addCommand, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { table } from "./terminal.ts";

const buckets = ["hour", "day"] as const;

interface StatsOptions extends AdminOptions {
  readonly provider?: string;
  readonly since?: string;
  readonly until?: string;
  readonly bucket: (typeof buckets)[number];
}

/** Reasons told in a line: the rest is in the log. */
const reasonsShown = 3;

export function addStatsCommand(program: Command, shell: Shell): void {
  addCommand<StatsOptions>(program, shell, {
    usage: "stats",
    description: "show what was exchanged and refused through each provider, and which mappings are used",
    options: [
      (command) =>
        command
          .option("--provider <name>", "only this provider")
          .option("--since <time>", "from this time on, such as 2026-11-27T05:00:00Z (default: a day before)")
          .option("--until <time>", "up to this time (default: now)")
          .addOption(
            new Option("--bucket <bucket>", "what figures are added up by, for --json")
              .choices(buckets)
              .default("hour"),
          ),
      adminOptions,
    ],
    async run({ provider, since, until, bucket, ...options }) {
      const query = {
        bucket,
        ...(provider !== undefined && { provider }),
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
      };
      const stats = await withApi(connectAsAdmin(shell.terminal, options), (api) =>
        api.request("GET", "/api/v1/stats", { query }),
      );
      return { document: stats, lines: linesOf(stats) };
    },
  });
}

function linesOf(stats: Stats): readonly string[] {
  const { from, to, complete, mappings, never_used: neverUsed, never_used_total: total } = stats;
  return [
    `From ${from} to ${to}`,
    ...(complete ? [] : ["Older records are still being summed up: these figures are too low."]),
    "",
    ...providerTable(stats),
    ...(mappings.length === 0 ? [] : ["", ...mappingTable(stats)]),
    ...(total === 0
      ? []
      : ["", neverUsedHeading(stats), ...neverUsed.map(({ provider, mapping }) => `${provider}/${mapping}`)]),
  ];
}

function providerTable({ providers }: Stats): readonly string[] {
  return table(
    ["PROVIDER", "ISSUED", "REFUSED", "MOST FREQUENT REASONS"],
    providers.map((one) => [
      one.deleted ? `${one.provider} (deleted)` : one.provider,
      String(one.issued_total),
      String(one.refused_total),
      one.reasons
        .slice(0, reasonsShown)
        .map(({ reason, count }) => `${reason} ${count}`)
        .join(", "),
    ]),
  );
}

function mappingTable({ mappings }: Stats): readonly string[] {
  return table(
    ["MAPPING", "PROVIDER", "ISSUED", "LAST USED"],
    mappings.map((one) => [one.mapping, one.provider, String(one.issued), one.last_used_at ?? ""]),
  );
}

function neverUsedHeading({
  never_used: shown,
  never_used_total: total,
  records_from: since,
}: Stats): string {
  const known = since === null ? "" : `, as far as records go back (${since})`;
  const part = shown.length < total ? `, of which ${shown.length} are shown` : "";
  return `Never used${known}: ${total}${part}`;
}
