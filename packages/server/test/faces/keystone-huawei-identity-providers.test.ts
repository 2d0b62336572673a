/** Identity providers as Huawei Cloud's clients write and read them. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type HuaweiWorld, startHuaweiWorld } from "./keystone-huawei-world.ts";

let world: HuaweiWorld;
beforeAll(async () => {
  world = await startHuaweiWorld();
});
afterAll(() => world.close());

let path: string;
let tests = 0;
beforeEach(() => {
  tests += 1;
  path = `/v3/OS-FEDERATION/identity_providers/idp-${tests}`;
});

/** Sends members of an identity provider: the status, and what was answered. */
async function send(
  method: "PUT" | "PATCH",
  identity_provider: object,
): Promise<readonly [number, Record<string, unknown>]> {
  const response = await world.admin(method, path, { identity_provider });
  const answer = Object(await response.json());
  return [response.status, answer["identity_provider"] ?? answer["error"]];
}

describe("an identity provider with an sso_type", () => {
  it("is answered with it, and with both links every time", async () => {
    const whole = {
      id: `idp-${tests}`,
      sso_type: "virtual_user_sso",
      description: "build jobs",
      enabled: true,
      remote_ids: [],
      domain_id: "default",
      authorization_ttl: null,
      links: { self: `${world.app.url}${path}`, protocols: `${world.app.url}${path}/protocols` },
    };
    const { sso_type, description, enabled } = whole;
    expect(await send("PUT", { sso_type, description, enabled })).toEqual([201, whole]);
    expect(await world.done("GET", path)).toEqual({ identity_provider: whole });
    const changed = { ...whole, description: "jobs" };
    expect(await send("PATCH", { description: "jobs" })).toEqual([200, changed]);
    const { identity_providers } = await world.done("GET", "/v3/OS-FEDERATION/identity_providers");
    expect(identity_providers).toContainEqual(changed);
    expect((await world.admin("DELETE", path)).status).toBe(204);
  });

  it("may be one for users of the directory", async () => {
    expect(await send("PUT", { sso_type: "iam_user_sso" })).toMatchObject([
      201,
      { sso_type: "iam_user_sso" },
    ]);
  });

  it("has protocols with a mapping, also for users of the directory", async () => {
    await send("PUT", { sso_type: "iam_user_sso" });
    const response = await world.admin("PUT", `${path}/protocols/oidc`, { protocol: {} });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("mapping_id")]);
  });

  it("is disabled where enabled is left out, as Terraform does for no", async () => {
    expect(await send("PUT", { sso_type: "virtual_user_sso" })).toMatchObject([201, { enabled: false }]);
    expect(await send("PATCH", { enabled: true, description: "" })).toMatchObject([200, { enabled: true }]);
  });

  it("takes the domain that is given", async () => {
    const { domain } = Object(await world.done("POST", "/v3/domains", { domain: { name: "account" } }));
    const asked = { sso_type: "virtual_user_sso", domain_id: domain.id };
    expect(await send("PUT", asked)).toMatchObject([201, { domain_id: domain.id }]);
  });

  it("keeps its sso_type, and takes no other", async () => {
    expect(await send("PUT", { sso_type: "other" })).toMatchObject([
      400,
      { message: expect.stringContaining("virtual_user_sso or iam_user_sso") },
    ]);
    await send("PUT", { sso_type: "virtual_user_sso" });
    expect(await send("PATCH", { sso_type: "iam_user_sso" })).toMatchObject([400, {}]);
  });

  it("takes its issuer from its OpenID Connect configuration alone", async () => {
    await send("PUT", { sso_type: "virtual_user_sso" });
    expect(await send("PATCH", { remote_ids: ["https://issuer.example"] })).toMatchObject([
      409,
      { details: expect.stringContaining("idp_url") },
    ]);
    expect(await send("PATCH", { remote_ids: [], description: "as shown" })).toMatchObject([200, {}]);
  });
});

describe("an identity provider without one", () => {
  it("is shown as Keystone does", async () => {
    const [status, shown] = await send("PUT", { remote_ids: ["https://plain.example"] });
    expect([status, Object.keys(shown)]).toEqual([201, expect.not.arrayContaining(["sso_type"])]);
    expect(shown["links"]).toEqual({ self: `${world.app.url}${path}` });
  });

  it("is shown as Huawei Cloud does once it has an OpenID Connect configuration", async () => {
    await send("PUT", { enabled: true });
    await world.done("POST", `/v3.0/OS-FEDERATION/identity-providers/idp-${tests}/openid-connect-config`, {
      openid_connect_config: world.configuration,
    });
    expect(await world.done("GET", path)).toMatchObject({
      identity_provider: {
        sso_type: "virtual_user_sso",
        remote_ids: [world.issuer.url],
        links: { protocols: `${world.app.url}${path}/protocols` },
      },
    });
  });
});
