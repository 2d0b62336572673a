/** Service tokens as identities of this face: user and password, application credential, or a token themselves. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../cli/command-line.ts";
import { type Document, decode } from "../end-to-end/exchange-world.ts";
import { type Answer, errorOf, sender } from "./keystone-operator.ts";
import { type Roles, rolesWorld } from "./keystone-roles.ts";
import { ruleOf, tokenOf } from "./keystone-world.ts";
import { serviceToken } from "./oauth-tokens-world.ts";

let world: Roles;
/** Texts of service tokens: an administrator's, and one for asking about tokens. */
let ops: string;
let glance: string;
/** The id of glance's user. */
let glanceId: string;
beforeAll(async () => {
  world = await rolesWorld();
  [ops, glance] = await Promise.all([
    serviceToken(world, "ops"),
    serviceToken(world, "glance", "--role", "introspect"),
  ]);
  const found = (await world.done("GET", "/users?name=glance"))["users"] as readonly Document[];
  glanceId = String(found[0]?.["id"]);
  await world.done("PUT", `/projects/${world.shop}/users/${glanceId}/roles/service`);
});
afterAll(() => world.close());

const generic = [401, "The request you have made requires authentication."] as const;
const inDefault = { id: "default" };

async function ask(method: string, payload: unknown, scope?: unknown): Promise<Answer> {
  const identity = { methods: [method], [method]: payload };
  const auth = { identity, ...(scope !== undefined && { scope }) };
  return await sender(world.app, null)("POST", "/auth/tokens", { auth });
}
const byPassword = (user: Document, scope?: unknown) => ask("password", { user }, scope);
const asOps = (scope?: unknown) => byPassword({ name: "ops", domain: inDefault, password: ops }, scope);
const asGlance = (scope?: unknown) =>
  byPassword({ name: "glance", domain: inDefault, password: glance }, scope);
const rolesIn = ({ body }: Answer) => body.token.roles.map(({ name }: { readonly name: string }) => name);

