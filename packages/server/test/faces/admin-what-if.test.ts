import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { created, mapping, startWorld, type World } from "./oauth-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

type Document = Record<string, unknown>;

async function ask(path: string, question: unknown) {
  const response = await world.app.asAdmin("POST", `/api/v1/${path}`, question);
  return { status: response.status, document: (await response.json()) as Document };
}

describe("what-if", () => {
  it("tells who would gain access by a new mapping", async () => {
    const refused = await world.exchange({ subject_token: world.idToken({ sub: "stranger" }) });
    expect(refused.status).toBe(400);
    const { status, document } = await ask("what-if", {
      mappings: [{ ...mapping, name: "second", claims: { sub: "stranger" } }],
    });
    expect(status).toBe(200);
    expect(document).toMatchObject({ replayed: 1, gained: 1, lost: 0, changed: 0, complete: true });
  });
});

describe("a suggestion", () => {
  it("is made for a refusal", async () => {
    const refused = await world.exchange({ subject_token: world.idToken({ sub: "other", ref: "x" }) });
    const { status, document } = await ask("suggest", { request_id: refused.headers.get("x-request-id") });
    expect(status).toBe(200);
    await created(world.app, "/api/v1/mappings", document["mapping"]);
    const again = await world.exchange({ subject_token: world.idToken({ sub: "other", ref: "x" }) });
    expect(again.status).toBe(200);
  });
});
