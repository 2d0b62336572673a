import { describe, expect, it } from "vitest";
import { lintMapping, lintProvider } from "../../../src/core/linting/lint.ts";
import type { GrantTemplate, MappingDraft } from "../../../src/core/terms.ts";
import { adminGrant, mappingDraft, projectOf, providerDraft, ruleOf, unknownIssuer } from "../samples.ts";
import { codes } from "./linted.ts";

describe("projects and roles that there are not", () => {
  const shop = projectOf("shop", { roles: [{ name: "Driver", description: "", annotations: {} }] });
  const known = {
    projectByKey: (key: string) => (key === "shop" ? shop : undefined),
    projectKeys: () => ["shop"],
  };
  const around = { provider: providerDraft(), traits: unknownIssuer, others: [], ...known };
  const granting = (project: string, roles: readonly string[], owner: string | null = null) =>
    mappingDraft(
      { sub: "a" },
      {
        project: owner,
        rules: [
          ruleOf(
            { sub: "a" },
            { ...adminGrant, admin: false, projectRoles: [{ project, domain: null, roles }] },
          ),
        ],
      },
    );
  const found = (draft: MappingDraft) =>
    lintMapping(draft, around)
      .filter(({ code }) => code.startsWith("unknown_"))
      .map(({ code, field }) => [code, field]);

  it("are found as the owner of a provider or mapping", () => {
    expect(codes(lintProvider(providerDraft({ project: "shop" }), unknownIssuer, known))).toEqual([]);
    const [finding] = lintProvider(providerDraft({ project: "shpo" }), unknownIssuer, known);
    expect(finding).toMatchObject({ code: "unknown_project", severity: "warning", field: "project" });
    expect(finding?.message).toContain('"shpo"');
    expect(found(granting("shop", ["Viewer"], "shop"))).toEqual([]);
    expect(found(mappingDraft({ sub: "a" }, { project: "gone" }))).toEqual([["unknown_project", "project"]]);
  });

  it("are found in what a mapping grants, and told once", () => {
    expect(found(granting("shop", ["Driver", "Project Admin"]))).toEqual([]);
    expect(found(granting("gone", ["Driver"]))).toEqual([["unknown_project", "grant.project_roles"]]);
    expect(found(granting("gone", ["Driver"], "gone"))).toEqual([["unknown_project", "project"]]);
    expect(found(granting("shop", ["driver", "Owner"]))).toEqual([
      ["unknown_role", "grant.project_roles"],
      ["unknown_role", "grant.project_roles"],
    ]);
    const advice = lintMapping(granting("shop", ["Drivr"]), around).map((one) => one.advice);
    expect(advice).toContainEqual(expect.stringContaining('"Driver"'));
  });

  it("are another face's where a domain is named", () => {
    const [rule] = granting("gone", ["x"]).rules;
    if (rule === undefined) throw new Error("there is a rule");
    const domain = { id: null, name: "Default" };
    const projectRoles = [{ project: "gone", domain, roles: ["x"] }];
    const rules = [{ ...rule, grant: { ...rule.grant, projectRoles } }];
    expect(found(mappingDraft({}, { rules }))).toEqual([]);
  });

  it("are known only with the claims where they are made of them", () => {
    const made = { kind: "placeholders", text: "{0}" } as const;
    const draft = (projectRoles: GrantTemplate["projectRoles"]) =>
      mappingDraft({}, { rules: [ruleOf({ sub: "a" }, { ...adminGrant, admin: false, projectRoles })] });
    expect(found(draft([{ project: made, domain: null, roles: ["x"] }]))).toEqual([]);
    expect(found(draft([{ project: "shop", domain: null, roles: [made] }]))).toEqual([]);
  });
});
