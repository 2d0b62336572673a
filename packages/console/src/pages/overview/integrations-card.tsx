/** Each integration with what came through it, the busiest first. */

import type { Provider, Stats } from "@countersign/client";
import { Link } from "wouter";
import { fullCount } from "../../charts/scale.ts";
import { reasonInWords } from "../../explaining/reason-words.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { logAddress, type NamedSpan } from "./spans.ts";

type Activity = Stats["providers"][number];

interface Row {
  readonly name: string;
  readonly enabled: boolean;
  /** Undefined: not known yet. */
  readonly activity: Activity | undefined;
}

/** Whoever has more finds them by name in the list of all. */
const mostRows = 10;

interface IntegrationsCardProps {
  readonly providers: readonly Provider[];
  readonly stats: Stats | undefined;
  readonly span: NamedSpan;
}

export function IntegrationsCard({ providers, stats, span }: IntegrationsCardProps) {
  const rows = providers
    .map(({ id, name, enabled }) => ({
      name,
      enabled,
      activity: stats?.providers.find(({ provider_id }) => provider_id === id),
    }))
    .toSorted((one, other) => busyness(other) - busyness(one));
  return (
    <Card
      title="Integrations"
      description={rows.length > mostRows ? `The busiest ${mostRows} of ${rows.length}` : undefined}
      actions={
        <Link href="/integrations" className="text-accent-strong hover:underline">
          Manage
        </Link>
      }
      flush
    >
      <Table
        label="Integrations"
        rows={rows.slice(0, mostRows)}
        keyOf={({ name }) => name}
        columns={columnsFor(span)}
      />
    </Card>
  );
}

function busyness({ activity }: Row): number {
  return activity === undefined ? 0 : activity.issued_total + activity.refused_total;
}

function columnsFor(span: NamedSpan): readonly Column<Row>[] {
  return [
    {
      head: "Integration",
      names: true,
      cell: ({ name, enabled }) => (
        <span className="inline-flex flex-wrap items-center gap-2">
          <Link
            href={`/integrations/${encodeURIComponent(name)}`}
            className="text-accent-strong hover:underline"
          >
            {name}
          </Link>
          {!enabled && <Badge>Disabled</Badge>}
        </span>
      ),
    },
    { head: "Accepted", end: true, cell: ({ activity }) => fullCount(activity?.issued_total ?? 0) },
    { head: "Refused", end: true, cell: ({ activity }) => fullCount(activity?.refused_total ?? 0) },
    {
      head: "Most frequent reason",
      cell: ({ name, activity }) => {
        const [first] = activity?.reasons ?? [];
        if (first === undefined) return <span className="text-ink-muted">none</span>;
        return (
          <Link
            href={logAddress({ provider: name, reason: first.reason }, span)}
            className="text-accent-strong underline underline-offset-2"
          >
            {reasonInWords(first.reason)}
          </Link>
        );
      },
    },
  ];
}
