/** Suggestions over HTTP: for what was recorded, for a token and for claims; nothing of it is kept. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange, itemsOf, startWorld, type World } from "../end-to-end/exchange-world.ts";

type Document = Record<string, unknown>;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.provider();
  await world.mapping({
    name: "near",
    claims: { sub: "job-9", env: "test" },
    grant: { groups: ["readers"] },
  });
});
afterAll(() => world.close());

async function suggest(question: unknown) {
  const response = await world.app.asAdmin("POST", "/api/v1/suggest", question);
  return { status: response.status, document: (await response.json()) as Document };
}
async function refused(claims: Document, changeToken = (token: string) => token): Promise<string> {
  const { headers } = await exchange(world.app, "oauth", changeToken(world.idToken(claims)));
  return headers.get("x-request-id") ?? "";
}

describe("a suggestion", () => {
  it("accepts the very job that was refused, and nobody else", async () => {
    const claims = { sub: "job-7", env: "prod" };
    for (const jti of ["1", "2"]) await refused({ ...claims, jti });
    const request_id = await refused({ ...claims, jti: "3" });
    const { status, document } = await suggest({ request_id });
    expect(status).toBe(200);
    expect(document).toMatchObject({
      mapping: { provider: "ci", claims, grant: {}, description: expect.stringContaining(request_id) },
      reasons: [
        { claim: "sub", why: expect.any(String) },
        { claim: "env", why: "It was the same in each of 3 tokens of this subject." },
      ],
      left_out: expect.arrayContaining([{ claim: "jti", why: "It belongs to this one token." }]),
      findings: [{ code: "grants_nothing" }],
    });
    expect(await itemsOf(world.app, "/api/v1/mappings")).toHaveLength(1);
    await world.mapping(document["mapping"] as Document);
    expect((await exchange(world.app, "oauth", world.idToken(claims))).status).toBe(200);
    expect((await exchange(world.app, "oauth", world.idToken({ ...claims, sub: "job-8" }))).status).toBe(400);
  });

  it("offers the mapping that nearly fits, which then fits", async () => {
    const claims = { sub: "job-9", env: "prod" };
    const { document } = await suggest({ request_id: await refused(claims) });
    const [amendment] = document["amendments"] as readonly Document[];
    expect(amendment).toMatchObject({
      sentence: expect.stringContaining('would also accept env "prod" beside "test"'),
      mapping: { name: "near", claims: { sub: "job-9", env: ["test", "prod"] } },
    });
    await world.app.asAdmin("PUT", `/api/v1/mappings/${amendment?.["mapping_id"]}`, amendment?.["mapping"]);
    expect((await exchange(world.app, "oauth", world.idToken(claims))).status).toBe(200);
  });

  it("is made of a token that is refused, and says why it is", async () => {
    const past = world.app.now() - 7_200;
    const token = world.idToken({ sub: "job-5", iat: past, exp: past + 60 });
    const { document } = await suggest({ token });
    expect(document).toMatchObject({ mapping: { claims: { sub: "job-5" } } });
    expect(document["notes"]).toContainEqual(
      expect.stringContaining("is refused before any mapping is asked"),
    );
    const log = await (await world.app.asAdmin("GET", "/api/v1/exchanges?text=job-5")).json();
    expect(log).toMatchObject({ items: [] });
  });

  it("is made of claims of a provider", async () => {
    const { document } = await suggest({ provider: "ci", claims: { sub: "job-4" } });
    expect(document).toMatchObject({ mapping: { claims: { sub: "job-4" } } });
    expect(document["notes"]).toContainEqual(expect.stringContaining("typed in"));
  });

  it.each<[string, unknown, number, string]>([
    ["nothing is given", {}, 400, "invalid"],
    ["two are given", { token: "x", claims: { sub: "x" }, provider: "ci" }, 400, "invalid"],
    ["claims come without a provider", { claims: { sub: "x" } }, 400, "invalid"],
    ["the provider is not there", { claims: { sub: "x" }, provider: "none" }, 404, "not_found"],
    [
      "nothing says whose workload it is",
      { claims: { env: "x" }, provider: "ci" },
      400,
      "nothing_identifies",
    ],
    ["the token cannot be read", { token: "x.y.z" }, 400, "invalid"],
    ["no exchange is recorded so", { request_id: "01a201d7-34ad-730d-a528-3bfd7d501174" }, 404, "not_found"],
  ])("is refused where %s", async (_, question, status, code) => {
    expect(await suggest(question)).toMatchObject({ status, document: { code, detail: expect.any(String) } });
  });

  it("is refused where no signature held", async () => {
    const request_id = await refused({ sub: "job-3" }, (token) => `${token.slice(0, -6)}AAAAAA`);
    await expect
      .poll(async () => (await suggest({ request_id })).document)
      .toMatchObject({ errors: [{ pointer: "/request_id", detail: expect.stringContaining("signature") }] });
  });
});
