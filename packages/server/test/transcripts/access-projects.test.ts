/**
 * Projects and their roles as Terraform manages them: jfrog/terraform-provider-project 1.9.5
 * pkg/project/provider/framework.go, pkg/project/resource/resource_project.go, resource_project_role.go and role.go;
 * and the acceptance tests of jfrog/terraform-provider-platform that need a project
 * (pkg/platform/resource_oidc_configuration_test.go and resource_oidc_identity_mapping_test.go).
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, terraformHeaders } from "./access-clients.ts";
import {
  type Attributes,
  applied,
  configuration,
  identityMapping,
  jsonencode,
  project,
  projectRole,
  type Resource,
  type Terraform,
  terraform,
} from "./access-terraform-client.ts";
import {
  type AccessWorld,
  audience,
  create,
  type Document,
  documentOf,
  errorOf,
  startAccessWorld,
} from "./access-world.ts";

const path = "/access/api/v1/projects";
const configurations = "/access/api/v1/oidc";

let world: AccessWorld;
let client: Terraform;
beforeAll(async () => {
  world = await startAccessWorld();
  client = terraform(world.app.url, world.app.adminToken);
  await create(world, configurations, { name: "github-oidc", issuer_url: world.issuer.url, audience });
});
afterAll(() => world.close());

const as = (method: string, below: string, body?: unknown) =>
  world.app.asAdmin(method, `${path}${below}`, body);
const bodyOf = async (answer: Promise<Response>): Promise<unknown> => (await answer).json();

const planned = (key: string, members: Attributes = {}): Attributes => ({
  key,
  display_name: `Project ${key}`,
  admin_privileges: { manage_members: true, manage_resources: true, index_resources: true },
  max_storage_in_gibibytes: 1,
  block_deployments_on_limit: true,
  email_notification: false,
  ...members,
});
const plannedRole = (project_key: string, name: string, members: Attributes = {}): Attributes => ({
  name,
  project_key,
  type: "CUSTOM",
  environments: ["DEV"],
  actions: ["READ_REPOSITORY"],
  ...members,
});

/** Every step of a test, its import after the last one, and its end. */
async function runs(resource: Resource, steps: readonly Attributes[]): Promise<void> {
  let state: Attributes | null = null;
  for (const step of steps) state = await applied(client, resource, step, state);
  if (state === null) throw new Error("a test has at least one step");
  expect(await client.importState(resource, state)).toEqual(state);
  await client.destroy(resource, state);
  expect(await client.refresh(resource, state)).toBeNull();
}

/** A project with the roles of these names, in Terraform's own requests. @returns how it all goes away again */
async function withProject(key: string, ...roles: readonly string[]): Promise<() => Promise<void>> {
  const own = planned(key);
  await applied(client, project, own, null);
  const made = roles.map((name) => plannedRole(key, name));
  for (const one of made) await applied(client, projectRole, one, null);
  return async () => {
    for (const one of made) await client.destroy(projectRole, one);
    await client.destroy(project, own);
  };
}

describe("the project provider's Configure", () => {
  it("finds an Artifactory's version, without which it fails, and reports its use", async () => {
    const headers = terraformHeaders(world.app.adminToken, "terraform-provider-project/1.9.5");
    const version = await ask(`${world.app.url}/artifactory/api/system/version`, { headers });
    expect([version.status, JSON.parse(version.text)]).toMatchObject([200, { version: expect.any(String) }]);
    const body = JSON.stringify({
      productId: "terraform-provider-project/1.9.5",
      features: [{ featureId: "Terraform/1.12.0" }],
    });
    const usage = await ask(`${world.app.url}/artifactory/api/system/usage`, {
      method: "POST",
      headers,
      body,
    });
    expect(usage.status).toBeLessThan(400);
  });
});

