import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/terms.ts";
import { mappingDraft, ruleOf } from "../samples.ts";
import { pinned } from "./drafts.ts";
import { codes, find, lint } from "./linted.ts";

describe("lintMapping, who is bound", () => {
  it("has nothing to say about a mapping pinned to one owner", () => {
    expect(lint(mappingDraft({ ...pinned, ref: "refs/heads/main" }))).toEqual([]);
  });

  it("finds empty claims critical", () => {
    expect(lint(mappingDraft({}))).toMatchObject([
      { code: "empty_claims", severity: "critical", field: "claims" },
    ]);
  });

  it("names the rule when a mapping has several", () => {
    const draft = mappingDraft({}, { rules: [ruleOf(pinned), ruleOf({})] });
    expect(find(draft, "empty_claims")?.field).toBe("rules.1.claims");
  });

  it("warns of a name without its identifier on a shared issuer, with the value at hand", () => {
    const finding = find(mappingDraft({ owner: "acme" }), "name_without_pin");
    expect(finding).toMatchObject({ severity: "warning", field: "claims.owner" });
    expect(finding?.message).toContain('owner "acme"');
    expect(finding?.advice).toContain('"owner_id"');
  });

  it("advises no single identifier where a pattern of names is demanded", () => {
    const finding = find(mappingDraft({ owner: "acme-*" }), "name_without_pin");
    expect(finding).toMatchObject({ severity: "warning", field: "claims.owner" });
    expect(finding?.message).toContain("The pattern of owner accepts names");
    expect(finding?.advice).not.toContain("acme");
    expect(finding?.advice).toContain(
      'Add "repository_id" or "owner_id" with the identifier of what is meant',
    );
  });

  it("has nothing against a name on an issuer of one's own", () => {
    expect(lint(mappingDraft({ owner: "acme" }), { shared: false })).toEqual([]);
  });

  it("does not take a pattern over identifiers for a pin", () => {
    const draft = mappingDraft({ owner: "acme", repository_id: "3*" });
    expect(codes(lint(draft))).toContain("name_without_pin");
  });

  it("takes a list of written-out identifiers for a pin", () => {
    expect(lint(mappingDraft({ owner: "acme", repository_id: ["34", "35"] }))).toEqual([]);
  });

  it("takes a subject whose names carry their numbers for a pin", () => {
    const draft = mappingDraft({ sub: "repo:acme@12/app@34:ref:refs/heads/main" });
    expect(codes(lint(draft))).not.toContain("name_without_pin");
  });

  it("takes a provider's pin of an identifier for a pin of every mapping", () => {
    const pins = [{ claim: "owner_id", value: "12", ignoreCase: false }];
    expect(lint(mappingDraft({ owner: "acme" }), { pins })).toEqual([]);
  });

  it("finds a mapping critical that demands only what a caller controls", () => {
    const finding = find(mappingDraft({ ref: "refs/heads/main", actor: "dana" }), "caller_controlled_only");
    expect(finding).toMatchObject({ severity: "critical", field: "claims" });
    expect(finding?.message).toContain("ref, actor");
  });

  it("counts the audience among what a caller controls", () => {
    expect(codes(lint(mappingDraft({ aud: "https://sts.example.com" })))).toEqual(["caller_controlled_only"]);
  });

  it("finds a mapping critical that binds no owner on a shared issuer", () => {
    expect(lint(mappingDraft({ runner: "hosted" }))).toMatchObject([
      { code: "owner_not_bound", severity: "critical" },
    ]);
  });
});

describe("lintMapping, wildcards", () => {
  const pattern = (claims: JsonObject, shared = true) =>
    lint(mappingDraft(claims), { shared }).filter((one) => /wildcard|prefix/.test(one.code));

  it('finds "*" alone critical', () => {
    expect(pattern({ sub: "*" })).toMatchObject([
      { code: "wildcard_only", severity: "critical", field: "claims.sub" },
    ]);
  });

  it('finds "*" alone harmless beside a pin', () => {
    expect(pattern({ ...pinned, environment: "*" })).toMatchObject([
      { code: "wildcard_only", severity: "notice" },
    ]);
  });

  it.each(["re*", "repo:*", "*:ref:refs/heads/main", "repo:*/app:ref:refs/heads/main"])(
    "finds that the subject %s fixes nobody",
    (sub) => {
      expect(pattern({ sub })).toMatchObject([{ code: "wildcard_before_separator", severity: "critical" }]);
    },
  );

  it("takes the word before the colon for the kind of subject where nothing is known", () => {
    expect(codes(pattern({ sub: "tenant:*" }, false))).toEqual(["wildcard_before_separator"]);
  });

  it.each([
    ["repo:acme*", "/"],
    ["repo:acme/app*", ":"],
  ])("finds that the subject %s also covers longer names, and says what ends the name", (sub, end) => {
    const [finding] = pattern({ sub });
    expect(finding?.code).toBe("open_name_prefix");
    expect(finding?.message).toContain(`"${sub.slice(0, -1)}-evil"`);
    expect(finding?.advice).toContain(`"${sub.slice(0, -1)}${end}*"`);
  });

  it("advises whole names where what is fixed ends within one", () => {
    const [finding] = pattern({ sub: "repo:acme-*" });
    expect(finding?.message).toContain('"repo:acme-evil"');
    expect(finding?.advice).toBe(
      "Write the whole name in place of the pattern, or a list of the names that are meant.",
    );
  });

  it.each(["repo:acme/*", "repo:acme/app:*", "repo:acme/app:ref:refs/heads/release-*"])(
    "has nothing against the wildcard in %s",
    (sub) => {
      expect(pattern({ sub })).toEqual([]);
    },
  );

  it("has nothing against a wildcard behind a separator of another claim", () => {
    expect(pattern({ ...pinned, ref: "refs/heads/*" })).toEqual([]);
  });

  it("notices a wildcard in the first word of another claim", () => {
    expect(pattern({ ...pinned, ref: "re*" })).toMatchObject([
      { code: "wildcard_before_separator", severity: "notice" },
    ]);
  });

  it("looks at every item of a list", () => {
    expect(codes(pattern({ sub: ["repo:acme/app:x", "repo:acme*"] }))).toEqual(["open_name_prefix"]);
  });
});
