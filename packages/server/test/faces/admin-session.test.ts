import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { confirm, get, post, signIn } from "./admin-session.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe("signing in with an administrator's secret", () => {
  it("opens a session that the admin API takes in place of the secret", async () => {
    const session = await signIn(app);
    const me = await get(app, session, "/whoami");
    expect(me).toMatchObject({ status: 200, document: { name: "bootstrap", role: "operator" } });
  });

  it("sets a cookie that no script reads, no other site sends, and that goes with the window", async () => {
    const { setCookie } = await signIn(app);
    expect(setCookie).toMatch(/^countersign-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it("tells the session's times, its principal and what an administrator should see to", async () => {
    const { document } = await signIn(app);
    const at = (member: string) => Date.parse(String(document[member])) / 1000;
    expect(document).toMatchObject({
      principal: { name: "bootstrap", role: "operator", project_roles: [] },
      method: "token",
      warnings: [{ code: "bootstrap_secret_active" }],
    });
    expect(at("confirmed_until") - at("signed_in_at")).toBe(300);
    expect(at("idle_expires_at") - at("signed_in_at")).toBe(1800);
    expect(at("expires_at") - at("signed_in_at")).toBe(8 * 3600);
  });

  it("ends on the server when somebody signs out, and takes the cookie away", async () => {
    const session = await signIn(app);
    const ended = await app.send("/api/v1/session", { method: "DELETE", headers: session.headers });
    expect(ended.status).toBe(204);
    expect(ended.headers.get("set-cookie")).toMatch(/^countersign-session=; .*Max-Age=0/);
    expect((await get(app, session, "/whoami")).status).toBe(401);
  });

  it("is refused with a sentence for what is no secret of this server", async () => {
    const refused = await post(app, "/session", { token: "wrong" });
    expect(refused).toMatchObject({ status: 401, document: { code: "unauthorized" } });
    expect(refused.document["detail"]).toContain("not known here");
  });

  it("can be confirmed with the same secret and no other", async () => {
    const session = await signIn(app);
    expect((await confirm(app, session, app.adminToken)).status).toBe(200);
    expect(await confirm(app, session, "wrong")).toMatchObject({
      status: 403,
      document: { code: "not_confirmed" },
    });
  });
});
