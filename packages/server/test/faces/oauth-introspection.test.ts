import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  bearer,
  introspected,
  issue,
  issueOnAccess,
  post,
  serviceToken,
} from "./oauth-tokens-world.ts";
import { created, mapping, startWorld, type World } from "./oauth-world.ts";

const inactive = { active: false };
const api = "https://api.example";

let world: World;
let other: World;
beforeAll(async () => {
  [world, other] = await Promise.all([startWorld(), startWorld()]);
  await created(world.app, "/api/v1/mappings", {
    ...mapping,
    name: "resource-server",
    claims: { sub: "rs" },
    grant: { user: "rs", project_roles: [{ project: "shop", roles: ["introspect"] }] },
    audience: [api],
  });
});
afterAll(() => Promise.all([world.close(), other.close()]));

const asked = async (token: string, headers: Readonly<Record<string, string>>) => {
  const response = await post(world, "introspect", { token }, headers);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe("introspection", () => {
  it("says of a token of the OAuth face what RFC 7662 names, its groups and its roles", async () => {
    const { accessToken, tokenId } = await issue(world);
    const response = await post(world, "introspect", { token: accessToken }, bearer(world.app.adminToken));
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(response.headers.get("content-type")).toContain("application/json");
    const body = (await response.json()) as { iat: number };
    expect(body).toEqual({
      active: true,
      client_id: "ci",
      username: "deployer",
      token_type: "Bearer",
      exp: body.iat + 600,
      iat: expect.any(Number),
      sub: "deployer",
      aud: mapping.audience,
      iss: world.app.url,
      jti: tokenId,
      groups: ["readers"],
      roles: ["shop:Developer"],
    });
  });

  it("says of a token of the JFrog face its scope, and through which provider it came", async () => {
    const { accessToken, tokenId } = await issueOnAccess(world);
    expect(await introspected(world, accessToken)).toMatchObject({
      active: true,
      scope: expect.stringContaining("applied-permissions/groups:"),
      client_id: "ci",
      username: "deployer",
      jti: tokenId,
    });
  });

  it("says the same of a reference token as of the token it stands for", async () => {
    for (const issued of [await issue(world), await issueOnAccess(world)]) {
      expect(await introspected(world, issued.referenceToken)).toEqual(
        await introspected(world, issued.accessToken),
      );
    }
  });

  it("reads JSON as well, and does not mind a hint that is wrong", async () => {
    const { accessToken } = await issue(world);
    const response = await world.app.send("/oauth2/introspect", {
      method: "POST",
      headers: { ...bearer(world.app.adminToken), "content-type": "application/json" },
      body: JSON.stringify({ token: accessToken, token_type_hint: "refresh_token" }),
    });
    expect(await response.json()).toMatchObject({ active: true });
  });

  describe("says inactive, and nothing else, of", () => {
    it.each<[string, () => Promise<string> | string]>([
      ["a text that is no token", () => "hello"],
      ["a text longer than any token", () => "x".repeat(40_000)],
      ["an ID token", () => world.idToken()],
      ["a token with another signature", async () => `${(await issue(world)).accessToken.slice(0, -4)}AAAA`],
      ["another server's token", async () => (await issue(other)).accessToken],
      ["another server's reference token", async () => (await issue(other)).referenceToken],
      ["an administrator's secret", () => world.app.adminToken],
      ["a service token", () => serviceToken(world, "other", "--role", "introspect")],
    ])("%s", async (_, text) => {
      expect(await introspected(world, await text())).toEqual(inactive);
    });

    it("a token from the second in which it expires, by either of its texts", async () => {
      const late = await startWorld();
      const issued = await issue(late);
      late.app.advance(590);
      expect(await introspected(late, issued.accessToken)).toMatchObject({ active: true });
      late.app.advance(10);
      expect(await introspected(late, issued.accessToken)).toEqual(inactive);
      expect(await introspected(late, issued.referenceToken)).toEqual(inactive);
      await late.close();
    });

    it("a token that was revoked, by either of its texts", async () => {
      const issued = await issue(world);
      await post(world, "revoke", { token: issued.accessToken });
      expect(await introspected(world, issued.accessToken)).toEqual(inactive);
      expect(await introspected(world, issued.referenceToken)).toEqual(inactive);
    });
  });

  describe("is refused with 401 and a challenge to", () => {
    it.each<[string, () => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>]>([
      ["a caller without a credential", () => ({})],
      ["an unknown credential", () => bearer("nobody")],
      ["a header nobody can read", () => ({ authorization: "Digest x" })],
      [
        "a live token without the role that asks about another",
        async () => bearer((await issue(world)).accessToken),
      ],
      ["a live token of another face", async () => bearer((await issueOnAccess(world)).accessToken)],
    ])("%s", async (_, headers) => {
      const { accessToken } = await issue(world);
      const response = await post(world, "introspect", { token: accessToken }, await headers());
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Bearer realm="countersign".*Basic realm=/);
      expect(await response.json()).toMatchObject({ error: "invalid_client" });
    });

    it("whoever asks with a credential that does not suffice, also about what is no token", async () => {
      const { accessToken } = await issue(world);
      expect(await asked("hello", bearer(accessToken))).toMatchObject({ status: 401 });
    });
  });

  describe("is answered to", () => {
    it("the token itself, of every face, by itself or by its reference token", async () => {
      for (const issued of [await issue(world), await issueOnAccess(world)]) {
        const { accessToken, referenceToken } = issued;
        expect((await asked(accessToken, bearer(accessToken))).body).toMatchObject({ active: true });
        expect((await asked(accessToken, bearer(referenceToken))).body).toMatchObject({ active: true });
        expect((await asked(referenceToken, basic(accessToken))).body).toMatchObject({ active: true });
      }
    });

    it("a token with the role, about tokens for its own audience only", async () => {
      const { accessToken } = await issue(world, { subject_token: world.idToken({ sub: "rs" }) });
      const [mine, others] = [
        await issue(world, { resource: api }),
        await issue(world, { resource: "https://billing.example" }),
      ];
      expect((await asked(mine.accessToken, bearer(accessToken))).body).toMatchObject({ active: true });
      expect(await asked(others.accessToken, bearer(accessToken))).toEqual({ status: 200, body: inactive });
      expect(await asked("hello", bearer(accessToken))).toEqual({ status: 200, body: inactive });
    });

    it("a resource server's service token, about every token unless its audience is given", async () => {
      const all = await serviceToken(world, "rs", "--role", "introspect");
      const some = await serviceToken(
        world,
        "api",
        "--role",
        "introspect",
        "--audience",
        `${api} https://x.example`,
      );
      const [mine, others] = [
        await issue(world, { resource: api }),
        await issue(world, { resource: "https://billing.example" }),
      ];
      for (const token of [mine.accessToken, others.referenceToken]) {
        expect((await asked(token, basic(all))).body).toMatchObject({ active: true });
      }
      expect((await asked(mine.referenceToken, bearer(some))).body).toMatchObject({ active: true });
      expect((await asked(others.accessToken, bearer(some))).body).toEqual(inactive);
    });
  });

  it("is all that a resource server's service token is good for", async () => {
    const secret = await serviceToken(world, "only", "--role", "introspect");
    for (const path of ["/api/v1/whoami", "/api/v1/providers", "/access/api/v1/oidc"]) {
      expect((await world.app.send(path, { headers: bearer(secret) })).status).toBe(401);
    }
    const { accessToken } = await issue(world);
    const refused = await post(world, "revoke", { token: accessToken }, bearer(secret));
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: "unauthorized_client" }]);
    expect(await introspected(world, accessToken)).toMatchObject({ active: true });
  });

  it.each([
    ["no token", {}, ""],
    ["an empty token", { token: "" }, ""],
    ["two tokens", {}, "token=a&token=b"],
  ])("refuses %s", async (_, parameters, body) => {
    const response = await world.app.send("/oauth2/introspect", {
      method: "POST",
      headers: { ...bearer(world.app.adminToken), "content-type": "application/x-www-form-urlencoded" },
      body: body === "" ? new URLSearchParams(parameters).toString() || "x=y" : body,
    });
    expect([response.status, await response.json()]).toMatchObject([400, { error: "invalid_request" }]);
  });

  it("reads no token from the address", async () => {
    const response = await world.app.send("/oauth2/introspect?token=hello", {
      method: "POST",
      headers: bearer(world.app.adminToken),
    });
    expect(response.status).toBe(400);
    expect((await world.app.send("/oauth2/introspect?token=hello")).status).toBe(405);
  });

  it("is signed when that is asked for, for the resource server, and is no access token itself", async () => {
    const secret = await serviceToken(world, "signed", "--role", "introspect", "--audience", api);
    const { accessToken, tokenId } = await issue(world, { resource: api });
    const ask = (token: string) =>
      post(
        world,
        "introspect",
        { token },
        { ...bearer(secret), accept: "application/token-introspection+jwt" },
      );
    const response = await ask(accessToken);
    expect(response.headers.get("content-type")).toContain("application/token-introspection+jwt");
    const keys = createRemoteJWKSet(new URL(`${world.app.url}/.well-known/jwks.json`));
    const text = await response.text();
    const { payload } = await jwtVerify(text, keys, {
      typ: "token-introspection+jwt",
      issuer: world.app.url,
      audience: api,
    });
    expect(payload["token_introspection"]).toMatchObject({ active: true, jti: tokenId });
    expect(Object.keys(payload).toSorted()).toEqual(["aud", "iat", "iss", "token_introspection"]);
    expect(await introspected(world, text)).toEqual(inactive);
    const dead = await jwtVerify(await (await ask("hello")).text(), keys, { audience: api });
    expect(dead.payload["token_introspection"]).toEqual(inactive);
  });

  describe("goes by the weights of Accept, and is", () => {
    const signed = "application/token-introspection+jwt";
    it.each([
      ["signed for", signed],
      ["signed for", `${signed};q=0.5, */*;q=0.1`],
      ["signed for", `application/json, ${signed}`],
      ["signed for", `${signed.toUpperCase()} ; q=1.000`],
      ["signed for", "application/json;q=0, */*"],
      ["plain for", `${signed};q=0`],
      ["plain for", `${signed};q=0.0, application/json`],
      ["plain for", `${signed};q=0.5, application/json;q=0.9`],
      ["plain for", `${signed};q=0.5, */*`],
      ["plain for", `${signed};q=two`],
      ["plain for", "application/*"],
      ["plain for", "text/html"],
      ["plain for", ""],
    ])("%s %j", async (kind, accept) => {
      const response = await post(
        world,
        "introspect",
        { token: "hello" },
        { ...bearer(world.app.adminToken), accept },
      );
      expect([response.status, response.headers.get("content-type")?.split(";")[0]]).toEqual([
        200,
        kind === "signed for" ? signed : "application/json",
      ]);
    });
  });
});
