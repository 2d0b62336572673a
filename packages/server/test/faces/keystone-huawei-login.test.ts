/**
 * What Huawei Cloud's clients do from beginning to end: Terraform sets an identity provider up in the order of
 * huaweicloud_identity_provider and huaweicloud_identity_provider_conversion, then a workload logs in as the vendor's
 * page has it.
 *
 * Sources: "Obtaining an Unscoped Token with an OpenID Connect ID Token" (Identity and Access Management, API
 * reference); huaweicloud/terraform-provider-huaweicloud services/iam/resource_huaweicloud_identity_provider.go,
 * resource_huaweicloud_identity_provider_conversion.go.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HuaweiWorld, startHuaweiWorld } from "./keystone-huawei-world.ts";

let world: HuaweiWorld;
let admins: string;
beforeAll(async () => {
  world = await startHuaweiWorld();
  const { group } = Object(
    await world.done("POST", "/v3/groups", { group: { name: "admin", description: "" } }),
  );
  admins = group.id;
});
afterAll(() => world.close());

const federation = "/v3/OS-FEDERATION";
const configurationPath = "/v3.0/OS-FEDERATION/identity-providers/idptest/openid-connect-config";
const defaultRules = [{ local: [{ user: { name: "FederationUser" } }], remote: [{ type: "__NAMEID__" }] }];
const rules = [
  {
    local: [{ user: { name: "{0}" } }, { group: { name: "admin" } }],
    remote: [{ type: "name" }, { type: "team", any_one_of: ["red"] }],
  },
];

async function logIn(
  claims: Readonly<Record<string, unknown>>,
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const response = await world.app.send(`${federation}/identity_providers/idptest/protocols/oidc/auth`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.idToken(claims)}`, "content-type": "application/json" },
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** The groups a login comes with, by name. */
async function groupsOf(claims: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const { token } = Object((await logIn(claims)).body);
  return token.user["OS-FEDERATION"].groups.map(({ name }: { name: string }) => name).sort();
}

const federationUser = { name: "FederationUser", team: "red" };

describe("an identity provider that Terraform makes", () => {
  it("is made, read and changed in Terraform's order, with the codes it accepts", async () => {
    const { identity_provider: made } = await world.done("PUT", `${federation}/identity_providers/idptest`, {
      identity_provider: { enabled: true, description: "made by terraform", sso_type: "virtual_user_sso" },
    });
    await world.done("PUT", `${federation}/mappings/mapping_idptest`, { mapping: { rules: defaultRules } });
    await world.done("PUT", `${federation}/identity_providers/idptest/protocols/oidc`, {
      protocol: { mapping_id: "mapping_idptest" },
    });
    await world.done("POST", configurationPath, { openid_connect_config: world.configuration });

    expect(await world.done("GET", `${federation}/identity_providers/idptest`)).toEqual({
      identity_provider: { ...Object(made), remote_ids: [world.issuer.url] },
    });
    const { protocols } = await world.done("GET", `${federation}/identity_providers/idptest/protocols`);
    expect(protocols).toMatchObject([{ id: "oidc", mapping_id: "mapping_idptest" }]);
    expect(await world.done("GET", `${federation}/mappings/mapping_idptest`)).toMatchObject({
      mapping: { id: "mapping_idptest", rules: defaultRules },
    });
    expect(await world.done("GET", configurationPath)).toMatchObject({
      openid_connect_config: world.configuration,
    });

    await world.done("PATCH", `${federation}/mappings/mapping_idptest`, { mapping: { rules } });
    await world.done("PATCH", `${federation}/identity_providers/idptest`, {
      identity_provider: { enabled: true, description: "" },
    });
    await world.done("PUT", configurationPath, { openid_connect_config: world.configuration });
  });

  it("lets a workload in as on the vendor's page, member for member", async () => {
    const { status, headers, body } = await logIn(federationUser);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect([status, headers.get("x-subject-token"), body]).toEqual([
      201,
      expect.any(String),
      {
        token: {
          expires_at: time,
          methods: ["mapped"],
          issued_at: time,
          user: {
            "OS-FEDERATION": {
              identity_provider: { id: "idptest" },
              protocol: { id: "oidc" },
              groups: [{ name: "admin", id: admins }],
            },
            domain: { id: "default", name: "Default" },
            name: "FederationUser",
            id: expect.any(String),
          },
          // Keystone's clients look for it.
          audit_ids: [expect.any(String)],
        },
      },
    ]);
  });

  it.each<[string, object, number]>([
    ["a token that is none", { authorization: "Bearer x" }, 401],
    ["no token", {}, 401],
  ])("refuses %s with the sentence of the vendor's page", async (_what, headers, code) => {
    const path = `${federation}/identity_providers/idptest/protocols/oidc/auth`;
    const response = await world.app.send(path, { method: "POST", headers: { ...headers } });
    expect([response.status, await response.json()]).toMatchObject([
      code,
      {
        error: { code, message: "The request you have made requires authentication.", title: "Unauthorized" },
      },
    ]);
  });

  it("refuses an id that can be none, and one that is not there, as the vendor's page has it", async () => {
    const send = async (idp: string) =>
      Object(
        await (
          await world.app.send(`${federation}/identity_providers/${idp}/protocols/oidc/auth`, {
            method: "POST",
            headers: { authorization: `Bearer ${world.idToken()}` },
          })
        ).json(),
      ).error;
    expect(await send("idp%20test")).toMatchObject({
      code: 400,
      message: "Request parameter 'idp id' is invalid.",
      title: "Bad Request",
    });
    expect(await send("none")).toMatchObject({
      code: 404,
      message: "Could not find Identity Provider: none.",
      title: "Not Found",
    });
  });
});

