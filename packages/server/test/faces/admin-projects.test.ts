/** Projects at the admin API: the real application over HTTP. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Principal } from "../../src/core/access.ts";
import { projectAdminRole } from "../../src/core/project-roles.ts";
import { adminFaces } from "../../src/faces/admin/routes.ts";
import { startApp, type TestApp } from "../app.ts";
import { administrator, projectDraft } from "../core/samples.ts";
import { openServices } from "../services.ts";
import { startServer } from "./http-server.ts";

type Document = Readonly<Record<string, unknown>>;

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const path = "/api/v1/projects";
async function ask(
  method: string,
  below: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  const answer = await app.send(`${path}${below}`, {
    method,
    headers: { authorization: `Bearer ${app.adminToken}`, "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    document: (text === "" ? {} : JSON.parse(text)) as Document,
  };
}
const created = async (key: string, members: Document = {}) => {
  const { status, document } = await ask("POST", "", { key, ...members });
  expect([status, document["key"]]).toEqual([201, key]);
  return document;
};

describe("a project", () => {
  it("is called by its key, and read back with what the server adds", async () => {
    const answer = await ask("POST", "", { key: "shop", roles: [{ name: "Night shift" }] });
    expect(answer.document).toEqual({
      key: "shop",
      display_name: "shop",
      description: "",
      roles: [{ name: "Night shift", description: "" }],
      revision: expect.any(Number),
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
    expect(answer.headers.get("location")).toBe("/api/v1/projects/shop");
    expect(answer.headers.get("etag")).toBe(`"${answer.document["revision"]}"`);
    expect((await ask("GET", "/shop")).document).toEqual(answer.document);
  });

  it("is listed page by page, by its key", async () => {
    for (const key of ["page-c", "page-a", "page-b"]) await created(key);
    const keys: unknown[] = [];
    let cursor: unknown = null;
    do {
      const query = cursor === null ? "?limit=2" : `?limit=2&cursor=${cursor}`;
      const { document } = await ask("GET", query);
      const items = document["items"] as readonly Document[];
      expect(items.length).toBeLessThanOrEqual(2);
      keys.push(...items.map(({ key }) => key));
      cursor = document["next"];
    } while (cursor !== null);
    expect(keys).toEqual(keys.toSorted());
    expect(keys).toEqual(expect.arrayContaining(["page-a", "page-b", "page-c"]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("is replaced as a whole, once from each version, and keeps its key", async () => {
    const { revision } = await created("edited", { description: "old", roles: [{ name: "Lead" }] });
    const ifMatch = { "if-match": `"${revision}"` };
    const replaced = await ask("PUT", "/edited", { key: "edited", display_name: "Other" }, ifMatch);
    expect(replaced.document).toMatchObject({ display_name: "Other", description: "", roles: [] });
    const again = await ask("PUT", "/edited", { key: "edited" }, ifMatch);
    expect([again.status, again.document["code"]]).toEqual([412, "stale"]);
    const moved = await ask("PUT", "/edited", { key: "moved" });
    expect([moved.status, moved.document["errors"]]).toMatchObject([400, [{ pointer: "/key" }]]);
  });

  it("answers whoever has a copy at hand that it is current", async () => {
    const { revision } = await created("cached");
    expect((await ask("GET", "/cached", undefined, { "if-none-match": `"${revision}"` })).status).toBe(304);
    const { headers } = await ask("GET", "");
    const tag = headers.get("etag") ?? "";
    expect((await ask("GET", "", undefined, { "if-none-match": tag })).status).toBe(304);
    await created("newer");
    expect((await ask("GET", "", undefined, { "if-none-match": tag })).status).toBe(200);
  });

  it("is created once", async () => {
    await created("once");
    const { status, document } = await ask("POST", "", { key: "once" });
    expect([status, document["code"]]).toEqual([409, "already_exists"]);
  });

  it("is deleted from the version that is meant, and not while it owns something", async () => {
    const { revision } = await created("owner");
    expect((await ask("DELETE", "/owner", undefined, { "if-match": '"1"' })).status).toBe(412);
    await app.asAdmin("POST", "/api/v1/providers", {
      name: "owned",
      issuer_url: "https://issuer.example",
      project: "owner",
    });
    const refused = await ask("DELETE", "/owner");
    expect([refused.status, refused.document["code"]]).toEqual([409, "in_use"]);
    expect(refused.document["detail"]).toContain("1 provider");
    await app.asAdmin("DELETE", "/api/v1/providers/owned");
    const ifMatch = { "if-match": `"${revision}"` };
    expect((await ask("DELETE", "/owner", undefined, ifMatch)).status).toBe(204);
    expect((await ask("GET", "/owner")).status).toBe(404);
    expect((await ask("DELETE", "/owner")).status).toBe(404);
  });

  it.each<[unknown, string]>([
    [{}, "/key"],
    [{ key: "Shop" }, "/key"],
    [{ key: 7 }, "/key"],
    [{ key: "bad-1", display_name: "" }, "/display_name"],
    [{ key: "bad-1", display_name: "a\u0000" }, "/display_name"],
    [{ key: "bad-1", rolls: [] }, "/rolls"],
    [{ key: "bad-1", roles: ["Lead"] }, "/roles/0"],
    [{ key: "bad-1", roles: [{ name: "Developer" }] }, "/roles/0/name"],
    [{ key: "bad-1", roles: [{ name: "a" }, { name: "a" }] }, "/roles/1/name"],
    [{ key: "bad-1", roles: [{ name: "a", actions: [] }] }, "/roles/0/actions"],
    [{ key: "bad-1", description: "x".repeat(4_097) }, "/description"],
    ['{"key":"bad-1","__proto__":{"roles":[]}}', "/__proto__"],
  ])("is refused with the member at fault: %j", async (document, pointer) => {
    const answer = await ask("POST", "", document);
    expect([answer.status, answer.document["code"]]).toEqual([400, "invalid"]);
    expect(answer.document["errors"]).toContainEqual(expect.objectContaining({ pointer }));
    expect((await ask("GET", "/bad-1")).status).toBe(404);
  });

  it.each([
    ["too deep", `{"key":"bad-2","roles":${"[".repeat(40)}${"]".repeat(40)}}`, 400],
    ["with a number beyond all bounds", '{"key":"bad-2","revision":1e400}', 400],
    ["with a member twice", '{"key":"bad-2","key":"bad-3"}', 400],
    ["too large", JSON.stringify({ key: "bad-2", description: "x".repeat(70_000) }), 413],
    ["no object", '"bad-2"', 400],
  ])("%s is not read", async (_what, text, status) => {
    expect((await ask("POST", "", text)).status).toBe(status);
    expect((await ask("GET", "/bad-2")).status).toBe(404);
  });
});

describe("who reads and writes projects", () => {
  const of = (name: string, changes: Partial<Principal>): readonly [string, Principal] => [
    name,
    { ...administrator, name, role: "workload", ...changes },
  ];
  const principals = new Map<string, Principal>([
    of("admin", { role: "admin" }),
    of("lead", { projectRoles: [{ project: "mine", roles: [projectAdminRole] }] }),
    of("member", { projectRoles: [{ project: "mine", roles: ["Developer"] }] }),
  ]);
  const opened = new AsyncDisposableStack();
  let send: (who: string, method: string, below: string, body?: unknown) => Promise<Response>;
  beforeAll(async () => {
    const { services, close } = await openServices({
      authenticate: async (credential) => {
        const principal = principals.get(credential);
        return principal === undefined
          ? { ok: false, fault: "unknown" }
          : { ok: true, principal, claims: null, secretId: null };
      },
    });
    opened.defer(close);
    for (const key of ["mine", "theirs"]) {
      await services.configuration.createProject(administrator, projectDraft(key));
    }
    const [face] = adminFaces(services);
    if (face === undefined) throw new Error("the admin API has no face");
    const server = await startServer(face);
    opened.defer(() => server.close());
    send = (who, method, below, body) =>
      server.send(`${path}${below}`, {
        method,
        headers: { authorization: `Bearer ${who}`, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
  });
  afterAll(() => opened.disposeAsync());

  it.each([
    ["admin", "GET", "/theirs", undefined, 200],
    ["lead", "GET", "/mine", undefined, 200],
    ["lead", "PUT", "/mine", { key: "mine" }, 403],
    ["lead", "DELETE", "/mine", undefined, 403],
    ["lead", "POST", "", { key: "new" }, 403],
    ["lead", "GET", "/theirs", undefined, 404],
    ["lead", "PUT", "/theirs", { key: "theirs" }, 404],
    ["lead", "DELETE", "/theirs", undefined, 404],
    ["member", "GET", "", undefined, 403],
    ["member", "GET", "/mine", undefined, 403],
    ["member", "POST", "", { key: "new" }, 403],
    ["nobody", "GET", "/mine", undefined, 401],
  ])("%s: %s %s", async (who, method, below, body, status) => {
    expect((await send(who, method, below, body)).status).toBe(status);
  });

  it("a project admin is shown its own project alone", async () => {
    const { items } = (await (await send("lead", "GET", "")).json()) as { items: readonly Document[] };
    expect(items.map(({ key }) => key)).toEqual(["mine"]);
  });
});
