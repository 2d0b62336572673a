/** What the OAuth face leaves out on purpose, as far as a caller can see it: docs/faces/oauth.md has the reasons. */

import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { introspected, issue, post } from "./oauth-tokens-world.ts";
import { grantType, startWorld, type World } from "./oauth-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const send = (parameters: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  world.app.send("/oauth2/token", { method: "POST", headers, body: new URLSearchParams(parameters) });
const jwtType = "urn:ietf:params:oauth:token-type:jwt";

describe("delegation", () => {
  it.each([
    ["an actor token", { actor_token_type: jwtType }],
    ["an actor token type alone", { actor_token: "" }],
    ["an actor token without its type", { actor_token_type: "" }],
  ])("is refused: %s", async (_, parameters) => {
    const response = await world.exchange({
      actor_token: world.idToken({ sub: "actor" }),
      actor_token_type: jwtType,
      ...parameters,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: "invalid_request",
      error_description: expect.stringContaining("actor_token"),
    });
  });

  it("is not made of what a subject token says of actors, present or permitted, nested or not", async () => {
    const actor = { sub: "https://service-1.example", act: { sub: "https://service-2.example" } };
    const { accessToken } = await issue(world, {
      subject_token: world.idToken({ act: actor, may_act: { sub: "anybody", iss: "https://idp.example" } }),
    });
    for (const said of [decodeJwt(accessToken), await introspected(world, accessToken)]) {
      expect(said).not.toHaveProperty("act");
      expect(said).not.toHaveProperty("may_act");
    }
  });
});

describe("assertions", () => {
  it("are no grant: the exchange is the one way to a token", async () => {
    const response = await send({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: world.idToken(),
    });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: "unsupported_grant_type" },
    ]);
  });

  it("are no credential of a client where one is asked for", async () => {
    const { accessToken } = await issue(world);
    const response = await post(world, "introspect", {
      token: accessToken,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: world.idToken(),
    });
    expect([response.status, await response.json()]).toMatchObject([401, { error: "invalid_client" }]);
  });
});

describe("sender constraints", () => {
  it("are not promised to a client that proves a key: its token is a bearer token", async () => {
    const response = await send(
      { grant_type: grantType, subject_token: world.idToken(), subject_token_type: jwtType },
      { DPoP: world.idToken() },
    );
    const answer = (await response.json()) as { token_type: string; access_token: string };
    expect(answer.token_type).toBe("Bearer");
    expect(decodeJwt(answer.access_token)).not.toHaveProperty("cnf");
  });
});

describe("the access token", () => {
  it("has no scope, also when one was asked for, and nothing about a person who logged in", async () => {
    const claims = decodeJwt(
      (
        await issue(world, {
          scope: "applied-permissions/groups:readers",
          subject_token: world.idToken({ auth_time: 1, acr: "urn:mace:gold", amr: ["pwd"], scope: "openid" }),
        })
      ).accessToken,
    );
    expect(Object.keys(claims).toSorted()).toEqual([
      "aud",
      "client_id",
      "exp",
      "groups",
      "iat",
      "iss",
      "jti",
      "sub",
    ]);
  });

  it("is another with every exchange, and says by its kid which key signed it", async () => {
    const subject_token = world.idToken();
    const [one, other] = [await issue(world, { subject_token }), await issue(world, { subject_token })];
    expect(one.tokenId).not.toBe(other.tokenId);
    const { keys } = (await (await world.app.send("/.well-known/jwks.json")).json()) as {
      keys: { kid: string }[];
    };
    expect(decodeProtectedHeader(one.accessToken)).toEqual({
      typ: "at+jwt",
      alg: "ES256",
      kid: keys[0]?.kid,
    });
  });
});

describe("metadata of a protected resource", () => {
  it("are nowhere, and no challenge names any", async () => {
    const found = await world.app.send("/.well-known/oauth-protected-resource");
    const refused = [
      await world.app.send("/api/v1/providers"),
      await world.app.send("/access/api/v1/oidc"),
      await post(world, "introspect", { token: "hello" }),
    ];
    expect([found.status, ...refused.map(({ status }) => status)]).toEqual([404, 401, 401, 401]);
    for (const { headers } of refused) {
      expect(headers.get("www-authenticate")).toMatch(/^Bearer /);
      expect(headers.get("www-authenticate")).not.toContain("resource_metadata");
    }
  });
});

describe("the log", () => {
  it("holds no token at its finest level, whatever becomes of it, but the id of what was issued", async () => {
    const refused = world.idToken({ sub: "stranger" });
    const subject_token = world.idToken();
    const { accessToken, referenceToken, tokenId } = await issue(world, { subject_token });
    await world.exchange({ subject_token: refused });
    await introspected(world, accessToken);
    await introspected(world, referenceToken);
    await post(world, "revoke", { token: referenceToken });
    const log = world.app.log.join("");
    for (const token of [refused, subject_token, accessToken, `..${referenceToken}`]) {
      for (const part of token.split(".").slice(1).filter(Boolean)) expect(log).not.toContain(part);
    }
    expect(log).toContain(tokenId);
  });
});
