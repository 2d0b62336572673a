/**
 * Access tokens made, request by request: `jf atc` (jfrog/jfrog-client-go
 * access/services/accesstoken.go, jfrog/jfrog-cli-core general/token/accesstokencreate.go), and the samples of
 * "Create Token API Examples", "Get Tokens", "Revoke Token by ID" (JFrog REST APIs).
 */

import { describe, expect, it } from "vitest";
import { tokensPath, useAccessTokens } from "./access-token-world.ts";
import { type Document, documentOf, errorOf, payloadAsGoReadsIt, startAccessWorld } from "./access-world.ts";

const { world, admin, send, ask, made, asAdminJob } = useAccessTokens();

describe("making a token", () => {
  it("answers jf atc with exactly 200 and the members that it reads", async () => {
    const answer = await ask(admin(), {
      scope: "applied-permissions/admin",
      expires_in: 900,
      refreshable: false,
      description: "nightly",
      audience: "jfrt@*",
      include_reference_token: true,
      username: "ada",
    });
    expect(answer.status).toBe(200);
    const document = await documentOf(answer);
    expect(document).toEqual({
      token_id: expect.any(String),
      access_token: expect.any(String),
      expires_in: 900,
      scope: "applied-permissions/admin",
      token_type: "access_token",
      reference_token: expect.stringMatching(/^cmVmdGtu[A-Za-z0-9]{56}$/),
    });
    const payload = payloadAsGoReadsIt(String(document["access_token"]));
    expect(payload).toMatchObject({
      sub: expect.stringMatching(/^jfac@01[a-z0-9]{24}\/users\/ada$/),
      scp: "applied-permissions/admin",
      aud: "jfrt@*",
      jti: document["token_id"],
    });
    expect(Number(payload["exp"]) - Number(payload["iat"])).toBe(900);
    for (const credential of ["access_token", "reference_token"]) {
      expect((await send(String(document[credential]), "GET", "/me")).status).toBe(200);
    }
  });

  it("takes the page's form of curl, and a trailing slash", async () => {
    const { access_token: credential } = await asAdminJob();
    const form = new URLSearchParams({ scope: "applied-permissions/user", expires_in: "60" });
    const answer = await send(credential, "POST", "/", form);
    expect(answer.status).toBe(200);
    const document = await documentOf(answer);
    expect(document).toMatchObject({ expires_in: 60, scope: "applied-permissions/user" });
    expect(payloadAsGoReadsIt(String(document["access_token"]))["sub"]).toMatch(/\/users\/root$/);
  });

  it("takes the page's sample with a project, which adds no permission", async () => {
    const token = await made(admin(), {
      username: "jenkins",
      scope: "applied-permissions/groups:CI",
      project_key: "test",
      grant_type: "client_credentials",
    });
    expect(token).toMatchObject({ scope: 'applied-permissions/groups:"CI"', expires_in: 3_600 });
  });

  it("means by nothing at all: the usual hour, the user's own permissions, every service", async () => {
    const token = await made(admin(), { username: "Ada.Lovelace", scope: "", description: "", audience: "" });
    expect(token).toMatchObject({ expires_in: 3_600, scope: "applied-permissions/user" });
    expect(payloadAsGoReadsIt(token.access_token)).toMatchObject({
      sub: expect.stringMatching(/\/users\/ada\.lovelace$/),
      aud: "*@*",
    });
  });

  it("lets a service token make it only for somebody who is named", async () => {
    const answer = await ask(admin(), { scope: "applied-permissions/admin" });
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).message).toMatch(/Name the user/);
  });

  it.each<[string, Document, number, RegExp]>([
    ["an endless one", { expires_in: 0 }, 400, /^expires_in must be a whole number of seconds from 1/],
    ["a negative time", { expires_in: -1 }, 400, /^expires_in/],
    ["half a second", { expires_in: 1.5 }, 400, /^expires_in/],
    ["no number", { expires_in: "soon" }, 400, /^expires_in/],
    ["more than the maximum", { expires_in: 86_401 }, 403, /longer than 86400 seconds/],
    ["more than any number", { expires_in: 9_007_199_254_740_991 }, 403, /longer than 86400/],
    ["a refreshable one", { refreshable: true }, 400, /^refreshable true is not offered.*exchange a fresh/],
    ["a refresh", { grant_type: "refresh_token" }, 400, /^grant_type refresh_token is not offered/],
    ["a refresh token", { refresh_token: "x" }, 400, /^refresh_token is not offered/],
    ["another grant", { grant_type: "password" }, 400, /^grant_type must be client_credentials/],
    ["a scope nobody knows", { scope: "everything" }, 400, /^scope Invalid scope/],
    [
      "admin beside others",
      { scope: "applied-permissions/admin applied-permissions/user" },
      400,
      /stands alone/,
    ],
    [
      "roles of another project than named",
      { scope: "applied-permissions/roles:shop:Dev", project_key: "bank" },
      400,
      /^scope Invalid scope: roles of project shop/,
    ],
    ["two projects", { project_key: "shop", projectKey: "bank" }, 400, /^project_key is given as/],
    ["a long name", { username: "n".repeat(256) }, 400, /^username must have at most 255/],
    ["a long scope", { scope: "s".repeat(501) }, 400, /^scope must have at most 500/],
    ["a long description", { description: "d".repeat(1_025) }, 400, /^description must have at most 1024/],
    ["a long audience", { audience: "a".repeat(256) }, 400, /^audience.*at most 255/],
    ["a name that clients would cut", { username: "a/users/b" }, 400, /^username must not hold/],
    ["a name with a line feed", { username: "a\nb" }, 400, /^username must hold no invisible/],
    ["a description with NUL", { description: "a\u0000b" }, 400, /^description/],
    ["something for a flag", { include_reference_token: 1 }, 400, /^include_reference_token must be true/],
    ["something for a text", { description: { a: 1 } }, 400, /^description must be a string/],
  ])("refuses %s", async (_what, members, status, message) => {
    const answer = await ask(admin(), { username: "ada", ...members });
    const error = await errorOf(answer);
    expect([answer.status, error.code]).toEqual([status, status === 403 ? "FORBIDDEN" : "BAD_REQUEST"]);
    expect(error.message).toMatch(message);
  });

  it("takes texts of just the longest", async () => {
    const token = await made(admin(), {
      username: "n".repeat(255),
      description: "d".repeat(1_024),
      audience: "a".repeat(255),
      scope: `applied-permissions/groups:${"g".repeat(473)}`,
      expires_in: 86_400,
    });
    expect(token["expires_in"]).toBe(86_400);
  });

  it.each([
    ["nothing", undefined],
    ["a list", "[]"],
    ["a text", '"x"'],
    ["half a document", '{"username":'],
    ["a member twice", '{"username":"a","username":"b"}'],
    ["a depth of thousands", `{"username":${"[".repeat(5_000)}`],
  ])("answers 400 to a body that is %s", async (_what, body) => {
    const answer = await world().app.send(tokensPath, {
      method: "POST",
      headers: { authorization: `Bearer ${admin()}`, "content-type": "application/json" },
      ...(body !== undefined && { body }),
    });
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).code).toBe("BAD_REQUEST");
  });

  it("counts against the limit of those that ask for tokens", async () => {
    const narrow = await startAccessWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    try {
      const statuses = new Set<number>();
      for (let asked = 0; asked < 12; asked += 1) {
        const answer = await narrow.app.asAdmin("POST", tokensPath, { username: "ada" });
        statuses.add(answer.status);
      }
      expect(statuses).toEqual(new Set([200, 429]));
    } finally {
      await narrow.close();
    }
  });
});
