/** Lists may be long, so each of them is made in steps, between which others have their turn. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type KeystoneFace, openKeystoneFace } from "./keystone-face.ts";

let face: KeystoneFace;
let inSteps = 0;
beforeAll(async () => {
  face = await openKeystoneFace({}, (services) => ({
    ...services,
    carryOut(steps) {
      inSteps += 1;
      return services.carryOut(steps);
    },
  }));
});
afterAll(() => face[Symbol.asyncDispose]());

describe("a list is made while others have their turn", () => {
  it.each([
    "/domains",
    "/projects",
    "/users",
    "/groups",
    "/roles",
    "/services",
    "/endpoints",
    "/regions",
    "/role_assignments",
    `/system/users/${"0b".repeat(32)}/roles`,
    "/users/somebody/projects",
    "/users/somebody/groups",
    "/auth/projects",
    "/auth/domains",
    "/OS-FEDERATION/projects",
    "/OS-FEDERATION/domains",
    "/OS-FEDERATION/identity_providers",
    "/OS-FEDERATION/identity_providers/idp/protocols",
    "/OS-FEDERATION/mappings",
  ])("%s", async (path) => {
    inSteps = 0;
    const { status, body, headers } = await face.send("GET", path);
    expect([status, inSteps]).toEqual([200, 1]);
    expect(body).toMatchObject({ links: { next: null, previous: null } });
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
  });

  it("and HEAD tells how long it is", async () => {
    const { body } = await face.send("GET", "/domains");
    const { status, headers } = await face.send("HEAD", "/domains");
    expect([status, headers.get("content-length")]).toEqual([200, String(JSON.stringify(body).length)]);
  });
});
