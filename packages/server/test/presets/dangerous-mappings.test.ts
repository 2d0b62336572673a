/**
 * Mappings that let in more than was meant, as people write them at issuers that many share. None is saved without a
 * word: the linter says at least a warning of each, and says which danger it is.
 */

import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { startApp, type TestApp } from "../app.ts";
import { type Document, send } from "../faces/admin-session.ts";

const audience = "https://sts.example.com";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  for (const [name, issuer_url] of [
    ["github", "https://token.actions.githubusercontent.com"],
    ["gitlab", "https://gitlab.com"],
    ["terraform", "https://app.terraform.io"],
    ["someone", "https://issuer.example"],
  ]) {
    const made = await app.asAdmin("POST", "/api/v1/providers", { name, issuer_url, audience });
    if (made.status !== 201) throw new Error(await made.text());
  }
});
afterAll(() => app.close());

const judgement = z.object({
  refusal: z.object({ code: z.string() }).nullable(),
  findings: z.array(z.object({ code: z.string(), severity: z.string() })),
});
const admin = { admin: true };
const owner = { repository_owner_id: "12" };
const regex = (path: string, source: string): Document => ({
  rules: [
    {
      when: [{ path: [path], test: { kind: "is", matcher: { kind: "regex", source } } }],
      grant: { groups: [] },
    },
  ],
});

const dangerous: readonly (readonly [code: string, provider: string, mapping: Document])[] = [
  ["caller_controlled_only", "github", { claims: { aud: audience } }],
  ["caller_controlled_only", "github", { claims: { iss: "https://token.actions.githubusercontent.com" } }],
  ["wildcard_only", "github", { claims: { sub: "*" } }],
  ["wildcard_only", "someone", { claims: { sub: "*" }, grant: admin }],
  ["wildcard_before_separator", "github", { claims: { sub: "repo:*" } }],
  ["open_name_prefix", "github", { claims: { sub: "repo:acme*" } }],
  ["wildcard_before_separator", "github", { claims: { sub: "repo:*/deploy:ref:refs/heads/main" } }],
  ["open_name_prefix", "github", { claims: { repository: "acme*" } }],
  ["open_name_prefix", "gitlab", { claims: { project_path: "acme*" } }],
  ["caller_controlled_only", "github", { claims: { ref: "refs/heads/main" } }],
  ["caller_controlled_only", "github", { claims: { environment: "production" } }],
  ["caller_controlled_only", "gitlab", { claims: { ref: "main", ref_type: "branch" } }],
  ["name_without_pin", "github", { claims: { repository: "acme/deploy" } }],
  ["name_without_pin", "github", { claims: { repository_owner: "acme" } }],
  ["single_subject_format", "github", { claims: { sub: "repo:acme/deploy:ref:refs/heads/main" } }],
  ["name_without_pin", "gitlab", { claims: { namespace_path: "acme" } }],
  ["name_without_pin", "terraform", { claims: { terraform_organization_name: "acme" } }],
  ["broad_admin", "github", { claims: { actor: "octocat" }, grant: admin }],
  ["broad_admin", "someone", { claims: { ref: "main" }, grant: admin }],
  ["long_lifetime", "github", { claims: owner, lifetime_seconds: 86_400 }],
  ["every_audience", "github", { claims: owner, audience: ["*@*"] }],
  ["unanchored_regex", "someone", regex("sub", "deploy")],
  [
    "broad_operator",
    "someone",
    { entry: { kind: "console" }, claims: { department: "platform" }, grant: { operator: true } },
  ],
  ["owner_not_bound", "github", { claims: { event_name: { any: "push" } } }],
  ["any_object", "someone", { claims: { sub: "job", context: {} } }],
];

/** What is as wide as its author may mean it, but not as usual. */
const onlyNoticed: readonly string[] = ["long_lifetime", "every_audience"];

async function lint(provider: string, changes: Document) {
  const grant = changes["rules"] === undefined && { grant: { groups: ["deployers"] } };
  const mapping = { name: "dangerous", provider, ...grant, ...changes };
  const { document } = await send(
    app,
    "POST",
    "/lint",
    { authorization: `Bearer ${app.adminToken}` },
    { mapping },
  );
  return judgement.parse(document);
}

it.each(dangerous)("says %s of a mapping of %s: %j", async (code, provider, changes) => {
  const { findings } = await lint(provider, changes);
  const severities = findings.filter((finding) => finding.code === code).map(({ severity }) => severity);
  expect(severities).not.toEqual([]);
  if (!onlyNoticed.includes(code)) expect(severities).not.toContain("notice");
});

it("would not even write one that demands nothing", async () => {
  expect(await lint("github", { claims: {} })).toMatchObject({ refusal: { code: "invalid" } });
});

it("there are 25 of them", () => {
  expect(dangerous).toHaveLength(25);
});
