import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../../src/engine/values.ts";
import { type RealServer, settle, silent, startServer, told } from "./real-server.ts";

const type = "platform_project_role";
const path = (name: string) => `/access/api/v1/projects/shop/roles/${encodeURIComponent(name)}`;

let server: RealServer;

beforeAll(async () => {
  server = await startServer();
  await server.asAdmin("POST", "/access/api/v1/projects", { project_key: "shop", display_name: "Shop" });
});
afterAll(() => server.close());

const role = { name: "Deployer", project_key: "shop" };

describe("a role of a project", () => {
  it("settles with nothing but its name", async () => {
    const state = await settle(server, type, role, "shop:Deployer");
    expect(state).toMatchObject({ type: "CUSTOM", environments: [], actions: [] });
  });

  it("settles whatever the order of its actions, with a name of several words", async () => {
    const given = {
      ...role,
      name: "Release: cut & ship",
      description: "Ships",
      type: "CUSTOM",
      environments: ["PROD", "DEV"],
      actions: ["READ_REPOSITORY", "DEPLOY_BUILD"],
    };
    const state = await settle(server, type, given, "shop:Release: cut & ship");
    const turned = { ...given, environments: ["DEV", "PROD"], actions: ["DEPLOY_BUILD", "READ_REPOSITORY"] };
    expect((await server.terraform.plan(type, state, turned)).action).toBe("nothing");
  });

  it("is changed in place, and its description taken away", async () => {
    const given = { ...role, name: "Changing", description: "d", actions: ["READ_BUILD"] };
    const state = silent(await server.terraform.apply(type, null, given));
    silent(await server.terraform.apply(type, state, { ...role, name: "Changing", environments: ["DEV"] }));
    expect(await server.document(path("Changing"))).toEqual({
      name: "Changing",
      type: "CUSTOM",
      environments: ["DEV"],
      actions: [],
    });
  });

  it.each<[string, Values]>([
    ["name", { name: "Other" }],
    ["project_key", { project_key: "other" }],
  ])("of another %s is another object", async (attribute, changed) => {
    const given = { ...role, name: `By ${attribute}` };
    const state = silent(await server.terraform.apply(type, null, given));
    const { action, replace } = await server.terraform.plan(type, state, { ...given, ...changed });
    expect([action, replace]).toEqual(["replace", [attribute]]);
  });

  it("that somebody deleted is made again", async () => {
    const state = silent(await server.terraform.apply(type, null, { ...role, name: "Deleted" }));
    await server.asAdmin("DELETE", path("Deleted"));
    expect((await server.terraform.refresh(type, state)).state).toBeNull();
    expect((await server.terraform.apply(type, state, null)).diagnostics).toEqual([]);
  });

  it("that every project has is nobody's to make", async () => {
    const message = told(
      (await server.terraform.apply(type, null, { ...role, name: "Developer" })).diagnostics,
    );
    expect(message).toMatch(
      /^error name: The role was not created\. name is the name of a role that every project has/,
    );
  });

  it("that exists is not taken over", async () => {
    silent(await server.terraform.apply(type, null, { ...role, name: "There" }));
    const message = told((await server.terraform.apply(type, null, { ...role, name: "There" })).diagnostics);
    expect(message).toContain("terraform import platform_project_role.NAME 'shop:There'");
  });

  it("needs its project first", async () => {
    const message = told(
      (await server.terraform.apply(type, null, { ...role, project_key: "missing" })).diagnostics,
    );
    expect(message).toMatch(/^error project_key: .*project doesn't exist: "missing"/);
    expect(message).toContain("project_key = platform_project.NAME.key");
  });

  it("takes over a state of JFrog's provider", async () => {
    const given = { ...role, name: "Moved", type: "CUSTOM", environments: ["DEV"], actions: ["READ_BUILD"] };
    silent(await server.terraform.apply(type, null, given));
    const moved = await server.terraform.move("project_role", { id: "Moved", ...given }, type);
    expect(moved.diagnostics).toEqual([]);
    const state = silent(await server.terraform.refresh(type, moved.state ?? {}));
    expect((await server.terraform.plan(type, state, given)).action).toBe("nothing");
  });
});

describe("the configuration of a role", () => {
  it.each<[string, Values, RegExp]>([
    ["another type", { type: "PREDEFINED" }, /^error type: .*must be "CUSTOM"/],
    ["a long name", { name: "n".repeat(65) }, /^error name: .*1 to 64 characters/],
    ["a project key that is none", { project_key: "S" }, /^error project_key: /],
  ])("with %s is refused before anything is asked", async (_, given, message) => {
    expect(told(await server.terraform.validate(type, { ...role, ...given }))).toMatch(message);
  });

  it.each(["shop", "shop:", ":Deployer", ""])("cannot be imported by the id %j", async (id) => {
    expect(told((await server.terraform.import(type, id)).diagnostics)).toMatch(
      /does not say which role is meant/,
    );
  });
});
