import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { type Answer, errorOf, type Send, sender } from "./keystone-operator.ts";

let app: TestApp;
let send: Send;
beforeAll(async () => {
  app = await startApp();
  send = sender(app);
});
afterAll(() => app.close());

const idForm = /^[0-9a-f]{32}$/;

/** What each kind needs, what it looks like then, and a change of it. */
const kinds = [
  {
    member: "domain",
    sent: { name: "shipping", description: "Everything that ships", hue: "blue" },
    shown: {
      name: "shipping",
      description: "Everything that ships",
      enabled: true,
      tags: [],
      options: {},
      hue: "blue",
    },
    patch: { enabled: false },
  },
  {
    member: "group",
    sent: { name: "deployers", domain_id: "default" },
    shown: { name: "deployers", domain_id: "default", description: "" },
    patch: { name: "shippers", description: "They ship" },
  },
  {
    member: "user",
    sent: { name: "robot", email: "robot@example.org", default_project_id: "p1" },
    shown: {
      name: "robot",
      domain_id: "default",
      enabled: true,
      email: "robot@example.org",
      default_project_id: "p1",
      password_expires_at: null,
      options: {},
    },
    patch: { enabled: false, description: "Rests" },
  },
  {
    member: "role",
    sent: { name: "deployer" },
    shown: { name: "deployer", domain_id: null, description: null, options: {} },
    patch: { name: "shipper" },
  },
  {
    member: "project",
    sent: { name: "Web shop", domain_id: "default", tags: ["web"] },
    shown: {
      name: "Web shop",
      domain_id: "default",
      parent_id: "default",
      description: "",
      enabled: true,
      is_domain: false,
      tags: ["web"],
      options: {},
    },
    patch: { name: "Shop", enabled: false },
  },
  {
    member: "service",
    sent: { type: "compute", name: "nova" },
    shown: { type: "compute", name: "nova", description: "", enabled: true },
    patch: { enabled: false },
  },
  {
    member: "region",
    sent: { description: "Far north" },
    shown: { description: "Far north", parent_region_id: null },
    patch: { description: "Farther north" },
  },
] as const;

describe.each(kinds)("$member", ({ member, sent, shown, patch }) => {
  const collection = `/${member}s`;

  it("is made, shown, listed, changed and deleted", async () => {
    const made = await send("POST", collection, { [member]: sent });
    expect(made.status).toBe(201);
    const { id, links, ...rest } = made.body[member];
    expect(rest).toEqual(shown);
    expect(links).toEqual({ self: `${app.url}/v3${collection}/${id}` });
    expect(id).toMatch(member === "project" ? /^p[0-9a-f]{31}$/ : idForm);

    const one = await send("GET", `${collection}/${id}`);
    expect([one.status, one.body]).toEqual([200, made.body]);
    const list = await send("GET", collection);
    expect(list.body[`${member}s`]).toContainEqual(made.body[member]);
    expect(list.body.links).toEqual({ next: null, self: `${app.url}/v3${collection}`, previous: null });

    const changed = await send("PATCH", `${collection}/${id}`, { [member]: patch });
    expect([changed.status, changed.body[member]]).toEqual([200, { ...made.body[member], ...patch }]);
    expect((await send("GET", `${collection}/${id}`)).body).toEqual(changed.body);

    const head = await send("HEAD", `${collection}/${id}`);
    expect([head.status, head.body]).toEqual([200, null]);
    expect((await send("DELETE", `${collection}/${id}`)).status).toBe(204);
    expect(errorOf(await send("GET", `${collection}/${id}`))).toEqual([
      404,
      `Could not find ${member}: ${id}.`,
    ]);
    expect(errorOf(await send("PATCH", `${collection}/${id}`, { [member]: patch }))[0]).toBe(404);
    expect(errorOf(await send("DELETE", `${collection}/${id}`))).toEqual([
      404,
      `Could not find ${member}: ${id}.`,
    ]);
  });

  it("is refused when its document is not there, or is no document", async () => {
    expect(errorOf(await send("POST", collection, {}))).toEqual([400, `'${member}' is a required property`]);
    expect(errorOf(await send("POST", collection, { [member]: 1 }))[0]).toBe(400);
    expect(errorOf(await send("POST", collection, []))[0]).toBe(400);
  });

  it("answers 405 to a method that there is not", async () => {
    expect(errorOf(await send("DELETE", collection))[0]).toBe(405);
  });
});

describe("names", () => {
  const made = async (collection: string, member: string, sent: object): Promise<Answer> =>
    await send("POST", `/${collection}`, { [member]: sent });

  it.each([
    ["domains", "domain", {}],
    ["groups", "group", { domain_id: "default" }],
    ["users", "user", { domain_id: "default" }],
    ["roles", "role", {}],
    ["projects", "project", { domain_id: "default" }],
  ])("of %s are given once", async (collection, member, more) => {
    const sent = { name: `twice-${member}`, ...more };
    expect((await made(collection, member, sent)).status).toBe(201);
    expect(errorOf(await made(collection, member, sent))).toEqual([
      409,
      `Conflict occurred attempting to store ${member} - Duplicate entry found with name twice-${member}.`,
    ]);
  });

  it("are free again in another domain", async () => {
    const { id } = (await made("domains", "domain", { name: "elsewhere" })).body.domain;
    for (const member of ["group", "user", "role", "project"]) {
      const here = await made(`${member}s`, member, { name: "both", domain_id: "default" });
      const there = await made(`${member}s`, member, { name: "both", domain_id: id });
      expect([here.status, there.status], member).toEqual([201, 201]);
      const listed = await send("GET", `/${member}s?name=both&domain_id=${id}`);
      expect(listed.body[`${member}s`], member).toEqual([there.body[member]]);
    }
  });

  it("of domains that are not there are answered as missing", async () => {
    const answer = await made("groups", "group", { name: "lost", domain_id: "nowhere" });
    expect(errorOf(answer)).toEqual([404, "Could not find domain: nowhere."]);
  });
});
