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

describe("a role", () => {
  const role = (name: string, members: Document = {}) => ({
    name,
    type: "CUSTOM",
    environments: ["DEV"],
    actions: ["READ_REPOSITORY"],
    ...members,
  });
  beforeAll(() => create(world, path, { project_key: "with-roles", display_name: "With roles" }));
  const send = (method: string, below: string, body?: unknown) =>
    as(method, `/with-roles/roles${below}`, body);

  it("reads back what was sent and nothing else, and is replaced as a whole", async () => {
    const sent = role("Lead & Co", { description: "d", other: { a: [1] } });
    const answer = await send("POST", "/", sent);
    expect([answer.status, await answer.text()]).toEqual([201, JSON.stringify(sent)]);
    const below = `/${encodeURIComponent(sent.name)}`;
    for (const slash of ["", "/"]) {
      expect(await (await send("GET", `${below}${slash}`)).text()).toBe(JSON.stringify(sent));
    }
    const { name: _, ...rest } = role(sent.name, { actions: [] });
    expect((await send("PUT", below, rest)).status).toBe(200);
    expect(await bodyOf(send("GET", below))).toEqual(role(sent.name, { actions: [] }));
    expect((await send("PUT", below, role("other"))).status).toBe(400);
    expect((await send("PUT", "/nobody", role("nobody"))).status).toBe(404);
  });

  it("is created once in each project", async () => {
    await create(world, path, { project_key: "with-same", display_name: "x" });
    await create(world, `${path}/with-same/roles`, role("same"));
    await create(world, `${path}/with-roles/roles`, role("same"));
    const answer = await send("POST", "", role("same"));
    expect([answer.status, (await errorOf(answer)).message]).toEqual([
      409,
      expect.stringContaining("already exists"),
    ]);
    expect((await as("POST", "/nowhere/roles", role("x"))).status).toBe(404);
  });

  it("that every project has is listed and read, and nobody changes or takes it", async () => {
    const list = await bodyOf(send("GET", ""));
    for (const name of ["Project Admin", "Developer", "Viewer"]) {
      const predefined = { name, type: "PREDEFINED", environments: [], actions: [] };
      expect(list).toContainEqual(predefined);
      const below = `/${encodeURIComponent(name)}`;
      expect(await bodyOf(send("GET", below))).toEqual(predefined);
      for (const answer of [await send("DELETE", below), await send("PUT", below, role(name))]) {
        expect([answer.status, (await errorOf(answer)).message]).toEqual([
          400,
          expect.stringContaining("every project has"),
        ]);
      }
    }
    for (const name of ["Developer", "project admin"]) {
      const answer = await send("POST", "", role(name));
      expect([answer.status, (await errorOf(answer)).message]).toEqual([
        400,
        expect.stringContaining("name is the name of a role that every project has"),
      ]);
    }
  });

  it.each([
    [role(""), "name must have 1 to 64 characters"],
    [role("a/b"), "name must have 1 to 64 characters"],
    [role(".."), "name must have 1 to 64 characters"],
    [role("a\u200b"), "name must have 1 to 64 characters"],
    [role("a".repeat(65)), "name must have 1 to 64 characters"],
    [{ ...role("bad"), name: undefined }, "name must not be blank"],
    [role("bad", { type: "PREDEFINED" }), "type must be CUSTOM"],
    [role("bad", { environments: "DEV" }), "environments must be a list of strings"],
    [role("bad", { actions: [1] }), "actions.0 must be a string"],
  ])("is refused by name: %j", async (document, phrase) => {
    const answer = await send("POST", "", document);
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).message).toContain(phrase);
  });

  it("is one of at most 100 in a project", async () => {
    await create(world, "/api/v1/projects", {
      key: "crowded",
      roles: Array.from({ length: 100 }, (_, index) => ({ name: `role${index}` })),
    });
    const answer = await as("POST", "/crowded/roles", role("one-more"));
    expect([answer.status, (await errorOf(answer)).message]).toEqual([
      400,
      expect.stringContaining("at most 100"),
    ]);
    expect((await as("DELETE", "/crowded/roles/role0")).status).toBe(204);
    await create(world, `${path}/crowded/roles`, role("one-more"));
  });
});

