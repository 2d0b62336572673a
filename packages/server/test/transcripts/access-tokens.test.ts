/**
 * Access tokens made, listed, read and revoked, request by request: `jf atc` (jfrog/jfrog-client-go
 * access/services/accesstoken.go, jfrog/jfrog-cli-core general/token/accesstokencreate.go), and the samples of
 * "Create Token API Examples", "Get Tokens", "Revoke Token by ID" (JFrog REST APIs).
 */

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  type AccessWorld,
  audience,
  create,
  type Document,
  documentOf,
  errorOf,
  payloadAsGoReadsIt,
  startAccessWorld,
} from "./access-world.ts";

const path = "/access/api/v1/tokens";
const configurations = "/access/api/v1/oidc";

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
  await create(world, "/access/api/v1/projects", { project_key: "shop", display_name: "Shop" });
  await create(world, configurations, { name: "github-oidc", issuer_url: world.issuer.url, audience });
  for (const [name, { project_key, ...spec }] of Object.entries<Document>({
    deploy: { scope: 'applied-permissions/groups:"deployers","readers"', expires_in: 600 },
    Build: { username: "Ada", scope: "applied-permissions/user", self_revocable: true, expires_in: 120 },
    "admin-job": { username: "root", scope: "applied-permissions/admin", expires_in: 300 },
    leads: {
      scope: 'applied-permissions/roles:shop:"Project Admin","Developer"',
      audience: "jfrt@one jfrt@two",
      project_key: "shop",
    },
  })) {
    await create(world, `${configurations}/github-oidc/identity_mappings`, {
      name,
      claims: { job: name },
      token_spec: spec,
      priority: 1,
      project_key,
    });
  }
});
afterAll(() => world.close());

/** What a token of one of the mappings is. */
interface Held {
  readonly access_token: string;
  readonly token_id: string;
}

async function exchanged(job: string, members: Document = {}): Promise<Held> {
  const answer = await world.exchange({ subject_token: world.idToken({ job }), ...members });
  if (answer.status !== 200) throw new Error(await answer.text());
  return (await answer.json()) as Held;
}

function send(credential: string, method: string, below: string, body?: Document | URLSearchParams) {
  const isForm = body instanceof URLSearchParams;
  return world.app.send(`${path}${below}`, {
    method,
    headers: {
      authorization: `Bearer ${credential}`,
      ...(body !== undefined && !isForm && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  });
}
const ask = (credential: string, body: Document | URLSearchParams) => send(credential, "POST", "", body);

/** @throws with the answer when no token was made */
async function made(credential: string, body: Document): Promise<Held & Document> {
  const answer = await ask(credential, body);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Held & Document;
}

async function listed(credential: string, query = ""): Promise<readonly Document[]> {
  const answer = await send(credential, "GET", query);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await documentOf(answer))["tokens"] as readonly Document[];
}
const idsOf = (tokens: readonly Document[]) => tokens.map((token) => token["token_id"]);
const admin = () => world.app.adminToken;

const asDeploy = () => exchanged("deploy");
const asBuild = () => exchanged("Build");
const asAdminJob = () => exchanged("admin-job");
const asLead = () => exchanged("leads", { project_key: "shop" });

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
    const answer = await world.app.send(path, {
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
        const answer = await narrow.app.asAdmin("POST", path, { username: "ada" });
        statuses.add(answer.status);
      }
      expect(statuses).toEqual(new Set([200, 429]));
    } finally {
      await narrow.close();
    }
  });
});

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
    expect((await world.app.asAdmin("POST", "/api/v1/revocations", target)).ok).toBe(true);
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
    const revoked = await world.app.asAdmin("POST", "/api/v1/revocations", target);
    expect(revoked.status).toBeLessThan(300);
    expect((await send(token.access_token, "GET", "/me")).status).toBe(401);
  });

  it("is introspected like any other", async () => {
    const token = await made(admin(), { username: "ada", scope: "applied-permissions/groups:readers" });
    const answer = await world.app.send("/oauth2/introspect", {
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
      expect((await world.app.send(`${path}${below}`, { method })).status).toBe(401);
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
    await create(without, configurations, { name: "github-oidc", issuer_url: without.issuer.url, audience });
    await create(without, `${configurations}/github-oidc/identity_mappings`, {
      name: "all",
      claims: { workflow_ref: "*" },
      token_spec: { username: "ada", scope: "applied-permissions/user" },
      priority: 1,
    });
    const { access_token: there } = await documentOf(await without.exchange());
    const headers = { authorization: `Bearer ${there}` };
    const answer = await without.app.send(`${path}/me`, { method: "DELETE", headers });
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
    const answer = await world.app.send("/oauth2/token", {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
        subject_token: world.idToken({ job: "admin-job" }),
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
    const record = await documentOf(await world.app.asAdmin("GET", `/api/v1/exchanges/${reference}`));
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
    const explained = await world.app.asAdmin("POST", "/api/v1/explain", { request_id: reference });
    const explanation = await documentOf(explained);
    expect(explanation).toMatchObject({ verdict: "accepted", provider: null, considered: 0 });
    expect(explanation["remarks"]).toEqual([
      expect.stringMatching(/^Nothing was exchanged: .*users\/root.*No mapping had a say\.$/),
    ]);
  });
});
