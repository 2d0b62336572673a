import { describe, expect, it } from "vitest";
import type { GrantTemplate } from "../../../src/core/terms.ts";
import { adminGrant, mappingDraft, ruleOf } from "../samples.ts";
import { granting, pinned } from "./drafts.ts";
import { codes, find, lint } from "./linted.ts";

describe("lintMapping, what is granted", () => {
  it("finds an administrator's grant critical when nobody is pinned", () => {
    const draft = mappingDraft({}, { rules: [ruleOf({ owner: "acme" }, adminGrant)] });
    expect(find(draft, "broad_admin")).toMatchObject({ severity: "critical", field: "grant.admin" });
  });

  it("has nothing against an administrator's grant to one pinned repository", () => {
    expect(lint(mappingDraft({}, { rules: [ruleOf(pinned, adminGrant)] }))).toEqual([]);
  });

  it("has nothing against an administrator's grant to one exact subject of one's own issuer", () => {
    const draft = mappingDraft({}, { rules: [ruleOf({ sub: "deployer" }, adminGrant)] });
    expect(lint(draft, { shared: false })).toEqual([]);
  });

  it("finds an administrator's grant to a pattern of subjects critical on one's own issuer too", () => {
    const draft = mappingDraft({}, { rules: [ruleOf({ sub: "team/*" }, adminGrant)] });
    expect(codes(lint(draft, { shared: false }))).toEqual(["broad_admin"]);
  });

  it("notices a lifetime above an hour", () => {
    expect(lint(mappingDraft(pinned, { lifetimeSeconds: 3600 }))).toEqual([]);
    expect(lint(mappingDraft(pinned, { lifetimeSeconds: 3601 }))).toMatchObject([
      { code: "long_lifetime", severity: "notice" },
    ]);
  });

  it("warns of a long lifetime with the administrator's rights", () => {
    const draft = mappingDraft({}, { rules: [ruleOf(pinned, adminGrant)], lifetimeSeconds: 7200 });
    expect(find(draft, "long_lifetime")?.severity).toBe("warning");
  });

  it("notices that group names made from text are split at its commas", () => {
    const names = { kind: "pattern", pattern: "({{team.names}})-x | $1" } as const;
    const grant = { ...adminGrant, admin: false, groups: [{ kind: "each", names, domain: null }] } as const;
    const draft = mappingDraft({}, { rules: [ruleOf(pinned, grant)] });
    const finding = find(draft, "split_at_commas");
    expect(finding).toMatchObject({ severity: "notice", field: "grant.groups" });
    expect(finding?.message).toContain("team.names");
  });

  it("warns of a grant of nothing", () => {
    expect(lint(granting({}))).toMatchObject([
      { code: "grants_nothing", severity: "warning", field: "grant" },
    ]);
    expect(lint(granting({ ownPermissions: true }))).toEqual([]);
  });

  it("warns of braces in a name that is granted as it stands", () => {
    const name = { kind: "text", text: "{{actor}}" } as const;
    const user = { name, id: null, email: null, domain: null, local: false };
    const asUser = find(granting({ user }), "literal_braces");
    expect(asUser).toMatchObject({ severity: "warning", field: "grant.user" });
    expect(asUser?.advice).toContain("user_pattern");
    const groups = [{ kind: "named", name, domain: null }] as const;
    expect(find(granting({ groups }), "literal_braces")?.advice).toContain("groups_pattern");
  });

  it("notices an audience of every service", () => {
    expect(lint(mappingDraft(pinned, { audience: ["*@*"] }))).toMatchObject([
      { code: "every_audience", severity: "notice" },
    ]);
  });

  it("has nothing against an administrator's grant to one exact subject beside a pattern", () => {
    const draft = mappingDraft({}, { rules: [ruleOf({ sub: "deployer", ref: "a/*" }, adminGrant)] });
    expect(lint(draft, { shared: false })).toEqual([]);
  });

  it("tells of an operator's grant before an administrator's", () => {
    const operator = { ...adminGrant, operator: true } as const;
    const rules = [ruleOf({ owner: "acme" }, adminGrant), ruleOf({ owner: "acme" }, operator)];
    const draft = mappingDraft({}, { entry: { kind: "console" }, rules });
    expect(find(draft, "broad_operator")).toMatchObject({ field: "grant.operator" });
    expect(find(draft, "broad_admin")).toBeUndefined();
  });

  it("has nothing against a long session of the console", () => {
    const draft = mappingDraft(pinned, { entry: { kind: "console" }, lifetimeSeconds: 7_200 });
    expect(find(draft, "long_lifetime")).toBeUndefined();
  });

  it.each<[string, GrantTemplate["groups"]]>([
    ["a text", [{ kind: "each", names: { kind: "text", text: "a" }, domain: null }]],
    [
      "a pattern that cannot be read",
      [{ kind: "each", names: { kind: "pattern", pattern: "{{" }, domain: null }],
    ],
    ["one group alone", [{ kind: "named", name: { kind: "pattern", pattern: "{{a}}" }, domain: null }]],
  ])("splits no names of %s", (_, groups) => {
    expect(find(granting({ groups }), "split_at_commas")).toBeUndefined();
  });

  const user = { name: null, id: null, email: null, domain: null, local: false };

  it.each<[string, Partial<GrantTemplate>]>([
    ["a user", { user }],
    ["roles", { projectRoles: [{ project: "p", domain: null, roles: ["r"] }] }],
    ["operation", { operator: true }],
    ["administration", { admin: true }],
  ])("takes %s for something that is granted", (_, grant) => {
    expect(find(granting(grant), "grants_nothing")).toBeUndefined();
  });

  it("takes one rule that grants something for enough", () => {
    const rules = [ruleOf(pinned, { ...adminGrant, admin: false }), ruleOf(pinned)];
    expect(find(mappingDraft({}, { rules }), "grants_nothing")).toBeUndefined();
  });

  it.each<[string, Partial<GrantTemplate>]>([
    ["a user without a name", { user }],
    [
      "a name made of placeholders",
      { groups: [{ kind: "named", name: { kind: "placeholders", text: "{{a}}" }, domain: null }] },
    ],
    [
      "a name made from a claim",
      { groups: [{ kind: "named", name: { kind: "pattern", pattern: "{{a}}" }, domain: null }] },
    ],
    ["empty braces", { groups: [{ kind: "named", name: { kind: "text", text: "{{}} {a}" }, domain: null }] }],
  ])("finds no braces that are meant otherwise in %s", (_, grant) => {
    expect(find(granting(grant), "literal_braces")).toBeUndefined();
  });
});
