import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../../src/engine/values.ts";
import { type RealServer, settle, silent, startServer, told } from "./real-server.ts";

const type = "platform_project";
const path = (key: string) => `/access/api/v1/projects/${key}`;

let server: RealServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const privileges = { manage_members: true, manage_resources: false, index_resources: true };
const full = {
  description: "What is paid for",
  admin_privileges: privileges,
  max_storage_in_gibibytes: 10,
  block_deployments_on_limit: true,
  email_notification: true,
};

describe("a project", () => {
  it("settles with its documented defaults", async () => {
    await settle(server, type, { key: "payments", display_name: "Payments" }, "payments");
    expect(await server.document(path("payments"))).toEqual({
      project_key: "payments",
      display_name: "Payments",
      storage_quota_bytes: -1,
      soft_limit: true,
      storage_quota_email_notification: false,
    });
  });

  it("settles with everything", async () => {
    await settle(server, type, { key: "full", display_name: "Full", ...full }, "full");
    expect(await server.document(path("full"))).toEqual({
      project_key: "full",
      display_name: "Full",
      description: "What is paid for",
      admin_privileges: { ...privileges, manage_remote_repository: false },
      storage_quota_bytes: 10 * 2 ** 30,
      soft_limit: false,
      storage_quota_email_notification: true,
    });
  });

  it("settles with the largest quota the server keeps exactly", async () => {
    const given = { key: "large", display_name: "Large", max_storage_in_gibibytes: 8_388_607 };
    await settle(server, type, given, "large");
  });

  it("goes back to its defaults when they are taken out, and keeps what others wrote into its document", async () => {
    const small = { key: "shrinking", display_name: "Shrinking" };
    silent(await server.terraform.apply(type, null, { ...small, ...full }));
    await server.asAdmin("PUT", path("shrinking"), {
      ...((await server.document(path("shrinking"))) as object),
      cost_centre: 7,
    });
    const state = silent(await server.terraform.import(type, "shrinking"));
    silent(await server.terraform.apply(type, state, small));
    expect(await server.document(path("shrinking"))).toEqual({
      project_key: "shrinking",
      display_name: "Shrinking",
      cost_centre: 7,
      storage_quota_bytes: -1,
      soft_limit: true,
      storage_quota_email_notification: false,
    });
  });

  it("that was made in the console has nothing to change", async () => {
    await server.asAdmin("POST", "/api/v1/projects", { key: "by-hand", display_name: "By hand" });
    const state = silent(await server.terraform.import(type, "by-hand"));
    const plan = await server.terraform.plan(type, state, { key: "by-hand", display_name: "By hand" });
    expect(plan.action).toBe("nothing");
  });

  it("of another key is another object", async () => {
    const given = { key: "one", display_name: "One" };
    const state = silent(await server.terraform.apply(type, null, given));
    expect(await server.terraform.plan(type, state, { ...given, key: "two" })).toMatchObject({
      action: "replace",
      replace: ["key"],
    });
  });

  it("that owns something is not deleted, and the server says what", async () => {
    const state = silent(await server.terraform.apply(type, null, { key: "owner", display_name: "Owner" }));
    await server.asAdmin("POST", "/access/api/v1/oidc", {
      name: "of-owner",
      issuer_url: "https://issuer.example",
      project_key: "owner",
    });
    const kept = await server.terraform.apply(type, state, null);
    expect(told(kept.diagnostics)).toMatch(
      /^error: The project \S+ was not deleted\. project containing resources can't be removed: .*still owns 1 provider.* Reference id: \S+\n\n.*project_key = platform_project\.NAME\.key/,
    );
    expect(kept.state).toEqual(state);
  });

  it("that exists is not taken over", async () => {
    const given = { key: "there", display_name: "There" };
    silent(await server.terraform.apply(type, null, given));
    const message = told((await server.terraform.apply(type, null, given)).diagnostics);
    expect(message).toMatch(/^error key: The project was not created\. .*already exists/);
    expect(message).toContain('import {\n  to = platform_project.NAME\n  id = "there"\n}');
  });

  it("takes over a state of JFrog's provider", async () => {
    await server.asAdmin("POST", "/access/api/v1/projects", {
      project_key: "moved",
      display_name: "Moved",
      admin_privileges: privileges,
    });
    const source = {
      id: "moved",
      key: "moved",
      display_name: "Moved",
      description: null,
      admin_privileges: [{ ...privileges, manage_remote_repository: false }],
      max_storage_in_gibibytes: -1,
      block_deployments_on_limit: false,
      email_notification: false,
      member: [],
      use_project_role_resource: true,
    };
    const moved = await server.terraform.move("project", source, type);
    expect(moved).toMatchObject({
      diagnostics: [],
      state: { key: "moved", admin_privileges: { ...privileges, manage_remote_repository: false } },
    });
  });
});

describe("the configuration of a project", () => {
  it.each<[string, Values, RegExp]>([
    ["a key in capitals", { key: "Shop" }, /^error key: .*begin with a lower-case letter/],
    ["a key of one letter", { key: "s" }, /^error key: .*2 to 32 characters/],
    ["no name", { display_name: "" }, /^error display_name: .*1 to 128 characters/],
    [
      "a quota of nothing",
      { max_storage_in_gibibytes: 0 },
      /^error max_storage_in_gibibytes: .*1 to 8388607, or -1 for no quota/,
    ],
    [
      "a quota that cannot be kept",
      { max_storage_in_gibibytes: 8_388_608 },
      /^error max_storage_in_gibibytes: /,
    ],
    [
      "a privilege left out",
      { admin_privileges: { manage_members: true, manage_resources: true } },
      /^error admin_privileges\.index_resources: /,
    ],
  ])("with %s is refused before anything is asked", async (_, given, message) => {
    const shown = await server.terraform.validate(type, { key: "shop", display_name: "Shop", ...given });
    expect(told(shown)).toMatch(message);
  });

  it.each(["", "a:b"])("cannot be imported by the id %j", async (id) => {
    expect(told((await server.terraform.import(type, id)).diagnostics)).toMatch(
      /is not the key of a project/,
    );
  });
});
