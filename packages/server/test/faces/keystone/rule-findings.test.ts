import { describe, expect, it } from "vitest";
import { lintMapping } from "../../../src/core/linting/lint.ts";
import type { JsonValue } from "../../../src/core/terms.ts";
import { mappingDraft, noProjects, providerDraft, sharedIssuer, unknownIssuer } from "../../core/samples.ts";

import { compiled, ruleWith } from "./rules.ts";

const findings = (rules: JsonValue, version?: string, traits = unknownIssuer) =>
  lintMapping(
    mappingDraft({}, { entry: { kind: "protocol", protocol: "openid" }, rules: compiled(rules, version) }),
    {
      provider: providerDraft(),
      traits,
      others: [],
      ...noProjects,
    },
  );
const codes = (rules: JsonValue, version?: string) => findings(rules, version).map(({ code }) => code);
const find = (rules: JsonValue, code: string) => findings(rules).find((finding) => finding.code === code);

const name = { type: "name" };
const user = { user: { name: "{0}" } };
const projects = { projects: [{ name: "p", roles: [{ name: "r" }] }] };

describe("the linter says of mapping rules", () => {
  it("nothing against one that names a user", () => {
    expect(codes(ruleWith([name]))).toEqual([]);
  });

  it("that nobody is named, where no rule does", () => {
    expect(codes(ruleWith([name], { group: { id: "g" } }))).toEqual(["no_user_named"]);
  });

  it("that a missing claim is not excluded", () => {
    const rules = ruleWith([name, { type: "OIDC-groups", not_any_of: ["banned"] }]);
    expect(find(rules, "absent_is_not_excluded")).toMatchObject({
      field: "claims.OIDC-groups",
      message: expect.stringContaining("A token without OIDC-groups does not fit"),
    });
    expect(codes(ruleWith([name, { type: "sub", not_any_of: ["x"] }]))).toEqual([]);
  });

  it.each(["any_one_of", "whitelist"])("that an expression of %s is searched anywhere", (condition) => {
    const rules = (source: string) => ruleWith([name, { type: "g", [condition]: [source], regex: true }]);
    expect(codes(rules("admin"))).toEqual([
      condition === "whitelist" ? "unanchored_filter" : "unanchored_regex",
    ]);
    expect(codes(rules("^admin$"))).toEqual([]);
  });

  it("that a value with the separator in it never comes", () => {
    expect(codes(ruleWith([name, { type: "g", any_one_of: ["a;b"] }]))).toEqual(["separator_in_value"]);
  });

  it.each([
    ["true", '"1"'],
    [false, '"0"'],
    [7, '"7"'],
  ])("that %j is printed otherwise in a web server's environment", (value, printed) => {
    const rules = (type: string) => ruleWith([name, { type, any_one_of: [value] }]);
    expect(find(rules("OIDC-email_verified"), "printed_otherwise")?.advice).toContain(`Write ${printed}`);
    expect(codes(rules("email_verified"))).toEqual([]);
  });

  it("that projects of several rules are not united", () => {
    const rules = [
      { local: [user, projects], remote: [name] },
      { local: [projects], remote: [name] },
    ];
    expect(find(rules, "projects_not_united")?.message).toContain("The rules 1, 2 give projects");
  });

  it("that groups have no domain", () => {
    const groups = { groups: "{1}" };
    expect(codes(ruleWith([name, { type: "g" }], user, groups))).toEqual(["groups_without_domain"]);
  });

  it("that a text looks like a list and is none", () => {
    const groups = (text: string) => ruleWith([name], user, { groups: text, domain: { id: "d" } });
    expect(codes(groups("[a, b]"))).toEqual(["no_list"]);
    expect(codes(groups("['a', 'b']"))).toEqual([]);
  });

  it("what is known of the issuer's claims, by whatever name a rule calls them", () => {
    const rules = (type: string) => ruleWith([{ type: "sub" }, { type, any_one_of: ["34"] }]);
    const shared = (type: string) => findings(rules(type), "1.0", sharedIssuer).map(({ code }) => code);
    expect(shared("OIDC-repository_id")).toEqual(shared("repository_id"));
    expect(shared("HTTP_OIDC_REPOSITORY_ID")).not.toContain("owner_not_bound");
    expect(shared("OIDC-color")).toContain("owner_not_bound");
  });

  it("that whoever has a subject comes in, where it only has to be there", () => {
    const found = findings(ruleWith([{ type: "sub" }]), "1.0", sharedIssuer);
    expect(found.map(({ code }) => code)).toEqual(["owner_not_bound"]);
  });
});
