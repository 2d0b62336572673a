/**
 * The acceptance tests of Terraform's platform provider, step by step as the test framework makes them: a command's
 * own requests, apply, two plans that must be empty, import compared with the state before, destroy
 * (jfrog/terraform-provider-platform pkg/platform/resource_oidc_configuration_test.go and
 * resource_oidc_identity_mapping_test.go). What the vendor's suite cannot run at this server's compatibility level
 * (GitHub Enterprise, Azure, a change of type) has tests of our own here.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, terraformHeaders } from "./access-clients.ts";
import {
  type Attributes,
  applied,
  configuration,
  identityMapping,
  jsonencode,
  type Resource,
  type Terraform,
  terraform,
} from "./access-terraform-client.ts";
import {
  type AccessWorld,
  create,
  documentOf,
  grantType,
  idTokenType,
  startAccessWorld,
} from "./access-world.ts";

let world: AccessWorld;
let client: Terraform;
beforeAll(async () => {
  world = await startAccessWorld();
  client = terraform(world.app.url, world.app.adminToken);
});
afterAll(() => world.close());

/** Every step of a test, its import after the last one, and its end. */
async function runs(resource: Resource, steps: readonly Attributes[]): Promise<void> {
  let state: Attributes | null = null;
  for (const planned of steps) state = await applied(client, resource, planned, state);
  if (state === null) throw new Error("a test has at least one step");
  expect(await client.importState(resource, state)).toEqual(state);
  await client.destroy(resource, state);
  expect(await client.refresh(resource, state)).toBeNull();
}

describe("the precheck", () => {
  it("sets the base URL of the server, which does not hang", async () => {
    const answer = await ask(`${world.app.url}/artifactory/api/system/configuration/baseUrl`, {
      method: "PUT",
      headers: { ...terraformHeaders(world.app.adminToken), "content-type": "text/plain" },
      body: world.app.url,
    });
    expect(answer.status).toBe(200);
  });

  it("finds versions by which the tests that cannot pass are left out", async () => {
    const { accessVersion } = await client.configure();
    const [, minor = 0] = accessVersion.split(".").map(Number);
    expect(minor).toBeGreaterThanOrEqual(144);
  });
});

