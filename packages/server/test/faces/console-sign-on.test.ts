import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { get, send } from "./admin-session.ts";
import { openBrowser } from "./console-browser.ts";
import { type ConsoleWorld, sessionIn, startConsoleWorld } from "./console-world.ts";

let world: ConsoleWorld;
beforeAll(async () => {
  world = await startConsoleWorld();
});
afterEach(() => {
  world.provider.refuses = null;
});
afterAll(() => world.close());

const startUrl = (query = "") => `${world.app.url}/console/sign-in/start${query}`;

/** Goes through the provider, up to the answer that would be brought back. @returns its URL */
async function answerUrl(person: string, browser = openBrowser(), query = ""): Promise<URL> {
  world.provider.person = person;
  const visited = await browser.follow(startUrl(query), `${world.app.url}/console/sign-in/callback`);
  return new URL(visited.headers.get("location") ?? "", visited.url);
}

describe("single sign-on", () => {
  it("is told of by name to whoever is not signed in", async () => {
    const response = await world.app.send("/api/v1/session/options");
    expect(await response.json()).toEqual({ single_sign_on: { provider: "staff" } });
  });

  it("signs a person in by a mapping of the console, and goes on where the person was", async () => {
    const { landed, session } = await world.signOn("alice");
    expect(landed.url).toBe(`${world.app.url}/console/log`);
    expect(session.document).toMatchObject({
      method: "single_sign_on",
      principal: { name: "alice", role: "admin" },
    });
    expect((await get(world.app, session, "/providers")).status).toBe(200);
  });

  it.each([
    ["olga", "operator", []],
    ["paul", "workload", [{ project: "payments", roles: ["Project Admin"] }]],
  ])("makes of %s what its mapping grants, and no more", async (person, role, roles) => {
    const { session } = await world.signOn(person);
    expect(session.document).toMatchObject({ principal: { name: person, role, project_roles: roles } });
  });

  it("asks for a code with PKCE, a nonce and a state, and never for a token by way of the browser", async () => {
    const { status, headers } = await openBrowser().visit(startUrl());
    const asked = new URL(headers.get("location") ?? "");
    expect(status).toBe(302);
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      response_type: "code",
      client_id: "console",
      redirect_uri: `${world.app.url}/console/sign-in/callback`,
      scope: "openid profile email",
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
  });

  it("keeps the attempt in a cookie that no script reads and that is forgotten with the answer", async () => {
    const { headers } = await openBrowser().visit(startUrl());
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^countersign-sign-in=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/),
    ]);
    const browser = openBrowser();
    const answered = await browser.visit((await answerUrl("alice", browser)).href);
    expect(answered.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^countersign-sign-in=; .*Max-Age=0$/),
      expect.stringMatching(/^countersign-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
  });

  it("lets nobody in whom no mapping of the console names, and leaves a record that says why", async () => {
    const browser = openBrowser();
    const refused = await browser.visit((await answerUrl("mallory", browser)).href);
    expect(refused.status).toBe(403);
    const reference = /Reference id: ([\w-]{36})/.exec(refused.text)?.[1];
    const record = await world.app.asAdmin("GET", `/api/v1/exchanges/${reference}`);
    expect(await record.json()).toMatchObject({ face: "admin", outcome: "refused", subject: "mallory" });
    const explained = await world.app.asAdmin("POST", "/api/v1/explain", { request_id: reference });
    const { trials } = Object(await explained.json());
    expect(trials.map((trial: { readonly mapping: string }) => trial.mapping)).toContain("administrators");
    expect(browser.cookies.get(world.app.url)?.has("countersign-session")).toBe(false);
  });

  it("leaves a record of every sign-in, as of any other exchange", async () => {
    await world.signOn("alice");
    const response = await world.app.asAdmin("GET", "/api/v1/exchanges?limit=1");
    expect(await response.json()).toMatchObject({
      items: [{ face: "admin", outcome: "issued", subject: "alice", mapping: "administrators" }],
    });
  });

  it("takes an answer only in the browser that began", async () => {
    const answer = await answerUrl("alice");
    const refused = await openBrowser().visit(answer.href);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("This browser has begun no such sign-in");
  });

  it("takes an answer once", async () => {
    const browser = openBrowser();
    const answer = await answerUrl("alice", browser);
    const kept = browser.cookies.get(world.app.url)?.get("countersign-sign-in") ?? "";
    expect((await browser.visit(answer.href)).status).toBe(302);
    browser.cookies.get(world.app.url)?.set("countersign-sign-in", kept);
    expect((await browser.visit(answer.href)).text).toContain("used already");
  });

  it("takes no answer to an attempt that was begun too long ago", async () => {
    const browser = openBrowser();
    const answer = await answerUrl("alice", browser);
    const kept = browser.cookies.get(world.app.url)?.get("countersign-sign-in") ?? "";
    const [secret, begunAt, ...rest] = kept.split(".");
    browser.cookies
      .get(world.app.url)
      ?.set("countersign-sign-in", [secret, Number(begunAt) - 601, ...rest].join("."));
    // Whoever changes when it began has another attempt, and so another state.
    expect((await browser.visit(answer.href)).text).toContain("This browser has begun no such sign-in");
  });

  it("takes no answer that another issuer signed with its name", async () => {
    const browser = openBrowser();
    const answer = await answerUrl("alice", browser);
    answer.searchParams.set("iss", "https://other.example");
    expect((await browser.visit(answer.href)).text).toContain("another issuer than was asked");
    const another = openBrowser();
    const unnamed = await answerUrl("alice", another);
    unnamed.searchParams.delete("iss");
    expect((await another.visit(unnamed.href)).text).toContain("another issuer than was asked");
  });

  it("takes no code of another attempt", async () => {
    const [browser, other] = [openBrowser(), openBrowser()];
    const answer = await answerUrl("alice", browser);
    const otherAnswer = await answerUrl("olga", other);
    answer.searchParams.set("code", otherAnswer.searchParams.get("code") ?? "");
    const refused = await browser.visit(answer.href);
    expect(refused.text).toContain("did not take the code");
    expect(browser.cookies.get(world.app.url)?.has("countersign-session")).toBe(false);
  });

  it("shows what the provider says as text", async () => {
    world.provider.refuses = { error: "access_denied", description: "<script>alert(1)</script> no entry" };
    const refused = await openBrowser().follow(startUrl());
    expect(refused.status).toBe(400);
    expect(refused.headers.get("content-type")).toContain("text/html");
    expect(refused.text).toContain("staff did not sign you in (access_denied).");
    expect(refused.text).toContain("&lt;script&gt;");
    expect(refused.text).not.toContain("<script>");
  });

  it.each([
    ["https://evil.example/"],
    ["//evil.example/console/"],
    ["/console/../api/v1/"],
    ["/console/%2e%2e/x"],
    ["/console/sign-in/start"],
    ["/elsewhere"],
    ["/console/\\evil"],
  ])("never goes on to %s", async (path) => {
    const browser = openBrowser();
    const answer = await answerUrl("alice", browser, `?return=${encodeURIComponent(path)}`);
    expect((await browser.visit(answer.href)).headers.get("location")).toBe("/console/");
  });
});

