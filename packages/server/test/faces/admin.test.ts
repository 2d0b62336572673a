import { describe, expect, it } from "vitest";
import { type Document, mappingOf, useAdminApi } from "./admin-world.ts";

const { app, send, provider } = useAdminApi();

describe("credentials of the admin API", () => {
  it.each([
    ["no credential", {}, "Bearer"],
    ["a wrong one", { authorization: "Bearer wrong" }, "invalid_token"],
  ])("are asked for when there is %s", async (_, headers, challenge) => {
    const response = await app().send("/api/v1/providers", { headers: { ...headers } });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain(challenge);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
  });

  it("are checked before the body is read", async () => {
    const response = await app().send("/api/v1/providers", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    expect(response.status).toBe(401);
  });

  it("are told apart", async () => {
    expect((await send("GET", "/whoami")).document).toMatchObject({ name: "bootstrap", role: "operator" });
  });
});

describe("providers", () => {
  it("are created with a location and an entity tag, and read back the same", async () => {
    const { status, headers, document } = await send("POST", "/providers", {
      name: "created",
      issuer_url: "https://created.example",
      audience: "sts",
    });
    expect([status, headers.get("location")]).toEqual([201, "/api/v1/providers/created"]);
    const read = await send("GET", "/providers/created");
    expect(read.document).toEqual(document);
    expect(read.headers.get("etag")).toBe(headers.get("etag"));
    expect(read.headers.get("etag")).toBe(`"${read.document["revision"]}"`);
  });

  it("come with findings", async () => {
    const name = await provider({ audience: null });
    const { document } = await send("GET", `/providers/${name}`);
    expect(document["findings"]).toContainEqual(expect.objectContaining({ severity: "critical" }));
  });

  it("are listed with how many mappings each has, which may be sent back", async () => {
    const name = await provider();
    const mapping = { name: "m", provider: name, claims: { sub: "a" }, grant: { groups: ["g"] } };
    expect((await send("POST", "/mappings", mapping)).status).toBe(201);
    const { document } = await send("GET", "/providers?limit=200");
    const listed = (document["items"] as Document[]).find((one) => one["name"] === name);
    expect(listed?.["mapping_count"]).toBe(1);
    expect((await send("PUT", `/providers/${name}`, listed)).status).toBe(200);
  });

  it("are not created twice under one name", async () => {
    const name = await provider();
    const again = await send("POST", "/providers", { name, issuer_url: "https://x.example", audience: "a" });
    expect(again.document).toMatchObject({ status: 409, code: "already_exists" });
  });

  it("are replaced as they were read", async () => {
    const name = await provider();
    const { document } = await send("GET", `/providers/${name}`);
    const { status } = await send("PUT", `/providers/${name}`, { ...document, description: "changed" });
    expect(status).toBe(200);
    expect((await send("GET", `/providers/${name}`)).document).toMatchObject({ description: "changed" });
  });

  it("are replaced only from the version named", async () => {
    const name = await provider();
    const { document, headers } = await send("GET", `/providers/${name}`);
    const tag = { "if-match": headers.get("etag") ?? "" };
    const first = await send("PUT", `/providers/${name}`, { ...document, description: "first" }, tag);
    const second = await send("PUT", `/providers/${name}`, { ...document, description: "second" }, tag);
    const deleted = await send("DELETE", `/providers/${name}`, undefined, tag);
    expect([first.status, second.status, deleted.status]).toEqual([200, 412, 412]);
    expect(second.document["code"]).toBe("stale");
    expect((await send("GET", `/providers/${name}`)).document["description"]).toBe("first");
  });

  it("are replaced and deleted whatever their version where none is named: 428 is never asked", async () => {
    const name = await provider();
    const { document } = await send("GET", `/providers/${name}`);
    const replaced = await send("PUT", `/providers/${name}`, { ...document, description: "first" });
    const again = await send("PUT", `/providers/${name}`, { ...document, description: "second" });
    expect([replaced.status, again.status]).toEqual([200, 200]);
    expect((await send("DELETE", `/providers/${name}`)).status).toBe(204);
  });

  it("are told apart by their names, which is why a repeated creation needs no key of its own", async () => {
    const document = { name: "repeated", issuer_url: "https://repeated.example", audience: "sts" };
    const key = { "idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324" };
    const first = await send("POST", "/providers", document, key);
    const second = await send("POST", "/providers", document, key);
    expect([first.status, second.status]).toEqual([201, 409]);
    const { headers } = await send("GET", "/providers/repeated");
    expect(headers.get("etag")).toBe(first.headers.get("etag"));
  });

  it("keep their name", async () => {
    const name = await provider();
    const { document } = await send("GET", `/providers/${name}`);
    const renamed = await send("PUT", `/providers/${name}`, { ...document, name: "other" });
    expect(renamed.document).toMatchObject({ status: 400, errors: [{ pointer: "/name" }] });
  });

  it("are deleted with their mappings", async () => {
    const name = await provider();
    const mapping = await send("POST", "/mappings", mappingOf(name));
    const { status } = await send("DELETE", `/providers/${name}`);
    expect(status).toBe(204);
    expect((await send("GET", `/providers/${name}`)).status).toBe(404);
    expect((await send("GET", `/mappings/${mapping.document["id"]}`)).status).toBe(404);
  });

  it("are listed page by page, by name", async () => {
    for (let made = 0; made < 3; made += 1) await provider();
    const names: unknown[] = [];
    let cursor: unknown = "";
    while (cursor !== null) {
      const query = cursor === "" ? "limit=2" : `limit=2&cursor=${cursor}`;
      const { document } = await send("GET", `/providers?${query}`);
      names.push(...(document.items ?? []).map(({ name }) => name));
      cursor = document["next"];
    }
    const all = await send("GET", "/providers?limit=200");
    expect(names).toEqual((all.document.items ?? []).map(({ name }) => name));
    expect(names).toEqual([...names].sort());
  });

  it("are listed again only when something changed", async () => {
    const tag = (await send("GET", "/providers")).headers.get("etag") ?? "";
    const unchanged = await send("GET", "/providers", undefined, { "if-none-match": tag });
    await provider();
    const changed = await send("GET", "/providers", undefined, { "if-none-match": tag });
    expect([unchanged.status, changed.status]).toEqual([304, 200]);
  });
});

describe("identity mappings", () => {
  it("are created, read, replaced and deleted", async () => {
    const name = await provider();
    const made = await send("POST", "/mappings", mappingOf(name));
    const path = `/mappings/${made.document["id"]}`;
    expect([made.status, made.headers.get("location")]).toEqual([201, `/api/v1${path}`]);
    expect(made.document).toMatchObject({ ...mappingOf(name), priority: 2_147_483_647 });
    const read = await send("GET", path);
    expect(read.document).toEqual(made.document);
    const replaced = await send("PUT", path, { ...read.document, priority: 5 });
    expect(replaced.document["priority"]).toBe(5);
    expect((await send("DELETE", path)).status).toBe(204);
    expect((await send("GET", path)).status).toBe(404);
  });

  it("are listed in the order they are judged", async () => {
    const name = await provider();
    await send("POST", "/mappings", mappingOf(name, { name: "weak", priority: 9 }));
    await send("POST", "/mappings", mappingOf(name, { name: "strong", priority: 1 }));
    const { document } = await send("GET", `/mappings?provider=${name}`);
    expect((document.items ?? []).map((mapping) => mapping["name"])).toEqual(["strong", "weak"]);
  });

  it("may have many rules", async () => {
    const grant = { groups: [{ kind: "named", name: { kind: "text", text: "readers" } }] };
    const rules = Array.from({ length: 100 }, (_, index) => ({
      when: [{ path: ["sub"], test: { kind: "is", matcher: { kind: "equals", value: `job-${index}` } } }],
      grant,
    }));
    const document = { name: "many", provider: await provider(), rules };
    const made = await send("POST", "/mappings", document);
    expect([made.status, (made.document["rules"] as unknown[]).length]).toEqual([201, 100]);
  });

  it("keep a claim called __proto__", async () => {
    const name = await provider();
    const response = await app().send("/api/v1/mappings", {
      method: "POST",
      headers: { authorization: `Bearer ${app().adminToken}`, "content-type": "application/json" },
      body: `{"name":"odd","provider":"${name}","claims":{"__proto__":"a","sub":"b"},"grant":{"groups":["c"]}}`,
    });
    expect(await response.text()).toContain('"claims":{"__proto__":"a","sub":"b"}');
  });

  it("are refused with empty claims", async () => {
    const { document } = await send("POST", "/mappings", mappingOf(await provider(), { claims: {} }));
    expect(document).toMatchObject({ status: 400, errors: [{ pointer: "/claims" }] });
  });

  it("are refused with a lifetime beyond the server's", async () => {
    const document = mappingOf(await provider(), { lifetime_seconds: 1_000_000 });
    expect((await send("POST", "/mappings", document)).document).toMatchObject({
      status: 400,
      errors: [{ pointer: "/lifetime_seconds", detail: expect.stringMatching(/^lifetime_seconds /) }],
    });
  });

  it("are refused for a provider that does not exist", async () => {
    expect((await send("POST", "/mappings", mappingOf("nobody"))).status).toBe(404);
  });

  it("come with findings of the linter", async () => {
    const made = await send("POST", "/mappings", mappingOf(await provider(), { claims: { sub: "*" } }));
    expect(made.document["findings"]).toContainEqual(expect.objectContaining({ field: "claims.sub" }));
  });
});

describe("presets", () => {
  it("are listed and read", async () => {
    const { document } = await send("GET", "/presets");
    const [first] = document.items ?? [];
    expect((await send("GET", `/presets/${first?.["id"]}`)).document).toEqual(first);
    expect((await send("GET", "/presets/nothing")).status).toBe(404);
  });
});
