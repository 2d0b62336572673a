/** The mappings of an integration in the order they are asked, each with what it demands and grants. */

import type { Mapping } from "@countersign/client";
import { Link } from "wouter";
import { useMappingsOf } from "../../api/configuration.ts";
import { FindingSummary } from "../../drafting/findings/finding-summary.tsx";
import { asJson } from "../../drafting/json/json-value.ts";
import { pathText, rowsOf } from "../../drafting/mapping/clause-rows.ts";
import { grantLine } from "../../drafting/mapping/grant-line.ts";
import { claimsOf, priorityText } from "../../drafting/mapping/mapping-document.ts";
import { Problem } from "../../shell/problem.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Table } from "../../ui/table.tsx";

export function MappingList({ provider }: { readonly provider: string }) {
  const mappings = useMappingsOf(provider);
  const rows = mappings.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card
      flush={rows.length > 0}
      title="Identity mappings"
      description="In the order they are asked. The first that fits decides."
    >
      {mappings.isError && (
        <Problem
          error={mappings.error}
          title="The mappings cannot be read"
          onRetry={() => void mappings.refetch()}
        />
      )}
      {mappings.isPending && <Skeleton lines={4} />}
      {mappings.isSuccess && <Rows provider={provider} rows={rows} />}
      {mappings.hasNextPage && (
        <div className="p-3">
          <Button busy={mappings.isFetchingNextPage} onClick={() => void mappings.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Card>
  );
}

function Rows({ provider, rows }: { readonly provider: string; readonly rows: readonly Mapping[] }) {
  return (
    <Table
      label={`Identity mappings of ${provider}`}
      rows={rows}
      keyOf={({ id }) => id}
      empty={<NoMappings provider={provider} />}
      columns={[
        {
          head: "Name",
          names: true,
          cell: ({ id, name, project, entry }) => (
            <span className="flex flex-wrap items-center gap-1.5">
              <Link href={`/mappings/${id}`} className="text-accent-strong hover:underline">
                {name}
              </Link>
              {project != null && <Badge>{project}</Badge>}
              {entry?.kind === "console" && <Badge tone="notice">console sign-in</Badge>}
              {entry?.kind === "protocol" && <Badge tone="notice">protocol {entry.protocol}</Badge>}
            </span>
          ),
        },
        {
          head: "Priority",
          end: true,
          cell: (mapping) => priorityText(asJson(mapping)) || "lowest",
        },
        { head: "Demands", cell: (mapping) => <Demands mapping={mapping} /> },
        { head: "Grants", cell: (mapping) => grantLine(asJson(mapping)) },
        { head: "Findings", cell: ({ findings }) => <FindingSummary findings={findings} /> },
      ]}
    />
  );
}

/** So many claims are named; the rest is counted. */
const mostClaims = 4;

function Demands({ mapping }: { readonly mapping: Mapping }) {
  const claims = claimsOf(asJson(mapping));
  if (claims === null) return "by rules";
  const names = rowsOf(claims).map(({ path }) => pathText(path));
  const more = names.length - mostClaims;
  return (
    <span className="font-mono text-sm">
      {names.slice(0, mostClaims).join(", ")}
      {more > 0 && ` and ${more} more`}
    </span>
  );
}

function NoMappings({ provider }: { readonly provider: string }) {
  return (
    <EmptyState
      title="No job gets a token yet"
      actions={
        <LinkButton look="primary" href={`/integrations/${encodeURIComponent(provider)}/mappings/new`}>
          Create Identity Mapping
        </LinkButton>
      }
    >
      An identity mapping says which claims of a job's token earn which access. Without one, every exchange is
      refused.
    </EmptyState>
  );
}
