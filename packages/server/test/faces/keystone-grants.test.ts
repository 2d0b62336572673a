import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { errorOf, type Send, sender } from "./keystone-operator.ts";

let app: TestApp;
let send: Send;
let made: number;
beforeAll(async () => {
  app = await startApp();
  send = sender(app);
  made = 0;
});
afterAll(() => app.close());

/** A new one of a kind, in the domain named. */
async function make(member: string, more: object = {}): Promise<string> {
  made += 1;
  const answer = await send("POST", `/${member}s`, { [member]: { name: `${member}-${made}`, ...more } });
  expect(answer.status).toBe(201);
  return answer.body[member].id;
}

const list = async (query: string) => {
  const { status, body } = await send("GET", `/role_assignments?${query}`);
  expect(status).toBe(200);
  return body.role_assignments;
};

/** The id that a user of an identity provider has. */
const derivedUser = "0a".repeat(32);

describe("a role", () => {
  it.each([
    ["a group in a project", "group", "project"],
    ["a user in a project", "user", "project"],
    ["a group on a domain", "group", "domain"],
    ["a user on a domain", "user", "domain"],
    ["a group on the system", "group", "system"],
    ["a user on the system", "user", "system"],
  ])("is given to %s, found, listed and taken back", async (_what, actor, target) => {
    const [actorId, targetId] = [await make(actor), target === "system" ? "" : await make(target)];
    const place = target === "system" ? "/system" : `/${target}s/${targetId}`;
    const all = `${place}/${actor}s/${actorId}/roles`;
    const missing = `Could not find role assignment with role: member, user or group: ${actorId}, project, domain, or system: ${targetId || "all"}.`;
    expect((await send("HEAD", `${all}/member`)).status).toBe(404);
    expect(errorOf(await send("DELETE", `${all}/member`))).toEqual([404, missing]);
    for (const _time of [1, 2]) expect((await send("PUT", `${all}/member`)).status).toBe(204);
    expect((await send("GET", `${all}/member`)).status).toBe(204);
    expect((await send("HEAD", `${all}/member`)).status).toBe(204);
    const { body } = await send("GET", all);
    expect(body.roles.map(({ id, name }: Record<string, string>) => [id, name])).toEqual([
      ["member", "member"],
    ]);
    expect(body.links.self).toBe(`${app.url}/v3${all}`);
    const scope = target === "system" ? { system: { all: true } } : { [target]: { id: targetId } };
    expect(await list(`${actor}.id=${actorId}`)).toEqual([
      {
        role: { id: "member" },
        [actor]: { id: actorId },
        scope,
        links: { assignment: `${app.url}/v3${all}/member` },
      },
    ]);
    expect((await send("DELETE", `${all}/member`)).status).toBe(204);
    expect(errorOf(await send("GET", `${all}/member`))).toEqual([404, missing]);
    expect(await list(`${actor}.id=${actorId}`)).toEqual([]);
  });

  it("is given on a domain for all its projects", async () => {
    const [group, domain] = [await make("group"), await make("domain")];
    const project = await make("project", { domain_id: domain });
    const path = `/OS-INHERIT/domains/${domain}/groups/${group}/roles`;
    expect((await send("PUT", `${path}/member/inherited_to_projects`)).status).toBe(204);
    expect((await send("HEAD", `${path}/member/inherited_to_projects`)).status).toBe(204);
    expect((await send("HEAD", `/domains/${domain}/groups/${group}/roles/member`)).status).toBe(404);
    const { body } = await send("GET", `${path}/inherited_to_projects`);
    expect(body.roles).toHaveLength(1);
    expect((await send("GET", `/domains/${domain}/groups/${group}/roles`)).body.roles).toEqual([]);
    expect(await list(`group.id=${group}`)).toMatchObject([
      { scope: { domain: { id: domain }, "OS-INHERIT:inherited_to": "projects" } },
    ]);
    const assignment = `${app.url}/v3${path}/member/inherited_to_projects`;
    expect(await list(`scope.project.id=${project}&effective`)).toEqual([
      {
        role: { id: "member" },
        group: { id: group },
        scope: { project: { id: project }, "OS-INHERIT:inherited_to": "projects" },
        links: { assignment },
      },
    ]);
    expect(await list(`scope.project.id=${project}`)).toEqual([]);
    expect((await send("DELETE", `${path}/member/inherited_to_projects`)).status).toBe(204);
  });

  it("is listed for its projects as far as a list goes, and no further", async () => {
    const domain = await make("domain");
    for (let number = 0; number < 51; number += 1) await make("project", { domain_id: domain });
    const path = `/OS-INHERIT/domains/${domain}/users`;
    for (let number = 0; number < 100; number += 1) {
      const user = String(number).padStart(64, "0");
      await send("PUT", `${path}/${user}/roles/member/inherited_to_projects`);
    }
    const { body } = await send("GET", "/role_assignments?effective&role.id=member");
    expect([body.role_assignments.length, body.truncated]).toEqual([5_000, true]);
  });

  it("waits for a user of an identity provider under the id it will have", async () => {
    const project = await make("project");
    const path = `/projects/${project}/users`;
    expect((await send("PUT", `${path}/${derivedUser}/roles/member`)).status).toBe(204);
    expect(errorOf(await send("PUT", `${path}/nobody/roles/member`))).toEqual([
      404,
      "Could not find user: nobody.",
    ]);
  });

  it.each([
    ["/projects/none/groups/GROUP/roles/member", "Could not find project: none."],
    ["/domains/none/groups/GROUP/roles/member", "Could not find domain: none."],
    ["/domains/default/groups/none/roles/member", "Could not find group: none."],
    ["/domains/default/groups/GROUP/roles/none", "Could not find role: none."],
  ])("is not given at %s", async (path, message) => {
    const group = await make("group");
    expect(errorOf(await send("PUT", path.replace("GROUP", group)))).toEqual([404, message]);
  });

  it("of a domain is given only there", async () => {
    const [group, here, there] = [await make("group"), await make("domain"), await make("domain")];
    const role = await make("role", { domain_id: here });
    expect((await send("PUT", `/domains/${here}/groups/${group}/roles/${role}`)).status).toBe(204);
    const project = await make("project", { domain_id: here });
    expect((await send("PUT", `/projects/${project}/groups/${group}/roles/${role}`)).status).toBe(204);
    for (const place of [`/domains/${there}`, "/system"]) {
      expect((await send("PUT", `${place}/groups/${group}/roles/${role}`)).status, place).toBe(403);
    }
  });

  it("is not inherited from a project, which has none within it", async () => {
    const [group, project] = [await make("group"), await make("project")];
    const path = `/OS-INHERIT/projects/${project}/groups/${group}/roles/member/inherited_to_projects`;
    expect((await send("PUT", path)).status).toBe(400);
  });
});

