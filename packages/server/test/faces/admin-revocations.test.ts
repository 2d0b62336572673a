import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { introspected, issue, issueOnAccess, serviceToken } from "./oauth-tokens-world.ts";
import { created, mapping, startWorld, type World } from "./oauth-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const revoke = (body: Readonly<Record<string, unknown>>, by?: string) =>
  by === undefined
    ? world.app.asAdmin("POST", "/api/v1/revocations", body)
    : world.app.send("/api/v1/revocations", {
        method: "POST",
        headers: { authorization: `Bearer ${by}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
const listed = async () => {
  const response = await world.app.asAdmin("GET", "/api/v1/revocations?limit=200");
  return ((await response.json()) as { items: Record<string, unknown>[] }).items;
};
const isActive = async (token: string) => (await introspected(world, token))["active"];

describe("a revocation", () => {
  it("of one token ends it, and says who did it and when", async () => {
    const [meant, other] = [await issueOnAccess(world), await issue(world)];
    const admin = await serviceToken(world, "security");
    const response = await revoke({ kind: "token", id: meant.tokenId }, admin);
    expect([response.status, await response.json()]).toMatchObject([
      201,
      { kind: "token", id: meant.tokenId, not_before: null, revoked_by: "service:security" },
    ]);
    expect(await isActive(meant.accessToken)).toBe(false);
    expect(await isActive(meant.referenceToken)).toBe(false);
    expect(await isActive(other.accessToken)).toBe(true);
    expect(await listed()).toContainEqual(
      expect.objectContaining({ kind: "token", id: meant.tokenId, revoked_by: "service:security" }),
    );
  });

  it("of a token that was revoked before tells who did", async () => {
    const { tokenId } = await issue(world);
    await revoke({ kind: "token", id: tokenId }, await serviceToken(world, "first-one"));
    expect(await (await revoke({ kind: "token", id: tokenId })).json()).toMatchObject({
      revoked_by: "service:first-one",
    });
  });

  it("of a token nobody issued is 404", async () => {
    const response = await revoke({ kind: "token", id: "unheard-of" });
    expect([response.status, await response.json()]).toMatchObject([404, { code: "not_found" }]);
  });

  it.each([
    ["provider", { kind: "provider", provider: "ci" }],
    ["mapping", { kind: "mapping", provider: "ci", mapping: "deploy" }],
    ["user", { kind: "user", user: "DEPLOYER" }],
    ["everything", { kind: "everything" }],
  ])("of a %s ends what was issued before, on every face, and nothing issued later", async (kind, body) => {
    const before = [await issue(world), await issueOnAccess(world)];
    const response = await revoke(body);
    expect([response.status, await response.json()]).toMatchObject([
      201,
      { kind, not_before: expect.any(String), revoked_by: "bootstrap" },
    ]);
    for (const issued of before) {
      expect(await isActive(issued.accessToken)).toBe(false);
      expect(await isActive(issued.referenceToken)).toBe(false);
    }
    expect(await isActive((await issue(world)).accessToken)).toBe(true);
    expect((await listed())[0]).toMatchObject({ kind });
  });

  it("spares what came another way", async () => {
    await created(world.app, "/api/v1/mappings", {
      ...mapping,
      name: "other",
      claims: { sub: "other" },
      grant: { user: "somebody" },
    });
    const other = await issue(world, { subject_token: world.idToken({ sub: "other" }) });
    await revoke({ kind: "mapping", provider: "ci", mapping: "deploy" });
    await revoke({ kind: "user", user: "deployer" });
    expect(await isActive(other.accessToken)).toBe(true);
  });

  it("follows when a provider is disabled, but not when one is deleted: its tokens live on, and are revoked by id", async () => {
    const short = await startWorld();
    const provider = async () =>
      (await (await short.app.asAdmin("GET", "/api/v1/providers/ci")).json()) as Record<string, unknown>;
    const disabled = await issue(short);
    await short.app.asAdmin("PUT", "/api/v1/providers/ci", { ...(await provider()), enabled: false });
    expect(await introspected(short, disabled.accessToken)).toEqual({ active: false });
    await short.app.asAdmin("PUT", "/api/v1/providers/ci", { ...(await provider()), enabled: true });
    expect(await introspected(short, disabled.accessToken)).toEqual({ active: false });
    const orphan = await issue(short);
    const { id } = await provider();
    expect((await short.app.asAdmin("DELETE", "/api/v1/providers/ci")).status).toBe(204);
    expect(await introspected(short, orphan.accessToken)).toMatchObject({ active: true });
    const revoked = await short.app.asAdmin("POST", "/api/v1/revocations", { kind: "provider", id });
    expect(await revoked.json()).toMatchObject({ kind: "provider", id, name: null });
    expect(await introspected(short, orphan.accessToken)).toEqual({ active: false });
    await short.close();
  });

  it.each([
    [{ kind: "everything", id: "1" }, "With kind everything give no further member."],
    [{ kind: "token" }, "With kind token give exactly these: id."],
    [{ kind: "mapping", mapping: "deploy" }, "With kind mapping give exactly these:"],
    [
      { kind: "provider", provider: "ci", id: "1" },
      "With kind provider give exactly these: provider; or id.",
    ],
    [{ kind: "user", user: "a\u0000b" }, "must not have control characters"],
    [{ kind: "nothing" }, "must be one of"],
    [
      { kind: "user", name: "a" },
      '/name: There is no member called "name" here. There are: kind, id, provider, mapping, project, user.',
    ],
    [{ kind: "user", usr: "a" }, 'There is no member called "usr" here. Did you mean user?'],
  ])("is refused with a sentence for %j", async (body, sentence) => {
    const response = await revoke(body);
    const problem = (await response.json()) as { detail: string };
    expect(response.status).toBe(400);
    expect(problem.detail).toContain(sentence);
  });

  it.each([
    [{ kind: "provider", provider: "unknown" }],
    [{ kind: "mapping", provider: "ci", mapping: "unknown" }],
    [{ kind: "mapping", provider: "ci", mapping: "deploy", project: "shop" }],
  ])("of what is not there is 404: %j", async (body) => {
    expect((await revoke(body)).status).toBe(404);
  });

  it.each([
    [
      { kind: "provider", id: "ci" },
      'No provider of the id "ci" is known here. A name is given as provider; GET /api/v1/providers lists names and ids.',
    ],
    [
      { kind: "mapping", id: "deploy" },
      'No identity mapping of the id "deploy" is known here. A name is given as mapping, with provider beside it; GET /api/v1/mappings lists names and ids.',
    ],
  ])("by an id that there never was is 404, and leaves nothing: %j", async (body, detail) => {
    const before = await listed();
    const { accessToken } = await issue(world);
    const response = await revoke(body);
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { code: "not_found", detail: `/id: ${detail}`, errors: [{ pointer: "/id", detail }] },
    ]);
    expect(await listed()).toEqual(before);
    expect(await isActive(accessToken)).toBe(true);
  });

  it("by the id of what is there, or was deleted, is one", async () => {
    const made = await created(world.app, "/api/v1/mappings", { ...mapping, name: "passing" });
    const target = { kind: "mapping", id: made["id"] };
    expect(await (await revoke(target)).json()).toMatchObject({ ...target, name: "passing" });
    await world.app.asAdmin("DELETE", `/api/v1/mappings/${String(made["id"])}`);
    const response = await revoke(target);
    expect([response.status, await response.json()]).toMatchObject([201, { ...target, name: null }]);
  });

  it("of everything is an operator's alone", async () => {
    const admin = await serviceToken(world, "no-operator", "--role", "admin");
    const response = await revoke({ kind: "everything" }, admin);
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { detail: "Only an operator may revoke everything." },
    ]);
  });

  const lines = () => world.app.log.filter((one) => one.includes("access tokens were revoked"));

  it("that withdrawing the signing keys makes is listed at its time, and logged like others", async () => {
    await revoke({ kind: "everything" });
    const [before, noted] = [world.app.now(), lines().length];
    const operator = await serviceToken(world, "keys", "--role", "operator");
    const rotated = await world.app.send("/api/v1/keys/rotate", {
      method: "POST",
      headers: { authorization: `Bearer ${operator}`, "content-type": "application/json" },
      body: '{"emergency": true}',
    });
    expect(rotated.status).toBe(200);
    const [latest] = await listed();
    expect(latest).toMatchObject({ kind: "everything", revoked_by: "service:keys" });
    const [revokedAt, notBefore] = [latest?.["revoked_at"], latest?.["not_before"]].map(
      (time) => Date.parse(String(time)) / 1000,
    );
    expect(revokedAt).toBeGreaterThanOrEqual(before);
    expect(revokedAt).toBeLessThanOrEqual(world.app.now());
    expect(notBefore).toBe(revokedAt);
    expect(
      lines()
        .slice(noted)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ by: "service:keys", target: { kind: "everything" } }]);
  });

  it("leaves a line in the log, without the name of a user", async () => {
    const before = lines().length;
    await revoke({ kind: "user", user: "secretive" });
    await revoke({ kind: "provider", provider: "ci" });
    expect(
      lines()
        .slice(before)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { by: "bootstrap", target: { kind: "user" } },
      { by: "bootstrap", target: { kind: "provider", id: expect.any(String) } },
    ]);
    expect(lines().join()).not.toContain("secretive");
  });
});
