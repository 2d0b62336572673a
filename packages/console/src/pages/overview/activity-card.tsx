/** What was accepted and refused over time: of all integrations together, or of one; also as a table. */

import type { Stats } from "@countersign/client";
import { useState } from "react";
import { Link } from "wouter";
import { fullCount } from "../../charts/scale.ts";
import { type Bar, StackedBars } from "../../charts/stacked-bars.tsx";
import { Card } from "../../ui/card.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Select } from "../../ui/select.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { barsOf, logAddress, type NamedSpan, totalsOf } from "./spans.ts";

const all = "all";

export function ActivityCard({ stats, span }: { readonly stats: Stats; readonly span: NamedSpan }) {
  const [chosen, setChosen] = useState(all);
  const provider = stats.providers.find(({ provider_id: id }) => id === chosen);
  const bars = barsOf(stats, provider?.provider_id ?? null);
  const { issued, refused } =
    provider === undefined
      ? totalsOf(stats)
      : { issued: provider.issued_total, refused: provider.refused_total };
  const of = provider === undefined || provider.deleted ? {} : { provider: provider.provider };
  return (
    <Card
      title="Exchanges"
      description={span.words}
      actions={
        stats.providers.length > 1 && (
          <Select
            aria-label="Integration"
            value={provider?.provider_id ?? all}
            onChange={setChosen}
            choices={[
              { value: all, label: "All integrations" },
              ...stats.providers.map(({ provider_id: value, provider: label, deleted }) => ({
                value,
                label: deleted ? `${label} (deleted)` : label,
              })),
            ]}
            className="w-48"
          />
        )
      }
    >
      <dl className="mb-4 flex flex-wrap gap-x-10 gap-y-2">
        <Total term="Accepted" count={issued} href={logAddress({ ...of, outcome: "issued" }, span)} />
        <Total term="Refused" count={refused} href={logAddress({ ...of, outcome: "refused" }, span)} />
      </dl>
      <StackedBars
        label={`Exchanges, ${span.words.toLowerCase()}`}
        lowerName="Accepted"
        upperName="Refused"
        bars={bars}
      />
      <Disclosure summary="As a table">
        <Table label="Exchanges over time" columns={columns} rows={bars} keyOf={({ label }) => label} />
      </Disclosure>
    </Card>
  );
}

function Total({
  term,
  count,
  href,
}: {
  readonly term: string;
  readonly count: number;
  readonly href: string;
}) {
  return (
    <div>
      <dt className="text-sm text-ink-muted">{term}</dt>
      <dd>
        <Link href={href} className="text-2xl font-semibold tabular-nums underline-offset-4 hover:underline">
          {fullCount(count)}
        </Link>
      </dd>
    </div>
  );
}

const columns: readonly Column<Bar>[] = [
  { head: "Time", names: true, cell: ({ label }) => label },
  { head: "Accepted", end: true, cell: ({ lower }) => fullCount(lower) },
  { head: "Refused", end: true, cell: ({ upper }) => fullCount(upper) },
];