describe("a service token", () => {
  it("is the password of the user of its name", async () => {
    const answer = await asGlance();
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        token: {
          methods: ["password"],
          user: {
            domain: { id: "default", name: "Default" },
            id: glanceId,
            name: "glance",
            password_expires_at: null,
          },
          audit_ids: [expect.any(String)],
          expires_at: expect.any(String),
          issued_at: expect.any(String),
        },
      },
    ]);
    const { iat, exp } = decode(tokenOf(answer)) as { readonly iat: number; readonly exp: number };
    expect(exp - iat).toBe(3_600);
  });

  it.each<[string, () => Document]>([
    ["the user's id", () => ({ id: glanceId })],
    ["its name and its domain's id", () => ({ name: "glance", domain: { id: "default" } })],
    ["its name and its domain's name", () => ({ name: "glance", domain: { name: "Default" } })],
  ])("is presented with %s", async (_what, user) => {
    const answer = await byPassword({ ...user(), password: glance }, { project: { id: world.shop } });
    expect([answer.status, rolesIn(answer)]).toEqual([201, ["service"]]);
    expect(answer.body.token.roles).toEqual([{ id: "service", name: "service" }]);
    expect(answer.body.token.catalog).toHaveLength(1);
  });

  it("holds what roles were given to its user, and nothing besides", async () => {
    expect((await asGlance({ project: { id: world.shop } })).status).toBe(201);
    for (const scope of [
      { project: { id: world.other } },
      { domain: { id: "default" } },
      { system: { all: true } },
    ]) {
      expect(errorOf(await asGlance(scope))).toEqual(generic);
    }
  });

  it("of an administrator holds the role admin on whatever is there and enabled", async () => {
    for (const scope of [
      { project: { id: world.other } },
      { project: { name: "shop", domain: inDefault } },
      { domain: { id: world.domain } },
      { system: { all: true } },
    ]) {
      const answer = await asOps(scope);
      expect([answer.status, rolesIn(answer)]).toEqual([201, ["admin"]]);
    }
    expect(errorOf(await asOps({ project: { id: world.closed } }))).toEqual(generic);
    expect(errorOf(await asOps({ project: { id: "nope" } }))).toEqual(generic);
  });

  it.each<[string, () => Document]>([
    ["its id", () => ({ id: idOf("glance"), secret: glance })],
    ["its name as the id", () => ({ id: "glance", secret: glance })],
    [
      "its name and its user",
      () => ({ name: "glance", user: { name: "glance", domain: inDefault }, secret: glance }),
    ],
    ["its name and its user's id", () => ({ name: "glance", user: { id: glanceId }, secret: glance })],
  ])("is the secret of an application credential, which is named by %s", async (_what, credential) => {
    const answer = await ask("application_credential", credential());
    expect([answer.status, answer.body.token?.methods]).toEqual([201, ["application_credential"]]);
    // It is for the one project its user has a role on, without saying so: its clients never do.
    expect(answer.body.token.project.id).toBe(world.shop);
  });

  it("is for nothing as an application credential while its user has a role on several projects", async () => {
    const path = `/projects/${world.other}/users/${glanceId}/roles/reader`;
    await world.done("PUT", path);
    const answer = await ask("application_credential", { id: "glance", secret: glance });
    await world.done("DELETE", path);
    expect([answer.status, answer.body.token.project]).toEqual([201, undefined]);
  });

  it("of an administrator is an application credential for the system", async () => {
    const answer = await ask("application_credential", { id: "ops", secret: ops });
    expect(answer.body.token).toMatchObject({ system: { all: true }, roles: [{ name: "admin" }] });
  });

  it("stands in histories by its own name, whatever was made with it", async () => {
    const first = tokenOf(await asOps({ system: { all: true } }));
    const second = tokenOf(await ask("token", { id: first }, { project: { id: world.other } }));
    for (const token of [ops, first, second]) {
      const ended = tokenOf(await world.logIn());
      const response = await world.app.send("/v3/auth/tokens", {
        method: "DELETE",
        headers: { "x-auth-token": token, "x-subject-token": ended },
      });
      expect(response.status).toBe(204);
      const listed = await (await world.app.asAdmin("GET", "/api/v1/revocations")).json();
      const id = decode(ended)["jti"];
      const ending = Object(listed).items.find((item: Document) => item["id"] === id);
      expect(ending).toMatchObject({ revoked_by: "service:ops" });
    }
  });

  it("is nobody that a rule names, also where an operator wrote the name of its user", async () => {
    const named = { user: { name: "glance", domain_id: "default" } };
    await world.done("PATCH", `/users/${glanceId}`, named);
    const user = {
      name: { kind: "text", text: "glance" },
      domain: { id: "default", name: null },
      local: true,
    };
    await world.protocol("imitating", [ruleOf({ user })]);
    expect(errorOf(await world.logIn({ protocol: "imitating" }))).toEqual(generic);
    expect((await asGlance()).body.token.user.id).toBe(glanceId);
  });

  it("is a token itself, as the secret of the settings is", async () => {
    for (const [secret, name] of [
      [ops, "ops"],
      [world.app.adminToken, "bootstrap"],
    ]) {
      const answer = await ask("token", { id: secret }, { project: { name: "shop", domain: inDefault } });
      expect([answer.status, answer.body.token?.user.name]).toEqual([201, name]);
      expect([answer.body.token.methods, rolesIn(answer)]).toEqual([["token"], ["admin"]]);
    }
  });

  it("is found as a user, by name and by id, and can be put in another's place without losing its roles", async () => {
    expect(await world.done("GET", `/users/${glanceId}`)).toMatchObject({
      user: { name: "glance", domain_id: "default", enabled: true },
    });
    const next = await serviceToken(world, "glance", "--role", "introspect");
    const answer = await byPassword(
      { name: "glance", domain: inDefault, password: next },
      { project: { id: world.shop } },
    );
    expect([answer.status, answer.body.token.user.id, rolesIn(answer)]).toEqual([201, glanceId, ["service"]]);
    expect((await world.done("GET", "/users?name=glance"))["users"]).toHaveLength(1);
    const given = await world.done("GET", `/role_assignments?user.id=${glanceId}&include_names`);
    expect(given).toMatchObject({
      role_assignments: [{ user: { name: "glance", domain: { name: "Default" } } }],
    });
  });
});

/** The id of the service token of a name. */
let ids: ReadonlyMap<string, string> = new Map();
beforeAll(async () => {
  const list = await runCommand(["admin", "token", "list", "--json", "--data-dir", world.app.dataDir]);
  const documents = list.json() as unknown as readonly { readonly id: string; readonly name: string }[];
  ids = new Map(documents.map(({ id, name }) => [name, id]));
});
const idOf = (name: string) => ids.get(name) ?? "";

describe("whoever is not known", () => {
  it.each<[string, () => Promise<Answer>]>([
    ["a wrong password", () => byPassword({ name: "ops", domain: inDefault, password: "wrong" })],
    ["a user there is none of", () => byPassword({ name: "nobody", domain: inDefault, password: ops })],
    ["another's password", () => byPassword({ name: "glance", domain: inDefault, password: ops })],
    ["the user's id of another", () => byPassword({ id: glanceId, password: ops })],
    ["another domain", () => byPassword({ name: "ops", domain: { id: world.domain }, password: ops })],
    ["a domain there is none of", () => byPassword({ name: "ops", domain: { name: "nope" }, password: ops })],
    [
      "the secret of the settings as a password",
      () => byPassword({ name: "bootstrap", domain: inDefault, password: world.app.adminToken }),
    ],
    [
      "a token as a password",
      async () => byPassword({ name: "ops", domain: inDefault, password: tokenOf(await asOps()) }),
    ],
    [
      "an application credential with another's secret",
      () => ask("application_credential", { id: "glance", secret: ops }),
    ],
    [
      "an application credential with a wrong secret",
      () => ask("application_credential", { id: "ops", secret: "wrong" }),
    ],
    [
      "another user for an application credential",
      () =>
        ask("application_credential", {
          name: "glance",
          user: { name: "ops", domain: inDefault },
          secret: glance,
        }),
    ],
    [
      "a name of another for an application credential",
      () => ask("application_credential", { name: "ops", user: { id: glanceId }, secret: glance }),
    ],
  ])("is told the same, whether by %s", async (_what, attempt) => {
    const answer = await attempt();
    expect(errorOf(answer)).toEqual(generic);
    expect(answer.headers.get("www-authenticate")).toContain("Keystone uri=");
    expect(answer.body.error.details).toContain("There are no passwords here but service tokens");
  });

  it("is counted, and told to wait after too many guesses", async () => {
    const strict = await rolesWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "8" });
    strict.app.stopMonotonicClock();
    const guess = () =>
      sender(strict.app, null)("POST", "/auth/tokens", {
        auth: {
          identity: {
            methods: ["password"],
            password: { user: { name: "ops", domain: inDefault, password: "x" } },
          },
        },
      });
    const answers = await Promise.all(Array.from({ length: 100 }, guess));
    const statuses = new Set(answers.map(({ status }) => status));
    await strict.close();
    expect([...statuses].sort()).toEqual([401, 429]);
  });
});

