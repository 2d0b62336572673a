import { describe, expect, it } from "vitest";
import { noChoice, outcome, targetOf, toll } from "../../src/pages/tokens/revocation-target.ts";

describe("what a revocation is of", () => {
  it.each([["provider"], ["mapping"], ["user"]] as const)("is nothing while no %s is named", (kind) => {
    expect(targetOf({ ...noChoice, kind, user: "  " })).toBeNull();
  });

  it("is counted by the same words by which it is revoked", () => {
    expect(targetOf({ ...noChoice, provider: "ci" })).toMatchObject({
      draft: { kind: "provider", provider: "ci" },
      filter: { provider: "ci" },
    });
    const mapping = { ...noChoice, kind: "mapping", mappingId: "7", mapping: "deploy" } as const;
    expect(targetOf(mapping)).toMatchObject({
      draft: { kind: "mapping", id: "7" },
      filter: { mapping_id: "7" },
      what: expect.stringContaining("deploy"),
    });
    expect(targetOf({ ...noChoice, kind: "user", user: " alice " })).toMatchObject({
      draft: { kind: "user", user: "alice" },
      filter: { user: "alice" },
    });
    expect(targetOf({ ...noChoice, kind: "everything" })).toMatchObject({
      draft: { kind: "everything" },
      filter: {},
    });
  });

  it("has to be typed where it is a whole provider or everything", () => {
    expect(targetOf({ ...noChoice, provider: "ci" })?.typed).toBe("ci");
    expect(targetOf({ ...noChoice, kind: "everything" })?.typed).toBe("everything");
    expect(targetOf({ ...noChoice, kind: "user", user: "alice" })?.typed).toBeUndefined();
  });
});

describe("how many tokens it ends", () => {
  it.each([
    [{ count: 0, complete: true }, "No token is live that this would end."],
    [{ count: 1, complete: true }, "This ends 1 live token."],
    [{ count: 1_200, complete: true }, "This ends 1,200 live tokens."],
    [{ count: 5_000, complete: false }, "This ends at least 5,000 live tokens: there are too many to count."],
  ])("is a sentence: %j", (count, sentence) => {
    expect(toll(count)).toBe(sentence);
  });
});

it("what was done says up to when", () => {
  expect(outcome("everything issued to alice", "2026-06-01T10:00:00Z")).toBe(
    "Revoked: everything issued to alice up to 2026-06-01 10:00:00 UTC.",
  );
  expect(outcome("one token", null)).toBe("Revoked: one token.");
});
