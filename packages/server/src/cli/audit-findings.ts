/** What a verification of the audit chain found, for people and as a document. */

import type { AuditFindings, AuditProblem } from "../audit/findings.ts";
import type { NewerParts } from "../audit/newer-parts.ts";
import { toTimestamp } from "../faces/admin/wire.ts";
import type { Result } from "./command.ts";
import { exitCodes } from "./outcome.ts";
import { counted } from "./wording.ts";

export function findingsResult(findings: AuditFindings, where: string): Result {
  const { problems, newer } = findings;
  const holds = problems.length === 0 && newer === null;
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
      problems,
      not_verified: newer,
    },
    lines: [
      verdictLine(findings, where),
      ...problems.map((problem) => `  ${problemLine(problem)}`),
      verifiedLine(findings),
      againstLine(findings),
    ],
    asides: remarks(findings),
    code: holds ? exitCodes.ok : exitCodes.broken,
  };
}

function verdictLine({ problems, newer }: AuditFindings, where: string): string {
  if (problems.length > 0) return `The audit chain of ${where} does NOT hold:`;
  return newer === null
    ? `The audit chain of ${where} holds.`
    : `The audit chain of ${where} holds as far as this version knows it, which is NOT all of it.`;
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
function remarks({ checkpoints, passedOver, unlinkedRevisions, newer }: AuditFindings): readonly string[] {
  return [
    ...(newer === null ? [] : [newerRemark(newer)]),
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

function newerRemark({ migrations, tables }: NewerParts): string {
  const unknown =
    tables.length === 0 ? "" : `the ${tables.length === 1 ? "table" : "tables"} ${tables.join(", ")}, and `;
  return `A newer version of Countersign has changed the database (${migrations.join(", ")}). Not verified: ${unknown}whatever that version writes into tables that this one knows. Verify with the newer version.`;
}
