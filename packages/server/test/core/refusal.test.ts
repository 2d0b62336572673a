import { describe, expect, it } from "vitest";
import { kindSentences, type Reason, reasons } from "../../src/core/reasons.ts";
import { administratorHint, callerSentence, type Evidence } from "../../src/core/refusal.ts";

const everyReason = Object.keys(reasons) as Reason[];
const sentencesIn = (text: string) => text.split(/[.?;] (?=\S)/).length;

/** Evidence for every member a sentence may name. */
function evidenceOf(template: string): Evidence {
  return Object.fromEntries(
    [...template.matchAll(/\{(\w+)[^}]*\}/g)].map(([, member = ""]) => [member, "this"]),
  );
}

describe("words about a refusal", () => {
  it.each(everyReason)("tell the administrator of %s what is wrong and what to do", (reason) => {
    const hint = administratorHint({ reason, evidence: evidenceOf(reasons[reason].hint) });
    expect(sentencesIn(hint)).toBeGreaterThan(1);
    expect(hint).not.toMatch(/ {2}|\{|\}/);
  });

  // What the detail of these says is a whole sentence, its end included.
  const detailed: readonly Reason[] = ["request_malformed", "invalid_scope"];

  it.each(everyReason.filter((reason) => !detailed.includes(reason)))(
    "end in a full stop in what the caller of %s reads",
    (reason) => {
      const refusal = { reason, evidence: evidenceOf(reasons[reason].sentence) };
      const told = callerSentence(refusal, "claims_valid", "full").replace(/ this$/, "");
      expect(told).toMatch(/\.$/);
    },
  );

  it("tell times in UTC to the administrator, and how long ago it was to both", () => {
    const evidence = { expiresAt: 1_800_000_000.5, now: 1_800_000_300, toleranceSeconds: 30 };
    const refusal = { reason: "expired", evidence } as const;
    expect(callerSentence(refusal, "signature_valid", "full")).toContain("expired 300 s ago");
    expect(administratorHint(refusal)).toContain(
      "expired at 2027-01-15T08:00:00Z; it was presented at 2027-01-15T08:05:00Z, 300 s later",
    );
  });

  it("show a time that no calendar knows as it is", () => {
    const evidence = { notBefore: Number.MAX_SAFE_INTEGER, now: 1_800_000_000 };
    expect(administratorHint({ reason: "not_yet_valid", evidence })).toContain("from 9007199254740991;");
  });

  it("say plainly what is wrong with the value of a claim", () => {
    const refusal = { reason: "bad_claim_value", evidence: { claim: "sub", detail: "is empty" } } as const;
    expect(callerSentence(refusal, "signature_valid", "full")).toMatch(/^The claim sub is empty\./);
  });

  it("tell the caller what to do wherever nothing more may be told", () => {
    for (const sentence of Object.values(kindSentences)) expect(sentence).toMatch(/Ask|Check|Try/);
  });
});
