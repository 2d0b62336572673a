/**
 * Access tokens made with a workload's token and by administrators, request by request: `jf atc` (jfrog/jfrog-client-go
 * access/services/accesstoken.go, jfrog/jfrog-cli-core general/token/accesstokencreate.go), and the samples of
 * "Create Token API Examples", "Get Tokens", "Revoke Token by ID" (JFrog REST APIs).
 */

import { describe, expect, it } from "vitest";
import { type Held, useAccessTokens } from "./access-token-world.ts";
import { type Document, documentOf, errorOf, payloadAsGoReadsIt } from "./access-world.ts";

const { world, admin, send, ask, made, asDeploy, asBuild, asAdminJob, asLead } = useAccessTokens();

describe("a token made with a workload's", () => {
  it("is for the same subject, with the same permissions, and lives no longer", async () => {
    const own = await asDeploy();
    const token = await made(own.access_token, {});
    const [before, after] = [payloadAsGoReadsIt(own.access_token), payloadAsGoReadsIt(token.access_token)];
    expect(after).toMatchObject({ sub: "github-oidc/deploy", scp: before["scp"], aud: before["aud"] });
    expect(after["exp"]).toBeLessThanOrEqual(Number(before["exp"]));
    expect(after["jti"]).not.toBe(before["jti"]);
  });

  it("may be asked for by the own name, in any letter case, and for less", async () => {
    const own = await asLead();
    const token = await made(own.access_token, {
      username: "GitHub-OIDC/Leads",
      scope: 'applied-permissions/roles:shop:"Developer"',
      audience: "jfrt@two",
      expires_in: 30,
      project_key: "shop",
    });
    expect(token).toMatchObject({ scope: 'applied-permissions/roles:shop:"Developer"', expires_in: 30 });
    expect(payloadAsGoReadsIt(token.access_token)["aud"]).toBe("jfrt@two");
  });

  it.each<[string, Document, RegExp]>([
    ["for somebody else", { username: "ada" }, /Only administrators make tokens for others/],
    ["with an administrator's scope", { scope: "applied-permissions/admin" }, /scope goes beyond/],
    ["with a user's scope", { scope: "applied-permissions/user" }, /scope goes beyond/],
    ["with another group", { scope: "applied-permissions/groups:deployers,others" }, /scope goes beyond/],
    ["for longer than it lives itself", { expires_in: 601 }, /never outlives.*exchange a fresh ID token/],
    ["for longer than the server allows", { expires_in: 86_401 }, /longer than 86400/],
  ])("is refused %s", async (_what, members, message) => {
    const answer = await ask((await asDeploy()).access_token, members);
    const error = await errorOf(answer);
    expect([answer.status, error.code]).toEqual([403, "FORBIDDEN"]);
    expect(error.message).toMatch(message);
  });

  it("is refused for a service its own is not for, also to a project admin", async () => {
    const { access_token: own } = await asLead();
    for (const wider of ["jfrt@*", "*@*", "jfrt@one jfac@one"]) {
      const answer = await ask(own, { audience: wider });
      expect(answer.status).toBe(403);
      expect((await errorOf(answer)).message).toMatch(/audience .* goes beyond/);
    }
    expect((await ask(own, { username: "ada" })).status).toBe(403);
  });

  it("ends when that one does", async () => {
    const own = await asDeploy();
    const child = await made(own.access_token, { include_reference_token: true });
    expect((await send(admin(), "DELETE", `/${own.token_id}`)).status).toBe(200);
    for (const credential of [own.access_token, child.access_token, child["reference_token"]]) {
      expect((await send(String(credential), "GET", "/me")).status).toBe(401);
    }
    expect((await ask(own.access_token, {})).status).toBe(401);
  });

  it.each([
    ["its mapping", { kind: "mapping", provider: "github-oidc", mapping: "Build" }],
    ["its user", { kind: "user", user: "ada" }],
  ])("ends with a revocation of %s", async (_what, target) => {
    const child = await made((await asBuild()).access_token, {});
    expect((await world().app.asAdmin("POST", "/api/v1/revocations", target)).ok).toBe(true);
    expect((await send(child.access_token, "GET", "/me")).status).toBe(401);
  });

  it("makes none itself", async () => {
    const child = await made((await asDeploy()).access_token, {});
    const answer = await ask(child.access_token, {});
    expect(answer.status).toBe(403);
    expect((await errorOf(answer)).message).toMatch(/Present the one it was made with/);
  });

  it("may end itself only when that one may", async () => {
    const child = await made((await asBuild()).access_token, {});
    expect((await send(child.access_token, "DELETE", "/me")).status).toBe(200);
    const other = await made((await asDeploy()).access_token, {});
    expect((await send(other.access_token, "DELETE", "/me")).status).toBe(403);
  });
});

describe("a token made by an administrator", () => {
  it("stands by itself when the token it was made with ends", async () => {
    const job = await asAdminJob();
    const token = await made(job.access_token, { username: "ada", expires_in: 7_200 });
    expect((await send(job.access_token, "DELETE", "/me")).status).toBe(200);
    expect((await send(token.access_token, "GET", "/me")).status).toBe(200);
  });

  it.each([
    ["everything of its user", { kind: "user", user: "eve" }],
    ["everything of the provider its maker came through", { kind: "provider", provider: "github-oidc" }],
    ["everything", { kind: "everything" }],
  ])("ends with a revocation of %s", async (_what, target) => {
    const token = await made((await asAdminJob()).access_token, { username: "Eve" });
    expect((await send(token.access_token, "GET", "/me")).status).toBe(200);
    const revoked = await world().app.asAdmin("POST", "/api/v1/revocations", target);
    expect(revoked.status).toBeLessThan(300);
    expect((await send(token.access_token, "GET", "/me")).status).toBe(401);
  });

  it("is introspected like any other", async () => {
    const token = await made(admin(), { username: "ada", scope: "applied-permissions/groups:readers" });
    const answer = await world().app.send("/oauth2/introspect", {
      method: "POST",
      headers: { authorization: `Bearer ${admin()}` },
      body: new URLSearchParams({ token: token.access_token }),
    });
    expect(await documentOf(answer)).toMatchObject({
      active: true,
      username: "ada",
      jti: token.token_id,
      scope: 'applied-permissions/groups:"readers"',
    });
  });
});

describe("the record of a token made so", () => {
  it("is in the chain, in the log and explained, and says who had it made", async () => {
    const job = await asAdminJob();
    const answer = await ask(job.access_token, {
      username: "ada",
      description: "password123",
      project_key: "shop",
    });
    const reference = answer.headers.get("x-request-id") ?? "";
    const { token_id } = (await answer.json()) as Held;
    const record = await documentOf(await world().app.asAdmin("GET", `/api/v1/exchanges/${reference}`));
    expect(record).toMatchObject({
      outcome: "issued",
      provider: null,
      mapping: null,
      subject: null,
      issued_by: { name: expect.stringMatching(/\/users\/root$/), token_id: job.token_id },
      token: { id: token_id },
      details: { claims: null, project: "shop", grant: { user: "ada", own_permissions: true } },
    });
    expect(JSON.stringify(record)).not.toContain("password123");
    const explained = await world().app.asAdmin("POST", "/api/v1/explain", { request_id: reference });
    const explanation = await documentOf(explained);
    expect(explanation).toMatchObject({ verdict: "accepted", provider: null, considered: 0 });
    expect(explanation["remarks"]).toEqual([
      expect.stringMatching(/^Nothing was exchanged: .*users\/root.*No mapping had a say\.$/),
    ]);
  });
});
