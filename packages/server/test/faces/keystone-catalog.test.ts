import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { errorOf, type Send, sender } from "./keystone-operator.ts";

let app: TestApp;
let send: Send;
let service: string;
beforeAll(async () => {
  app = await startApp();
  send = sender(app);
  service = (await send("POST", "/services", { service: { type: "compute", name: "nova" } })).body.service.id;
});
afterAll(() => app.close());

const url = "https://compute.example/v2.1/%(project_id)s";
const endpoint = (more: object = {}) =>
  send("POST", "/endpoints", { endpoint: { service_id: service, interface: "public", url, ...more } });

describe("an endpoint", () => {
  it("is made for a service, found by it, and goes with it", async () => {
    const { body } = await send("POST", "/services", {
      service: { type: "image", name: "glance", description: "Images" },
    });
    const made = await endpoint({ service_id: body.service.id, interface: "internal" });
    const { id } = made.body.endpoint;
    const document = {
      id,
      service_id: body.service.id,
      interface: "internal",
      region: null,
      region_id: null,
      url,
      enabled: true,
      links: { self: `${app.url}/v3/endpoints/${id}` },
    };
    expect([made.status, made.body]).toEqual([201, { endpoint: document }]);
    const found = await send("GET", `/endpoints?service_id=${body.service.id}&interface=internal`);
    expect(found.body.endpoints).toEqual([document]);
    expect((await send("GET", "/endpoints?interface=admin")).body.endpoints).toEqual([]);
    const changed = await send("PATCH", `/endpoints/${id}`, {
      endpoint: { enabled: false, url: "https://x.example" },
    });
    expect(changed.body.endpoint).toEqual({ ...document, enabled: false, url: "https://x.example" });
    await send("DELETE", `/services/${body.service.id}`);
    expect((await send("GET", `/endpoints/${id}`)).status).toBe(404);
  });

  it("makes the region that older clients name, and no other", async () => {
    expect(errorOf(await endpoint({ region_id: "north" }))).toEqual([404, "Could not find region: north."]);
    const made = await endpoint({ region: "north" });
    expect(made.body.endpoint).toMatchObject({ region: "north", region_id: "north" });
    expect((await send("GET", "/regions/north")).status).toBe(200);
    expect((await endpoint({ region_id: "north" })).status).toBe(201);
    expect((await send("GET", "/endpoints?region_id=north")).body.endpoints).toHaveLength(2);
  });

  it.each([
    [{ interface: "secret" }, "interface"],
    [{ url: "compute.example" }, "url"],
    [{ service_id: 1 }, "service_id"],
  ])("is refused with %j", async (more, member) => {
    const [status, message] = errorOf(await endpoint(more));
    expect([status, message]).toEqual([
      400,
      expect.stringMatching(`^Invalid input for field/attribute ${member}\\. `),
    ]);
  });

  it("is refused without a url", async () => {
    const sent = { service_id: service, interface: "public" };
    expect(errorOf(await send("POST", "/endpoints", { endpoint: sent }))).toEqual([
      400,
      "Invalid input for field/attribute endpoint. 'url' is a required property",
    ]);
  });
});

describe("a region", () => {
  it("is made under a name, once", async () => {
    const made = await send("PUT", "/regions/east", { region: { description: "East" } });
    expect([made.status, made.body.region]).toEqual([
      201,
      {
        id: "east",
        description: "East",
        parent_region_id: null,
        links: { self: `${app.url}/v3/regions/east` },
      },
    ]);
    expect(errorOf(await send("POST", "/regions", { region: { id: "east" } }))[0]).toBe(409);
    expect(errorOf(await send("PUT", "/regions/west", { region: { id: "east" } }))[0]).toBe(400);
  });

  it("lies in another, but not in a circle, and takes those within it along", async () => {
    const make = (id: string, parent: string | null) =>
      send("POST", "/regions", { region: { id, parent_region_id: parent } });
    await make("a", null);
    await make("b", "a");
    await make("c", "b");
    expect(errorOf(await make("d", "nowhere"))).toEqual([404, "Could not find region: nowhere."]);
    expect((await send("PATCH", "/regions/a", { region: { parent_region_id: "c" } })).status).toBe(400);
    expect((await send("GET", "/regions?parent_region_id=a")).body.regions).toMatchObject([{ id: "b" }]);
    await endpoint({ region_id: "c" });
    expect(errorOf(await send("DELETE", "/regions/a"))).toEqual([
      403,
      expect.stringContaining("has endpoints"),
    ]);
    const [one] = (await send("GET", "/endpoints?region_id=c")).body.endpoints;
    await send("DELETE", `/endpoints/${one.id}`);
    expect((await send("DELETE", "/regions/a")).status).toBe(204);
    for (const id of ["a", "b", "c"]) expect((await send("GET", `/regions/${id}`)).status).toBe(404);
  });
});

describe("filters", () => {
  it("compare a part of a name, in whatever case", async () => {
    for (const name of ["Alpha", "alpine", "Beta"]) await send("POST", "/domains", { domain: { name } });
    const names = async (query: string) =>
      (await send("GET", `/domains?${query}`)).body.domains
        .map(({ name }: { name: string }) => name)
        .toSorted();
    expect(await names("name__startswith=al")).toEqual(["alpine"]);
    expect(await names("name__istartswith=AL")).toEqual(["Alpha", "alpine"]);
    expect(await names("name__contains=lp")).toEqual(["Alpha", "alpine"]);
    expect(await names("name__iendswith=TA")).toEqual(["Beta"]);
    expect(await names("name=Beta&enabled=1")).toEqual(["Beta"]);
    expect(await names("name=Beta&enabled=False")).toEqual([]);
    expect(await names("name__sounds=Beta")).toHaveLength(4);
  });

  it("compare each member in as many ways as there are, however often a query names them", async () => {
    const { body } = await send("GET", "/domains?name__contains__1=nowhere&name__contains__2=nowhere");
    expect(body.domains).toEqual((await send("GET", "/domains")).body.domains);
  });

  it.each(["hasOwnProperty", "isPrototypeOf", "toString", "constructor", "toLocaleString"])(
    "do not compare by %s, which every object has",
    async (word) => {
      const { status, body } = await send("GET", `/domains?name__${word}=x`);
      expect([status, body.domains]).toEqual([200, (await send("GET", "/domains")).body.domains]);
    },
  );

  it("find projects by their tags", async () => {
    for (const [name, tags] of [
      ["one", ["a", "b"]],
      ["two", ["b"]],
      ["three", []],
    ] as const) {
      await send("POST", "/projects", { project: { name, tags } });
    }
    const names = async (query: string) =>
      (await send("GET", `/projects?${query}`)).body.projects
        .map(({ name }: { name: string }) => name)
        .toSorted();
    expect(await names("tags=a,b")).toEqual(["one"]);
    expect(await names("tags-any=a,b")).toEqual(["one", "two"]);
    expect(await names("not-tags=a,b")).toEqual(["three", "two"]);
    expect(await names("not-tags-any=a,b")).toEqual(["three"]);
  });
});
