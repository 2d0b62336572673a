/**
 * Access tokens listed, read and revoked, request by request: `jf atc` (jfrog/jfrog-client-go
 * access/services/accesstoken.go, jfrog/jfrog-cli-core general/token/accesstokencreate.go), and the samples of
 * "Create Token API Examples", "Get Tokens", "Revoke Token by ID" (JFrog REST APIs).
 */

import { describe, expect, it, onTestFinished } from "vitest";
import { configurationsPath, type Held, idsOf, tokensPath, useAccessTokens } from "./access-token-world.ts";
import {
  audience,
  create,
  documentOf,
  errorOf,
  payloadAsGoReadsIt,
  startAccessWorld,
} from "./access-world.ts";

const { world, admin, send, ask, made, listed, asDeploy, asBuild, asAdminJob, asLead } = useAccessTokens();

describe("the list of tokens", () => {
  it("has an administrator's every live token, the newest first, with the members of the page", async () => {
    const first = await made(admin(), { username: "lists", description: "first" });
    const second = await asDeploy();
    const dead = await made(admin(), { username: "lists" });
    await send(admin(), "DELETE", `/${dead.token_id}`);
    const tokens = await listed(admin());
    const ids = idsOf(tokens);
    expect(ids).toContain(first.token_id);
    expect(ids.indexOf(second.token_id)).toBeLessThan(ids.indexOf(first.token_id));
    expect(ids).not.toContain(dead.token_id);
    expect(tokens.find((token) => token["token_id"] === first.token_id)).toEqual({
      token_id: first.token_id,
      subject: payloadAsGoReadsIt(first.access_token)["sub"],
      expiry: payloadAsGoReadsIt(first.access_token)["exp"],
      issued_at: payloadAsGoReadsIt(first.access_token)["iat"],
      issuer: payloadAsGoReadsIt(first.access_token)["iss"],
      description: "first",
      refreshable: false,
    });
    expect(tokens.find((token) => token["token_id"] === second.token_id)).not.toHaveProperty("description");
  });

  it("is narrowed by description, user, id and refreshability", async () => {
    const [a, b, c] = [
      await made(admin(), { username: "Filter", description: "release 1" }),
      await made(admin(), { username: "filter", description: "release 2" }),
      await made(admin(), { username: "other", description: "Release*" }),
    ];
    const build = await asBuild();
    const ids = async (query: string) => new Set(idsOf(await listed(admin(), query)));
    expect(await ids("?description=release%201")).toEqual(new Set([a.token_id]));
    expect(await ids("?description=release*")).toEqual(new Set([a.token_id, b.token_id]));
    expect(await ids("/?description=Release**")).toEqual(new Set([c.token_id]));
    expect(await ids("?username=FILTER")).toEqual(new Set([a.token_id, b.token_id]));
    expect(await ids("?username=ada&refreshable=false")).toContain(build.token_id);
    expect(await ids("?username=filter&description=release%202")).toEqual(new Set([b.token_id]));
    expect(await ids(`?token_id=${a.token_id}`)).toEqual(new Set([a.token_id]));
    expect(await ids(`?token_id=${a.token_id}&username=other`)).toEqual(new Set());
    expect(await ids("?refreshable=true")).toEqual(new Set());
    expect(await ids("?token_id=unheard-of")).toEqual(new Set());
    expect(await ids("?username=nobody")).toEqual(new Set());
  });

  it("is in the order asked for", async () => {
    const spec = { description: "ordered" };
    const [zoe, abe] = [
      await made(admin(), { ...spec, username: "zoe", expires_in: 100 }),
      await made(admin(), { ...spec, username: "abe", expires_in: 50 }),
    ];
    const order = async (query: string) => idsOf(await listed(admin(), `?description=ordered&${query}`));
    const [zoeFirst, abeFirst] = [
      [zoe.token_id, abe.token_id],
      [abe.token_id, zoe.token_id],
    ];
    expect(await order("")).toEqual(abeFirst);
    expect(await order("order_by=created&descending_order=false")).toEqual(zoeFirst);
    expect(await order("order_by=expiry")).toEqual(zoeFirst);
    expect(await order("order_by=owner")).toEqual(abeFirst);
    expect(await order("order_by=subject&descending_order=true")).toEqual(zoeFirst);
    expect(await order("order_by=token_id")).toEqual(zoeFirst);
  });

  it.each([
    "order_by=size",
    "refreshable=maybe",
    "descending_order=1",
    "username=a%00b",
    "username=a&username=b",
  ])("answers 400 to ?%s", async (query) => {
    expect((await send(admin(), "GET", `?${query}`)).status).toBe(400);
  });

  it("has of a workload's its own token and what was made with it, and nobody else's", async () => {
    await asLead();
    const own = await asDeploy();
    const child = await made(own.access_token, { description: "child" });
    const ids = idsOf(await listed(own.access_token));
    expect(ids).toEqual(expect.arrayContaining([own.token_id, child.token_id]));
    const subjects = new Set((await listed(own.access_token)).map((token) => token["subject"]));
    expect(subjects).toEqual(new Set(["github-oidc/deploy"]));
    expect(idsOf(await listed(own.access_token, "?description=child"))).toContain(child.token_id);
    expect(await listed(own.access_token, "?username=ada")).toEqual([]);
    const foreign = await asBuild();
    expect(await listed(own.access_token, `?token_id=${foreign.token_id}`)).toEqual([]);
  });
});

