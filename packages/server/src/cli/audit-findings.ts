/** What a verification of the audit chain found, for people and as a document. */

import type { AuditFindings, AuditProblem } from "../audit/findings.ts";
import type { Result } from "./command.ts";
import { exitCodes } from "./outcome.ts";

export function findingsResult(findings: AuditFindings, where: string): Result {
  const holds = findings.problems.length === 0;
  return {
    document: {
      holds,
      streams: findings.streams,
      links: findings.links,
      records: findings.records,
      revisions: findings.revisions,
      unlinked_revisions: findings.unlinkedRevisions,
      checkpoints: findings.checkpoints,
      checkpoints_passed_over: findings.passedOver,
      latest_checkpoint_at:
        findings.latestCheckpointAt === null ? null : isoTime(findings.latestCheckpointAt),
      problems: findings.problems,
    },
    lines: [
      holds ? `The audit chain of ${where} holds.` : `The audit chain of ${where} does NOT hold:`,
      ...findings.problems.map((problem) => `  ${problemLine(problem)}`),
      `${findings.records} records in ${findings.links} links of ${findings.streams} streams, and ${findings.revisions} revisions of the configuration, were verified.`,
      againstLine(findings),
    ],
    asides: remarks(findings),
    code: holds ? exitCodes.ok : exitCodes.broken,
  };
}

function problemLine(problem: AuditProblem): string {
  switch (problem.kind) {
    case "stream":
      return `stream ${problem.stream}, link ${problem.sequence}: ${problem.detail}`;
    case "configuration":
      return `configuration, revision ${problem.revision}: ${problem.detail}`;
    case "checkpoint":
    case "file":
      return problem.detail;
  }
}

function againstLine({ checkpoints, latestCheckpointAt }: AuditFindings): string {
  return latestCheckpointAt === null
    ? "No checkpoint was at hand."
    : `Held against ${checkpoints} checkpoints, the latest of ${isoTime(latestCheckpointAt)}.`;
}

/** What a person may take the result for, and must not. */
function remarks({ checkpoints, passedOver, unlinkedRevisions }: AuditFindings): readonly string[] {
  return [
    ...(checkpoints === 0
      ? ["Without a checkpoint nobody can see that the end was cut off, or that everything was replaced."]
      : []),
    ...(passedOver > 0
      ? [
          `${passedOver} checkpoints beside the records were signed with keys that were not given: they do not count.`,
        ]
      : []),
    ...(unlinkedRevisions > 0
      ? [
          `${unlinkedRevisions} revisions of the configuration are not in the chain yet; the next checkpoint adds them.`,
        ]
      : []),
  ];
}

export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
