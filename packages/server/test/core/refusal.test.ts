import { describe, expect, it } from "vitest";
import { kindSentences, type Reason, reasons } from "../../src/core/reasons.ts";
import { administratorHint, callerSentence, type Evidence, kindOf, show } from "../../src/core/refusal.ts";

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
    expect(callerSentence(refusal, "signature_valid", "full")).toContain("expired 5 minutes ago");
    expect(administratorHint(refusal)).toContain(
      "expired at 2027-01-15T08:00:00Z; it was presented at 2027-01-15T08:05:00Z, 5 minutes later",
    );
  });

  it("show what is no time as it is, the last second there is as a time", () => {
    const evidence = { expiresAt: 8_640_000_000_000, now: 60, toleranceSeconds: 30 };
    const hint = administratorHint({ reason: "expired", evidence });
    expect(hint).toContain("expired at +275760-09-13T00:00:00Z;");
    expect(hint).toContain("with 30 seconds of tolerance");
  });

  it("show a time that no calendar knows as it is", () => {
    const evidence = { notBefore: Number.MAX_SAFE_INTEGER, now: 1_800_000_000 };
    expect(administratorHint({ reason: "not_yet_valid", evidence })).toContain("from 9007199254740991;");
  });

  it("show a number that is no time as a number, and what should be a time and is none as it is", () => {
    const tooLarge = { reason: "too_large", evidence: { limit: 16_384 } } as const;
    expect(callerSentence(tooLarge, "unverified", "full")).toContain("longer than 16384 characters");
    const evidence = { expiresAt: 0, now: 60, toleranceSeconds: "some seconds" };
    expect(administratorHint({ reason: "expired", evidence })).toContain("with some seconds of tolerance");
  });

  it("name of what was requested that which is not allowed, and what is", () => {
    const evidence = {
      requested: "https://api.example, foo",
      refused: "foo",
      allowed: "https://api.example",
    };
    const refusal = { reason: "invalid_target", evidence } as const;
    expect(callerSentence(refusal, "signature_valid", "full")).toBe(
      "Invalid audience: the request asks for foo, accepted are https://api.example. Name only what is accepted in audience and resource, or leave both out.",
    );
  });

  it("say plainly what is wrong with the value of a claim", () => {
    const refusal = { reason: "bad_claim_value", evidence: { claim: "sub", detail: "is empty" } } as const;
    expect(callerSentence(refusal, "signature_valid", "full")).toMatch(/^The claim sub is empty\./);
  });

  it("tell the caller no more than was proved, and than the server is set to tell", () => {
    const refusal = { reason: "expired", evidence: { expiresAt: 0, now: 60 } } as const;
    const { kind } = reasons.expired;
    expect(kindOf(refusal)).toBe(kind);
    expect(callerSentence(refusal, "unverified", "full")).toBe(kindSentences[kind]);
    expect(callerSentence(refusal, "signature_valid", "minimal")).toBe(kindSentences[kind]);
    expect(callerSentence(refusal, "claims_valid", "full")).toContain("1 minute ago");
  });

  it("tell even a stranger, on whatever server, what gives nothing away", () => {
    const always = everyReason.filter((reason) => reasons[reason].disclosure === "always");
    expect(always.length).toBeGreaterThan(3);
    for (const reason of always) {
      const refusal = { reason, evidence: {} };
      const told = callerSentence(refusal, "unverified", "full");
      expect(callerSentence(refusal, "unverified", "minimal")).toBe(told);
    }
  });

  it("leave out what the evidence does not say, and show what is no number as it is", () => {
    expect(administratorHint({ reason: "expired", evidence: {} })).not.toMatch(/\{|\}|undefined|null/);
    expect(administratorHint({ reason: "expired", evidence: {} })).toContain("at ; it was presented at ,");
    for (const reason of everyReason) {
      const told = callerSentence({ reason, evidence: {} }, "claims_valid", "full");
      expect(told).toBe(told.trim());
    }
    expect(administratorHint({ reason: "expired", evidence: { expiresAt: "x", now: 60 } })).toContain(
      "60 later",
    );
    expect(administratorHint({ reason: "expired", evidence: { expiresAt: "x", now: "later" } })).toContain(
      "later",
    );
    expect(administratorHint({ reason: "expired", evidence: { expiresAt: 0, now: "later" } })).toContain(
      "at later, later later",
    );
  });

  it("tell the caller what to do wherever nothing more may be told", () => {
    for (const sentence of Object.values(kindSentences)) expect(sentence).toMatch(/Ask|Check|Try/);
  });
});

describe("a value shown in a sentence", () => {
  it("is its text, or its JSON", () => {
    expect(show("a b")).toBe("a b");
    expect(show(["a", 1])).toBe('["a",1]');
    expect(show(undefined)).toBe("null");
  });

  it("has its hidden characters written out", () => {
    expect(show("a\nb\u202ec\u0000\u{e0001}")).toBe("a\\u000ab\\u202ec\\u0000\\ue0001");
  });

  it("has at most 300 characters", () => {
    expect(show("x".repeat(300))).toBe("x".repeat(300));
    expect(show("x".repeat(301))).toBe(`${"x".repeat(299)}\u2026`);
  });
});
