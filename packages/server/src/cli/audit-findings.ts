/** What a verification of the audit chain found, for people and as a document. */

import type { AuditFindings, AuditProblem } from "../audit/findings.ts";
import { toTimestamp } from "../faces/admin/wire.ts";
import type { Result } from "./command.ts";
import { exitCodes } from "./outcome.ts";
import { counted } from "./wording.ts";

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
        findings.latestCheckpointAt === null ? null : toTimestamp(findings.latestCheckpointAt),
      problems: findings.problems,
    },
    lines: [
      holds ? `The audit chain of ${where} holds.` : `The audit chain of ${where} does NOT hold:`,
      ...findings.problems.map((problem) => `  ${problemLine(problem)}`),
      verifiedLine(findings),
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

function verifiedLine({ records, links, streams, revisions }: AuditFindings): string {
  const chain = `${counted(records, "record")} in ${counted(links, "link")} of ${counted(streams, "stream")}`;
  return `Verified: ${chain}, and ${counted(revisions, "revision")} of the configuration.`;
}

function againstLine({ checkpoints, latestCheckpointAt }: AuditFindings): string {
  return latestCheckpointAt === null
    ? "No checkpoint was at hand."
    : `Held against ${counted(checkpoints, "checkpoint")}, the latest of ${toTimestamp(latestCheckpointAt)}.`;
}

/** What a person may take the result for, and must not. */
function remarks({ checkpoints, passedOver, unlinkedRevisions }: AuditFindings): readonly string[] {
  return [
    ...(checkpoints === 0
      ? ["Without a checkpoint nobody can see that the end was cut off, or that everything was replaced."]
      : []),
    ...(passedOver > 0
      ? [
          passedOver === 1
            ? "1 checkpoint beside the records was signed with a key that was not given: it does not count."
            : `${passedOver} checkpoints beside the records were signed with keys that were not given: they do not count.`,
        ]
      : []),
    ...(unlinkedRevisions > 0
      ? [
          unlinkedRevisions === 1
            ? "1 revision of the configuration is not in the chain yet; the next checkpoint adds it."
            : `${unlinkedRevisions} revisions of the configuration are not in the chain yet; the next checkpoint adds them.`,
        ]
      : []),
  ];
}
