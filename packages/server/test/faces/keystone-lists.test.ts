/** What a token can be used on, the catalog, and what a user reads of itself. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "../end-to-end/exchange-world.ts";
import { errorOf, type Send, sender } from "./keystone-operator.ts";
import { aliceId, type Roles, rolesWorld } from "./keystone-roles.ts";
import { tokenOf } from "./keystone-world.ts";

let world: Roles;
let alice: Send;
let stranger: Send;
beforeAll(async () => {
  world = await rolesWorld();
  alice = sender(world.app, tokenOf(await world.logIn()));
  const groups: readonly string[] = [];
  const bearer = world.idToken({ preferred_username: "eve", groups });
  stranger = sender(world.app, tokenOf(await world.logIn({ bearer })));
});
afterAll(() => world.close());

/** The token of alice's for something. */
async function scoped(scope: Document): Promise<Send> {
  const id = tokenOf(await world.logIn());
  const auth = { identity: { methods: ["token"], token: { id } }, scope };
  return sender(world.app, tokenOf(await sender(world.app, null)("POST", "/auth/tokens", { auth })));
}

const domainDocument = () => ({
  id: world.domain,
  name: "dom1",
  description: "",
  enabled: true,
  tags: [],
  options: {},
  links: { self: `${world.app.url}/v3/domains/${world.domain}` },
});
const projectDocument = (id: string, name: string) => ({
  id,
  name,
  domain_id: "default",
  description: "",
  enabled: true,
  parent_id: "default",
  is_domain: false,
  tags: [],
  options: {},
  links: { self: `${world.app.url}/v3/projects/${id}` },
});

describe("the projects and domains of a token", () => {
  it.each(["/auth", "/OS-FEDERATION"])(
    "are listed below %s, those that are disabled left out",
    async (home) => {
      const links = (of: string) => ({
        next: null,
        self: `${world.app.url}/v3${home}/${of}`,
        previous: null,
      });
      const projects = await alice("GET", `${home}/projects`);
      expect(projects.status).toBe(200);
      expect(projects.body.links).toEqual(links("projects"));
      expect(projects.body.projects).toHaveLength(2);
      expect(projects.body.projects).toEqual(
        expect.arrayContaining([
          projectDocument(world.shop, "shop"),
          projectDocument(world.passing, "passing"),
        ]),
      );
      const domains = await alice("GET", `${home}/domains`);
      expect([domains.status, domains.body]).toEqual([
        200,
        { domains: [domainDocument()], links: links("domains") },
      ]);
    },
  );

  it("are the same for a scoped one, and none for whoever has no role", async () => {
    const again = await (await scoped({ project: { id: world.passing } }))("GET", "/auth/projects");
    expect(again.body.projects).toHaveLength(2);
    expect((await stranger("GET", "/auth/projects")).body.projects).toEqual([]);
    expect((await stranger("GET", "/auth/domains")).body.domains).toEqual([]);
  });

  it("hold those that are inherited from a domain, and those that the mapping gave", async () => {
    const { project } = (await world.done("POST", "/projects", {
      project: { name: "heir", domain_id: world.domain },
    })) as { readonly project: { readonly id: string } };
    const path = `/OS-INHERIT/domains/${world.domain}/users/${aliceId}/roles/member/inherited_to_projects`;
    await world.done("PUT", path);
    const names = ({ body }: Awaited<ReturnType<Send>>) =>
      body.projects.map(({ name }: { readonly name: string }) => name).sort();
    expect(names(await alice("GET", "/auth/projects"))).toEqual(["heir", "passing", "shop"]);
    const bearer = world.idToken({ preferred_username: "mo", groups: [] });
    const given = sender(world.app, tokenOf(await world.logIn({ protocol: "given", bearer })));
    expect(names(await given("GET", "/auth/projects"))).toEqual(["shop"]);
    await world.done("DELETE", path);
    await world.done("DELETE", `/projects/${project.id}`);
  });

  it("hold no system for whoever comes in through an identity provider", async () => {
    const { status, body } = await alice("GET", "/auth/system");
    expect([status, body]).toEqual([
      200,
      { system: [], links: { next: null, self: `${world.app.url}/v3/auth/system`, previous: null } },
    ]);
  });

  it.each(["projects", "domains", "system", "catalog"])(
    "are not listed without a good token: %s",
    async (what) => {
      const revoked = tokenOf(await world.logIn());
      await world.revoke(revoked);
      for (const token of [null, "garbage", revoked]) {
        const answer = await sender(world.app, token)("GET", `/auth/${what}`);
        expect(errorOf(answer)).toEqual([401, "The request you have made requires authentication."]);
        expect(answer.headers.get("www-authenticate")).toBe(`Keystone uri="${world.app.url}/v3"`);
      }
    },
  );
});