describe("a project", () => {
  it("is not made below another one, and it is said why", async () => {
    const parent = await make("project");
    for (const more of [{}, { domain_id: "default" }, { domain_id: parent }]) {
      const answer = await send("POST", "/projects", {
        project: { name: "child", parent_id: parent, ...more },
      });
      expect(errorOf(answer)).toEqual([
        400,
        "Invalid input for field/attribute parent_id. Projects have no projects within them: the parent of each is its domain.",
      ]);
    }
  });
});

describe("the list of given roles", () => {
  it("is filtered, and spells out names when asked to", async () => {
    const [group, user, domain] = [await make("group"), await make("user"), await make("domain")];
    const project = await make("project", { domain_id: domain });
    await send("PUT", `/projects/${project}/groups/${group}/roles/member`);
    await send("PUT", `/projects/${project}/users/${user}/roles/reader`);
    await send("PUT", `/domains/${domain}/users/${user}/roles/reader`);
    await send("PUT", `/system/users/${user}/roles/reader`);
    const rolesOf = async (query: string) =>
      (await list(query)).map(({ role }: { role: { id: string } }) => role.id).toSorted();
    expect(await rolesOf(`scope.project.id=${project}`)).toEqual(["member", "reader"]);
    expect(await rolesOf(`scope.project.id=${project}&role.id=reader`)).toEqual(["reader"]);
    expect(await rolesOf(`scope.domain.id=${domain}`)).toEqual(["reader"]);
    expect(await rolesOf(`user.id=${user}&scope.system=all`)).toEqual(["reader"]);
    expect(await rolesOf(`user.id=${user}`)).toEqual(["reader", "reader", "reader"]);
    const [named] = await list(`group.id=${group}&include_names=true`);
    const name = async (member: string, id: string) =>
      (await send("GET", `/${member}s/${id}`)).body[member].name;
    expect(named).toMatchObject({
      role: { id: "member", name: "member" },
      group: { id: group, name: await name("group", group), domain: { id: "default", name: "Default" } },
      scope: {
        project: {
          id: project,
          name: await name("project", project),
          domain: { id: domain, name: await name("domain", domain) },
        },
      },
    });
  });

  it.each([
    "user.id=a&group.id=b",
    "scope.domain.id=a&scope.project.id=b",
    "scope.domain.id=a&scope.system=all",
    "scope.project.id=a&scope.system=all",
    "effective&group.id=b",
  ])("refuses %s, which nothing can be", async (query) => {
    expect((await send("GET", `/role_assignments?${query}`)).status).toBe(400);
  });
});

