/** `POST /v3/auth/tokens` with a token: for what it can be had, what it says, when it ends, and what is refused. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decode } from "../end-to-end/exchange-world.ts";
import { type Answer, errorOf, sender } from "./keystone-operator.ts";
import { aliceId, type Roles, rolesWorld } from "./keystone-roles.ts";
import { ruleOf, tokenOf } from "./keystone-world.ts";

let world: Roles;
beforeAll(async () => {
  world = await rolesWorld();
});
afterAll(() => world.close());

const generic = [401, "The request you have made requires authentication."] as const;
const malformed =
  "The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.";

/** Asks for a token of a token. */
async function scope(token: string, wanted?: unknown, query = ""): Promise<Answer> {
  const identity = { methods: ["token"], token: { id: token } };
  const auth = { identity, ...(wanted !== undefined && { scope: wanted }) };
  return await sender(world.app, token)("POST", `/auth/tokens${query}`, { auth });
}
async function ask(body: unknown): Promise<Answer> {
  return await sender(world.app, null)("POST", "/auth/tokens", body);
}
/** Logs alice in at whatever time it is by the application's clock. */
async function logIn(protocol = "openid"): Promise<Answer> {
  const now = world.app.now();
  return await world.logIn({ bearer: world.idToken({ iat: now, exp: now + 300 }), protocol });
}
const aliceToken = async () => tokenOf(await logIn());

describe("a token of a token", () => {
  it.each<[string, (one: Roles) => unknown]>([
    ["a project by its id", ({ shop }) => ({ project: { id: shop } })],
    [
      "a project by name and its domain's name",
      () => ({ project: { name: "shop", domain: { name: "Default" } } }),
    ],
    [
      "a project by name and its domain's id",
      () => ({ project: { name: "shop", domain: { id: "default" } } }),
    ],
  ])("is had for %s, with roles and catalog", async (_what, wanted) => {
    const unscoped = await logIn();
    const answer = await scope(tokenOf(unscoped), wanted(world));
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        token: {
          ...unscoped.body.token,
          methods: ["openid", "token"],
          audit_ids: [expect.stringMatching(/^[\w-]{22}$/)],
          issued_at: expect.any(String),
          project: { id: world.shop, name: "shop", domain: { id: "default", name: "Default" } },
          is_domain: false,
          is_admin_project: false,
          roles: ["member", "reader"].map((name) => ({
            id: name,
            name,
            domain_id: null,
            description: expect.any(String),
            options: { immutable: true },
          })),
          catalog: [
            {
              id: expect.any(String),
              type: "identity",
              name: "keystone",
              endpoints: ["public", "internal", "admin"].map((reach) => ({
                id: expect.any(String),
                interface: reach,
                region: "RegionOne",
                region_id: "RegionOne",
                url: `${world.app.url}/v3`,
              })),
            },
          ],
        },
      },
    ]);
    expect(decode(tokenOf(answer))).toMatchObject({ sub: aliceId, openstack_project_id: world.shop });
  });

  it.each([
    ["id", () => ({ domain: { id: world.domain } })],
    ["name", () => ({ domain: { name: "dom1" } })],
  ])("is had for a domain by its %s", async (_what, wanted) => {
    const { status, body } = await scope(await aliceToken(), wanted());
    expect(status).toBe(201);
    expect(body.token).toMatchObject({
      domain: { id: world.domain, name: "dom1" },
      roles: [{ name: "reader" }],
    });
    expect(Object.keys(body.token)).not.toEqual(expect.arrayContaining(["project"]));
    expect(Object.keys(body.token)).not.toEqual(expect.arrayContaining(["is_domain"]));
  });

  it.each([["unscoped"], [{ unscoped: {} }], [undefined]])(
    "is had for nothing at all, asked for as %j",
    async (wanted) => {
      const { status, body } = await scope(await aliceToken(), wanted);
      expect(status).toBe(201);
      expect(body.token.methods).toEqual(["openid", "token"]);
      expect(Object.keys(body.token).sort()).toEqual([
        "audit_ids",
        "expires_at",
        "issued_at",
        "methods",
        "user",
      ]);
    },
  );

  it("comes without the catalog where none is wanted", async () => {
    const { status, body } = await scope(await aliceToken(), { project: { id: world.shop } }, "?nocatalog");
    expect([status, Object.keys(body.token).includes("catalog")]).toEqual([201, false]);
    expect(body.token.roles).toHaveLength(2);
  });

  it.each(["mapped", "openid"])(
    "is had by the method %s as well, which is then all that it says",
    async (method) => {
      const identity = { methods: [method], [method]: { id: await aliceToken() } };
      const { status, body } = await ask({ auth: { identity, scope: { project: { id: world.shop } } } });
      expect([status, body.token?.methods]).toEqual([201, [method]]);
    },
  );

  it("is made whatever X-Auth-Token says beside it", async () => {
    const auth = { identity: { methods: ["token"], token: { id: await aliceToken() } } };
    const answer = await sender(world.app, "garbage")("POST", "/auth/tokens", { auth });
    expect(answer.status).toBe(201);
  });

  it("is made again of what was made, for something else, and says the same of its holder", async () => {
    const first = await scope(await aliceToken(), { project: { id: world.shop } });
    const second = await scope(tokenOf(first), { domain: { id: world.domain } });
    expect(second.status).toBe(201);
    expect(second.body.token.user).toEqual(first.body.token.user);
    expect(second.body.token.methods).toEqual(["openid", "token"]);
    expect(second.body.token.audit_ids).toHaveLength(1);
  });

  it("shows the role that a mapping gives, and keeps it in what is made of it", async () => {
    const token = tokenOf(await logIn("given"));
    const answer = await scope(token, { project: { id: world.shop } });
    const names = answer.body.token.roles.map(({ name }: { name: string }) => name);
    expect(names).toEqual(["manager", "member", "reader"]);
    expect((await scope(tokenOf(answer), { project: { id: world.shop } })).body.token.roles).toHaveLength(3);
  });
});