describe("Terraform's project", () => {
  it("comes to empty plans from creation to deletion, whatever its numbers", async () => {
    await runs(project, [
      planned("tf-full"),
      planned("tf-full", {
        description: "new",
        max_storage_in_gibibytes: -1,
        block_deployments_on_limit: false,
      }),
      planned("tf-full", { max_storage_in_gibibytes: 8_388_607, email_notification: true }),
    ]);
  });

  it("is told where a quota is more than any number here may be", async () => {
    const huge = planned("tf-huge", { max_storage_in_gibibytes: 8_589_934_591 });
    await expect(applied(client, project, huge, null)).rejects.toThrow(/9007199254740991|exact/);
    expect(await client.refresh(project, huge)).toBeNull();
  });

  it("is deleted once what it owns is gone, and told so in the words it waits for", async () => {
    const removed = await withProject("tf-owner");
    await create(world, configurations, {
      name: "owned",
      issuer_url: "https://tempurl.org",
      project_key: "tf-owner",
    });
    const below = `${configurations}/github-oidc/identity_mappings`;
    await create(world, `${below}?project_key=tf-owner`, {
      name: "owned",
      claims: { sub: "owned" },
      token_spec: { scope: "applied-permissions/user", username: "u" },
    });
    const answer = await as("DELETE", "/tf-owner");
    expect(answer.status).toBe(400);
    const error = await errorOf(answer);
    expect(error.code).toBe("BAD_REQUEST");
    expect(error.message).toContain("project containing resources can't be removed");
    expect(error.message).toContain("1 provider and 1 identity mapping");

    await world.app.asAdmin("DELETE", `${configurations}/owned`);
    expect((await as("DELETE", "/tf-owner")).status).toBe(400);
    await world.app.asAdmin("DELETE", `${below}/owned?project_key=tf-owner`);
    await removed();
    expect((await as("DELETE", "/tf-owner")).status).toBe(404);
  });
});

describe("Terraform's project_role", () => {
  it("comes to empty plans from creation to deletion", async () => {
    const removed = await withProject("tf-roles");
    await runs(projectRole, [
      plannedRole("tf-roles", "role 1"),
      plannedRole("tf-roles", "role 1", { environments: ["DEV", "PROD"], actions: ["ANNOTATE_REPOSITORY"] }),
    ]);
    await removed();
  });

  it("keeps every role when many are written, and removed, at the same moment", async () => {
    const removed = await withProject("tf-parallel");
    const roles = Array.from({ length: 20 }, (_, index) => plannedRole("tf-parallel", `role${index}`));
    await Promise.all(roles.map((one) => client.apply(projectRole, one, null)));
    for (const one of roles) expect(await client.refresh(projectRole, one)).toEqual(one);
    await Promise.all(roles.map((one) => client.destroy(projectRole, one)));
    expect(await bodyOf(as("GET", "/tf-parallel/roles"))).not.toContainEqual(
      expect.objectContaining({ type: "CUSTOM" }),
    );
    await removed();
  });

  it("outlives an update of its project", async () => {
    const removed = await withProject("tf-kept", "role1");
    await client.apply(project, planned("tf-kept", { description: "other" }), planned("tf-kept"));
    expect(await client.refresh(projectRole, plannedRole("tf-kept", "role1"))).not.toBeNull();
    await removed();
  });

  it("may be deleted with a body, as a project does that still manages its roles itself", async () => {
    const removed = await withProject("tf-inline", "role1");
    expect((await as("DELETE", "/tf-inline/roles/role1", plannedRole("tf-inline", "role1"))).status).toBe(
      204,
    );
    const again = await as("DELETE", "/tf-inline/roles/role1");
    expect(again.status).toBe(404);
    expect((await errorOf(again)).code).toBe("NOT_FOUND");
    await create(world, `${path}/tf-inline/roles`, { name: "role1" });
    await removed();
  });
});

