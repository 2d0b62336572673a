import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { type BrowserSession, confirm, get, send, signIn } from "./admin-session.ts";

let app: TestApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

const status = async (session: BrowserSession) => (await get(app, session, "/whoami")).status;

async function serviceToken(role: string) {
  const answer = await app.asAdmin("POST", "/api/v1/service-tokens", { name: "desk", role });
  const made: { readonly id: string; readonly secret: string } = Object(await answer.json());
  return made;
}

const fullRule = {
  when: [{ path: ["sub"], test: { kind: "is", matcher: { kind: "equals", value: "olga" } } }],
  grant: { operator: true },
};

describe("a session", () => {
  it("ends after half an hour in which nothing was asked, and not before", async () => {
    const session = await signIn(app);
    app.advance(29 * 60);
    expect(await status(session)).toBe(200);
    app.advance(29 * 60);
    expect(await status(session)).toBe(200);
    app.advance(30 * 60 + 1);
    expect(await status(session)).toBe(401);
  });

  it("ends after eight hours whatever is asked", async () => {
    const session = await signIn(app);
    for (let quarter = 1; quarter < 8 * 4; quarter += 1) {
      app.advance(15 * 60);
      expect(await status(session)).toBe(200);
    }
    app.advance(15 * 60);
    expect(await status(session)).toBe(401);
  });

  it("ends with the service token it was opened with, at once", async () => {
    const { id, secret } = await serviceToken("admin");
    const session = await signIn(app, secret);
    expect(session.document).toMatchObject({ principal: { name: "service:desk", role: "admin" } });
    expect((await app.asAdmin("DELETE", `/api/v1/service-tokens/${id}`)).status).toBe(204);
    expect(await status(session)).toBe(401);
  });

  it("is not opened by a resource server's token", async () => {
    const { secret } = await serviceToken("introspect");
    await expect(signIn(app, secret)).rejects.toThrow("another interface");
  });

  it("is good for five minutes for what only operators do, and again after it was confirmed", async () => {
    const session = await signIn(app);
    const rotate = () => send(app, "POST", "/keys/rotate", session.headers, {});
    expect((await rotate()).status).toBe(200);
    app.advance(301);
    expect(await rotate()).toMatchObject({ status: 403, document: { code: "confirmation_required" } });
    // Reading needs no confirmation.
    expect((await get(app, session, "/keys")).status).toBe(200);
    await confirm(app, session, app.adminToken);
    expect((await rotate()).status).toBe(200);
  });

  it("has to be confirmed to make operators, or to change by whose tokens people become one", async () => {
    const provider = { name: "staff", issuer_url: "https://staff.example", audience: "console" };
    const mapping = { name: "ops", provider: "staff", entry: { kind: "console" } };
    const operators = { ...mapping, claims: { sub: "olga" }, grant: { operator: true } };
    const made = await app.asAdmin("POST", "/api/v1/providers", provider);
    expect(made.status).toBe(201);
    const session = await signIn(app);
    const write = (method: string, path: string, body: unknown) =>
      send(app, method, path, session.headers, body);
    const { document } = await write("POST", "/mappings", operators);
    const itsPath = `/mappings/${String(document["id"])}`;
    app.advance(301);
    for (const [method, path, body] of [
      ["POST", "/mappings", { ...operators, name: "more" }],
      ["PUT", itsPath, operators],
      ["POST", "/mappings", { ...mapping, name: "full", rules: [fullRule] }],
      ["PUT", "/providers/staff", provider],
    ] as const) {
      expect(await write(method, path, body)).toMatchObject({
        status: 403,
        document: { code: "confirmation_required" },
      });
    }
    // What makes nobody an operator goes on.
    const administrators = { ...operators, name: "admins", grant: { admin: true } };
    expect((await write("POST", "/mappings", administrators)).status).toBe(201);
    await confirm(app, session, app.adminToken);
    expect((await write("PUT", "/providers/staff", provider)).status).toBe(200);
  });

  it("ends the oldest of one holder when there would be more than twenty", async () => {
    const first = await signIn(app);
    app.advance(1);
    for (let count = 0; count < 19; count += 1) await signIn(app);
    expect(await status(first)).toBe(200);
    await signIn(app);
    expect(await status(first)).toBe(401);
  });

  it("outlives a restart of the server, and leaves no secret in the database or the log", async () => {
    const session = await signIn(app);
    await app.restart();
    expect(await status(session)).toBe(200);
    const { readFile } = await import("node:fs/promises");
    const files = await Promise.all(
      ["countersign.db", "countersign.db-wal"].map((name) => readFile(`${app.dataDir}/${name}`, "latin1")),
    );
    const kept = files.join("") + app.log.join("");
    const secret = session.cookie.split("=")[1] ?? "";
    for (const text of [secret, session.csrfToken, app.adminToken]) expect(kept).not.toContain(text);
  });
});

describe("a session of the first secret", () => {
  it("goes on with the service token that was made in it, which ends the first secret", async () => {
    const first = await startApp({ COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "" });
    try {
      const { readFile } = await import("node:fs/promises");
      const secret = (await readFile(`${first.dataDir}/first-secret`, "utf8")).trim();
      const session = await signIn(first, secret);
      expect(session.document["warnings"]).toMatchObject([{ code: "first_secret_active" }]);
      const made = await send(first, "POST", "/service-tokens", session.headers, {
        name: "desk",
        role: "operator",
      });
      expect(made.status).toBe(201);
      expect(await get(first, session, "/session")).toMatchObject({
        status: 200,
        document: { principal: { name: "service:desk" }, warnings: [] },
      });
      await expect(signIn(first, secret)).rejects.toThrow("revoked");
    } finally {
      await first.close();
    }
  });
});
