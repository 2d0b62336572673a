/** How much is risky, and the gravest of it, each leading to where it is mended. */

import { Link } from "wouter";
import { type Severity, useGravestFindings } from "../../api/figures.ts";
import { mendingAddress } from "../../api/mending-address.ts";
import { fullCount } from "../../charts/scale.ts";
import { Problem } from "../../shell/problem.tsx";
import { FindingBadge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

const mostShown = 3;
const severities: readonly Severity[] = ["critical", "warning", "notice"];

export function FindingsCard() {
  const findings = useGravestFindings(mostShown);
  return (
    <Card
      title="Findings"
      description="What is risky"
      actions={
        <Link href="/findings" className="text-accent-strong hover:underline">
          All findings
        </Link>
      }
    >
      {findings.isPending && <Skeleton lines={4} />}
      {findings.isError && (
        <Problem
          error={findings.error}
          title="The findings were not read"
          onRetry={() => void findings.refetch()}
        />
      )}
      {findings.isSuccess && (
        <>
          <ul className="flex flex-wrap gap-x-4 gap-y-2">
            {severities.map((severity) => (
              <li key={severity}>
                <Link
                  href={`/findings?severity=${severity}`}
                  className="inline-flex items-center gap-2 hover:underline"
                >
                  <FindingBadge severity={severity} />
                  <span className="font-semibold tabular-nums">
                    {fullCount(findings.data.counts[severity])}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          {findings.data.items.length > 0 && (
            <ul className="mt-4 space-y-3">
              {findings.data.items.map((finding) => (
                <li key={`${finding.mapping_id ?? finding.provider} ${finding.code} ${finding.field}`}>
                  <Link
                    href={mendingAddress(finding)}
                    className="font-medium text-accent-strong hover:underline"
                  >
                    {finding.mapping ?? finding.provider}
                  </Link>
                  <p className="text-sm">{finding.message}</p>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Card>
  );
}
