/**
 * Identity mappings as the vendor's page, Terraform and scripts manage them: "Create an Identity Mapping"
 * (JFrog REST APIs); jfrog/terraform-provider-platform 2.2.11
 * pkg/platform/resource_oidc_identity_mapping.go. Its acceptance tests are in access-terraform.test.ts.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccessWorld,
  audience,
  claims,
  create,
  type Document,
  documentOf,
  errorOf,
  startAccessWorld,
} from "./access-world.ts";

const configurations = "/access/api/v1/oidc";
const path = `${configurations}/github-oidc/identity_mappings`;

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
  for (const key of ["projectkey", "shop"]) {
    await create(world, "/access/api/v1/projects", { project_key: key, display_name: key });
  }
  for (const name of ["github-oidc", "other-oidc"]) {
    await create(world, configurations, { name, issuer_url: world.issuer.url, audience });
  }
});
afterAll(() => world.close());

const as = (method: string, below: string, body?: unknown) =>
  world.app.asAdmin(method, `${path}${below}`, body);
const bodyOf = async (answer: Promise<Response>) => documentOf(await answer);
const terraform = (name: string, members: Document, spec: Document) => ({
  name,
  priority: 7,
  provider_name: "github-oidc",
  claims: { sub: `sub-${name}`, updated_at: 1_490_198_843 },
  ...members,
  token_spec: { scope: "applied-permissions/user", audience: "*@*", expires_in: 60, ...spec },
});

describe("the vendor's samples", () => {
  const printedUser = `{
  "name": "github-repo-read",
	"provider_name": "github-oidc",
        "projectKey": "projectkey"
        "claims": {
                    "sub": "repo:mosheya/access-oidc-poc:ref:refs/heads/main",
                    "workflow_ref":  "mosheya/access-oidc-poc/.github/workflows/job.yaml@refs/heads/main"
                  },
        "token_spec": {
			  "username": "moshey",
			  "scope": "applied-permissions/user"
                          "audience": ["jfrt@service_id"],
                          "expires_in": 3600
                      }
}`;
  const printedGroup = printedUser
    .replace('        "projectKey": "projectkey"\n', "")
    .replace('\t\t\t  "username": "moshey",\n', "")
    .replace("applied-permissions/user", "applied-permissions/group:readers");
  const sendText = (text: string) =>
    world.app.send(path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${world.app.adminToken}` },
      body: text,
    });

  it.each([
    ["user", printedUser, /line 5, column 9: a comma is missing after the member "projectKey"/],
    ["group", printedGroup, /line 10, column 27: a comma is missing after the member "scope"/],
  ])(
    "with a %s, as printed, is refused, and the answer says what is missing and where",
    async (_what, text, message) => {
      const answer = await sendText(text);
      expect(answer.status).toBe(400);
      const error = await errorOf(answer);
      expect(error.code).toBe("BAD_REQUEST");
      expect(error.message).toMatch(message);
    },
  );

  it("with a user, repaired, is created in its project and grants that user's permissions", async () => {
    const repaired = printedUser.replace('"projectkey"', '"projectkey",').replace('/user"', '/user",');
    const answer = await sendText(repaired);
    expect(answer.status).toBe(201);
    expect(await documentOf(answer)).toEqual({
      name: "github-repo-read",
      provider_name: "github-oidc",
      project_key: "projectkey",
      priority: 2_147_483_647,
      claims,
      token_spec: {
        username: "moshey",
        scope: "applied-permissions/user",
        audience: "jfrt@service_id",
        expires_in: 3_600,
      },
    });
    const exchanged = await world.exchange({ project_key: "projectkey" });
    expect(await documentOf(exchanged)).toMatchObject({ username: "moshey", expires_in: 3_600 });
  });

  it("with a group, repaired, is created and grants that group", async () => {
    const answer = await sendText(printedGroup.replace('readers"', 'readers",'));
    expect(answer.status).toBe(201);
    expect(await documentOf(answer)).toMatchObject({
      token_spec: { scope: "applied-permissions/group:readers", audience: "jfrt@service_id" },
    });
    expect(await documentOf(await world.exchange())).toMatchObject({
      scope: 'applied-permissions/groups:"readers"',
      username: "github-oidc/github-repo-read",
    });
  });
});

describe("a standing mapping", () => {
  it("keeps the lowest priority there is", async () => {
    const document = terraform("tf-low", { priority: 9_007_199_254_740_991 }, {});
    await create(world, path, document);
    expect(await bodyOf(as("GET", "/tf-low"))).toEqual(document);
  });

  it("an update replaces everything but the name", async () => {
    await create(world, path, terraform("tf-update", { description: "old" }, { username: "u" }));
    const update = terraform(
      "tf-update",
      { priority: 8, description: "new", claims: { sub: "other", updated_at: 1_490_198_843 } },
      { audience: "jfrt@* jfac@* jfmc@* jfmd@* jfevt@* jfxfer@* jflnk@* jfint@* jfwks@*", expires_in: 120 },
    );
    const answer = await as("PUT", "/tf-update", update);
    expect(answer.status).toBe(200);
    expect(await documentOf(answer)).toEqual(update);
    expect(await bodyOf(as("GET", "/tf-update"))).toEqual(update);
  });

  it("is found by the project that query and body carry", async () => {
    const scope = 'applied-permissions/roles:proj1234:"role1","role2"';
    const document = terraform("tf-roles", { project_key: "proj1234" }, { scope, expires_in: 120 });
    const query = "?project_key=proj1234";
    expect((await as("POST", query, document)).status).toBe(201);
    expect(await bodyOf(as("GET", `/tf-roles${query}`))).toEqual(document);
    expect((await as("PUT", `/tf-roles${query}`, document)).status).toBe(200);
    expect((await as("GET", "/tf-roles?project_key=other")).status).toBe(404);
    expect((await as("DELETE", `/tf-roles${query}`)).status).toBe(204);
  });
});

describe("an identity mapping", () => {
  const plain = (name: string, members: Document = {}) => terraform(name, members, { username: "u" });

  it("is listed as a bare array, with and without a trailing slash", async () => {
    await create(world, path, plain("listed"));
    for (const below of ["", "/"]) {
      const list: unknown = await (await as("GET", below)).json();
      expect(list).toContainEqual(plain("listed"));
    }
  });

  it("is created once in each place", async () => {
    await create(world, path, plain("once"));
    await create(world, `${path}?project_key=proj`, plain("once"));
    const answer = await as("POST", "", plain("once"));
    expect(answer.status).toBe(409);
    expect((await errorOf(answer)).message).toContain("already exists");
  });

  it("is the global one when no project is named", async () => {
    await create(world, path, plain("both", { priority: 1 }));
    await create(world, `${path}?project_key=proj`, plain("both", { priority: 2 }));
    expect(await bodyOf(as("GET", "/both"))).toMatchObject({ priority: 1 });
    expect(await bodyOf(as("GET", "/both?project_key=proj"))).toMatchObject({
      priority: 2,
      project_key: "proj",
    });
  });

  it("is the only one of its name when there is no global one", async () => {
    await create(world, `${path}?project_key=proj`, plain("alone"));
    expect(await bodyOf(as("GET", "/alone"))).toMatchObject({ project_key: "proj" });
  });

  it("must be named with its project when several projects have one", async () => {
    await create(world, `${path}?project_key=proj-a`, plain("several"));
    await create(world, `${path}?project_key=proj-b`, plain("several"));
    const answer = await as("GET", "/several");
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).message).toContain("project_key");
  });

  it("of another owner is not taken for it, and the answer says whose it is", async () => {
    await create(world, path, plain("shared"));
    await create(world, `${path}?project_key=proj-a`, plain("owned"));
    const global = await as("PUT", "/shared?project_key=proj-a", plain("shared"));
    const owned = await as("PUT", "/owned?project_key=proj-b", plain("owned"));
    expect([global.status, owned.status]).toEqual([404, 404]);
    expect((await errorOf(global)).message).toContain("leave project_key out");
    expect((await errorOf(owned)).message).toContain('project_key "proj-a"');
  });

  it("does not follow to another provider's path, and the answer says where it is", async () => {
    await create(world, path, plain("moved"));
    const other = `${configurations}/other-oidc/identity_mappings/moved`;
    const answer = await world.app.asAdmin("PUT", other, plain("moved", { provider_name: "other-oidc" }));
    expect(answer.status).toBe(404);
    expect((await errorOf(answer)).message).toContain('belongs to provider "github-oidc"');
    expect((await world.app.asAdmin("GET", other)).status).toBe(404);
  });

  it("may have a name of other alphabets' letters", async () => {
    const document = plain("D\u00e9ploiement_\u00dc-1");
    await create(world, path, document);
    expect(await bodyOf(as("GET", `/${encodeURIComponent(document.name)}`))).toEqual(document);
  });

  it("takes effect at once, and its removal does too", async () => {
    const token = world.idToken({ sub: "at-once" });
    await create(world, path, plain("at-once", { claims: { sub: "at-once" } }));
    expect((await world.exchange({ subject_token: token })).status).toBe(200);
    await as("DELETE", "/at-once");
    expect((await world.exchange({ subject_token: token })).status).toBe(401);
  });

  it("made through the admin API is shown in the vendor's words, and only if they suffice replaced", async () => {
    const grant = { groups: ["readers"] };
    const one = { claims: { sub: ["a", "b*"] }, grant };
    const clause = { path: ["sub"], test: { kind: "is", matcher: { kind: "regex", source: "^a" } } };
    const full = { user: null, groups: [{ kind: "named", name: { kind: "text", text: "readers" } }] };
    const other = { rules: [{ when: [clause], grant: full }] };
    const base = { provider: "github-oidc", audience: ["*@*"], lifetime_seconds: 60, priority: 5 };
    await create(world, "/api/v1/mappings", { name: "simple", ...base, ...one });
    await create(world, "/api/v1/mappings", { name: "complex", ...base, ...other });
    expect(await bodyOf(as("GET", "/simple"))).toEqual({
      name: "simple",
      provider_name: "github-oidc",
      priority: 5,
      claims: { sub: ["a", "b*"] },
      token_spec: { scope: 'applied-permissions/groups:"readers"', audience: "*@*", expires_in: 60 },
    });
    expect(await bodyOf(as("GET", "/complex"))).toMatchObject({ claims: null });
    expect((await as("PUT", "/complex", plain("complex"))).status).toBe(409);
    expect((await as("PUT", "/simple", plain("simple"))).status).toBe(200);
  });
});

describe("a refused identity mapping", () => {
  const bad = (members: Document, spec: Document = {}) => terraform("bad", members, spec);

  it.each([
    [bad({ name: "invalid name" }), "name"],
    [bad({ name: "invalid!name" }), "name"],
    [bad({ name: "a/b" }), "name"],
    [bad({ provider_name: "other-oidc" }), "provider_name must be"],
    [bad({ priority: 0 }), "priority must be a whole number"],
    [bad({ claims: "{}" }), "claims must be a JSON object"],
    [bad({}, { scope: "invalid-scope" }), "token_spec Invalid scope"],
    [bad({}, { scope: "applied-permissions/groups" }), "token_spec Invalid scope"],
    [bad({}, { scope: 'applied-permissions/roles:proj:"r"' }), "token_spec Invalid scope"],
    [bad({}, { scope: "" }), "token_spec Invalid scope"],
    [bad({}, { username_pattern: "({{user}" }), "token_spec.username"],
    [bad({}, { expires_in: 0 }), "token_spec Invalid expiry"],
    [bad({}, { expires_in: 1_200_000_000 }), "token_spec Invalid expiry"],
    [bad({ project_key: "Proj" }), 'did you mean "proj"?'],
  ])("is named: %j", async (document, phrase) => {
    const answer = await as("POST", "", document);
    expect(answer.status).toBe(400);
    const error = await errorOf(answer);
    expect(error.code).toBe("BAD_REQUEST");
    expect(error.message).toContain(phrase);
  });

  it("leaves nothing behind", async () => {
    expect((await as("GET", "/bad")).status).toBe(404);
  });

  it("names two projects that differ", async () => {
    const answer = await as("POST", "?project_key=one", bad({ project_key: "two" }));
    expect(answer.status).toBe(400);
  });

  it("belongs to a provider that is not there", async () => {
    const answer = await world.app.asAdmin("POST", `${configurations}/nobody/identity_mappings`, bad({}));
    expect(answer.status).toBe(404);
    expect((await errorOf(answer)).message).toContain("oidc integration doesn't exist");
  });
});

describe("a project admin", () => {
  const mine = (name: string, scope: string) => terraform(name, { project_key: "shop" }, { scope });
  const send = async (method: string, below: string, body?: unknown) => {
    const answer = await world.exchange({
      subject_token: world.idToken({ sub: "lead" }),
      project_key: "shop",
    });
    const token = (await documentOf(answer))["access_token"];
    return world.app.send(`${path}${below}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };

  beforeAll(async () => {
    const scope = 'applied-permissions/roles:shop:"Project Admin","Developer"';
    await create(world, path, { ...mine("lead", scope), claims: { sub: "lead" } });
    await create(world, path, terraform("hidden", {}, { username: "u" }));
  });

  it("manages its project's mappings with roles it holds", async () => {
    const developer = mine("shop-dev", 'applied-permissions/roles:shop:"Developer"');
    expect((await send("POST", "?project_key=shop", developer)).status).toBe(201);
    expect((await send("PUT", "/shop-dev?project_key=shop", developer)).status).toBe(200);
    expect((await send("DELETE", "/shop-dev?project_key=shop")).status).toBe(204);
  });

  it("sees no mapping of anybody else", async () => {
    const list: unknown = await (await send("GET", "")).json();
    expect(list).toEqual([expect.objectContaining({ name: "lead" })]);
    expect((await send("GET", "/hidden")).status).toBe(404);
    expect((await send("DELETE", "/hidden")).status).toBe(404);
  });

  it.each([
    ["a role it does not hold", "?project_key=shop", mine("up", 'applied-permissions/roles:shop:"Owner"')],
    ["a group", "?project_key=shop", mine("up", "applied-permissions/groups:readers")],
    ["everything", "?project_key=shop", mine("up", "applied-permissions/admin")],
    ["anything to everybody", "", terraform("up", {}, { username: "u" })],
  ])("may not grant %s", async (_what, query, document) => {
    const answer = await send("POST", query, document);
    expect(answer.status).toBe(403);
    expect((await errorOf(answer)).code).toBe("FORBIDDEN");
  });
});
