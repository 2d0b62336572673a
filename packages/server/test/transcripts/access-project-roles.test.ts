/** Roles of a project: jfrog/terraform-provider-project 1.9.5 pkg/project/resource/resource_project_role.go, role.go. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AccessWorld, create, type Document, errorOf, startAccessWorld } from "./access-world.ts";

const path = "/access/api/v1/projects";

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => world.close());

const as = (method: string, below: string, body?: unknown) =>
  world.app.asAdmin(method, `${path}${below}`, body);
const bodyOf = async (answer: Promise<Response>): Promise<unknown> => (await answer).json();

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
        expect.stringContaining("name is the name of a role that every project has. Choose another name"),
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