describe("it is refused", () => {
  it.each<[string, (one: Roles) => unknown]>([
    ["a project that is not there", () => ({ project: { id: "nope" } })],
    [
      "a project of a name that is not there",
      () => ({ project: { name: "nope", domain: { id: "default" } } }),
    ],
    [
      "a project in a domain that is not there",
      () => ({ project: { name: "shop", domain: { name: "nope" } } }),
    ],
    ["a project it has no role on", ({ other }) => ({ project: { id: other } })],
    ["a project that is disabled", ({ closed }) => ({ project: { id: closed } })],
    ["a domain that is not there", () => ({ domain: { id: "nope" } })],
    ["a domain it has no role on", () => ({ domain: { id: "default" } })],
    ["the system", () => ({ system: { all: true } })],
  ])("for %s, and each in the same words", async (_what, wanted) => {
    const answer = await scope(await aliceToken(), wanted(world));
    expect(errorOf(answer)).toEqual(generic);
    expect(answer.headers.get("www-authenticate")).toBe(`Keystone uri="${world.app.url}/v3"`);
    expect(answer.headers.get("x-subject-token")).toBeNull();
  });

  it("for what it has no role on, and its request id is explained: what was asked for, and by whose groups", async () => {
    const refused = await scope(await aliceToken(), {
      project: { name: "misspelt", domain: { id: "default" } },
    });
    const explained = await world.app.asAdmin("POST", "/api/v1/explain", {
      request_id: refused.headers.get("x-openstack-request-id"),
    });
    expect(await explained.json()).toMatchObject({
      verdict: "refused",
      reason: "target_out_of_reach",
      provider: "idp1",
      evidence: { kind: "project", target: "misspelt", user: "alice", groups: "dev" },
      remarks: [expect.stringContaining("No ID token came with this request")],
    });
  });

  it("for what a service token has no role on without a record, which is of providers", async () => {
    const before = await world.app.asAdmin("GET", "/api/v1/exchanges");
    const refused = await scope(world.app.adminToken, { project: { id: "nope" } });
    expect(errorOf(refused)).toEqual(generic);
    const after = await world.app.asAdmin("GET", "/api/v1/exchanges");
    expect(await after.json()).toEqual(await before.json());
  });

  it.each<[string, unknown, string]>([
    [
      "a project by its name alone",
      { project: { name: "shop" } },
      `Expecting to find domain in project. ${malformed}`,
    ],
    ["a project without a name", { project: {} }, `Expecting to find id or name in project. ${malformed}`],
    ["a domain without a name", { domain: {} }, `Expecting to find id or name in domain. ${malformed}`],
    [
      "two things at once",
      { project: { id: "a" }, domain: { id: "b" } },
      `Expecting to find system, project, domain, OS-TRUST:trust or unscoped in scope. ${malformed}`,
    ],
    [
      "nothing there is a word for",
      {},
      `Expecting to find system, project, domain, OS-TRUST:trust or unscoped in scope. ${malformed}`,
    ],
    ["part of the system", { system: {} }, `Expecting to find all in system. ${malformed}`],
  ])("for %s with 400", async (_what, wanted, message) => {
    expect(errorOf(await scope(await aliceToken(), wanted))).toEqual([400, message]);
  });

  it.each<[string, unknown, string]>([
    ["no body", undefined, `Expecting to find auth in request body. ${malformed}`],
    ["an empty one", {}, `Expecting to find auth in request body. ${malformed}`],
    ["an empty `auth`", { auth: {} }, "'identity' is a required property"],
    ["no methods", { auth: { identity: {} } }, "'methods' is a required property"],
    [
      "no payload",
      { auth: { identity: { methods: ["token"] } } },
      `Expecting to find token in identity. ${malformed}`,
    ],
    [
      "no id in it",
      { auth: { identity: { methods: ["token"], token: {} } } },
      `Expecting to find id in token. ${malformed}`,
    ],
    [
      "no user",
      { auth: { identity: { methods: ["password"], password: {} } } },
      `Expecting to find user in password. ${malformed}`,
    ],
  ])("with %s, and the sentence says what is missing", async (_what, body, message) => {
    expect(errorOf(await ask(body))).toEqual([400, message]);
  });

  it.each([
    ["text/plain", `Expecting to find application/json in Content-Type header. ${malformed}`],
    ["application/json", `Expecting to find valid JSON in request body. ${malformed}`],
  ])("with a body that is no JSON, sent as %s", async (type, message) => {
    const init = { method: "POST", headers: { "content-type": type }, body: "xx" };
    const response = await world.app.send("/v3/auth/tokens", init);
    const body = (await response.json()) as { error: { message: string } };
    expect([response.status, body.error.message]).toEqual([400, message]);
  });

  it.each([
    ["a list in place of an object", { auth: [] }],
    ["a number in place of a token", { auth: { identity: { methods: ["token"], token: { id: 7 } } } }],
    ["methods that are no list", { auth: { identity: { methods: "token", token: { id: "x" } } } }],
    ["no method in the list", { auth: { identity: { methods: [] } } }],
    ["two methods", { auth: { identity: { methods: ["token", "password"], token: {}, password: {} } } }],
  ])("with %s", async (_what, body) => {
    const [status, message] = errorOf(await ask(body));
    expect([status, message]).toEqual([400, expect.stringMatching(/^Invalid input for field\/attribute /)]);
  });

  it.each([
    ["saml2", { id: "x" }],
    ["totp", { user: { id: "x", passcode: "123456" } }],
    ["oauth1", {}],
  ])("with a method there is none of, and those there are are told: %s", async (method, payload) => {
    const answer = await ask({ auth: { identity: { methods: [method], [method]: payload } } });
    expect(errorOf(answer)).toEqual([401, "Attempted to authenticate with an unsupported method."]);
    expect(answer.body.error.identity).toEqual({
      methods: ["password", "token", "mapped", "application_credential"],
    });
    expect(answer.headers.get("www-authenticate")).toContain("Keystone uri=");
  });

  it("with a token that is none with 404, and it is not repeated", async () => {
    const answer = await scope("garbage-that-might-be-a-secret", { project: { id: world.shop } });
    expect(errorOf(answer)).toEqual([404, "Could not find token."]);
    expect(JSON.stringify(answer.body)).not.toContain("garbage");
  });

  it("with a token that was revoked, or has expired, with 404", async () => {
    const [ended, late] = [await aliceToken(), await aliceToken()];
    await world.revoke(ended);
    expect(errorOf(await scope(ended))).toEqual([404, "Failed to validate token"]);
    world.app.advance(3_600);
    expect(errorOf(await scope(late))).toEqual([404, "Failed to validate token"]);
  });

  it("with a token whose user was disabled meanwhile", async () => {
    const { user } = await world.done("POST", "/users", { user: { name: "bo" } });
    const id = (user as { readonly id: string }).id;
    const bo = { id: { kind: "text", text: id }, local: true };
    await world.protocol("local", [ruleOf({ user: bo })]);
    const token = tokenOf(await logIn("local"));
    expect((await scope(token)).status).toBe(201);
    await world.done("PATCH", `/users/${id}`, { user: { enabled: false } });
    expect(errorOf(await scope(token))).toEqual([404, "Failed to validate token"]);
  });

  it("with a scoped token once its last role there was taken away", async () => {
    const token = await aliceToken();
    const scoped = tokenOf(await scope(token, { project: { id: world.passing } }));
    await world.done("DELETE", `/projects/${world.passing}/users/${aliceId}/roles/reader`);
    expect(errorOf(await scope(scoped))).toEqual([404, "Failed to validate token"]);
    expect(errorOf(await scope(token, { project: { id: world.passing } }))).toEqual(generic);
  });
});

