import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { codeVerifierOf } from "../../src/sign-on-attempt.ts";
import { confidential, publicClient } from "../sign-on-provider.ts";
import { get, send } from "./admin-session.ts";
import { openBrowser } from "./console-browser.ts";
import { type ConsoleWorld, sessionIn, startConsoleWorld } from "./console-world.ts";

const start = (world: ConsoleWorld) => `${world.app.url}/console/sign-in/start`;
const callback = (world: ConsoleWorld) => `${world.app.url}/console/sign-in/callback`;

describe("an attempt to sign in", () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld();
  });
  afterAll(() => world.close());

  /** Goes through the provider, up to the answer that would be brought back. */
  async function answered(browser = openBrowser()) {
    const visited = await browser.follow(start(world), callback(world));
    const answer = new URL(visited.headers.get("location") ?? "", visited.url);
    const attempt = browser.cookies.get(world.app.url)?.get("countersign-sign-in") ?? "";
    return { browser, answer, attempt };
  }

  it("is good for ten minutes by the server's clock", async () => {
    // The provider's tokens are of the true time, so the attempts begin before it.
    world.app.advance(-590);
    const early = await answered();
    world.app.advance(590);
    expect((await early.browser.visit(early.answer.href)).status).toBe(302);
    world.app.advance(-602);
    const late = await answered();
    world.app.advance(602);
    const refused = await late.browser.visit(late.answer.href);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("That took longer than ten minutes.");
  });

  it("tells what went wrong on a page with the console's look, a way back and a reference id", async () => {
    const { status, headers, text } = await openBrowser().visit(callback(world));
    expect(status).toBe(400);
    expect(text).toContain('<a href="/console/">Back to the sign-in page</a>');
    expect(text).toContain(`Reference id: ${headers.get("x-request-id")}`);
    expect(text).not.toMatch(/<style|style=|<script/);
    const [, sheet = ""] = /<link rel="stylesheet" href="([^"]+)">/.exec(text) ?? [];
    const style = await world.app.send(sheet);
    expect(style.headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect(await style.text()).toContain("--canvas");
  });

  it("leaves no secret, code, verifier, token or cookie in any line of the log", async () => {
    const { browser, answer, attempt } = await answered();
    const before = world.provider.idTokens.length;
    expect((await browser.visit(answer.href)).status).toBe(302);
    const session = await sessionIn(world.app, browser);
    // And one that fails at the token endpoint, whose answer is told of.
    const failing = await answered();
    failing.answer.searchParams.set("code", "a-code-nobody-gave");
    expect((await failing.browser.visit(failing.answer.href)).status).toBe(400);

    const [secret = ""] = attempt.split(".");
    const idToken = world.provider.idTokens[before] ?? "";
    expect(idToken).toMatch(/^ey.+\..+\..+$/);
    const secrets = [
      confidential.secret,
      encodeURIComponent(confidential.secret),
      answer.searchParams.get("code") ?? "",
      "a-code-nobody-gave",
      answer.searchParams.get("state") ?? "",
      attempt,
      secret,
      codeVerifierOf({ secret }),
      idToken,
      idToken.split(".")[2] ?? "",
      session.cookie.split("=")[1] ?? "",
      session.csrfToken,
    ];
    const log = world.app.log.join("");
    expect(log).toContain("single sign-on failed");
    expect(log).toContain("signed in to the console");
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(10);
      expect(log).not.toContain(secret);
    }
  });
});

describe("whoever is named by a claim", () => {
  it("is in the log by the id of the session's token, whatever they do", async () => {
    const world = await startConsoleWorld();
    onTestFinished(() => world.close());
    await world.app.asAdmin("POST", "/api/v1/mappings", {
      name: "by-mail",
      provider: "staff",
      entry: { kind: "console" },
      claims: { sub: "zoe" },
      grant: { user_pattern: "{{email}}", operator: true },
    });
    const { browser } = await world.signOn("zoe");
    await browser.follow(`${start(world)}?confirm=1`);
    const session = await sessionIn(world.app, browser);
    expect(session.document).toMatchObject({ principal: { name: "zoe@example.com", role: "operator" } });
    await world.signOn("paul");
    const tokenOf = async (user: string) => {
      const { document } = await get(world.app, session, `/tokens?user=${user}`);
      return String(Object(document["items"])[0].id);
    };
    const [own, others] = [await tokenOf("zoe@example.com"), await tokenOf("paul")];
    const act = async (method: string, path: string, body?: unknown) => {
      const done = await send(world.app, method, path, session.headers, body);
      expect(done.status, JSON.stringify(done.document)).toBeLessThan(300);
      return done.document;
    };

    await act("POST", "/revocations", { kind: "token", id: others });
    await act("POST", "/revocations", { kind: "user", user: "paul" });
    const made = await act("POST", "/service-tokens", { name: "desk", role: "admin" });
    await act("DELETE", `/service-tokens/${made["id"]}`);
    await act("POST", "/keys/rotate", {});
    await act("POST", "/keys/rotate", { emergency: true });

    const lines = world.app.log.map((line) => JSON.parse(line)).filter(({ by }) => by === own);
    expect(lines.map(({ msg }) => msg)).toEqual([
      "an access token was revoked",
      "access tokens were revoked",
      "a service token was made",
      "a service token was revoked",
      "signing keys were rotated",
      "signing keys were rotated",
      "access tokens were revoked",
    ]);
    expect(world.app.log.join("")).not.toContain("zoe");
  });
});

describe("a session whose row is damaged", () => {
  it("is in the log without the claims that the row holds", async () => {
    const world = await startConsoleWorld();
    onTestFinished(() => world.close());
    const { browser } = await world.signOn("olga");
    const database = new DatabaseSync(join(world.app.dataDir, "countersign.db"), { timeout: 5_000 });
    database.exec(`update console_sessions set claims = replace(claims, '"sub":"', '"sub":')`);
    database.close();
    await expect(sessionIn(world.app, browser)).rejects.toThrow("unavailable");
    const log = world.app.log.join("");
    expect(log).toContain("A stored document cannot be read");
    expect(log).not.toContain("olga");
  });
});

describe("requests over a limit", () => {
  it("are counted for the face that the records name, like every sign-in", async () => {
    const world = await startConsoleWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    onTestFinished(() => world.close());
    for (let count = 0; count < 12; count += 1) await openBrowser().visit(callback(world));
    const metrics = await (await world.app.send("/metrics")).text();
    expect(metrics).toMatch(/countersign_exchanges_total\{face="admin",outcome="rate_limited"\} [1-9]/);
    expect(metrics).not.toContain('face="console"');
  });
});

describe("a client without a secret", () => {
  it("signs people in by PKCE alone", async () => {
    const world = await startConsoleWorld({
      COUNTERSIGN_CONSOLE_CLIENT_ID: publicClient.id,
      COUNTERSIGN_CONSOLE_CLIENT_SECRET_FILE: "",
    });
    try {
      const { session } = await world.signOn("alice");
      expect(session.document).toMatchObject({ method: "single_sign_on", principal: { name: "alice" } });
    } finally {
      await world.close();
    }
  });
});
