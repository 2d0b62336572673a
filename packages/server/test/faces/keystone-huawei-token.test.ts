/** A token for an ID token in one call, as Huawei Cloud's SDKs ask for it: for a project or domain at once, or unscoped. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Document, decode, itemsOf } from "../end-to-end/exchange-world.ts";
import type { Answer } from "./keystone-operator.ts";
import { type KeystoneWorld, ruleOf, startKeystoneWorld } from "./keystone-world.ts";

let world: KeystoneWorld;
/** Ids of what there is: alice has a role on the project `shop` and in the domain `away`. */
let shop: string;
let away: string;
beforeAll(async () => {
  world = await startKeystoneWorld();
  const created = async (kind: string, members: Document): Promise<string> => {
    const { status, body } = await world.operator("POST", `/${kind}s`, { [kind]: members });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body[kind].id;
  };
  const dev = await created("group", { name: "dev", domain_id: "default" });
  shop = await created("project", { name: "shop", domain_id: "default" });
  away = await created("domain", { name: "away" });
  await created("project", { name: "closed", domain_id: "default" });
  await world.operator("PUT", `/projects/${shop}/groups/${dev}/roles/member`);
  await world.operator("PUT", `/domains/${away}/groups/${dev}/roles/reader`);
  const groups = [{ kind: "named", name: { kind: "text", text: "dev" } }];
  await world.protocol("openid", [
    ruleOf({ groups }),
    ruleOf({ project_roles: [{ project: "made-at-login", roles: ["member"] }] }, [
      { path: ["team"], test: { kind: "present" } },
    ]),
  ]);
});
afterAll(() => world.close());

const path = "/v3.0/OS-AUTH/id-token/tokens";

interface Asked {
  /** Null: none is sent. */
  readonly idp?: string | null;
  readonly idToken?: string;
  readonly scope?: Document;
  readonly body?: string;
  readonly method?: string;
}

