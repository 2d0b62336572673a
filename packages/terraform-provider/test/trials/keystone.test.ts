/** Keystone's federation and a group with the real `terraform`: the documented examples, in one configuration. */

import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

const example = (type: string) =>
  readFile(new URL(`../../examples/resources/${type}/resource.tf`, import.meta.url), "utf8");

describe.skipIf(terraform === null)("Keystone's objects as the documentation has them", () => {
  let world: TerraformWorld;
  beforeAll(async () => {
    world = await startTerraformWorld();
  }, 300_000);
  afterAll(() => world?.close());

  const operator = async (method: string, path: string, body?: unknown) => {
    const answer = await world.app.send(`/v3/OS-FEDERATION${path}`, {
      method,
      headers: { "x-auth-token": world.app.adminToken, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answer.status;
  };

  it("are made in their order, unchanged on a second look, mended after drift, and taken away", async () => {
    const types = ["group", "keystone_identity_provider", "keystone_mapping", "keystone_protocol"];
    const texts = await Promise.all(types.map((type) => example(`platform_${type}`)));
    const workspace = await world.workspace(texts.join("\n"));
    await workspace.must("apply", "-auto-approve");
    await workspace.must("plan", "-detailed-exitcode");

    const protocol = "/identity_providers/builds/protocols/openid";
    expect(await operator("PATCH", protocol, { protocol: { mapping_id: "pipelines" } })).toBe(200);
    expect(await operator("DELETE", "/mappings/builds")).toBe(204);
    expect((await workspace.run("plan", "-detailed-exitcode")).code).toBe(2);
    await workspace.must("apply", "-auto-approve");
    await workspace.must("plan", "-detailed-exitcode");

    await workspace.must("destroy", "-auto-approve");
    for (const path of [protocol, "/identity_providers/builds", "/mappings/builds", "/mappings/pipelines"]) {
      expect(await operator("GET", path)).toBe(404);
    }
    expect(await world.has("/access/api/v2/groups")).toEqual({ groups: [] });
  }, 300_000);
});
