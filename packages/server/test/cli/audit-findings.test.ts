import { describe, expect, it } from "vitest";
import type { AuditFindings } from "../../src/audit/findings.ts";
import { findingsResult } from "../../src/cli/audit-findings.ts";

const found = (count: number): AuditFindings => ({
  streams: count,
  links: count,
  records: count,
  revisions: count,
  unlinkedRevisions: count,
  keptElsewhere: { count: 0, latestAt: null },
  beside: { count, latestAt: 1_800_000_000 },
  issuers: [{ issuer: "https://sts.example", latestAt: 1_800_000_000 }],
  passedOver: count,
  problems: [],
  newer: null,
});
const told = (count: number, changes: Partial<AuditFindings> = {}, where = "the database") => {
  const { lines, asides = [] } = findingsResult({ ...found(count), ...changes }, where);
  return [...lines, ...asides];
};
/** What is told of the checkpoints alone. */
const toldOf = (changes: Partial<AuditFindings>, where?: string) =>
  told(0, changes, where).filter((line) => /checkpoint/.test(line));
const keptElsewhere = { count: 2, latestAt: 1_800_000_000 };

describe("what an audit found", () => {
  it("is told of one of each in the singular", () => {
    expect(told(1)).toEqual([
      "The audit chain of the database holds.",
      "Verified: 1 record in 1 link of 1 stream, and 1 revision of the configuration.",
      "Held against 1 checkpoint from the database itself, of 2027-01-15T08:00:00Z.",
      "Whoever can write the database can also remove or replace the checkpoints in it: only those kept elsewhere speak against that. Give them with --checkpoints; docs/AUDIT.md says how to keep them.",
      expect.stringMatching(
        /^1 checkpoint beside the records was signed with a key that was not given: it does not count\. That is in order after /,
      ),
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
      "Held against 2 checkpoints from the database itself, the latest of 2027-01-15T08:00:00Z.",
      expect.stringContaining("only those kept elsewhere speak against that"),
      expect.stringMatching(
        /^2 checkpoints beside the records were signed with keys that were not given: they do not count\. That is in order after /,
      ),
      "2 revisions of the configuration are not in the chain yet; the next checkpoint adds them.",
    ]);
  });

  it("says where the checkpoints came from, and how far those kept elsewhere reach", () => {
    expect(toldOf({ keptElsewhere, beside: { count: 0, latestAt: null } })).toEqual([
      "Held against 2 checkpoints kept elsewhere, the latest of 2027-01-15T08:00:00Z.",
    ]);
    expect(toldOf({ keptElsewhere, beside: { count: 1, latestAt: 1_800_003_600 } })).toEqual([
      "Held against 2 checkpoints kept elsewhere, the latest of 2027-01-15T08:00:00Z, and 1 checkpoint from the database itself, of 2027-01-15T09:00:00Z.",
      "Whoever can write the database can also remove or replace the checkpoints in it: what was written after 2027-01-15T08:00:00Z has none kept elsewhere to speak for it.",
    ]);
    expect(toldOf({ beside: { count: 1, latestAt: 1_800_000_000 } }, "chain.jsonl")).toEqual([
      "Held against 1 checkpoint from chain.jsonl itself, of 2027-01-15T08:00:00Z.",
      expect.stringContaining("Whoever can write chain.jsonl can"),
    ]);
    expect(toldOf({ beside: { count: 0, latestAt: null } })).toEqual([
      "No checkpoint was at hand.",
      expect.stringContaining("Without a checkpoint"),
    ]);
  });

  it("tells programs where the checkpoints came from", () => {
    const beside = { count: 1, latestAt: 1_800_003_600 };
    expect(findingsResult({ ...found(0), keptElsewhere, beside }, "the database").document).toMatchObject({
      checkpoints: 3,
      latest_checkpoint_at: "2027-01-15T09:00:00Z",
      checkpoints_kept_elsewhere: 2,
      latest_kept_elsewhere_at: "2027-01-15T08:00:00Z",
      issuers: [{ issuer: "https://sts.example", latest_at: "2027-01-15T08:00:00Z" }],
    });
  });

  it("tells of checkpoints of several issuers, which is right only where the public URL was changed", () => {
    const issuers = ["https://old.example", "https://sts.example"].map((issuer, index) => ({
      issuer,
      latestAt: 1_800_000_000 + index * 3_600,
    }));
    expect(told(1, { issuers })).toContain(
      "The checkpoints name several issuers: https://old.example (the latest of 2027-01-15T08:00:00Z), https://sts.example (the latest of 2027-01-15T09:00:00Z). That is right where the server's public URL was changed; otherwise one is another server's, or was signed with other settings than the server's.",
    );
  });
});
