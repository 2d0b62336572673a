/** Who reads and writes projects, and what a key or a role is worth that names nothing. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AccessWorld, audience, create, documentOf, startAccessWorld } from "./access-world.ts";

const path = "/access/api/v1/projects";
const configurations = "/access/api/v1/oidc";

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
  await create(world, configurations, { name: "github-oidc", issuer_url: world.issuer.url, audience });
});
afterAll(() => world.close());

const as = (method: string, below: string, body?: unknown) =>
  world.app.asAdmin(method, `${path}${below}`, body);

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