describe("its life", () => {
  it("is never longer, however often and for whatever it is made again, and however late", async () => {
    const login = await logIn();
    const ends = login.body.token.expires_at;
    let token = tokenOf(login);
    for (const wanted of [
      { project: { id: world.shop } },
      "unscoped",
      { domain: { id: world.domain } },
      undefined,
    ]) {
      world.app.advance(700);
      const answer = await scope(token, wanted);
      expect([answer.status, answer.body.token.expires_at]).toEqual([201, ends]);
      token = tokenOf(answer);
      expect(decode(token)["exp"]).toBe(decode(tokenOf(login))["exp"]);
    }
    world.app.advance(800);
    expect((await scope(token)).status).toBe(404);
  });

  it("ends with each of those it was made of, and not with what was made of the same", async () => {
    const first = await aliceToken();
    const [second, sibling] = [tokenOf(await scope(first)), tokenOf(await scope(first))];
    const third = tokenOf(await scope(second));
    await world.revoke(second);
    expect((await scope(third)).status).toBe(404);
    expect([(await scope(first)).status, (await scope(sibling)).status]).toEqual([201, 201]);
    await world.revoke(first);
    expect((await scope(sibling)).status).toBe(404);
  });

  it("is recorded with the token it was made of", async () => {
    const answer = await scope(await aliceToken(), { project: { id: world.shop } });
    const id = String(answer.headers.get("x-openstack-request-id")).replace(/^req-/, "");
    const record = await world.app.asAdmin("GET", `/api/v1/exchanges/${id}`);
    expect([record.status, await record.json()]).toMatchObject([200, { outcome: "issued" }]);
  });
});
