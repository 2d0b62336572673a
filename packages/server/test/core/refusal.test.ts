import { describe, expect, it } from "vitest";
import { kindSentences, type Reason, reasons } from "../../src/core/reasons.ts";
import { administratorHint, callerSentence, type Evidence } from "../../src/core/refusal.ts";

const everyReason = Object.keys(reasons) as Reason[];
const sentencesIn = (text: string) => text.split(/[.?;] (?=\S)/).length;

/** Evidence for every member a sentence may name. */
function evidenceOf(template: string): Evidence {
  return Object.fromEntries([...template.matchAll(/\{(\w+)\}/g)].map(([, member = ""]) => [member, "this"]));
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

  it("tell the caller what to do wherever nothing more may be told", () => {
    for (const sentence of Object.values(kindSentences)) expect(sentence).toMatch(/Ask|Check|Try/);
  });
});