describe("who may do what", () => {
  it("asks for a good credential everywhere", async () => {
    const { token_id } = await asDeploy();
    for (const [method, below] of [
      ["POST", ""],
      ["GET", ""],
      ["GET", "/me"],
      ["GET", `/${token_id}`],
      ["DELETE", "/me"],
      ["DELETE", `/${token_id}`],
      ["DELETE", "/revoke"],
    ] as const) {
      expect((await world().app.send(`${tokensPath}${below}`, { method })).status).toBe(401);
      expect((await send("nonsense", method, below)).status).toBe(401);
    }
  });

  it("shows anybody its own, and nobody else's, as if there were none", async () => {
    const [own, foreign] = [await asDeploy(), await asBuild()];
    const read = async (credential: string, id: string) => {
      const answer = await send(credential, "GET", `/${id}`);
      const body = await answer.text();
      return { status: answer.status, body: body.replace(/[0-9a-f-]{36}/g, "<id>") };
    };
    expect((await read(own.access_token, own.token_id)).status).toBe(200);
    expect((await read(admin(), own.token_id)).status).toBe(200);
    expect(await read(own.access_token, foreign.token_id)).toEqual(
      await read(own.access_token, crypto.randomUUID()),
    );
    expect((await read(own.access_token, foreign.token_id)).status).toBe(404);
    for (const nonsense of ["x", "%2e%2e", "a%00b", "'--", "n".repeat(300)]) {
      expect((await read(admin(), nonsense)).status).toBeOneOf([400, 404]);
    }
  });

  it("reads what /me is, which a service token is not", async () => {
    const own = await asBuild();
    const answer = await send(own.access_token, "GET", "/me/");
    expect(await documentOf(answer)).toMatchObject({ token_id: own.token_id, refreshable: false });
    for (const method of ["GET", "DELETE"]) {
      const other = await send(admin(), method, "/me");
      expect(other.status).toBe(404);
      expect((await errorOf(other)).message).toMatch(/no access token of this interface/);
    }
  });

  it("lets a token end itself where its mapping says so, by me or by id", async () => {
    const [first, second, third] = [await asBuild(), await asBuild(), await asDeploy()];
    expect((await send(first.access_token, "DELETE", "/me")).status).toBe(200);
    expect((await send(first.access_token, "GET", "/me")).status).toBe(401);
    expect((await send(second.access_token, "DELETE", `/${second.token_id}`)).status).toBe(200);
    for (const below of ["/me", `/${third.token_id}`]) {
      const answer = await send(third.access_token, "DELETE", below);
      expect(answer.status).toBe(403);
      expect((await errorOf(answer)).message).toMatch(/self_revocable/);
    }
    expect((await send(third.access_token, "GET", "/me")).status).toBe(200);
  });

  it("names the address at which every holder ends its token only where there is one", async () => {
    const advice = "Have an administrator revoke it";
    const { access_token: here } = await asDeploy();
    const refused = await errorOf(await send(here, "DELETE", "/me"));
    expect(refused.message).toContain(`${advice}, or present it at /oauth2/revoke.`);
    const without = await startAccessWorld({ COUNTERSIGN_FACES: "access,admin" });
    onTestFinished(() => without.close());
    await create(without, configurationsPath, {
      name: "github-oidc",
      issuer_url: without.issuer.url,
      audience,
    });
    await create(without, `${configurationsPath}/github-oidc/identity_mappings`, {
      name: "all",
      claims: { workflow_ref: "*" },
      token_spec: { username: "ada", scope: "applied-permissions/user" },
      priority: 1,
    });
    const { access_token: there } = await documentOf(await without.exchange());
    const headers = { authorization: `Bearer ${there}` };
    const answer = await without.app.send(`${tokensPath}/me`, { method: "DELETE", headers });
    expect((await errorOf(answer)).message).toContain(`${advice}.`);
  });

  it("lets only administrators end others, and tells nobody else whether there is one", async () => {
    const [own, foreign] = [await asBuild(), await asDeploy()];
    expect((await send(own.access_token, "DELETE", `/${foreign.token_id}`)).status).toBe(404);
    expect((await send(own.access_token, "DELETE", `/${crypto.randomUUID()}`)).status).toBe(404);
    expect((await send(foreign.access_token, "GET", "/me")).status).toBe(200);
    const namesake = await asBuild();
    expect((await send(own.access_token, "DELETE", `/${namesake.token_id}`)).status).toBe(403);
    const { access_token: job } = await asAdminJob();
    expect((await send(job, "DELETE", `/${foreign.token_id}`)).status).toBe(200);
    expect((await send(foreign.access_token, "GET", "/me")).status).toBe(401);
    expect((await send(job, "DELETE", `/${foreign.token_id}`)).status).toBe(204);
    expect((await send(admin(), "DELETE", "/no-id")).status).toBe(204);
  });

  it("lets administrators end a token by its value", async () => {
    const own = await asDeploy();
    expect((await send(own.access_token, "DELETE", "/revoke", { token: own.access_token })).status).toBe(403);
    const answer = await send(admin(), "DELETE", "/revoke", { token: own.access_token });
    expect(await documentOf(answer)).toEqual({ "revoked-token-id": own.token_id });
    expect((await send(admin(), "DELETE", "/revoke", { token: own.access_token })).status).toBe(404);
    expect((await send(admin(), "DELETE", "/revoke", {})).status).toBe(400);
  });

  it("answers other methods with 405", async () => {
    for (const [method, below] of [
      ["PUT", ""],
      ["DELETE", ""],
      ["PATCH", `/${crypto.randomUUID()}`],
      ["POST", "/me"],
    ] as const) {
      expect((await send(admin(), method, below)).status).toBe(405);
    }
  });

  it("takes no token of another interface", async () => {
    const answer = await world().app.send("/oauth2/token", {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
        subject_token: world().idToken({ job: "admin-job" }),
        provider_name: "github-oidc",
      }),
    });
    const { access_token: credential } = (await answer.json()) as Held;
    expect((await ask(credential, { username: "ada" })).status).toBe(401);
    const { jti } = payloadAsGoReadsIt(credential.replaceAll("-", "+").replaceAll("_", "/"));
    expect((await send(admin(), "GET", `/${String(jti)}`)).status).toBe(404);
    expect(idsOf(await listed(admin()))).not.toContain(jti);
  });
});