describe("the provider's configuration", () => {
  const exchanged = (headers: Readonly<Record<string, string>>, members: object) =>
    ask(`${world.app.url}/access/api/v1/oidc/token`, {
      method: "POST",
      headers,
      body: JSON.stringify(members),
    });
  const request = (sub: string) => ({
    grant_type: grantType,
    subject_token_type: idTokenType,
    subject_token: world.idToken({ sub }),
    provider_name: "tfc",
  });

  beforeAll(async () => {
    await create(world, "/access/api/v1/oidc", { name: "tfc", issuer_url: world.issuer.url });
    const mappings = "/access/api/v1/oidc/tfc/identity_mappings";
    const workspace = "organization:acme:project:shop:workspace:infra:run_phase:";
    await create(world, mappings, {
      name: "apply",
      claims: { sub: `${workspace}apply` },
      token_spec: { scope: "applied-permissions/admin", expires_in: 60 },
    });
    await create(world, mappings, {
      name: "plan",
      claims: { sub: `${workspace}plan` },
      token_spec: { scope: 'applied-permissions/groups:"readers"', expires_in: 60 },
    });
  });
  const sub = "organization:acme:project:shop:workspace:infra:run_phase:";

  it("exchanges the run's token, and every later request goes with what came of it", async () => {
    const answer = await exchanged(terraformHeaders(), request(`${sub}apply`));
    expect([answer.status, answer.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
    const { access_token } = JSON.parse(answer.text) as { readonly access_token: string };
    const run = terraform(world.app.url, access_token);
    await run.configure();
    const planned = {
      name: "tf-run",
      issuer_url: "https://tempurl.org",
      provider_type: "generic",
      use_default_proxy: false,
    };
    await applied(run, configuration, planned, null);
    await run.destroy(configuration, planned);
  });

  it.each(["an attribute's", "the exchange's", "the environment's"])(
    "works with %s token alike: which of them goes is the client's affair",
    async (whose) => {
      const answer = await exchanged(terraformHeaders(), request(`${sub}apply`));
      const tokens: Readonly<Record<string, unknown>> = {
        "an attribute's": (await documentOf(await world.exchange(request(`${sub}apply`))))["access_token"],
        "the exchange's": (JSON.parse(answer.text) as { readonly access_token: string }).access_token,
        "the environment's": world.app.adminToken,
      };
      const other = terraform(world.app.url, String(tokens[whose]));
      await expect(other.configure()).resolves.toBeDefined();
      expect(await other.refresh(configuration, { name: "tfc" })).toMatchObject({ name: "tfc" });
    },
  );

  it("goes on without a token, and reports its use all the same", async () => {
    expect(await terraform(world.app.url, null).configure()).toEqual({ accessVersion: "" });
  });

  it("goes on with a token that is not good, and what it then asks for says what is the matter", async () => {
    const stale = terraform(world.app.url, "a.stale.one");
    await expect(stale.configure()).resolves.toBeDefined();
    await expect(stale.refresh(configuration, { name: "tfc" })).rejects.toThrow("not known here");
  });

  it("shows the whole of a refused exchange", async () => {
    const answer = await exchanged(terraformHeaders(), request("somebody else"));
    expect(answer.status).toBe(401);
    expect(answer.text).toMatch(/No identity mapping.* Reference id: /);
  });

  it("with a token of a workload that may not, is refused what it asks for by name", async () => {
    const answer = await exchanged(terraformHeaders(), request(`${sub}plan`));
    const { access_token } = JSON.parse(answer.text) as { readonly access_token: string };
    const run = terraform(world.app.url, access_token);
    await run.configure();
    await expect(run.refresh(configuration, { name: "tfc" })).rejects.toThrow("may not see or change");
  });
});

describe("platform_oidc_configuration", () => {
  const generic = (name: string, members: Attributes = {}): Attributes => ({
    name,
    issuer_url: "https://tempurl.org",
    provider_type: "generic",
    use_default_proxy: false,
    ...members,
  });
  const github = (name: string, members: Attributes = {}) =>
    generic(name, {
      provider_type: "GitHub",
      issuer_url: "https://token.actions.githubusercontent.com/jfrog",
      ...members,
    });
  const enterprise = (name: string, members: Attributes = {}) =>
    generic(name, {
      provider_type: "GitHubEnterprise",
      issuer_url: "https://github.example.com/_services/token",
      ...members,
    });
  const azure = generic("tf-azure", {
    provider_type: "Azure",
    issuer_url: "https://login.microsoftonline.com/f6a5b8c1-0000-4000-8000-000000000001/v2.0",
  });

  it.each<[string, ...Attributes[]]>([
    ["full", generic("tf-full")],
    ["with_project", generic("tf-project", { project_key: "proj1234" })],
    [
      "custom_provider_type_issuer_url_with_org",
      github("tf-org", { organization: "test-organization", audience: "jfrog-github" }),
    ],
    ["with_token_issuer", generic("tf-issuer", { token_issuer: "https://tempurl.org/issuer" })],
  ])("%s", async (_test, ...steps) => {
    await runs(configuration, steps);
  });

  it("custom_provider_type_enable_premissive_configuration: the flag comes back", async () => {
    const planned = github("tf-permissive", { enable_permissive_configuration: true });
    await client.destroy(configuration, await applied(client, configuration, planned, null));
  });

  it("github_enterprise: nothing is demanded that the provider cannot send", async () => {
    await runs(configuration, [
      enterprise("tf-ghe", { audience: "jfrog" }),
      enterprise("tf-ghe", { audience: "jfrog", description: "d", use_default_proxy: true }),
    ]);
  });

  it("azure: nothing is added, and an update brings an application", async () => {
    const more = { description: "d", audience: "a", azure_app_id: "app", use_default_proxy: true };
    await runs(configuration, [azure, { ...azure, ...more }]);
  });

  it("full, its second step: from generic to GitHub, which makes it anew", async () => {
    const more = { description: "d", audience: "a", use_default_proxy: true };
    await runs(configuration, [generic("tf-change"), github("tf-change", { ...more, organization: "acme" })]);
  });

  it("back to less: what an update leaves out is cleared", async () => {
    await runs(configuration, [generic("tf-less", { description: "d", audience: "a" }), generic("tf-less")]);
  });

  it("an issuer's own name that was imported for GitHub is taken back with the next update", async () => {
    const planned = github("tf-imported", {
      organization: "acme",
      token_issuer: "https://token.example.com",
    });
    await runs(configuration, [planned]);
  });

  it("deleting what is gone is an error, which the provider shows", async () => {
    await expect(client.destroy(configuration, generic("tf-gone"))).rejects.toThrow("doesn't exist");
  });
});

describe("platform_oidc_identity_mapping", () => {
  const mapping = (name: string, spec: Attributes, members: Attributes = {}): Attributes => ({
    name,
    provider_name: "tf-mapped",
    priority: 7,
    claims_json: jsonencode({ sub: `sub-${name}`, updated_at: 1_490_198_843 }),
    token_spec: { audience: "*@*", expires_in: 60, ...spec },
    ...members,
  });
  const user = { username: "u", scope: "applied-permissions/user" };

  beforeAll(() =>
    create(world, "/access/api/v1/oidc", {
      name: "tf-mapped",
      issuer_url: "https://tempurl.org",
      provider_type: "Generic OpenID Connect",
      audience: "test",
      organization: "",
      use_default_proxy: false,
    }),
  );

  it.each<[string, ...Attributes[]]>([
    [
      "full",
      mapping("tf-full", user),
      mapping(
        "tf-full",
        {
          ...user,
          audience: "jfrt@* jfac@* jfmc@* jfmd@* jfevt@* jfxfer@* jflnk@* jfint@* jfwks@*",
          expires_in: 120,
        },
        {
          description: "d",
          priority: 9_999_999,
          claims_json: jsonencode({ updated_at: 1_490_198_843, sub: "another & <more>" }),
        },
      ),
    ],
    [
      "with_project",
      mapping("tf-project", { scope: 'applied-permissions/roles:proj1234:"r"' }, { project_key: "proj1234" }),
    ],
    [
      "username_pattern",
      mapping("tf-user", { username_pattern: "{{user}}" }),
      mapping("tf-user", { username_pattern: "{{user}}" }, { priority: 8, description: "d" }),
    ],
    [
      "groups_pattern",
      mapping("tf-groups", { groups_pattern: "{{groups}}" }),
      mapping("tf-groups", { groups_pattern: "{{groups}}" }, { priority: 8, description: "d" }),
    ],
    ["groups_scope", mapping("tf-group", { scope: 'applied-permissions/groups:"readers","test"' })],
    [
      "roles_scope_with_project, of a configuration that is global",
      mapping(
        "tf-roles",
        { scope: 'applied-permissions/roles:proj1234:"role1","role2"', expires_in: 120 },
        { project_key: "proj1234" },
      ),
    ],
  ])("%s", async (_test, ...steps) => {
    await runs(identityMapping, steps);
  });

  it("invalid_expiry: the text is what the test looks for, and the configuration can go", async () => {
    const planned = mapping("test_expiry", { ...user, expires_in: 1_200_000_000 });
    await expect(applied(client, identityMapping, planned, null)).rejects.toThrow(/Invalid\s+expiry/);
    expect(await client.refresh(identityMapping, planned)).toBeNull();
  });

  it("of a configuration that went is gone with it, so that both are made anew", async () => {
    const provider = {
      name: "tf-both",
      issuer_url: "https://tempurl.org",
      provider_type: "generic",
      use_default_proxy: false,
    };
    const planned = mapping("tf-both", user, { provider_name: "tf-both" });
    await applied(client, configuration, provider, null);
    await applied(client, identityMapping, planned, null);
    await client.destroy(configuration, provider);
    expect(await client.refresh(identityMapping, planned)).toBeNull();
    await applied(client, configuration, provider, null);
    await applied(client, identityMapping, planned, null);
  });
});
