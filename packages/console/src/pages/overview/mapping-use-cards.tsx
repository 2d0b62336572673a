/** Identity mappings by use: those that granted most, and those that nothing ever came to. */

import type { Stats } from "@countersign/client";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { fullCount } from "../../charts/scale.ts";
import { Card } from "../../ui/card.tsx";
import { LocalTime, RelativeTime } from "../../ui/relative-time.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { logAddress, type NamedSpan } from "./spans.ts";

type UsedMapping = Stats["mappings"][number];
type NamedMapping = Pick<UsedMapping, "mapping_id" | "mapping" | "provider">;

const mostShown = 5;

export function MostUsedCard({ stats, span }: { readonly stats: Stats; readonly span: NamedSpan }) {
  return (
    <Card title="Most used mappings" description={span.words} flush>
      <Table
        label="Most used mappings"
        rows={stats.mappings.slice(0, mostShown)}
        keyOf={({ mapping_id }) => mapping_id}
        columns={columnsFor(span)}
        empty={<p className="p-4 text-ink-muted">No mapping granted anything.</p>}
      />
    </Card>
  );
}

function columnsFor(span: NamedSpan): readonly Column<UsedMapping>[] {
  return [
    { head: "Mapping", names: true, cell: (mapping) => <MappingLink mapping={mapping} /> },
    { head: "Integration", cell: ({ provider }) => provider },
    {
      head: "Tokens issued",
      end: true,
      cell: ({ mapping, provider, issued }) => (
        <Link
          href={logAddress({ mapping, provider, outcome: "issued" }, span)}
          className="text-accent-strong underline underline-offset-2"
        >
          {fullCount(issued)}
        </Link>
      ),
    },
    {
      head: "Last used",
      cell: ({ last_used_at: at }) => (at === null ? "not known" : <RelativeTime at={at} />),
    },
  ];
}

export function NeverUsedCard({ stats }: { readonly stats: Stats }) {
  const { never_used: mappings, never_used_total: total, records_from: since } = stats;
  return (
    <Card title="Never used" description={<Known since={since} />}>
      {total === 0 ? (
        <p className="text-ink-muted">Every mapping was used.</p>
      ) : (
        <>
          <ul className="space-y-1.5">
            {mappings.slice(0, mostShown).map((mapping) => (
              <li key={mapping.mapping_id}>
                <MappingLink mapping={mapping} />{" "}
                <span className="text-sm text-ink-muted">
                  {mapping.provider}, made <RelativeTime at={mapping.created_at} />
                </span>
              </li>
            ))}
          </ul>
          {total > mostShown && (
            <p className="mt-2 text-sm text-ink-muted">
              And {fullCount(total - mostShown)} more: <code className="font-mono">countersign stats</code>{" "}
              lists them.
            </p>
          )}
        </>
      )}
    </Card>
  );
}

function Known({ since }: { readonly since: string | null }): ReactNode {
  if (since === null) return "There are no records yet";
  return (
    <>
      As far as records go back, to <LocalTime at={since} />
    </>
  );
}

function MappingLink({ mapping }: { readonly mapping: NamedMapping }) {
  return (
    <Link href={`/mappings/${mapping.mapping_id}`} className="font-medium text-accent-strong hover:underline">
      {mapping.mapping}
    </Link>
  );
}