describe("the catalog", () => {
  it("is had with a scoped token only", async () => {
    expect(errorOf(await alice("GET", "/auth/catalog"))).toEqual([
      403,
      "You are not authorized to perform the requested action.",
    ]);
    const { status, body } = await (await scoped({ project: { id: world.shop } }))("GET", "/auth/catalog");
    expect(status).toBe(200);
    expect(body.catalog).toMatchObject([
      { type: "identity", endpoints: [{ url: `${world.app.url}/v3` }, {}, {}] },
    ]);
    expect(body.links).toEqual({ self: `${world.app.url}/v3/auth/catalog` });
  });

  it("leads back to where the client came from", async () => {
    const id = tokenOf(await world.logIn());
    const identity = { methods: ["token"], token: { id } };
    const response = await world.app.send("/keystone/v3/auth/tokens", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ auth: { identity, scope: { project: { id: world.passing } } } }),
    });
    const { token } = (await response.json()) as { readonly token: { readonly catalog: readonly unknown[] } };
    expect(token.catalog.at(-1)).toMatchObject({
      endpoints: [{ url: `${world.app.url}/keystone/v3` }, {}, {}],
    });
  });

  it("is what an operator made, filled in for the scope; this server is in every region until somebody says where", async () => {
    const make = async (kind: string, document: Document) => {
      const made = await world.done("POST", `/${kind}s`, { [kind]: document });
      return (made[kind] as { readonly id: string }).id;
    };
    await make("region", { id: "north" });
    await make("region", { id: "south" });
    const nova = await make("service", { type: "compute", name: "nova" });
    const off = await make("service", { type: "image", name: "glance", enabled: false });
    const endpoint = { service_id: nova, interface: "public", region_id: "north" };
    const filled = await make("endpoint", {
      ...endpoint,
      url: "https://nova/v2/%(tenant_id)s/$(project_id)s",
    });
    await make("endpoint", { ...endpoint, interface: "admin", enabled: false, url: "https://nova/admin" });
    await make("endpoint", { ...endpoint, service_id: off, url: "https://glance" });

    const project = await (await scoped({ project: { id: world.shop } }))("GET", "/auth/catalog");
    expect(project.body.catalog[0]).toEqual({
      id: nova,
      type: "compute",
      name: "nova",
      endpoints: [
        {
          id: filled,
          interface: "public",
          region: "north",
          region_id: "north",
          url: `https://nova/v2/${world.shop}/${world.shop}`,
        },
      ],
    });
    const own = project.body.catalog[1];
    expect([project.body.catalog.length, own.type]).toEqual([2, "identity"]);
    expect(own.endpoints.map(({ region }: Document) => region)).toEqual(
      ["north", "south"].flatMap((region) => [region, region, region]),
    );
    const domain = await (await scoped({ domain: { id: world.domain } }))("GET", "/auth/catalog");
    expect(domain.body.catalog[0]).toMatchObject({ type: "compute", endpoints: [] });

    const keystone = await make("service", { type: "identity", name: "keystone" });
    const seen = async () => {
      const { body } = await (await scoped({ project: { id: world.shop } }))("GET", "/auth/catalog");
      return body.catalog.filter(({ type }: Document) => type === "identity");
    };
    // Nobody could go on if it were gone before it is said where it is.
    expect(
      (await seen()).map(({ endpoints }: { endpoints: readonly unknown[] }) => endpoints.length),
    ).toEqual([0, 6]);
    await make("endpoint", { service_id: keystone, interface: "public", url: "https://id.example.com/v3" });
    expect(await seen()).toMatchObject([{ id: keystone, endpoints: [{ url: "https://id.example.com/v3" }] }]);
  });
});

describe("a user", () => {
  it("reads of itself what its token says, and who it is to its identity provider", async () => {
    const { status, body } = await alice("GET", `/users/${aliceId}`);
    expect([status, body]).toEqual([
      200,
      {
        user: {
          id: aliceId,
          name: "alice",
          domain_id: "default",
          enabled: true,
          password_expires_at: null,
          options: {},
          federated: [{ idp_id: "idp1", protocols: [{ protocol_id: "openid", unique_id: "alice" }] }],
          links: { self: `${world.app.url}/v3/users/${aliceId}` },
        },
      },
    ]);
  });

  it("reads the projects it can be on and the groups it is in", async () => {
    const projects = await alice("GET", `/users/${aliceId}/projects`);
    expect(projects.body.projects.map(({ name }: Document) => name).sort()).toEqual(["passing", "shop"]);
    expect(projects.body.links.self).toBe(`${world.app.url}/v3/users/${aliceId}/projects`);
    const groups = await alice("GET", `/users/${aliceId}/groups`);
    expect(groups.body.groups).toMatchObject([{ name: "dev", domain_id: "default", links: {} }]);
  });

  it("is read by administrators as far as it is written", async () => {
    const projects = await world.operator("GET", `/users/${aliceId}/projects`);
    expect(projects.body.projects.map(({ name }: Document) => name).sort()).toEqual(["passing", "shop"]);
    expect((await world.operator("GET", `/users/${aliceId}/groups`)).body.groups).toEqual([]);
  });

  it.each([
    ["", "get_user"],
    ["/projects", "list_user_projects"],
    ["/groups", "list_groups_for_user"],
  ])("is not another user's to read%s", async (path, operation) => {
    expect(errorOf(await stranger("GET", `/users/${aliceId}${path}`))).toEqual([
      403,
      `You are not authorized to perform the requested action: identity:${operation}.`,
    ]);
  });
});
