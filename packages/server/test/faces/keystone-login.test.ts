import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decode } from "../end-to-end/exchange-world.ts";
import { errorOf } from "./keystone-operator.ts";
import { type KeystoneWorld, ruleOf, startKeystoneWorld, tokenOf } from "./keystone-world.ts";

let world: KeystoneWorld;
beforeAll(async () => {
  world = await startKeystoneWorld();
});
afterAll(() => world.close());

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/;

describe("a login with an ID token", () => {
  it("answers 201 with the token in the header, and in the body what it is", async () => {
    const answer = await world.logIn();
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        token: {
          methods: ["openid"],
          user: {
            domain: { id: "default", name: "Default" },
            id: sha256("defaultuseralice"),
            name: "alice",
            "OS-FEDERATION": {
              groups: [],
              identity_provider: { id: "idp1" },
              protocol: { id: "openid" },
            },
          },
          audit_ids: [expect.stringMatching(/^[\w-]{22}$/)],
          expires_at: expect.stringMatching(time),
          issued_at: expect.stringMatching(time),
        },
      },
    ]);
    const { issued_at, expires_at } = answer.body.token;
    expect(Date.parse(expires_at) - Date.parse(issued_at)).toBe(3_600_000);
    const claims = decode(tokenOf(answer));
    expect(claims).toMatchObject({
      iss: world.app.url,
      sub: sha256("defaultuseralice"),
      openstack_methods: ["openid"],
      openstack_idp_id: "idp1",
      openstack_protocol_id: "openid",
    });
  });

  it.each(["GET", "POST", "HEAD"])("is made with %s", async (method) => {
    const answer = await world.logIn({ method });
    expect(tokenOf(answer).split(".")).toHaveLength(3);
    expect(answer.body === null).toBe(method === "HEAD");
  });

  it.each(["", "/identity", "/keystone", "/identity/v3", "/keystone/v3"])(
    "is also made below %s/OS-FEDERATION",
    async (mount) => {
      expect((await world.logIn({ mount })).status).toBe(201);
    },
  );

  it("ignores a JSON body, whatever it asks for, and an empty one of JSON's type", async () => {
    const json = { "content-type": "application/json" };
    for (const body of ["{}", "", '{"auth":{"scope":{"project":{"id":"x"}}}}', "[]"]) {
      expect((await world.logIn({ headers: json, body })).status).toBe(201);
    }
  });

  it("ignores X-Auth-Token, also garbage", async () => {
    expect((await world.logIn({ headers: { "x-auth-token": "garbage" } })).status).toBe(201);
  });

  it("gives the same person the same id at every login, and another domain's another", async () => {
    await world.operator("POST", "/domains", { domain: { name: "elsewhere" } });
    const user = { name: { kind: "placeholders", text: "{0}" }, domain: { name: "elsewhere" } };
    await world.protocol("elsewhere", [ruleOf({ user })]);
    const [one, two, other] = [
      await world.logIn(),
      await world.logIn(),
      await world.logIn({ protocol: "elsewhere" }),
    ];
    expect(one.body.token.user.id).toBe(two.body.token.user.id);
    expect(other.body.token.user.id).not.toBe(one.body.token.user.id);
    expect(other.body.token.user.domain.name).toBe("elsewhere");
    expect(other.body.token.user.id).toBe(sha256(`${other.body.token.user.domain.id}useralice`));
  });

  it("percent-encodes the name that the user's id is made of, as Keystone does", async () => {
    const bearer = world.idToken({ preferred_username: "日本 é/x!(*)'~" });
    const { user } = (await world.logIn({ bearer })).body.token;
    expect(user.name).toBe("日本 é/x!(*)'~");
    expect(user.id).toBe(sha256("defaultuser%E6%97%A5%E6%9C%AC%20%C3%A9/x%21%28%2A%29%27~"));
  });

  it("names groups that exist by id and name, and leaves out those that do not", async () => {
    const { body } = await world.operator("POST", "/groups", { group: { name: "dev" } });
    const names = { kind: "placeholders", text: "{1}" };
    const groups = [{ kind: "each", names, domain: { id: "default" } }];
    await world.protocol("grouped", [ruleOf({ groups }, [{ path: ["groups"], test: { kind: "present" } }])]);
    const answer = await world.logIn({ protocol: "grouped" });
    expect(answer.body.token.user["OS-FEDERATION"].groups).toEqual([{ id: body.group.id, name: "dev" }]);
    const requestId = answer.headers.get("x-request-id") ?? "";
    const explained = await world.app.asAdmin("POST", "/api/v1/explain", { request_id: requestId });
    expect(JSON.stringify(await explained.json())).toContain('There is no group \\"ops\\" of domain');
  });
});

