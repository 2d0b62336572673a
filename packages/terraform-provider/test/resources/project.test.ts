import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RealServer, silent, startServer, told } from "./real-server.ts";

const type = "platform_project";

let server: RealServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const given = { key: "payments", display_name: "Payments" };

describe("a project", () => {
  it("is created with defaults, planned again in vain, and imported without a change", async () => {
    const state = silent(await server.terraform.apply(type, null, given));
    expect(await server.document("/access/api/v1/projects/payments")).toEqual({
      project_key: "payments",
      display_name: "Payments",
      storage_quota_bytes: -1,
      soft_limit: true,
      storage_quota_email_notification: false,
    });
    expect(
      (await server.terraform.plan(type, silent(await server.terraform.refresh(type, state)), given)).action,
    ).toBe("nothing");
    const imported = silent(await server.terraform.import(type, "payments"));
    expect((await server.terraform.plan(type, imported, given)).action).toBe("nothing");
  });
  it("tells", () => {
    expect(() => told([])).toThrow();
  });
});