describe("the platform provider's acceptance tests with a project", () => {
  it("OIDCConfiguration_with_project", async () => {
    const removed = await withProject("proj1234");
    await runs(configuration, [
      {
        name: "tf-project",
        issuer_url: "https://tempurl.org",
        provider_type: "generic",
        use_default_proxy: false,
        project_key: "proj1234",
      },
    ]);
    await removed();
  });

  const mapping = (name: string, spec: Attributes): Attributes => ({
    name,
    provider_name: "github-oidc",
    priority: 7,
    claims_json: jsonencode({ sub: name, updated_at: 1_490_198_843 }),
    token_spec: { audience: "*@*", expires_in: 120, ...spec },
    project_key: "proj1234",
  });

  it("OIDCIdentityMapping_with_project", async () => {
    const removed = await withProject("proj1234");
    await runs(identityMapping, [
      mapping("tf-mapping", { username: "u", scope: "applied-permissions/user" }),
    ]);
    await removed();
  });

  it("OIDCIdentityMapping_roles_scope_with_project, after which the token carries the roles", async () => {
    const removed = await withProject("proj1234", "role1", "role2");
    const scope = 'applied-permissions/roles:proj1234:"role1","role2"';
    const roles = mapping("tf-roles", { scope });
    await applied(client, identityMapping, roles, null);
    const answer = await world.exchange({
      subject_token: world.idToken({ sub: "tf-roles", updated_at: 1_490_198_843 }),
      project_key: "proj1234",
    });
    expect(await documentOf(answer)).toMatchObject({ scope, expires_in: 120 });
    await client.destroy(identityMapping, roles);
    await removed();
  });
});

