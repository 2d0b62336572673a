/**
 * What clients that others wrote send to log in, scope and validate, request by request as they send it, and what each
 * demands of the answers: keystonemiddleware 10.1.0, apache-libcloud 3.4.1 (libcloud/common/openstack_identity.py) and
 * gophercloud v2 (openstack/identity/v3/tokens, openstack/utils/discovery.go).
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "../end-to-end/exchange-world.ts";
import { type Roles, rolesWorld } from "../faces/keystone-roles.ts";
import { tokenOf } from "../faces/keystone-world.ts";
import { serviceToken } from "../faces/oauth-tokens-world.ts";

interface Described {
  readonly expires_at: string;
  readonly issued_at: string;
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  readonly catalog: readonly {
    readonly type: string;
    readonly endpoints: readonly {
      readonly interface: string;
      readonly url: string;
      readonly region: string;
    }[];
  }[];
  readonly user: { readonly id: string; readonly name: string; readonly domain: Document };
  readonly project: { readonly id: string; readonly name: string; readonly domain: Document };
  readonly is_admin_project?: boolean;
}

let world: Roles;
/** The text of the service token `glance`, which may ask about tokens and holds `service` on `shop`. */
let glance: string;
beforeAll(async () => {
  world = await rolesWorld();
  glance = await serviceToken(world, "glance", "--role", "introspect");
  const { users } = (await world.done("GET", "/users?name=glance")) as {
    readonly users: readonly Document[];
  };
  await world.done("PUT", `/projects/${world.shop}/users/${users[0]?.["id"]}/roles/service`);
});
afterAll(() => world.close());

interface Received<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

async function send<T>(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: unknown,
): Promise<Received<T>> {
  const response = await world.app.send(path, {
    method,
    headers,
    redirect: "manual",
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as T };
}

interface Versions {
  readonly versions: {
    readonly values: readonly {
      readonly id: string;
      readonly status: string;
      readonly links: readonly { readonly rel: string; readonly href: string }[];
    }[];
  };
}

const json = { "content-type": "application/json", accept: "application/json" };

describe("keystonemiddleware before a service", () => {
  it("finds the API, signs in with its service token, and reads of each client's token what it hands on", async () => {
    const found = await send<Versions>("GET", "/", { accept: "application/json" });
    expect(found.status).toBe(300);
    const [version] = found.body.versions.values;
    const base = version?.links[0]?.href ?? "";
    expect([version?.id.startsWith("v3"), base]).toEqual([true, `${world.app.url}/v3/`]);

    const signedIn = await send<{ readonly token: Described }>("POST", "/v3/auth/tokens", json, {
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { password: glance, name: "glance", domain: { id: "default" } } },
        },
        scope: { project: { name: "shop", domain: { id: "default" } } },
      },
    });
    expect(signedIn.status).toBe(201);
    const own = signedIn.headers.get("x-subject-token") ?? "";
    expect(Date.parse(signedIn.body.token.expires_at)).toBeGreaterThan(Date.now());
    // It goes on with the endpoint of the catalog: `internal` now, `admin` in its older versions.
    for (const reach of ["internal", "admin"]) {
      const identity = signedIn.body.token.catalog.find(({ type }) => type === "identity");
      expect(identity?.endpoints.find((one) => one.interface === reach)?.url).toBe(`${world.app.url}/v3`);
    }

    const client = await scoped();
    const asked = { "x-auth-token": own, "openstack-identity-access-rules": "1", accept: "application/json" };
    const validated = await send<{ readonly token: Described }>("GET", "/v3/auth/tokens", {
      ...asked,
      "x-subject-token": client,
    });
    expect([validated.status, validated.headers.get("x-subject-token")]).toEqual([200, client]);
    const { user, project, roles, is_admin_project, catalog } = validated.body.token;
    expect([user.name, user.domain, project.name, project.domain]).toEqual([
      "alice",
      { id: "default", name: "Default" },
      "shop",
      { id: "default", name: "Default" },
    ]);
    expect(roles.map(({ name }) => name)).toEqual(["member", "reader"]);
    // Absent, it would be taken for true.
    expect(is_admin_project).toBe(false);
    expect(catalog).toHaveLength(1);

    const refused = await send("GET", "/v3/auth/tokens", { ...asked, "x-subject-token": "garbage" });
    expect(refused.status).toBe(404);
  });
});

