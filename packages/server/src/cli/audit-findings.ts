/** What a verification of the audit chain found, for people at a terminal and as a document. */

import type { AuditFindings } from "../audit/findings.ts";
import { toVerificationDocument } from "../faces/admin/verification-translate.ts";
import type { Result } from "./command.ts";
import { exitCodes } from "./outcome.ts";

export function findingsResult(findings: AuditFindings, where: string): Result {
  const document = toVerificationDocument(findings, { where, checkpoints: "--checkpoints", keys: "--keys" });
  const { holds, verdict, problems, verified, remarks } = document;
  return {
    document,
    lines: [verdict, ...problems.map(({ sentence }) => `  ${sentence}`), ...verified],
    asides: remarks,
    code: holds ? exitCodes.ok : exitCodes.broken,
  };
}