describe("what would refer to nothing", () => {
  it.each([
    ["group", "groups", (id: string, project: string) => `/projects/${project}/groups/${id}/roles/member`],
    ["user", "users", (id: string, project: string) => `/projects/${project}/users/${id}/roles/member`],
  ])("goes with a %s", async (member, collection, pathOf) => {
    const [id, project] = [await make(member), await make("project")];
    await send("PUT", pathOf(id, project));
    expect((await send("DELETE", `/${collection}/${id}`)).status).toBe(204);
    expect(await list(`scope.project.id=${project}`)).toEqual([]);
  });

  it("goes with a role", async () => {
    const [group, role] = [await make("group"), await make("role")];
    await send("PUT", `/domains/default/groups/${group}/roles/${role}`);
    await send("DELETE", `/roles/${role}`);
    expect(await list(`group.id=${group}`)).toEqual([]);
  });

  it("goes with a project, also when it is deleted through another interface", async () => {
    const group = await make("group");
    const key = `web${made}`;
    const project = { project_key: key, display_name: "Web", description: "", admin_privileges: {} };
    await app.asAdmin("POST", "/access/api/v1/projects", project);
    expect((await send("GET", `/projects/${key}`)).body.project).toMatchObject({
      name: "Web",
      domain_id: "default",
    });
    await send("PUT", `/projects/${key}/groups/${group}/roles/member`);
    expect(await list(`group.id=${group}`)).toHaveLength(1);
    expect((await app.asAdmin("DELETE", `/access/api/v1/projects/${key}`)).status).toBe(204);
    expect(await list(`group.id=${group}`)).toEqual([]);
    await app.asAdmin("POST", "/access/api/v1/projects", project);
    expect(await list(`scope.project.id=${key}`)).toEqual([]);
  });

  it("goes with a domain, which is disabled first", async () => {
    const domain = await make("domain");
    const within = { domain_id: domain };
    const [group, user] = [await make("group", within), await make("user", within)];
    const [role, project] = [await make("role", within), await make("project", within)];
    await send("PUT", `/projects/${project}/groups/${group}/roles/${role}`);
    await send("PUT", `/domains/${domain}/users/${user}/roles/${role}`);
    const outsider = await make("group");
    await send("PUT", `/domains/${domain}/groups/${outsider}/roles/member`);
    expect(errorOf(await send("DELETE", `/domains/${domain}`))).toEqual([
      403,
      expect.stringContaining("is enabled"),
    ]);
    await send("PATCH", `/domains/${domain}`, { domain: { enabled: false } });
    expect((await send("DELETE", `/domains/${domain}`)).status).toBe(204);
    for (const path of [`groups/${group}`, `users/${user}`, `roles/${role}`, `projects/${project}`]) {
      expect((await send("GET", `/${path}`)).status, path).toBe(404);
    }
    expect(await list(`role.id=${role}`)).toEqual([]);
    expect(await list(`group.id=${outsider}`)).toEqual([]);
  });

  it("keeps a domain from which users come in", async () => {
    const domain = await make("domain", { enabled: false });
    const idp = `/OS-FEDERATION/identity_providers/held${made}`;
    await send("PUT", idp, { identity_provider: { domain_id: domain } });
    expect(errorOf(await send("DELETE", `/domains/${domain}`))).toEqual([
      403,
      expect.stringContaining("held"),
    ]);
    await send("DELETE", idp);
    expect((await send("DELETE", `/domains/${domain}`)).status).toBe(204);
  });
});

describe("what is the same on every installation", () => {
  it.each([
    ["/domains/default", "domain"],
    ["/roles/member", "role"],
    ["/roles/admin", "role"],
  ])("%s is neither changed nor deleted", async (path, member) => {
    expect((await send("GET", path)).status).toBe(200);
    expect((await send("PATCH", path, { [member]: { description: "mine" } })).status).toBe(403);
    expect((await send("DELETE", path)).status).toBe(403);
  });
});

describe("what a door for workloads does not have", () => {
  it("is said where members of a group are looked for", async () => {
    const group = await make("group");
    expect((await send("GET", `/groups/${group}/users`)).body.users).toEqual([]);
    for (const method of ["PUT", "DELETE"]) {
      const answer = await send(method, `/groups/${group}/users/${derivedUser}`);
      expect(errorOf(answer)).toEqual([403, expect.stringContaining("no list of members")]);
    }
  });

  it("is said where a password is given", async () => {
    const user = { name: "ada", domain_id: "default", password: "secret" };
    const [status, message] = errorOf(await send("POST", "/users", { user }));
    expect(status).toBe(400);
    expect(message).toContain("countersign admin token create");
    expect(message).not.toContain('secret"');
    const id = await make("user", { password: null });
    expect((await send("PATCH", `/users/${id}`, { user: { password: "secret" } })).status).toBe(400);
  });
});
