/** How many findings a document has, in one line: the gravest first, each severity with its count. */

import type { Finding } from "@countersign/client";
import { FindingBadge } from "../../ui/badge.tsx";

const severities = ["critical", "warning", "notice"] as const;

export function FindingSummary({ findings }: { readonly findings: readonly Pick<Finding, "severity">[] }) {
  const counts = severities.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  }));
  const present = counts.filter(({ count }) => count > 0);
  if (present.length === 0) return <span className="text-ink-muted">none</span>;
  return (
    <span className="flex flex-wrap gap-1.5">
      {present.map(({ severity, count }) => (
        <span key={severity} className="inline-flex items-center gap-1">
          <span className="tabular-nums">{count}</span>
          <FindingBadge severity={severity} />
        </span>
      ))}
    </span>
  );
}