describe("a login that is refused", () => {
  const generic = "The request you have made requires authentication.";
  const forbidden = "You are not authorized to perform the requested action.";

  it("says who was asked for when there is nobody of the name", async () => {
    expect(errorOf(await world.logIn({ idp: "nope" }))).toEqual([
      404,
      "Could not find Identity Provider: nope.",
    ]);
    expect(errorOf(await world.logIn({ protocol: "nope" }))).toEqual([
      404,
      "Could not find federated protocol nope for Identity Provider: idp1.",
    ]);
  });

  it.each(["a b", "ä", "x".repeat(65), "a;b", "a:b"])("does not look for an idp called %s", async (idp) => {
    expect(errorOf(await world.logIn({ idp: encodeURIComponent(idp) }))).toEqual([
      400,
      "Request parameter 'idp id' is invalid.",
    ]);
  });

  it("wants a bearer token", async () => {
    for (const how of [{ bearer: null }, { bearer: null, headers: { authorization: "Basic YTpi" } }]) {
      const answer = await world.logIn(how);
      expect(errorOf(answer)).toEqual([401, generic]);
      expect(answer.headers.get("www-authenticate")).toBe(`Keystone uri="${world.app.url}/v3"`);
      expect(answer.headers.get("vary")).toBe("X-Auth-Token");
    }
  });

  it.each([
    ["no JWT", () => "!!!"],
    ["changed", () => `${world.idToken().slice(0, -4)}AAAA`],
    ["expired", () => world.idToken({ exp: world.app.now() - 600, iat: world.app.now() - 900 })],
    ["for another audience", () => world.idToken({ aud: "https://other.example.com" })],
    ["without an issuer", () => world.idToken({ iss: undefined })],
    ["that no rule fits", () => world.idToken({ preferred_username: undefined })],
  ])("reads Keystone's sentence for a token that is %s", async (_, token) => {
    const answer = await world.logIn({ bearer: token() });
    expect(errorOf(answer)).toEqual([401, generic]);
    expect(answer.headers.get("www-authenticate")).toBe(`Keystone uri="${world.app.url}/v3"`);
    expect(answer.body.error.details).toMatch(/\.$/);
    expect(answer.body.error.reference).toBe(answer.headers.get("x-openstack-request-id"));
  });

  it("is told by its reference why", async () => {
    const answer = await world.logIn({ bearer: world.idToken({ preferred_username: undefined }) });
    const explained = await world.app.asAdmin("POST", "/api/v1/explain", {
      request_id: answer.body.error.reference,
    });
    expect(await explained.json()).toMatchObject({ verdict: "refused", reason: "no_matching_mapping" });
  });

  it("is forbidden with a token of another issuer", async () => {
    const answer = await world.logIn({ bearer: world.idToken({ iss: "https://evil.example.com" }) });
    expect(errorOf(answer)).toEqual([403, forbidden]);
  });

  it("reads a body of another type than JSON as malformed, and JSON that is none", async () => {
    const type = (contentType: string) => ({ headers: { "content-type": contentType }, body: "a=b" });
    for (const other of ["application/x-www-form-urlencoded", "text/plain"]) {
      const [status, message] = errorOf(await world.logIn(type(other)));
      expect([
        status,
        message.startsWith("Expecting to find application/json in Content-Type header."),
      ]).toEqual([400, true]);
    }
    const [status, message] = errorOf(await world.logIn(type("application/json")));
    expect([status, message.startsWith("Expecting to find valid JSON in request body.")]).toEqual([
      400,
      true,
    ]);
  });

  it("is too large with a body that nobody reads", async () => {
    const headers = { "content-type": "application/json" };
    const answer = await world.logIn({ headers, body: JSON.stringify({ a: "x".repeat(70_000) }) });
    expect(errorOf(answer)).toEqual([413, "Request is too large."]);
  });
});