async function ask({ idp = "idp1", idToken = world.idToken(), scope, ...more }: Asked = {}): Promise<Answer> {
  const auth = { id_token: { id: idToken }, ...(scope !== undefined && { scope }) };
  const { method = "POST", body = JSON.stringify({ auth }) } = more;
  const response = await world.app.send(path, {
    method,
    headers: {
      "content-type": "application/json;charset=UTF-8",
      ...(idp !== null && { "x-idp-id": idp }),
      // What the SDKs sign every request with when they are given access keys.
      authorization: "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=00",
    },
    ...(method === "GET" ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Status and code. */
function refusal({ status, body }: Answer): readonly [number, unknown] {
  return [status, body.error_code];
}

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const alice = {
  domain: { id: "default", name: "Default" },
  id: expect.stringMatching(/^[0-9a-f]{64}$/),
  name: "alice",
  "OS-FEDERATION": {
    groups: [{ id: expect.any(String), name: "dev" }],
    identity_provider: { id: "idp1" },
    protocol: { id: "openid" },
  },
};

describe("a token for an ID token in one call", () => {
  it("is unscoped where nothing else is asked for", async () => {
    const { status, headers, body } = await ask();
    expect(status).toBe(201);
    expect(headers.get("x-subject-token")).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(body).toEqual({
      token: {
        methods: ["openid"],
        user: alice,
        audit_ids: [expect.any(String)],
        issued_at: time,
        expires_at: time,
      },
    });
  });

  it.each([
    ["a project by id", () => ({ project: { id: shop } })],
    ["a project by name, in the user's domain", () => ({ project: { name: "shop" } })],
    ["a project by id, whatever name stands beside it", () => ({ project: { id: shop, name: "other" } })],
  ])("is for %s", async (_how, scope) => {
    const { status, body } = await ask({ scope: scope() });
    expect([status, body.token]).toEqual([
      201,
      expect.objectContaining({
        user: alice,
        project: { id: shop, name: "shop", domain: { id: "default", name: "Default" } },
        roles: [expect.objectContaining({ id: "member", name: "member" })],
        catalog: [expect.objectContaining({ type: "identity" })],
        issued_at: time,
        expires_at: time,
      }),
    ]);
    expect(body.token.domain).toBeUndefined();
  });

  it.each([
    ["id", () => ({ domain: { id: away } })],
    ["name", () => ({ domain: { name: "away" } })],
  ])("is for a domain by %s", async (_how, scope) => {
    const { status, body } = await ask({ scope: scope() });
    expect([status, body.token]).toEqual([
      201,
      expect.objectContaining({
        domain: { id: away, name: "away" },
        roles: [expect.objectContaining({ id: "reader", name: "reader" })],
        catalog: [expect.objectContaining({ type: "identity" })],
      }),
    ]);
    expect(body.token.project).toBeUndefined();
  });

  it("leaves no other token behind", async () => {
    const before = await itemsOf(world.app, "/api/v1/exchanges?limit=100");
    const { headers } = await ask({ scope: { project: { name: "shop" } } });
    const after = await itemsOf(world.app, "/api/v1/exchanges?limit=100");
    expect(after.length - before.length).toBe(1);
    expect(decode(headers.get("x-subject-token") ?? "")).toMatchObject({ openstack_project_id: shop });
  });

  it("is for a project that the mapping makes and gives a role in", async () => {
    const idToken = world.idToken({ team: "red" });
    const { status, body } = await ask({ idToken, scope: { project: { name: "made-at-login" } } });
    expect([status, body.token]).toEqual([
      201,
      expect.objectContaining({
        project: expect.objectContaining({ name: "made-at-login" }),
        roles: [expect.objectContaining({ id: "member" })],
      }),
    ]);
  });
});

describe("a token for an ID token in one call, refused", () => {
  it.each([
    ["a project that is not there", { project: { name: "none" } }],
    ["a project without a role", { project: { name: "closed" } }],
    ["a domain without a role", { domain: { id: "default" } }],
  ])("for %s, always in the same way", async (_what, scope) => {
    const { status, headers, body } = await ask({ scope });
    expect([status, body.error_code]).toEqual([401, "IAM.0001"]);
    expect(body.error_msg).toMatch(
      /^The request you have made requires authentication\. You hold no role on /,
    );
    expect(headers.get("www-authenticate")).toBe(`Keystone uri="${world.app.url}/v3"`);
    expect(headers.get("x-subject-token")).toBeNull();
  });

  it("is explained by the reference id", async () => {
    const { headers } = await ask({ scope: { project: { name: "closed" } } });
    const request_id = headers.get("x-request-id");
    const explained = await world.app.asAdmin("POST", "/api/v1/explain", { request_id });
    expect(await explained.json()).toMatchObject({
      reason: "target_out_of_reach",
      hint: expect.stringContaining("project closed"),
      mapping: "rules-of-openid",
    });
  });

  it("leaves a token that may be used once to be used", async () => {
    const { items } = Object(await (await world.app.asAdmin("GET", "/api/v1/providers")).json());
    const standing = items.find(({ name }: { name: string }) => name === "idp1");
    const { id: _i, revision: _r, created_at: _c, updated_at: _u, findings: _f, ...document } = standing;
    const write = (replay: Document) =>
      world.app.asAdmin("PUT", "/api/v1/providers/idp1", { ...document, replay });
    expect((await write({ policy: "single_use", key: { kind: "jti" } })).status).toBe(200);
    const idToken = world.idToken({ jti: "once" });
    expect(refusal(await ask({ idToken, scope: { project: { name: "closed" } } }))).toEqual([
      401,
      "IAM.0001",
    ]);
    expect((await ask({ idToken, scope: { project: { name: "shop" } } })).status).toBe(201);
    expect(refusal(await ask({ idToken, scope: { project: { name: "shop" } } }))).toEqual([401, "IAM.0001"]);
    await write({ policy: "reusable" });
  });

  it.each<[string, Asked, number, string]>([
    ["no X-Idp-Id", { idp: null }, 400, "IAM.0007"],
    ["an X-Idp-Id that can be none", { idp: "idp 1" }, 400, "IAM.0007"],
    ["an X-Idp-Id that is too long", { idp: "a".repeat(65) }, 400, "IAM.0007"],
    ["an unknown identity provider", { idp: "none" }, 404, "IAM.0004"],
    ["no body", { body: "" }, 400, "IAM.0011"],
    ["a body that is no JSON", { body: "{" }, 400, "IAM.0011"],
    ["a body without an ID token", { body: '{"auth":{}}' }, 400, "IAM.0011"],
    ["two scopes", { scope: { project: { id: "p" }, domain: { id: "d" } } }, 400, "IAM.0011"],
    ["a body that is too large", { idToken: "a".repeat(70_000) }, 413, "IAM.0011"],
    ["an ID token that is none", { idToken: "x" }, 401, "IAM.0001"],
    ["an empty ID token", { idToken: "" }, 401, "IAM.0001"],
    ["another method", { method: "PUT" }, 405, "IAM.0004"],
  ])("for %s", async (_what, asked, status, code) => {
    const answer = await ask(asked);
    expect(refusal(answer)).toEqual([status, code]);
    expect(answer.body.error_msg).toMatch(/[.] Reference id: [\da-f-]{36}$/);
    expect(answer.headers.get("x-openstack-request-id")).toBe(`req-${answer.headers.get("x-request-id")}`);
    expect(answer.headers.get("allow")).toBe(status === 405 ? "POST" : null);
  });

  it.each<[string, () => string, number, string]>([
    ["expired", () => world.idToken({ iat: 1, exp: 2 }), 401, "IAM.0001"],
    ["altered", () => world.idToken().replace(/.{6}$/, "AAAAAA"), 401, "IAM.0001"],
    ["for somebody else", () => world.idToken({ aud: "https://other.example" }), 401, "IAM.0001"],
    [
      "without what the rules demand",
      () => world.idToken({ preferred_username: undefined }),
      401,
      "IAM.0001",
    ],
    ["of another issuer", () => world.idToken({ iss: "https://other.example" }), 403, "IAM.0003"],
  ])("for an ID token that is %s", async (_what, idToken, status, code) => {
    expect(refusal(await ask({ idToken: idToken() }))).toEqual([status, code]);
  });

  it("when too many come from one place", async () => {
    const busy = await startKeystoneWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    try {
      const headers = { "content-type": "application/json", "x-idp-id": "idp1" };
      const send = () => busy.app.send(path, { method: "POST", headers, body: "{}" });
      const answers = await Promise.all(Array.from({ length: 40 }, send));
      const limited = answers.find(({ status }) => status === 429);
      expect(limited?.headers.get("retry-after")).toMatch(/^\d+$/);
      expect(await limited?.json()).toMatchObject({ error_code: "IAM.0006" });
    } finally {
      await busy.close();
    }
  });
});

describe("the protocol that is meant", () => {
  const protocolOf = async (idp: string) => {
    const { body } = await ask({ idp });
    return body.token?.user["OS-FEDERATION"].protocol.id ?? body.error_msg;
  };

  it("is oidc, else openid, else mapped", async () => {
    await world.protocol("mapped", [ruleOf()]);
    expect(await protocolOf("idp1")).toBe("openid");
    await world.protocol("oidc", [ruleOf()]);
    expect(await protocolOf("idp1")).toBe("oidc");
  });
});

describe("an ID token that cannot be a bearer token, because the client signs its requests", () => {
  const signature = "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=00";
  const logIn = (headers: Readonly<Record<string, string>>, body?: Document) =>
    world.logIn({
      bearer: null,
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it("is taken from X-Id-Token", async () => {
    expect((await logIn({ authorization: signature, "x-id-token": world.idToken() })).status).toBe(201);
    expect((await logIn({ "x-id-token": world.idToken() })).status).toBe(201);
  });

  it("is taken from the body's id_token", async () => {
    expect((await logIn({ authorization: signature }, { id_token: world.idToken() })).status).toBe(201);
  });

  it("is not looked for beside a credential of another kind, or beside a bearer token", async () => {
    const there = { "x-id-token": world.idToken() };
    expect((await logIn({ authorization: "Basic YTpi", ...there })).status).toBe(401);
    expect((await logIn({ authorization: "Bearer x", ...there })).status).toBe(401);
  });

  it("is missed with a sentence that names where it may stand", async () => {
    const { status, body } = await logIn({ authorization: signature });
    expect([status, body.error.message]).toEqual([401, "The request you have made requires authentication."]);
    expect(body.error.details).toContain("X-Id-Token");
  });
});
