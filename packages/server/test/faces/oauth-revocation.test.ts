import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bearer, introspected, issue, issueOnAccess, post, serviceToken } from "./oauth-tokens-world.ts";
import { startWorld, type World } from "./oauth-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const isActive = async (token: string) => (await introspected(world, token))["active"];

describe("the revocation endpoint", () => {
  it("ends the token that is presented to it, and its reference token with it", async () => {
    const issued = await issue(world);
    const response = await post(world, "revoke", {
      token: issued.accessToken,
      token_type_hint: "refresh_token",
    });
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await isActive(issued.accessToken)).toBe(false);
    expect(await isActive(issued.referenceToken)).toBe(false);
  });

  it("ends the token behind a reference token, on the face where it was good", async () => {
    const issued = await issueOnAccess(world);
    const use = () => world.app.send("/access/api/v1/oidc", { headers: bearer(issued.accessToken) });
    expect((await use()).status).toBe(403);
    await post(world, "revoke", { token: issued.referenceToken });
    expect((await use()).status).toBe(401);
  });

  it("ends a token by that token's own credential, also as JSON", async () => {
    const { accessToken } = await issue(world);
    const response = await world.app.send("/oauth2/revoke", {
      method: "POST",
      headers: { ...bearer(accessToken), "content-type": "application/json" },
      body: JSON.stringify({ token: accessToken }),
    });
    expect(response.status).toBe(200);
    expect(await isActive(accessToken)).toBe(false);
  });

  it("notes that the token's holder did it, whoever that was", async () => {
    for (const itself of [false, true]) {
      const { accessToken, tokenId } = await issue(world);
      await post(world, "revoke", { token: accessToken }, itself ? bearer(accessToken) : {});
      const listed = await (await world.app.asAdmin("GET", "/api/v1/revocations")).json();
      expect(listed).toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ id: tokenId, revoked_by: "its holder" })]),
      });
    }
  });

  it("takes a token as a file holds it, with a line break at its end", async () => {
    const { accessToken } = await issue(world);
    await post(world, "revoke", { token: `${accessToken}\n` });
    expect(await isActive(accessToken)).toBe(false);
  });

  it("ends any token for an administrator, and says in the log who did", async () => {
    const admin = await serviceToken(world, "guard");
    const { accessToken, tokenId } = await issueOnAccess(world);
    expect((await post(world, "revoke", { token: accessToken }, bearer(admin))).status).toBe(200);
    expect(await isActive(accessToken)).toBe(false);
    const line = world.app.log.find((one) => one.includes(tokenId) && one.includes("was revoked"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ tokenId, by: "service:guard" });
    expect(world.app.log.join()).not.toContain(accessToken);
  });

  it("refuses a caller that is somebody else, and leaves the token alone", async () => {
    const [mine, others] = [await issue(world), await issue(world)];
    const response = await post(world, "revoke", { token: others.accessToken }, bearer(mine.accessToken));
    expect([response.status, await response.json()]).toMatchObject([400, { error: "unauthorized_client" }]);
    expect(await isActive(others.accessToken)).toBe(true);
  });

  it("refuses a credential that is not good, with a challenge", async () => {
    const { accessToken } = await issue(world);
    const response = await post(world, "revoke", { token: accessToken }, bearer("mistyped"));
    expect([response.status, await response.json()]).toMatchObject([401, { error: "invalid_client" }]);
    expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(await isActive(accessToken)).toBe(true);
  });

  it.each<[string, () => Promise<string> | string]>([
    ["unknown", () => "hello"],
    [
      "revoked before",
      async () => {
        const { accessToken } = await issue(world);
        await post(world, "revoke", { token: accessToken });
        return accessToken;
      },
    ],
    ["an ID token", () => world.idToken()],
  ])("answers 200 to a token that is %s", async (_, token) => {
    expect((await post(world, "revoke", { token: await token() })).status).toBe(200);
    const asAdmin = await post(world, "revoke", { token: await token() }, bearer(world.app.adminToken));
    expect(asAdmin.status).toBe(200);
  });

  it("says of an administrator's secret that it is no such token", async () => {
    const token = await serviceToken(world, "kept");
    const response = await post(world, "revoke", { token });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: "unsupported_token_type" },
    ]);
  });

  it("refuses a request without a token", async () => {
    const response = await post(world, "revoke", { token_type_hint: "access_token" });
    expect([response.status, await response.json()]).toMatchObject([400, { error: "invalid_request" }]);
  });

  it("answers 503 with the time to wait when the end of the token is not confirmed: it lives on", async () => {
    const { accessToken } = await issue(world);
    // Reads go on, as with a disk that is full; nobody can write while this one does.
    const other = new DatabaseSync(join(world.app.dataDir, "countersign.db"), { timeout: 20_000 });
    other.exec("begin immediate");
    const response = await post(world, "revoke", { token: accessToken });
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { error: "temporarily_unavailable" },
    ]);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await isActive(accessToken)).toBe(true);
    other.close();
    await vi.waitFor(
      async () => expect((await post(world, "revoke", { token: accessToken })).status).toBe(200),
      20_000,
    );
    expect(await isActive(accessToken)).toBe(false);
  });

  it("turns away an address that guesses, with the time to wait, but nobody who works", async () => {
    const guarded = await startWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    const { accessToken } = await issue(guarded);
    for (let count = 0; count < 12; count++)
      await post(guarded, "revoke", { token: accessToken }, bearer(guarded.app.adminToken));
    const answers: Response[] = [];
    for (let count = 0; count < 12; count++) answers.push(await post(guarded, "revoke", { token: "guess" }));
    const last = answers.at(-1);
    expect([answers[0]?.status, last?.status, await last?.json()]).toMatchObject([
      200,
      429,
      { error: "temporarily_unavailable" },
    ]);
    expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
    await guarded.close();
  });
});
