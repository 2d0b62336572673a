import type { Explanation } from "@countersign/client";
import { describe, expect, test } from "vitest";
import { rulesSince, trialVerdict, verdictOf } from "../../../src/pages/log/model/verdict-sentence.ts";
import { exchange, explanation, refusal } from "./samples.ts";

describe("what happened, in one sentence", () => {
  test("of an accepted exchange says who got what, through which provider and by which mapping", () => {
    expect(verdictOf(exchange())).toBe(
      "“repo:acme/shop:ref:refs/heads/main” got a token through “github”, by the mapping “deploy”: group deployers, for 1 h.",
    );
  });

  test("of a refusal says why", () => {
    expect(verdictOf(refusal("no_matching_mapping"))).toBe(
      "“repo:acme/shop:ref:refs/heads/main” was refused a token through “github”: no mapping fits.",
    );
  });

  test("of a refusal after a mapping had matched names the mapping", () => {
    expect(verdictOf(refusal("user_not_named", { mapping: "deploy", face: "keystone" }))).toBe(
      "“repo:acme/shop:ref:refs/heads/main” was refused a login through “github” after the mapping “deploy” had matched: the mapping names no user.",
    );
  });

  test("of a token whose signature did not hold names nobody", () => {
    expect(verdictOf(refusal("bad_signature", { subject: null }))).toBe(
      "A token whose subject was not proved was refused a token through “github”: the signature does not hold.",
    );
  });

  test("of a token on somebody's word says whose", () => {
    const onWord = exchange({
      issued_by: { name: "bootstrap", token_id: null },
      provider: null,
      mapping: null,
      subject: null,
    });
    expect(verdictOf(onWord)).toBe("“bootstrap” had a token issued on its word: group deployers, for 1 h.");
  });

  test("goes on in small letters, also after a word of one", () => {
    expect(verdictOf(refusal("missing_claim", { subject: null, evidence: { claim: "aud" } }))).toBe(
      "A token whose subject was not proved was refused a token through “github”: a claim is missing: aud.",
    );
  });

  test("of a sign-in to the console says so", () => {
    expect(verdictOf(exchange({ face: "admin", details: null }))).toBe(
      "“repo:acme/shop:ref:refs/heads/main” signed in to the console through “github”, by the mapping “deploy”.",
    );
  });
});

describe("a trial by hand", () => {
  test("says that an unproved signature is none", () => {
    const refused = explanation({
      verdict: "refused",
      reason: "bad_signature",
      about: "token",
      verified: false,
    });
    expect(trialVerdict(refused)).toBe(
      "This token would be refused: the signature does not hold. Its signature was not proved.",
    );
  });

  test("of claims speaks of a token that carries them", () => {
    expect(trialVerdict(explanation({ about: "claims", verified: false }))).toBe(
      "A token with these claims would be accepted by the mapping “deploy”: group deployers, for 1 h.",
    );
  });
});

describe("today's rules", () => {
  const then = explanation({ revision: 7 });
  const refused = explanation({
    revision: 7,
    verdict: "refused",
    reason: "no_matching_mapping",
    mapping: null,
  });
  const today = (changed: Partial<Explanation>) => explanation({ revision: 9, ...changed });

  test.each([
    ["have not changed", then, then, false, "The rules have not changed since."],
    ["say the same", then, today({}), false, "Today's rules say the same."],
    [
      "accept what was refused",
      refused,
      today({}),
      true,
      "Today's rules would accept it, by the mapping “deploy”.",
    ],
    [
      "refuse what was accepted",
      then,
      today({ verdict: "refused", reason: "no_matching_mapping" }),
      true,
      "Today's rules would refuse it: no mapping fits.",
    ],
    [
      "refuse it as well",
      refused,
      today({ verdict: "refused", reason: "no_matching_mapping" }),
      false,
      "Today's rules refuse it for the same reason.",
    ],
    [
      "refuse it for another reason",
      refused,
      today({ verdict: "refused", reason: "provider_disabled" }),
      true,
      "Today's rules refuse it as well, for another reason: the provider is disabled.",
    ],
    [
      "choose another mapping",
      then,
      today({ mapping: "other" }),
      true,
      "Today's rules would accept it by another mapping, “other”.",
    ],
    [
      "grant something else",
      then,
      today({ grant: then.grant === null ? null : { ...then.grant, groups: ["readers"] } }),
      true,
      "Today the mapping would grant something else: group readers, for 1 h.",
    ],
  ])("%s", (_, before, now, differs, sentence) => {
    expect(rulesSince(before, now)).toEqual({ differs, sentence });
  });
});
