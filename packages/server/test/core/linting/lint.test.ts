import { describe, expect, it } from "vitest";
import type { Clause, Matcher } from "../../../src/core/terms.ts";
import { adminGrant, mappingDraft, ruleOf } from "../samples.ts";
import { granting, pinned, roles, user } from "./drafts.ts";
import { codes, lint } from "./linted.ts";

describe("lintMapping", () => {
  it("does not work out repairs that nobody asks for, however many values are at fault", {
    timeout: 5_000,
  }, () => {
    const values = Array.from(
      { length: 1_000 },
      (_, index): Matcher => ({ kind: "equals", value: `a;${index}` }),
    );
    const when = Array.from(
      { length: 100 },
      (_, index): Clause => ({
        path: [`claim_${index}`],
        separator: ";",
        test: { kind: "any_of", matchers: values },
      }),
    );
    const found = lint(mappingDraft({}, { rules: [{ ...ruleOf({}), when }] }));
    expect(found.filter(({ code }) => code === "separator_in_value")).toHaveLength(100_000);
  });
});

describe("the order of findings", () => {
  it("is gravest first", () => {
    const draft = mappingDraft(
      { owner: "acme" },
      { audience: ["*@*"], rules: [ruleOf({ owner: "acme" }, adminGrant)] },
    );
    expect(lint(draft).map((finding) => finding.severity)).toEqual(["critical", "warning", "notice"]);
  });
});

describe("what findings leave alone", () => {
  it("is a rule that is idle", () => {
    const idle = { ...ruleOf({ owner: "acme", ref: null }), idle: true } as const;
    expect(lint(mappingDraft({}, { rules: [ruleOf(pinned), idle] }))).toEqual([]);
  });

  it("is a project that is not there behind a protocol's door", () => {
    const grant = { user: user("ada"), ...roles("gone", "Driver") };
    expect(lint(granting(grant, { entry: { kind: "protocol", protocol: "openid" } }))).toEqual([]);
    expect(codes(lint(granting(grant)))).toEqual(["unknown_project"]);
  });
});