describe("a project", () => {
  const least = (project_key: string) => ({ project_key, display_name: "The shop" });

  it("needs a key and a name only, and reads back what was sent and nothing else", async () => {
    const answer = await as("POST", "/", least("least"));
    expect(answer.status).toBe(201);
    expect(await answer.text()).toBe(JSON.stringify(least("least")));
    for (const slash of ["", "/"]) {
      expect(await (await as("GET", `/least${slash}`)).text()).toBe(JSON.stringify(least("least")));
    }
  });

  it("is listed in a bare array by key", async () => {
    for (const key of ["zebra", "aardvark"]) await create(world, path, least(key));
    const list = (await bodyOf(as("GET", ""))) as readonly Document[];
    const keys = list.map(({ project_key }) => String(project_key));
    expect(keys).toEqual(keys.toSorted());
    expect(list).toContainEqual(least("zebra"));
  });

  it("is created once", async () => {
    await create(world, path, least("once"));
    const answer = await as("POST", "", least("once"));
    expect(answer.status).toBe(409);
    const error = await errorOf(answer);
    expect([error.code, error.message]).toEqual(["CONFLICT", expect.stringContaining("already exists")]);
  });

  it("is replaced as a whole, but for its key", async () => {
    await create(world, path, { ...least("whole"), description: "old", admin_privileges: {}, other: 1 });
    const { project_key: _, ...rest } = least("whole");
    expect((await as("PUT", "/whole", rest)).status).toBe(200);
    expect(await bodyOf(as("GET", "/whole"))).toEqual(least("whole"));
    const moved = await as("PUT", "/whole", least("elsewhere"));
    expect([moved.status, (await errorOf(moved)).message]).toEqual([
      400,
      expect.stringContaining("project_key cannot be changed"),
    ]);
    expect((await as("PUT", "/nowhere", least("nowhere"))).status).toBe(404);
  });

  it("outlives a restart with members that nobody knows", async () => {
    const sent = `{"project_key":"strange","display_name":"\u00dc <&>","__proto__":{"x":1},"deep":[[[{"a":null}]]]}`;
    const answer = await world.app.send(path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${world.app.adminToken}` },
      body: sent,
    });
    expect(answer.status).toBe(201);
    await world.app.restart();
    expect(await (await as("GET", "/strange")).text()).toBe(sent);
  });

  it("that the admin API has changed shows what that can say, and keeps the rest", async () => {
    const sent = { ...least("shared"), description: "old", storage_quota_bytes: -1 };
    await create(world, path, sent);
    const role = { name: "Driver", type: "CUSTOM", environments: ["DEV"], actions: ["READ_BUILD"] };
    await create(world, `${path}/shared/roles`, role);
    const changed = await world.app.asAdmin("PUT", "/api/v1/projects/shared", {
      key: "shared",
      display_name: "Other",
      roles: [{ name: "Driver" }, { name: "Clerk" }],
    });
    expect(changed.status).toBe(200);
    expect(await bodyOf(as("GET", "/shared"))).toEqual({ ...sent, display_name: "Other", description: "" });
    expect(await bodyOf(as("GET", "/shared/roles/Driver"))).toEqual(role);
    expect(await bodyOf(as("GET", "/shared/roles/Clerk"))).toEqual({
      name: "Clerk",
      type: "CUSTOM",
      environments: [],
      actions: [],
    });
  });

  it.each([
    [{ display_name: "x" }, "project_key must not be blank"],
    [{ project_key: "p1" }, "display_name must not be blank"],
    [{ project_key: "bad-2", display_name: "" }, "display_name must have 1 to 255 characters"],
    [{ project_key: "bad-2", display_name: "   " }, "display_name must have 1 to 255 characters"],
    [{ ...least("bad-2"), project_key: "Bad" }, "project_key must begin with a-z"],
    [{ ...least("bad-2"), project_key: "x" }, "project_key must begin with a-z"],
    [{ ...least("bad-2"), project_key: "a".repeat(33) }, "project_key must begin with a-z"],
    [{ ...least("bad-2"), storage_quota_bytes: "10" }, "storage_quota_bytes must be a whole number"],
    [{ ...least("bad-2"), storage_quota_bytes: 1.5 }, "storage_quota_bytes must be a whole number"],
    [{ ...least("bad-2"), soft_limit: "no" }, "soft_limit must be true or false"],
    [{ ...least("bad-2"), admin_privileges: [] }, "admin_privileges must be a JSON object"],
    [{ ...least("bad-2"), admin_privileges: { manage_members: 1 } }, "admin_privileges.manage_members must"],
  ])("is refused by name: %j", async (document, phrase) => {
    const answer = await as("POST", "", document);
    expect(answer.status).toBe(400);
    const error = await errorOf(answer);
    expect([error.code, error.message]).toEqual(["BAD_REQUEST", expect.stringContaining(phrase)]);
    expect((await as("GET", "/bad-2")).status).toBe(404);
  });
});

describe("a document that is not read", () => {
  const sent = (below: string, text: string) =>
    world.app.send(`${path}${below}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${world.app.adminToken}` },
      body: text,
    });
  beforeAll(() => create(world, path, { project_key: "sound", display_name: "Sound" }));

  it.each([
    ["too deep", `"deep":${"[".repeat(40)}${"]".repeat(40)}`, 400],
    ["of more members than any has", `"many":{${Array.from({ length: 600 }, (_, i) => `"m${i}":1`)}}`, 400],
    ["with a number that is not exact", '"storage_quota_bytes":9007199254740993', 400],
    ["with a number beyond all bounds", '"number":1e999', 400],
    ["with a member twice", '"other":1,"other":2', 400],
    ["with half a character", '"half":"\\ud800"', 400],
    ["too large", `"large":"${"x".repeat(70_000)}"`, 413],
  ])("is one %s", async (_what, members, status) => {
    const project = await sent("", `{"project_key":"unsound","display_name":"x",${members}}`);
    const role = await sent("/sound/roles", `{"name":"unsound",${members}}`);
    expect([project.status, role.status]).toEqual([status, status]);
    expect((await as("GET", "/unsound")).status).toBe(404);
    expect((await as("GET", "/sound/roles/unsound")).status).toBe(404);
  });
});

describe("paths and methods", () => {
  it.each([
    ["PUT", "", "GET, HEAD, POST"],
    ["POST", "/any", "DELETE, GET, HEAD, PUT"],
    ["PUT", "/any/roles", "GET, HEAD, POST"],
    ["POST", "/any/roles/any", "DELETE, GET, HEAD, PUT"],
  ])("%s %s is answered 405", async (method, below, allow) => {
    const answer = await as(method, below, {});
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, allow]);
    expect((await errorOf(answer)).code).toBe("METHOD_NOT_ALLOWED");
  });
});