describe("confirming a session of single sign-on", () => {
  it("has the same person sign in again, and lets an operator act for five minutes", async () => {
    const { browser, session } = await world.signOn("olga");
    world.app.advance(301);
    const rotate = (with_: typeof session) => send(world.app, "POST", "/keys/rotate", with_.headers, {});
    expect(await rotate(session)).toMatchObject({ status: 403, document: { code: "confirmation_required" } });
    const asked = await browser.visit(startUrl("?confirm=1"));
    expect(new URL(asked.headers.get("location") ?? "").searchParams.get("prompt")).toBe("login");
    world.app.advance(-301);
    await browser.follow(startUrl("?confirm=1&return=/console/keys"));
    const confirmed = await sessionIn(world.app, browser);
    expect((await rotate(confirmed)).status).toBe(200);
    // The one before ended with it.
    expect((await get(world.app, session, "/whoami")).status).toBe(401);
  });

  it("is not done by a sign-in at which the provider asked nobody", async () => {
    const { browser } = await world.signOn("olga");
    await browser.follow(startUrl());
    const { headers } = await sessionIn(world.app, browser);
    expect(await send(world.app, "POST", "/keys/rotate", headers, {})).toMatchObject({
      status: 403,
      document: { code: "confirmation_required" },
    });
  });

  it("is refused to another person, whose session does not begin", async () => {
    const { browser, session } = await world.signOn("olga");
    world.provider.person = "alice";
    // Somebody else at the same desk, whom the provider does not know yet.
    browser.cookies.delete(world.provider.url);
    const refused = await browser.follow(startUrl("?confirm=1"));
    expect([refused.status, refused.text]).toEqual([
      403,
      expect.stringContaining("not who the session belongs to"),
    ]);
    expect(await get(world.app, session, "/whoami")).toMatchObject({ document: { name: "olga" } });
  });

  it("cannot be done with a secret", async () => {
    const { session } = await world.signOn("olga");
    expect(
      await send(world.app, "POST", "/session/confirmation", session.headers, {
        token: world.app.adminToken,
      }),
    ).toMatchObject({ status: 403, document: { code: "not_confirmed" } });
  });
});

describe("what ends a session of single sign-on at once", () => {
  const revoke = (body: unknown) => world.app.asAdmin("POST", "/api/v1/revocations", body);

  it.each([
    ["its token", async (id: string) => ({ kind: "token", id })],
    ["its mapping", async () => ({ kind: "mapping", id: world.mappings["administrators"] })],
    ["its provider", async () => ({ kind: "provider", provider: "staff" })],
    ["its user", async () => ({ kind: "user", user: "alice" })],
    ["everything", async () => ({ kind: "everything" })],
  ])("a revocation of %s", async (_, target) => {
    const { session } = await world.signOn("alice");
    const listed = await world.app.asAdmin("GET", "/api/v1/tokens?user=alice");
    const { items } = Object(await listed.json());
    const revoked = await revoke(await target(String(items[0].id)));
    expect([revoked.status, revoked.status === 201 ? "" : await revoked.text()]).toEqual([201, ""]);
    expect(await get(world.app, session, "/whoami")).toMatchObject({ status: 401 });
  });

  it("signing out, which ends the token too", async () => {
    const { session } = await world.signOn("alice");
    const out = await send(world.app, "DELETE", "/session", session.headers);
    expect(out.status).toBe(204);
    const listed = await world.app.asAdmin("GET", "/api/v1/revocations");
    expect(JSON.stringify(await listed.json())).toContain("its holder");
  });
});
