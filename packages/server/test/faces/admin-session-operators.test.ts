import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { type BrowserSession, confirm, send, signIn } from "./admin-session.ts";

let app: TestApp;
let session: BrowserSession;
beforeAll(async () => {
  app = await startApp();
  session = await signIn(app);
  const provider = { name: "staff", issuer_url: "https://staff.example", audience: "console" };
  expect((await app.asAdmin("POST", "/api/v1/providers", provider)).status).toBe(201);
});
afterAll(() => app.close());

const mapping = { provider: "staff", entry: { kind: "console" } };
const claims = { sub: "olga" };
const rule = {
  when: [{ path: ["sub"], test: { kind: "is", matcher: { kind: "equals", value: "olga" } } }],
};
const write = (method: string, path: string, body: unknown) => send(app, method, path, session.headers, body);
const unconfirmed = { status: 403, document: { code: "confirmation_required" } };

describe("in a session that was not confirmed lately", () => {
  beforeAll(() => app.advance(301));

  it.each([
    ["a grant", { ...mapping, name: "short", claims, grant: { operator: true } }],
    [
      "one of its rules",
      {
        ...mapping,
        name: "full",
        rules: [
          { ...rule, grant: {} },
          { ...rule, grant: { operator: true } },
        ],
      },
    ],
  ])("a mapping is not written that makes operators by %s", async (_, document) => {
    expect(await write("POST", "/mappings", document)).toMatchObject(unconfirmed);
  });

  it("an administrator's mapping is written, and does not become an operator's", async () => {
    const draft = { ...mapping, name: "changed", claims, grant: { admin: true } };
    const made = await write("POST", "/mappings", draft);
    expect(made.status).toBe(201);
    const path = `/mappings/${made.document["id"]}`;
    expect((await write("PUT", path, { ...draft, description: "of the desk" })).status).toBe(200);
    expect(await write("PUT", path, { ...draft, grant: { operator: true } })).toMatchObject(unconfirmed);
  });

  it("both are done once it was confirmed", async () => {
    await confirm(app, session, app.adminToken);
    const draft = { ...mapping, name: "operators", claims, grant: { operator: true } };
    const made = await write("POST", "/mappings", draft);
    expect(made.status).toBe(201);
    expect((await write("PUT", `/mappings/${made.document["id"]}`, draft)).status).toBe(200);
  });
});
