import { describe, expect, it } from "vitest";
import type { AuditFindings } from "../../src/audit/findings.ts";
import { findingsResult } from "../../src/cli/audit-findings.ts";

const found = (count: number): AuditFindings => ({
  streams: count,
  links: count,
  records: count,
  revisions: count,
  unlinkedRevisions: count,
  checkpoints: count,
  latestCheckpointAt: 1_800_000_000,
  passedOver: count,
  problems: [],
  newer: null,
});
const told = (count: number) => {
  const { lines, asides = [] } = findingsResult(found(count), "the database");
  return [...lines, ...asides];
};

describe("what an audit found", () => {
  it("is told of one of each in the singular", () => {
    expect(told(1)).toEqual([
      "The audit chain of the database holds.",
      "Verified: 1 record in 1 link of 1 stream, and 1 revision of the configuration.",
      "Held against 1 checkpoint, the latest of 2027-01-15T08:00:00Z.",
      "1 checkpoint beside the records was signed with a key that was not given: it does not count.",
      "1 revision of the configuration is not in the chain yet; the next checkpoint adds it.",
    ]);
  });

  it("is no more than was verified, where a newer version has been at work", () => {
    const newer = { migrations: ["9998-a", "9999-b"], tables: ["notes", "wishes"] };
    const { lines, asides, code, document } = findingsResult({ ...found(2), newer }, "the database");
    expect(code).toBe(6);
    expect(document).toMatchObject({ holds: false, problems: [], not_verified: newer });
    expect(lines[0]).toBe(
      "The audit chain of the database holds as far as this version knows it, which is NOT all of it.",
    );
    expect(asides?.[0]).toBe(
      "A newer version of Countersign has changed the database (9998-a, 9999-b). Not verified: the tables notes, wishes, and whatever that version writes into tables that this one knows. Verify with the newer version.",
    );
  });

  it("is told of several in the plural", () => {
    expect(told(2)).toEqual([
      "The audit chain of the database holds.",
      "Verified: 2 records in 2 links of 2 streams, and 2 revisions of the configuration.",
      "Held against 2 checkpoints, the latest of 2027-01-15T08:00:00Z.",
      "2 checkpoints beside the records were signed with keys that were not given: they do not count.",
      "2 revisions of the configuration are not in the chain yet; the next checkpoint adds them.",
    ]);
  });
});
