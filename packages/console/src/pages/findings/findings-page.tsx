/** Everything the linter finds about all integrations and mappings, the gravest first, each leading to its editor. */

import type { PlacedFinding } from "@countersign/client";
import { ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "wouter";
import { type Severity, useFindings } from "../../api/figures.ts";
import { mendingAddress } from "../../api/mending-address.ts";
import { fullCount } from "../../charts/scale.ts";
import { Problem } from "../../shell/problem.tsx";
import { FindingBadge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Select } from "../../ui/select.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

const severities = ["critical", "warning", "notice"] as const satisfies readonly Severity[];
const words = { critical: "Critical", warning: "Warnings", notice: "Notices" } as const;
const all = "all";

export default function FindingsPage() {
  const [search, setSearch] = useSearchParams();
  const severity = severities.find((one) => one === search.get("severity")) ?? null;
  const findings = useFindings(severity);
  const counts = findings.data?.pages[0]?.counts;
  const choices = [
    { value: all, label: "Of every severity" },
    ...severities.map((value) => ({
      value,
      label: counts === undefined ? words[value] : `${words[value]} (${fullCount(counts[value])})`,
    })),
  ] as const;
  return (
    <>
      <PageHeader
        title="Findings"
        trail={[{ label: "Overview", href: "/" }]}
        description="What is risky about integrations and identity mappings, and what to write instead. None of it refuses anything by itself."
        actions={
          <Select
            aria-label="Severity"
            value={severity ?? all}
            onChange={(value) => setSearch(value === all ? {} : { severity: value }, { replace: true })}
            choices={choices}
            className="w-48"
          />
        }
      />
      {findings.isPending && <Skeleton lines={8} />}
      {findings.isError && (
        <Problem
          error={findings.error}
          title="The findings were not read"
          onRetry={() => void findings.refetch()}
        />
      )}
      {findings.isSuccess && (
        <Findings
          items={findings.data.pages.flatMap(({ items }) => items)}
          more={
            findings.hasNextPage && (
              <Button busy={findings.isFetchingNextPage} onClick={() => void findings.fetchNextPage()}>
                Show more
              </Button>
            )
          }
        />
      )}
    </>
  );
}

interface FindingsProps {
  readonly items: readonly PlacedFinding[];
  readonly more: ReactNode;
}

function Findings({ items, more }: FindingsProps) {
  if (items.length === 0) {
    return (
      <Card>
        <EmptyState icon={ShieldCheck} title="Nothing was found">
          Findings come back when a change makes something risky: the editor shows them before you save.
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <ul className="space-y-3">
        {items.map((finding) => (
          <li
            key={`${finding.mapping_id ?? finding.provider} ${finding.code} ${finding.field} ${finding.message}`}
            className="rounded-lg border border-line bg-surface p-4"
          >
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <FindingBadge severity={finding.severity} />
              <Link
                href={mendingAddress(finding)}
                className="font-semibold text-accent-strong hover:underline"
              >
                {finding.mapping ?? finding.provider}
              </Link>
              <span className="text-sm text-ink-muted">
                {finding.mapping === null ? "Integration" : `Mapping of ${finding.provider}`}
                {finding.project !== null && `, project ${finding.project}`}
              </span>
            </div>
            <p className="mt-2">{finding.message}</p>
            <p className="mt-1 text-ink-muted">{finding.advice}</p>
          </li>
        ))}
      </ul>
      {more !== false && <div className="mt-4 flex justify-center">{more}</div>}
    </>
  );
}
