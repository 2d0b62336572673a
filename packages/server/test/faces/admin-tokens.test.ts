import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearer, issue, issueOnAccess, serviceToken } from "./oauth-tokens-world.ts";
import { startWorld, type World } from "./oauth-world.ts";

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
}

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const ask = (query: string, by = world.app.adminToken) =>
  world.app.send(`/api/v1/tokens${query}`, { headers: bearer(by) });
const page = async (query = "", by?: string): Promise<Page> => (await ask(query, by)).json() as Promise<Page>;
const ids = async (query = "", by?: string) => (await page(query, by)).items.map(({ id }) => id);

describe("the list of live tokens", () => {
  it("says of each whose it is, where it came from, until when, and by which reference id", async () => {
    const answer = await world.exchange();
    const requestId = answer.headers.get("x-request-id");
    const { items } = await page();
    const token = items.find((one) => one["request_id"] === requestId);
    expect(token).toMatchObject({
      face: "oauth",
      user: "deployer",
      provider: "ci",
      mapping: "deploy",
      project: null,
      issued_by: null,
    });
    expect((await world.app.asAdmin("GET", `/api/v1/exchanges/${requestId}`)).status).toBe(200);
  });

  it("holds none that was revoked", async () => {
    const { tokenId } = await issue(world);
    expect(await ids()).toContain(tokenId);
    await world.app.asAdmin("POST", "/api/v1/revocations", { kind: "token", id: tokenId });
    expect(await ids()).not.toContain(tokenId);
  });

  it("names who had one issued without an exchange", async () => {
    const admin = await serviceToken(world, "maker");
    const made = await world.app.send("/access/api/v1/tokens", {
      method: "POST",
      headers: { ...bearer(admin), "content-type": "application/x-www-form-urlencoded" },
      body: "username=alice&scope=applied-permissions/user&description=nightly",
    });
    expect(made.status).toBe(200);
    expect((await page("?user=ALICE")).items).toMatchObject([
      { user: "alice", provider: null, issued_by: "service:maker", description: "nightly" },
    ]);
  });

  it.each([
    ["user", "?user=Deployer", "?user=nobody"],
    ["provider", "?provider=ci", "?user=nobody&provider=ci"],
    ["mapping", "?mapping=deploy", "?mapping=other"],
  ])("is narrowed by %s", async (_, fitting, other) => {
    const { tokenId } = await issueOnAccess(world);
    expect(await ids(fitting)).toContain(tokenId);
    expect(await ids(other)).not.toContain(tokenId);
  });

  it("comes page by page, each token once", async () => {
    for (let made = 0; made < 5; made += 1) await issue(world);
    const all = await ids("?limit=200");
    const read: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const some: Page = await page(`?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
      read.push(...some.items.map(({ id }) => id));
      cursor = some.next;
    }
    expect(read).toEqual(all);
    expect((await ask("?cursor=nonsense")).status).toBe(400);
  });

  it("is counted by the same filters, as a revocation would end them", async () => {
    await issue(world);
    const counted = async (query: string) => (await ask(`/count${query}`)).json();
    expect(await counted("?mapping=deploy")).toEqual({
      count: (await ids("?limit=200&mapping=deploy")).length,
      complete: true,
    });
    await world.app.asAdmin("POST", "/api/v1/revocations", { kind: "user", user: "deployer" });
    expect(await counted("?user=deployer")).toEqual({ count: 0, complete: true });
  });

  it("is told to nobody who manages nothing", async () => {
    const { accessToken } = await issue(world);
    expect([await ask("", accessToken), await ask("/count", accessToken)]).toMatchObject([
      { status: 401 },
      { status: 401 },
    ]);
  });
});
