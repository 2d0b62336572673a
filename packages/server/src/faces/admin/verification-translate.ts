/**
 * What a verification of the audit chain found, as a document and in sentences: the same for the admin API, the
 * console and the command line, which differ in what they call the things a person can give.
 */

import type { AuditFindings, AuditProblem, CheckpointTally } from "../../audit/findings.ts";
import type { NewerParts } from "../../audit/newer-parts.ts";
import { counted } from "../../core/counted.ts";
import type { EpochSeconds } from "../../core/terms.ts";
import type { VerificationDocument } from "./audit-wire.ts";
import { toTimestamp } from "./wire.ts";

/** Where the chain lies, and what the checkpoints and keys that were kept elsewhere are given with. */
export interface VerifiedPlace {
  readonly where: string;
  readonly checkpoints: string;
  readonly keys: string;
}

export const theDatabase: VerifiedPlace = { where: "the database", checkpoints: "checkpoints", keys: "keys" };

export function toVerificationDocument(findings: AuditFindings, place: VerifiedPlace): VerificationDocument {
  const { problems, newer } = findings;
  return {
    holds: problems.length === 0 && newer === null,
    verdict: verdictLine(findings, place.where),
    streams: findings.streams,
    links: findings.links,
    records: findings.records,
    revisions: findings.revisions,
    unlinked_revisions: findings.unlinkedRevisions,
    ...checkpointMembers(findings),
    problems: problems.map((problem) => ({ ...problem, sentence: problemLine(problem) })),
    not_verified: newer === null ? null : { migrations: [...newer.migrations], tables: [...newer.tables] },
    verified: [verifiedLine(findings), againstLine(findings, place.where)],
    remarks: [...remarks(findings, place)],
  };
}

function checkpointMembers({ keptElsewhere, beside, issuers, passedOver }: AuditFindings) {
  const latest = [keptElsewhere.latestAt, beside.latestAt].filter((at) => at !== null);
  const timeOf = (at: EpochSeconds | null) => (at === null ? null : toTimestamp(at));
  return {
    checkpoints: keptElsewhere.count + beside.count,
    latest_checkpoint_at: timeOf(latest.length === 0 ? null : Math.max(...latest)),
    checkpoints_kept_elsewhere: keptElsewhere.count,
    latest_kept_elsewhere_at: timeOf(keptElsewhere.latestAt),
    checkpoints_passed_over: passedOver,
    issuers: issuers.map(({ issuer, latestAt }) => ({ issuer, latest_at: toTimestamp(latestAt) })),
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

function againstLine({ keptElsewhere, beside }: AuditFindings, where: string): string {
  const parts = [tallied(keptElsewhere, "kept elsewhere"), tallied(beside, `from ${where} itself`)];
  const told = parts.filter((part) => part !== null);
  return told.length === 0 ? "No checkpoint was at hand." : `Held against ${told.join(", and ")}.`;
}

function tallied({ count, latestAt }: CheckpointTally, origin: string): string | null {
  if (latestAt === null) return null;
  return `${counted(count, "checkpoint")} ${origin}, ${count === 1 ? "" : "the latest "}of ${toTimestamp(latestAt)}`;
}

/** How far the checkpoints speak against whoever can write what was verified; null: as far as there are any. */
function reachRemark(
  { keptElsewhere, beside }: AuditFindings,
  { where, checkpoints }: VerifiedPlace,
): string | null {
  if (beside.latestAt === null) return null;
  const writer = `Whoever can write ${where} can also remove or replace the checkpoints in it`;
  if (keptElsewhere.latestAt === null) {
    return `${writer}: only those kept elsewhere speak against that. Give them with ${checkpoints}; docs/AUDIT.md says how to keep them.`;
  }
  if (keptElsewhere.latestAt >= beside.latestAt) return null;
  return `${writer}: what was written after ${toTimestamp(keptElsewhere.latestAt)} has none kept elsewhere to speak for it.`;
}

function issuersRemark({ issuers }: AuditFindings): string | null {
  if (issuers.length < 2) return null;
  const named = issuers.map(({ issuer, latestAt }) => `${issuer} (the latest of ${toTimestamp(latestAt)})`);
  return `The checkpoints name several issuers: ${named.join(", ")}. That is right where the server's public URL was changed; otherwise one is another server's, or was signed with other settings than the server's.`;
}

/** What a person may take the result for, and must not. */
function remarks(findings: AuditFindings, place: VerifiedPlace): readonly string[] {
  const { keptElsewhere, beside, passedOver, unlinkedRevisions, newer } = findings;
  const told = [
    newer === null ? null : newerRemark(newer),
    keptElsewhere.count + beside.count === 0
      ? "Without a checkpoint nobody can see that the end was cut off, or that everything was replaced."
      : null,
    reachRemark(findings, place),
    issuersRemark(findings),
    passedOverRemark(passedOver, place),
    unlinkedRemark(unlinkedRevisions),
  ];
  return told.filter((remark) => remark !== null);
}

function passedOverRemark(count: number, { checkpoints, keys }: VerifiedPlace): string | null {
  if (count === 0) return null;
  const passedOver =
    count === 1
      ? "1 checkpoint beside the records was signed with a key that was not given: it does not count."
      : `${count} checkpoints beside the records were signed with keys that were not given: they do not count.`;
  return `${passedOver} That is in order after signing keys were replaced: add a checkpoint made since to those of ${checkpoints} (the server logs them; \`countersign audit checkpoint\` makes one), or the new key to those of ${keys}. Else somebody else put it there.`;
}

function unlinkedRemark(count: number): string | null {
  if (count === 0) return null;
  return count === 1
    ? "1 revision of the configuration is not in the chain yet; the next checkpoint adds it."
    : `${count} revisions of the configuration are not in the chain yet; the next checkpoint adds them.`;
}

function newerRemark({ migrations, tables }: NewerParts): string {
  const unknown =
    tables.length === 0 ? "" : `the ${tables.length === 1 ? "table" : "tables"} ${tables.join(", ")}, and `;
  return `A newer version of Countersign has changed the database (${migrations.join(", ")}). Not verified: ${unknown}whatever that version writes into tables that this one knows. Verify with the newer version.`;
}