/** A token of alice's for the project `shop`, made as keystoneauth makes it. */
async function scoped(): Promise<string> {
  const unscoped = tokenOf(await world.logIn());
  const made = await send(
    "POST",
    "/v3/auth/tokens",
    { ...json, "x-auth-token": unscoped },
    {
      auth: {
        identity: { methods: ["token"], token: { id: unscoped } },
        scope: { project: { name: "shop", domain: { name: "Default" } } },
      },
    },
  );
  return made.headers.get("x-subject-token") ?? "";
}

describe("libcloud", () => {
  const path = "/v3/OS-FEDERATION/identity_providers/idp1/protocols/openid/auth";

  it("logs in with GET, takes the first project there is, and reads user, roles and catalog", async () => {
    const headers = { authorization: `Bearer ${world.idToken()}`, "content-type": "application/json" };
    const login = await send("GET", path, headers);
    expect(login.status).toBe(201);
    const token = login.headers.get("x-subject-token") ?? "";
    const listed = await send<{
      readonly projects: readonly { readonly id: string; readonly name: string }[];
    }>("GET", "/v3/auth/projects", { "x-auth-token": token });
    expect(listed.status).toBe(200);
    const [first] = listed.body.projects;
    const made = await send<{ readonly token: Described }>("POST", "/v3/auth/tokens", json, {
      auth: {
        identity: { methods: ["token"], token: { id: token } },
        scope: { project: { id: first?.id } },
      },
    });
    expect(made.status).toBe(201);
    expect(made.headers.get("x-subject-token")).not.toBeNull();
    const { expires_at, catalog, user, roles, project } = made.body.token;
    expect(expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect([catalog.length, user.id.length, project.id]).toEqual([1, 64, first?.id]);
    expect(roles.every(({ id, name }) => id !== "" && name !== "")).toBe(true);
  });

  it("asks at the federation's own path when the other has no answer for it, and takes 401 for bad credentials", async () => {
    const token = tokenOf(await world.logIn());
    const listed = await send("GET", "/v3/OS-FEDERATION/projects", { "x-auth-token": token });
    expect(listed.status).toBe(200);
    const headers = { authorization: "Bearer garbage", "content-type": "application/json" };
    expect((await send("GET", path, headers)).status).toBe(401);
  });
});

describe("gophercloud", () => {
  it.each([
    ["/", 300],
    ["/v3", 200],
  ])("chooses the version from GET %s", async (path, status) => {
    const answer = await send<Versions & { readonly version?: Versions["versions"]["values"][number] }>(
      "GET",
      path,
    );
    expect(answer.status).toBe(status);
    const version = answer.body.version ?? answer.body.versions.values[0];
    expect(version?.id).toMatch(/^v3\./);
    expect(["stable", "current", "supported"]).toContain(version?.status);
  });

  it("takes 201 alone for a token, RFC 3339 for times, and needs the catalog to find services", async () => {
    const id = tokenOf(await world.logIn());
    const made = await send<{ readonly token: Described }>("POST", "/v3/auth/tokens", json, {
      auth: { identity: { methods: ["token"], token: { id } }, scope: { project: { id: world.shop } } },
    });
    expect(made.status).toBe(201);
    const { expires_at, issued_at, catalog } = made.body.token;
    for (const time of [expires_at, issued_at]) expect(Number.isNaN(Date.parse(time))).toBe(false);
    expect(catalog[0]?.endpoints[0]).toMatchObject({ interface: "public", region: "RegionOne" });
  });

  it("passes a token through by asking about it with itself", async () => {
    const token = await scoped();
    const answer = await send<{ readonly token: Described }>("GET", "/v3/auth/tokens", {
      "x-auth-token": token,
      "x-subject-token": token,
    });
    expect([answer.status, answer.headers.get("x-subject-token")]).toEqual([200, token]);
    expect(answer.body.token.catalog).toHaveLength(1);
  });

  it("signs in with an application credential without saying for what, and finds services all the same", async () => {
    const made = await send<{ readonly token: Described }>("POST", "/v3/auth/tokens", json, {
      auth: {
        identity: {
          methods: ["application_credential"],
          application_credential: { id: "glance", secret: glance },
        },
      },
    });
    expect([made.status, made.body.token.project.id]).toEqual([201, world.shop]);
    expect(made.body.token.catalog).toHaveLength(1);
  });
});