describe("who may do what with projects", () => {
  const tokens = new Map<string, string>();
  const send = (who: string, method: string, below: string, body?: unknown) =>
    world.app.send(`${path}${below}`, {
      method,
      headers: { authorization: `Bearer ${tokens.get(who)}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const mappings = `${configurations}/github-oidc/identity_mappings`;

  beforeAll(async () => {
    for (const key of ["mine", "theirs"]) {
      await create(world, path, { project_key: key, display_name: key });
      await create(world, `${path}/${key}/roles`, { name: "Lead" });
    }
    for (const [name, scope, project_key] of [
      ["root", "applied-permissions/admin", null],
      ["lead", 'applied-permissions/roles:mine:"Project Admin","Lead","Nobody"', "mine"],
      ["member", 'applied-permissions/roles:mine:"Lead"', "mine"],
    ] as const) {
      await create(world, `${mappings}${project_key === null ? "" : `?project_key=${project_key}`}`, {
        name,
        claims: { sub: name },
        token_spec: { scope },
      });
      const answer = await world.exchange({
        subject_token: world.idToken({ sub: name }),
        ...(project_key !== null && { project_key }),
      });
      tokens.set(name, String((await documentOf(answer))["access_token"]));
    }
  });

  const document = { project_key: "new", display_name: "new" };
  const role = { name: "new" };
  it.each([
    ["root", "POST", "", document, 201],
    ["root", "PUT", "/new", document, 200],
    ["root", "POST", "/new/roles", role, 201],
    ["root", "PUT", "/new/roles/new", role, 200],
    ["root", "DELETE", "/new/roles/new", undefined, 204],
    ["root", "DELETE", "/new", undefined, 204],

    ["lead", "GET", "/mine", undefined, 200],
    ["lead", "GET", "/mine/roles", undefined, 200],
    ["lead", "GET", "/mine/roles/Lead", undefined, 200],
    ["lead", "POST", "", document, 403],
    ["lead", "PUT", "/mine", { ...document, project_key: "mine" }, 403],
    ["lead", "DELETE", "/mine", undefined, 403],
    ["lead", "POST", "/mine/roles", role, 403],
    ["lead", "PUT", "/mine/roles/Lead", role, 400],
    ["lead", "PUT", "/mine/roles/Lead", { name: "Lead" }, 403],
    ["lead", "DELETE", "/mine/roles/Lead", undefined, 403],

    ["lead", "GET", "/theirs", undefined, 404],
    ["lead", "GET", "/theirs/roles", undefined, 404],
    ["lead", "GET", "/theirs/roles/Lead", undefined, 404],
    ["lead", "PUT", "/theirs", { ...document, project_key: "theirs" }, 404],
    ["lead", "DELETE", "/theirs", undefined, 404],
    ["lead", "POST", "/theirs/roles", role, 404],
    ["lead", "DELETE", "/theirs/roles/Lead", undefined, 404],

    ["member", "GET", "", undefined, 403],
    ["member", "GET", "/mine", undefined, 403],
    ["member", "POST", "", document, 403],
    ["member", "DELETE", "/mine/roles/Lead", undefined, 403],
    ["stranger", "GET", "/mine", undefined, 401],
    ["stranger", "POST", "", document, 401],
  ])("%s: %s %s", async (who, method, below, body, status) => {
    expect((await send(who, method, below, body)).status).toBe(status);
  });

  it("a project admin's list holds its own project", async () => {
    expect(await (await send("lead", "GET", "")).json()).toEqual([
      { project_key: "mine", display_name: "mine" },
    ]);
  });

  it("a project admin grants the roles its project has, and not those its token only names", async () => {
    const grant = (roles: string) =>
      world.app.send(`${mappings}?project_key=mine`, {
        method: "POST",
        headers: { authorization: `Bearer ${tokens.get("lead")}`, "content-type": "application/json" },
        body: JSON.stringify({
          name: `grant-${crypto.randomUUID()}`,
          claims: { sub: "x" },
          token_spec: { scope: `applied-permissions/roles:mine:${roles}` },
        }),
      });
    expect((await grant('"Lead"')).status).toBe(201);
    expect((await grant('"Nobody"')).status).toBe(403);
    await create(world, `${path}/mine/roles`, { name: "Nobody" });
    expect((await grant('"Nobody"')).status).toBe(201);
  });

  it("a project admin is one as long as there is the project", async () => {
    await create(world, path, { project_key: "brief", display_name: "brief" });
    await create(world, mappings, {
      name: "brief",
      project_key: "brief",
      claims: { sub: "brief" },
      token_spec: { scope: 'applied-permissions/roles:brief:"Project Admin"' },
    });
    const answer = await world.exchange({
      subject_token: world.idToken({ sub: "brief" }),
      project_key: "brief",
    });
    const { access_token, scope } = await documentOf(answer);
    tokens.set("brief", String(access_token));
    expect(scope).toBe('applied-permissions/roles:brief:"Project Admin"');
    expect((await send("brief", "GET", "/brief")).status).toBe(200);
    await world.app.asAdmin("DELETE", `${mappings}/brief?project_key=brief`);
    expect((await as("DELETE", "/brief")).status).toBe(204);
    expect((await send("brief", "GET", "/brief")).status).toBe(403);
    await create(world, path, { project_key: "brief", display_name: "again" });
    expect((await send("brief", "GET", "/brief")).status).toBe(200);
  });
});

describe("a project key without a project", () => {
  const below = `${configurations}/github-oidc/identity_mappings`;

  it("is accepted in a configuration and a mapping, and its mappings count once there is the project", async () => {
    await create(world, configurations, {
      name: "early",
      issuer_url: "https://tempurl.org",
      project_key: "early",
    });
    for (const [query, username] of [
      ["", "everybody"],
      ["?project_key=early", "early"],
    ] as const) {
      await create(world, `${below}${query}`, {
        name: "early",
        claims: { sub: "early" },
        token_spec: { username },
      });
    }
    const exchanged = async () => {
      const subject_token = world.idToken({ sub: "early" });
      return documentOf(await world.exchange({ subject_token, project_key: "early" }));
    };
    expect(await exchanged()).toMatchObject({ username: "everybody" });
    await create(world, path, { project_key: "early", display_name: "Early" });
    expect(await exchanged()).toMatchObject({ username: "early" });
  });

  it("is still what decided, in the explanation of an exchange before there was the project", async () => {
    await create(world, `${below}?project_key=late`, {
      name: "late",
      claims: { sub: "late" },
      token_spec: { username: "u" },
    });
    const subject_token = world.idToken({ sub: "late" });
    const refused = await world.exchange({ subject_token, project_key: "late" });
    expect(refused.status).toBe(401);
    const explanation = async () =>
      documentOf(
        await world.app.asAdmin("POST", "/api/v1/explain", {
          request_id: refused.headers.get("x-request-id"),
        }),
      );
    await create(world, path, { project_key: "late", display_name: "Late" });
    expect((await world.exchange({ subject_token, project_key: "late" })).status).toBe(200);
    const before = await explanation();
    expect(before["verdict"]).toBe("refused");
    expect(before["trials"]).not.toContainEqual(expect.objectContaining({ mapping: "late" }));
    expect(before["remarks"]).toContainEqual(
      'The exchange names the project "late", which does not exist: only global mappings were considered.',
    );
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
