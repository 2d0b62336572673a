import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "./admin-session.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

const origin = "https://sts.example";

/** Behind a reverse proxy that speaks https: so a browser reaches it. */
describe("a server whose public URL is https", () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld({ COUNTERSIGN_PUBLIC_URL: origin });
  });
  afterAll(() => world.close());

  const page = { origin, "sec-fetch-site": "same-origin" };
  const signIn = () => send(world.app, "POST", "/session", page, { token: world.app.adminToken });

  it("sets a session's cookie that no other host and no plain connection can plant or read", async () => {
    const { headers } = await signIn();
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-countersign-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
      ),
    ]);
  });

  it("takes that cookie, and none under the name it has on plain http", async () => {
    const [set = ""] = (await signIn()).headers.getSetCookie();
    const cookie = set.split(";")[0] ?? "";
    expect((await send(world.app, "GET", "/whoami", { cookie })).status).toBe(200);
    const plain = cookie.replace("__Host-", "");
    expect((await send(world.app, "GET", "/whoami", { cookie: plain })).status).toBe(401);
  });

  it("sets an attempt's cookie like that, and has the provider answer at the public URL", async () => {
    const begun = await world.app.send("/console/sign-in/start", { redirect: "manual" });
    expect(begun.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-countersign-sign-in=[\w.-]+; .*SameSite=Lax; Secure; Max-Age=600$/),
    ]);
    const asked = new URL(begun.headers.get("location") ?? "");
    expect(asked.searchParams.get("redirect_uri")).toBe(`${origin}/console/sign-in/callback`);
  });

  it("has browsers come by https alone from then on", async () => {
    for (const path of ["/console/", "/console/sign-in/callback"]) {
      const { headers } = await world.app.send(path);
      expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
    }
  });
});