describe("Huawei's rules", () => {
  const write = (local: readonly object[], remote: readonly object[] = [{ type: "name" }]) =>
    world.done("PATCH", `${federation}/mappings/mapping_idptest`, {
      mapping: { rules: [{ local, remote }] },
    });
  const user = { user: { name: "{0}" } };

  beforeAll(async () => {
    await world.done("POST", "/v3/groups", { group: { name: "manager" } });
    const { domain } = Object(await world.done("POST", "/v3/domains", { domain: { name: "elsewhere" } }));
    await world.done("POST", "/v3/groups", { group: { name: "outsiders", domain_id: domain.id } });
  });

  it("name groups of the identity provider's domain", async () => {
    await write([user, { group: { name: "admin" } }, { group: { name: "outsiders" } }]);
    expect(await groupsOf(federationUser)).toEqual(["admin"]);
  });

  it.each([
    ["a claim of several values", "{1}", ["admin", "manager", "unknown"]],
    ["a claim of one", "{1}", "manager"],
    ["a list that is written out", '["admin","manager"]', "x"],
  ])("take groups from %s", async (_what, groups, presented) => {
    await write([{ ...user, groups }], [{ type: "name" }, { type: "groups" }]);
    const expected = presented === "manager" ? ["manager"] : ["admin", "manager"];
    expect(await groupsOf({ ...federationUser, groups: presented })).toEqual(expected);
  });

  it("let in only whom one of them names, if all its conditions hold", async () => {
    const remote = [
      { type: "name" },
      { type: "team", any_one_of: ["red", "blue"] },
      { type: "mail", not_any_of: [".*@example\\.org$"], regex: true },
    ];
    await write([user], remote);
    const status = async (claims: object) => (await logIn({ ...federationUser, ...claims })).status;
    expect(await status({ mail: "a@example.com" })).toBe(201);
    expect(await status({ mail: "a@example.com", team: ["green", "blue"] })).toBe(201);
    expect(await status({ mail: "a@example.org" })).toBe(401);
    expect(await status({ mail: "a@example.com", team: "green" })).toBe(401);
    expect(await status({})).toBe(401);
  });

  it("mean the same as Keystone's rules that give the domain", async () => {
    const claims = { ...federationUser, groups: ["admin", "manager"] };
    const remote = [{ type: "name" }, { type: "groups" }];
    await write([{ ...user, groups: "{1}" }, { group: { name: "admin" } }], remote);
    const huaweis = Object((await logIn(claims)).body).token.user;
    const domain = { id: "default" };
    await write([{ ...user, groups: "{1}", domain }, { group: { name: "admin", domain } }], remote);
    expect(Object((await logIn(claims)).body).token.user).toEqual(huaweis);
  });
});

