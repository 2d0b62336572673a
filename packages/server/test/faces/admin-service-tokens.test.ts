import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { runCommand } from "../cli/command-line.ts";

type Document = Readonly<Record<string, unknown>>;

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const make = async (body: Document) => {
  const response = await app.asAdmin("POST", "/api/v1/service-tokens", body);
  return { response, document: (await response.json()) as Document };
};
const listed = async () => {
  const response = await app.asAdmin("GET", "/api/v1/service-tokens");
  return ((await response.json()) as { items: Document[] }).items;
};
const whoAmI = (token: unknown) =>
  app.send("/api/v1/whoami", { headers: { authorization: `Bearer ${String(token)}` } });

describe("a service token made through the API", () => {
  it("is told once, never to be kept by anybody in between, and is good from then on", async () => {
    const { response, document } = await make({ name: "deploy", role: "operator", lifetime_seconds: 3600 });
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(document).toMatchObject({ name: "deploy", role: "operator", revoked_at: null });
    expect(await (await whoAmI(document["secret"])).json()).toMatchObject({
      name: "service:deploy",
      role: "operator",
    });
    expect(await listed()).toContainEqual({ ...document, secret: undefined });
    expect(app.log.join("")).not.toContain(document["secret"]);
  });

  it("is an administrator's for 90 days when nothing else is asked for", async () => {
    const { document } = await make({ name: "usual" });
    const seconds = (at: unknown) => Date.parse(String(at)) / 1000;
    expect(document["role"]).toBe("admin");
    expect(seconds(document["expires_at"]) - seconds(document["created_at"])).toBe(90 * 86_400);
  });

  it("ends when it is revoked, and is revoked once", async () => {
    const { document } = await make({ name: "short" });
    const path = `/api/v1/service-tokens/${String(document["id"])}`;
    expect((await app.asAdmin("DELETE", path)).status).toBe(204);
    expect((await whoAmI(document["secret"])).status).toBe(401);
    expect((await app.asAdmin("DELETE", path)).status).toBe(404);
    expect(await listed()).toContainEqual(
      expect.objectContaining({ id: document["id"], revoked_at: expect.any(String) }),
    );
  });

  it("leaves a line in the log: who made it, and who ended it", async () => {
    const { document } = await make({ name: "logged" });
    await app.asAdmin("DELETE", `/api/v1/service-tokens/${String(document["id"])}`);
    const lines = app.log.filter((line) => line.includes(String(document["id"])) && line.includes('"by"'));
    expect(lines).toHaveLength(2);
  });

  it.each([
    [{ name: "a b" }, "/name"],
    [{ name: "long", lifetime_seconds: 367 * 86_400 }, "/lifetime_seconds"],
    [{ name: "wide", role: "admin", audience: ["a"] }, "/audience"],
    [{ name: "other", role: "root" }, "/role"],
  ])("is refused with the member at fault: %j", async (body, pointer) => {
    const { response, document } = await make(body);
    expect(response.status).toBe(400);
    expect(document["errors"]).toMatchObject([{ pointer }]);
  });

  it("is an operator's alone to see, to make and to end", async () => {
    const { document } = await make({ name: "mere-admin", role: "admin" });
    const headers = { authorization: `Bearer ${String(document["secret"])}` };
    const asked = [
      app.send("/api/v1/service-tokens", { headers }),
      app.send("/api/v1/service-tokens", {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ name: "more", role: "operator" }),
      }),
      app.send(`/api/v1/service-tokens/${String(document["id"])}`, { method: "DELETE", headers }),
    ];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403, 403, 403]);
    expect((await whoAmI(document["secret"])).status).toBe(200);
  });

  it("ends the first secret, like one that is made on the machine", async () => {
    const fresh = await startApp({ COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "" });
    const first = (await readFile(join(fresh.dataDir, "first-secret"), "utf8")).trim();
    const headers = { authorization: `Bearer ${first}`, "content-type": "application/json" };
    const body = JSON.stringify({ name: "own", role: "operator" });
    const made = await fresh.send("/api/v1/service-tokens", { method: "POST", headers, body });
    expect(made.status).toBe(201);
    expect((await fresh.send("/api/v1/whoami", { headers })).status).toBe(401);
    const told = await runCommand(["admin", "token", "list", "--json"], {
      environment: { COUNTERSIGN_DATA_DIR: fresh.dataDir },
    });
    const { secret: _, ...shown } = (await made.json()) as Document;
    expect(told.json()).toContainEqual(shown);
    await fresh.close();
  });
});
