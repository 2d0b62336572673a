import { describe, expect, it } from "vitest";
import { lintMapping } from "../../../src/core/linting/lint.ts";
import type { JsonObject } from "../../../src/core/terms.ts";
import { mappingDraft, noProjects, providerDraft, ruleOf, sharedIssuer, unknownIssuer } from "../samples.ts";
import { granting, pinned } from "./drafts.ts";
import { codes, find, lint } from "./linted.ts";

describe("lintMapping, names of claims", () => {
  const lintNames = (claims: JsonObject) =>
    lintMapping(mappingDraft(claims), {
      provider: providerDraft(),
      traits: { ...unknownIssuer, knownClaims: ["sub", "repository_id", "ref"] },
      others: [],
      ...noProjects,
    });

  it("warns of a misspelt claim and names the one that was meant", () => {
    expect(lintNames({ repositry_id: "1", ref: "main" })).toMatchObject([
      {
        code: "unknown_claim",
        severity: "warning",
        field: "claims.repositry_id",
        advice: 'Did you mean "repository_id"?',
      },
    ]);
  });

  it("notices a claim like no other, and has nothing against known ones", () => {
    expect(lintNames({ cost_centre: "1" })).toMatchObject([{ code: "unknown_claim", severity: "notice" }]);
    expect(lintNames({ repository_id: "1", ref: "main" })).toEqual([]);
  });
});

describe("lintMapping, values that were to be filled in", () => {
  it.each([
    ["a text", { ...pinned, ref: "<branch>" }, "claims.ref"],
    ["one of a list", { ...pinned, ref: ["refs/heads/main", "refs/heads/<branch>"] }, "claims.ref"],
    ["a wildcard", { ...pinned, ref: "refs/heads/<branch>/*" }, "claims.ref"],
    ["a deeper member", { ...pinned, run: { by: { id: "id-<number>" } } }, "claims.run.by.id"],
  ])("warns where %s was left as a preset or sample wrote it", (_, claims, field) => {
    const finding = find(mappingDraft(claims), "not_filled_in");
    expect(finding).toMatchObject({ severity: "warning", field });
    expect(finding?.advice).toContain("this workload's token carries");
  });

  it("warns of names and audiences that would be granted as they stand", () => {
    const name = { kind: "text", text: "<user>" } as const;
    const user = { name, id: null, email: null, domain: null, local: false };
    const groups = [{ kind: "named", name: { kind: "text", text: "team-<name>" }, domain: null }] as const;
    const draft = granting({ user, groups }, { audience: ["https://<service>"] });
    const found = lint(draft).filter(({ code }) => code === "not_filled_in");
    expect(found.map(({ field }) => field)).toEqual(["grant.user", "grant.groups", "audience"]);
  });

  it("takes neither an address nor a single bracket for one", () => {
    const claims = { ...pinned, author: "Dana <dana@acme.example>", note: "a < b" };
    expect(find(mappingDraft(claims), "not_filled_in")).toBeUndefined();
  });
});

describe("lintMapping, conditions that hold for none or for all", () => {
  it("warns of an empty list", () => {
    const finding = find(mappingDraft({ ...pinned, foo: [] }), "nothing_expected");
    expect(finding).toMatchObject({ severity: "warning", field: "claims.foo" });
    expect(finding?.message).toContain("can never hold");
  });

  it("does not call a list within a list null", () => {
    const finding = find(mappingDraft({ ...pinned, foo: [["x"], "y"] }), "null_expected");
    expect(finding?.message).toContain("a list within the list");
  });

  it("finds that an empty object accepts any object", () => {
    expect(find(mappingDraft({ foo: {} }), "any_object")).toMatchObject({ severity: "warning" });
    expect(find(mappingDraft({ ...pinned, foo: {} }), "any_object")).toMatchObject({ severity: "notice" });
  });

  it("advises to leave a claim out only where others remain", () => {
    expect(find(mappingDraft({ sub: "*" }), "wildcard_only")?.advice).not.toContain("leave the claim out");
    expect(find(mappingDraft({ ...pinned, sub: "*" }), "wildcard_only")?.advice).toContain(
      "or leave the claim out",
    );
  });
});

describe("lintMapping, values and formats", () => {
  it("warns of null, which never matches", () => {
    expect(find(mappingDraft({ ...pinned, environment: null }), "null_expected")).toMatchObject({
      severity: "warning",
      field: "claims.environment",
    });
  });

  const bare = "repo:acme/app:ref:refs/heads/main";
  const withIds = "repo:acme@12/app@34:ref:refs/heads/main";
  const owned = { owner_id: "12" };

  it("warns of a subject with bare names without its number, and says which format that is", () => {
    const finding = find(mappingDraft({ sub: bare }), "single_subject_format");
    expect(finding).toMatchObject({ severity: "warning", field: "claims.sub" });
    expect(finding?.message).toContain(`${JSON.stringify(bare)} is written for bare names`);
    expect(finding?.advice).toContain('Demand "repository_id"');
  });

  it("warns of it beside the owner's number, which does not pin what is named", () => {
    expect(codes(lint(mappingDraft({ ...owned, sub: bare })))).toEqual(["single_subject_format"]);
  });

  it("advises the owner's number where a wildcard leaves open what it is of the owner", () => {
    const sub = "repo:acme/*";
    expect(find(mappingDraft({ sub }), "single_subject_format")?.advice).toContain('Demand "owner_id"');
    expect(codes(lint(mappingDraft({ ...owned, sub })))).toEqual([]);
  });

  it("has nothing against a subject in one format that follows to the other", () => {
    expect(lint(mappingDraft({ ...pinned, sub: bare }))).toEqual([]);
    expect(lint(mappingDraft({ sub: withIds }))).toEqual([]);
    const pins = [{ claim: "repository_id", value: "34", ignoreCase: false }];
    expect(lint(mappingDraft({ sub: bare }), { pins })).toEqual([]);
  });

  it("warns of a subject written for numbers that leaves the one that counts open", () => {
    const finding = find(
      mappingDraft({ sub: "repo:acme@12/app@*:ref:refs/heads/main" }),
      "single_subject_format",
    );
    expect(finding?.message).toContain("is written for numbers behind the names");
  });

  it("has nothing against a subject given in both formats", () => {
    expect(codes(lint(mappingDraft({ sub: [bare, withIds] })))).toEqual(["name_without_pin"]);
  });

  it("says nothing of formats where only one is known", () => {
    const traits = { ...sharedIssuer, subjectIds: null };
    const draft = mappingDraft({ ...owned, sub: bare });
    expect(lintMapping(draft, { provider: providerDraft(), traits, others: [], ...noProjects })).toEqual([]);
  });

  it("finds a regular expression that is not anchored and writes the anchored one", () => {
    const draft = mappingDraft(pinned);
    const rule = ruleOf(pinned);
    const regex = {
      path: ["ref"],
      test: { kind: "is", matcher: { kind: "regex", source: "main|dev" } },
    } as const;
    const findings = lint({ ...draft, rules: [{ ...rule, when: [...rule.when, regex] }] });
    expect(codes(findings)).toEqual(["unanchored_regex"]);
    expect(findings[0]?.advice).toContain('"^(?:main|dev)$"');
  });
});