describe("the keys of an OpenID Connect configuration", () => {
  const write = (openid_connect_config: object) =>
    world.done("PUT", configurationPath, { openid_connect_config });
  const status = async () => (await logIn(federationUser)).status;

  beforeAll(() => world.done("PATCH", `${federation}/mappings/mapping_idptest`, { mapping: { rules } }));

  it("are those that are written, and nobody is asked for others", async () => {
    expect(await status()).toBe(201);
    expect(world.issuer.requests).toEqual([]);
    await write({ signing_key: JSON.stringify({ keys: [world.issuer.keys[1]?.publicJwk] }) });
    expect(await status()).toBe(401);
    expect(world.issuer.requests).toEqual([]);
  });

  it("are those at the jwks_uri where none are written", async () => {
    await write({ signing_key: null, jwks_uri: world.issuer.jwksUri });
    expect([await status(), world.issuer.requests]).toEqual([201, ["/jwks"]]);
  });

  it("are those the issuer's discovery document leads to where nothing is said of them", async () => {
    await write({ jwks_uri: null });
    expect([await status(), world.issuer.requests]).toEqual([
      201,
      ["/jwks", "/.well-known/openid-configuration", "/jwks"],
    ]);
  });

  it("that cannot be had are answered 503 in either form, and when to try again", async () => {
    world.issuer.setFault("both", "http500");
    await write({ jwks_uri: `${world.issuer.jwksUri}-others` });
    const { status: code, headers } = await logIn(federationUser);
    expect([code, headers.get("retry-after")]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    const response = await world.app.send("/v3.0/OS-AUTH/id-token/tokens", {
      method: "POST",
      headers: { "x-idp-id": "idptest", "content-type": "application/json" },
      body: JSON.stringify({ auth: { id_token: { id: world.idToken(federationUser) } } }),
    });
    expect([response.status, response.headers.get("retry-after")]).toEqual([
      503,
      expect.stringMatching(/^\d+$/),
    ]);
    expect(await response.json()).toMatchObject({ error_code: "IAM.0006" });
    world.issuer.setFault("both", null);
    await write(world.configuration);
  });
});

describe("the protocol that a token in one call is meant for", () => {
  const ask = async () => {
    const response = await world.app.send("/v3.0/OS-AUTH/id-token/tokens", {
      method: "POST",
      headers: { "x-idp-id": "idptest", "content-type": "application/json" },
      body: JSON.stringify({ auth: { id_token: { id: world.idToken(federationUser) } } }),
    });
    return Object(await response.json());
  };
  const protocols = `${federation}/identity_providers/idptest/protocols`;

  it("is the only one there is, whatever its name", async () => {
    await world.done("DELETE", `${protocols}/oidc`);
    await world.done("PUT", `${protocols}/jwt`, { protocol: { mapping_id: "mapping_idptest" } });
    expect((await ask()).token.user["OS-FEDERATION"].protocol).toEqual({ id: "jwt" });
  });

  it("is missed where there are several of other names", async () => {
    await world.done("PUT", `${protocols}/jws`, { protocol: { mapping_id: "mapping_idptest" } });
    expect(await ask()).toMatchObject({
      error_code: "IAM.0004",
      error_msg: expect.stringMatching(
        /^Could not find federated protocol oidc for Identity Provider: idptest\./,
      ),
    });
  });
});

describe("the end of an identity provider", () => {
  it("takes its protocols and its configuration along", async () => {
    await world.done("DELETE", `${federation}/identity_providers/idptest`);
    expect((await logIn(federationUser)).status).toBe(404);
    expect((await world.admin("GET", configurationPath)).status).toBe(404);
    await world.done("DELETE", `${federation}/mappings/mapping_idptest`);
  });
});