describe("what was made with a service token", () => {
  it("administers as that does, whatever roles say to others", async () => {
    const project = { project: { name: "made-by-ops" } };
    const made = await sender(world.app, tokenOf(await asOps()))("POST", "/projects", project);
    expect(made.status).toBe(201);
    await world.done("PUT", `/projects/${world.shop}/users/${glanceId}/roles/admin`);
    const scoped = await asGlance({ project: { id: world.shop } });
    expect(rolesIn(scoped)).toEqual(["admin", "service"]);
    const refused = await sender(world.app, tokenOf(scoped))("POST", "/projects", {
      project: { name: "no" },
    });
    expect(errorOf(refused)).toEqual([
      403,
      "You are not authorized to perform the requested action: identity:create_project.",
    ]);
    await world.done("DELETE", `/projects/${world.shop}/users/${glanceId}/roles/admin`);
  });

  it("validates the tokens of others, by the role service and by the service token's own", async () => {
    const subject = tokenOf(await world.logIn());
    const askers = [
      tokenOf(await asGlance()),
      tokenOf(await asGlance({ project: { id: world.shop } })),
      glance,
      ops,
      tokenOf(await asOps()),
    ];
    for (const token of askers) {
      const response = await world.app.send("/v3/auth/tokens", {
        headers: { "x-auth-token": token, "x-subject-token": subject },
      });
      expect(response.status).toBe(200);
    }
    const ofBob = world.idToken({ preferred_username: "bob" });
    const stranger = tokenOf(await world.logIn({ bearer: ofBob }));
    const response = await world.app.send("/v3/auth/tokens", {
      headers: { "x-auth-token": stranger, "x-subject-token": subject },
    });
    expect(response.status).toBe(403);
  });

  it("keeps the id of the first in its audit ids, and never outlives it", async () => {
    const first = await asOps();
    world.app.advance(60);
    const second = await ask("token", { id: tokenOf(first) }, { system: { all: true } });
    const third = await ask("token", { id: tokenOf(second) });
    const [root] = first.body.token.audit_ids;
    expect(second.body.token.audit_ids).toEqual([expect.any(String), root]);
    expect(third.body.token.audit_ids).toEqual([expect.any(String), root]);
    expect(third.body.token.methods).toEqual(["password", "token"]);
    expect(third.body.token.expires_at).toBe(first.body.token.expires_at);
  });

  it("ends with it, with all that was made of it", async () => {
    const short = await serviceToken(world, "short");
    const first = tokenOf(await byPassword({ name: "short", domain: inDefault, password: short }));
    const second = tokenOf(await ask("token", { id: first }, { system: { all: true } }));
    const list = await runCommand(["admin", "token", "list", "--json", "--data-dir", world.app.dataDir]);
    const all = list.json() as unknown as readonly { readonly id: string; readonly name: string }[];
    const id = all.find(({ name }) => name === "short")?.id ?? "";
    await runCommand(["admin", "token", "revoke", id, "--data-dir", world.app.dataDir]);
    for (const token of [first, second]) {
      expect((await sender(world.app, token)("GET", "/auth/projects")).status).toBe(401);
    }
    expect(errorOf(await byPassword({ name: "short", domain: inDefault, password: short }))).toEqual(generic);
  });

  it("lists what there is for it: all that is enabled for an administrator, what it has roles on for others", async () => {
    const names = async (token: string, kind: "projects" | "domains") => {
      const { body } = await sender(world.app, token)("GET", `/auth/${kind}`);
      return body[kind].map(({ name }: { readonly name: string }) => name).sort();
    };
    const [admin, service] = [tokenOf(await asOps()), tokenOf(await asGlance())];
    expect(await names(admin, "projects")).toEqual(["made-by-ops", "other", "passing", "shop"]);
    expect(await names(ops, "domains")).toEqual(["Default", "dom1"]);
    expect(await names(service, "projects")).toEqual(["shop"]);
    expect(await names(glance, "domains")).toEqual([]);
    const system = await sender(world.app, admin)("GET", "/auth/system");
    expect(system.body.system).toEqual([{ all: true }]);
  });
});
