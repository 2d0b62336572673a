import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audience, startWorld, type World } from "./oauth-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

type Document = Record<string, unknown>;

async function get(path: string) {
  const response = await world.app.asAdmin("GET", `/api/v1${path}`);
  return { status: response.status, document: (await response.json()) as Document };
}
async function explain(question: unknown) {
  const response = await world.app.asAdmin("POST", "/api/v1/explain", question);
  return { status: response.status, document: (await response.json()) as Document };
}
async function itemsOf(path: string): Promise<readonly Document[]> {
  return (await get(path)).document["items"] as readonly Document[];
}
/** Exchanges and returns the reference id. */
async function exchanged(changes?: Readonly<Record<string, unknown>>): Promise<string> {
  const response = await world.exchange({ subject_token: world.idToken(changes) });
  return response.headers.get("x-request-id") ?? "";
}

/** Claims as somebody would type them in. */
function claimsOf(sub: string) {
  const now = world.app.now();
  return { iss: world.issuer.url, aud: audience, sub, iat: now, exp: now + 300 };
}

describe("records of exchanges", () => {
  it("tell who got what", async () => {
    const { document } = await get(`/exchanges/${await exchanged()}`);
    expect(document).toMatchObject({
      face: "oauth",
      outcome: "issued",
      reason: null,
      provider: "ci",
      mapping: "deploy",
      subject: "repo:acme/app:ref:refs/heads/main",
      client: { address_prefix: "127.0.0.0/24" },
      token: { id: expect.any(String), expires_at: expect.stringMatching(/Z$/) },
      details: { grant: { user: "deployer", groups: ["readers"] } },
    });
  });

  it("tell why something was refused and what to do", async () => {
    const { document } = await get(`/exchanges/${await exchanged({ sub: "stranger" })}`);
    expect(document).toMatchObject({
      outcome: "refused",
      reason: "no_matching_mapping",
      progress: "claims_valid",
      hint: expect.stringContaining("mappings within reach (1)"),
      token: null,
    });
  });

  it("hold no token", async () => {
    const token = world.idToken();
    const response = await world.exchange({ subject_token: token });
    const { access_token } = (await response.json()) as { access_token: string };
    const { document } = await get(`/exchanges/${response.headers.get("x-request-id")}`);
    const text = JSON.stringify(document);
    expect([token, access_token].map((one) => text.includes(one.split(".")[2] ?? one))).toEqual([
      false,
      false,
    ]);
  });

  it("are listed the latest first, page by page", async () => {
    const made = [await exchanged(), await exchanged({ sub: "stranger" }), await exchanged()];
    const first = await get("/exchanges?limit=2");
    const second = await get(`/exchanges?limit=1&cursor=${first.document["next"]}`);
    const ids = [first, second].flatMap(({ document }) =>
      (document["items"] as readonly Document[]).map((record) => record["request_id"]),
    );
    expect(ids).toEqual(made.reverse());
  });

  it("are filtered by provider, outcome, reason and time", async () => {
    const before = new Date(Date.now() - 3_600_000).toISOString();
    const refused = await itemsOf("/exchanges?provider=ci&outcome=refused&reason=no_matching_mapping");
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(["no_matching_mapping"]));
    expect(await itemsOf("/exchanges?reason=expired")).toEqual([]);
    expect(await itemsOf(`/exchanges?until=${before}`)).toEqual([]);
    expect((await itemsOf(`/exchanges?since=${before}&outcome=issued`)).length).toBeGreaterThan(0);
  });

  it("are filtered by mapping, face, project and text", async () => {
    const reference = await exchanged({ sub: "repo:acme/app:ref:refs/heads/found" });
    const found = async (query: string) =>
      (await itemsOf(`/exchanges?${query}`)).some(({ request_id }) => request_id === reference);
    const right = ["mapping=deploy", "face=oauth", "text=HEADS/FOUND", `text=${reference.slice(0, 13)}`];
    const wrong = [
      "mapping=other",
      "face=access",
      "text=nowhere",
      `text=${reference.slice(-12)}`,
      "project=shop",
    ];
    expect(await Promise.all([...right, ...wrong].map(found))).toEqual([
      ...right.map(() => true),
      ...wrong.map(() => false),
    ]);
  });

  it("are followed from the last one known", async () => {
    const [last] = await itemsOf("/exchanges?limit=1");
    const made = [await exchanged(), await exchanged()];
    const newer = await itemsOf(`/exchanges?after=${last?.["id"]}`);
    expect(newer.map(({ request_id }) => request_id)).toEqual(made.reverse());
  });

  it("take no filter that is not one", async () => {
    for (const query of ["text=", `text=${"a".repeat(257)}`, "after=1", "face=telnet", "mapping="]) {
      expect((await get(`/exchanges?${query}`)).status, query).toBe(400);
    }
  });

  it("are not found under a reference id nobody was told", async () => {
    expect((await get("/exchanges/00000000-0000-7000-8000-000000000000")).status).toBe(404);
  });
});

describe("an explanation", () => {
  it("of a token tells what it would earn, and leaves nothing behind", async () => {
    const before = await itemsOf("/exchanges?limit=1");
    const { document } = await explain({ token: world.idToken() });
    expect(document).toMatchObject({
      verdict: "accepted",
      verified: true,
      provider: "ci",
      mapping: "deploy",
      grant: { user: "deployer", groups: ["readers"] },
      would_be_replayed: null,
    });
    expect(await itemsOf("/exchanges?limit=1")).toEqual(before);
  });

  it("of claims says that nothing vouches for them", async () => {
    const { document } = await explain({
      provider: "ci",
      claims: claimsOf("repo:acme/app:ref:refs/heads/x"),
    });
    expect(document).toMatchObject({ verified: false, verdict: "accepted", mapping: "deploy" });
  });

  it("names the first clause that did not hold, expected and presented, and a near miss", async () => {
    const { document } = await explain({
      provider: "ci",
      claims: claimsOf("repo:Acme/app:ref:refs/heads/main"),
    });
    expect(document).toMatchObject({
      verdict: "refused",
      reason: "no_matching_mapping",
      considered: 1,
      nearest: {
        mapping: "deploy",
        matched: false,
        failed: {
          claim: "sub",
          expected: expect.stringContaining("repo:acme/app"),
          presented: "repo:Acme/app:ref:refs/heads/main",
          near_miss: { kind: "letter_case", advice: expect.any(String) },
        },
      },
    });
  });

  it("of a recorded refusal goes by its reference id", async () => {
    const request_id = await exchanged({ sub: "stranger" });
    const { document } = await explain({ request_id });
    expect(document).toMatchObject({
      verdict: "refused",
      reason: "no_matching_mapping",
      nearest: { mapping: "deploy", failed: { claim: "sub", presented: "stranger" } },
    });
  });

  it("of a provider that does not exist is a refusal like any other", async () => {
    const { document } = await explain({ provider: "nobody", token: world.idToken() });
    expect(document).toMatchObject({ verdict: "refused", reason: "unknown_provider" });
  });

  it.each([
    ["nothing to explain", {}],
    ["two things to explain", { token: "a.b.c", claims: {} }],
    ["more than a record tells", { request_id: "x", provider: "ci" }],
    ["claims that are no object", { claims: "x" }],
  ])("is refused for %s", async (_, question) => {
    expect((await explain(question)).document).toMatchObject({ status: 400, code: "invalid" });
  });

  it("of an unknown reference id is not found", async () => {
    expect((await explain({ request_id: "00000000-0000-7000-8000-000000000000" })).status).toBe(404);
  });
});
