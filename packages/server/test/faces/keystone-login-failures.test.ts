/** What a login comes to by what an operator wrote for it: each row of Keystone's own table of failures. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, errorOf } from "./keystone-operator.ts";
import { type KeystoneWorld, startKeystoneWorld, tokenOf } from "./keystone-world.ts";

const unauthorized = [401, "The request you have made requires authentication."] as const;
const forbidden = [403, "You are not authorized to perform the requested action."] as const;

let world: KeystoneWorld;
beforeAll(async () => {
  world = await startKeystoneWorld();
});
afterAll(() => world.close());

let count = 0;

interface Door {
  readonly idp: string;
  readonly domain: string;
  logIn(claims?: Readonly<Record<string, unknown>>, protocol?: string): Promise<Answer>;
}

/** An identity provider of Keystone's making with one protocol. @param rules of its mapping */
async function door(rules: readonly unknown[], schemaVersion = "1.0"): Promise<Door> {
  count += 1;
  const idp = `idp-${count}`;
  const send = async (method: string, path: string, body: unknown) => {
    const answer = await world.operator(method, `/OS-FEDERATION/${path}`, body);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  // An issuer belongs to one identity provider; these all have the keys of the one there is.
  const iss = `${world.issuer.origin}/${idp}`;
  const made = await send("PUT", `identity_providers/${idp}`, {
    identity_provider: { enabled: true, remote_ids: [iss] },
  });
  await world.configure(idp, {});
  await send("PUT", `mappings/${idp}`, { mapping: { rules, schema_version: schemaVersion } });
  await send("PUT", `identity_providers/${idp}/protocols/openid`, { protocol: { mapping_id: idp } });
  return {
    idp,
    domain: made.identity_provider.domain_id,
    logIn: (claims = {}, protocol = "openid") =>
      world.logIn({ idp, protocol, bearer: world.idToken({ iss, ...claims }) }),
  };
}

const remote = [{ type: "preferred_username" }];
const user = { name: "{0}" };

describe("a login by an operator's mapping", () => {
  it.each([
    ["1.0", "the identity provider's"],
    ["2.0", "the identity provider's, also where nothing names one"],
    ["3.0", "the identity provider's, also where nothing names one"],
  ])("of schema %s is of a domain: %s", async (version) => {
    const { domain, logIn } = await door([{ local: [{ user }], remote }], version);
    expect((await logIn()).body.token.user.domain.id).toBe(domain);
  });

  it("takes only groups that exist, by id and by name", async () => {
    const { body } = await world.operator("POST", "/groups", { group: { name: "known" } });
    const inDefault = { domain: { id: "default" } };
    const local = [
      { user },
      { group: { id: body.group.id } },
      { group: { id: "nobody" } },
      { group: { name: "unknown", ...inDefault } },
      { group: { name: "known", ...inDefault } },
    ];
    const answer = await (await door([{ local, remote }])).logIn();
    expect(answer.body.token.user["OS-FEDERATION"].groups).toEqual([{ id: body.group.id, name: "known" }]);
  });

  it("is the same person's through two protocols", async () => {
    const { idp, logIn } = await door([{ local: [{ user }], remote }]);
    const path = `/OS-FEDERATION/identity_providers/${idp}/protocols/oidc`;
    expect((await world.operator("PUT", path, { protocol: { mapping_id: idp } })).status).toBe(201);
    const [one, other] = [await logIn(), await logIn({}, "oidc")];
    expect(other.body.token.user.id).toBe(one.body.token.user.id);
    expect(other.body.token.methods).toEqual(["oidc"]);
  });

  it("is that of a local user, who has nothing of the rules", async () => {
    const { body } = await world.operator("POST", "/users", {
      user: { name: "robot", domain_id: "default" },
    });
    const local = [{ user: { name: "robot", type: "local", domain: { id: "default" } } }];
    const answer = await (await door([{ local, remote }])).logIn();
    expect(answer.body.token.user).toEqual({
      domain: { id: "default", name: "Default" },
      id: body.user.id,
      name: "robot",
      password_expires_at: null,
    });
  });
});

describe("a login that an operator's mapping refuses", () => {
  const role = (name: string) => ({ projects: [{ name: "p", roles: [{ name }] }] });
  const localUser = (more: object) => ({ user: { name: "nobody", type: "local", ...more } });

  it.each([
    [
      "no rule applies",
      [{ local: [{ user }], remote: [...remote, { type: "groups", any_one_of: ["none"] }] }],
      unauthorized,
    ],
    [
      "the domain of a group is not there",
      [{ local: [{ user }, { group: { name: "g", domain: { name: "NoDomain" } } }], remote }],
      [404, "Could not find domain: NoDomain."],
    ],
    [
      "the domain of the user is not there",
      [{ local: [{ user: { ...user, domain: { name: "NoSuch" } } }], remote }],
      [404, "Could not find domain: NoSuch."],
    ],
    ["groups have no domain", [{ local: [{ user, groups: "{0}" }], remote }], unauthorized],
    [
      "a local user is not there",
      [{ local: [localUser({ domain: { id: "default" } })], remote }],
      unauthorized,
    ],
    [
      "a local user has no domain",
      [{ local: [localUser({})], remote }],
      [
        400,
        "Expecting to find domain in user. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.",
      ],
    ],
    ["a role is not there", [{ local: [{ user }, role("norole")], remote }], [404, "norole"]],
    ["a role is another domain's", [{ local: [{ user }, role("theirs")], remote }], forbidden],
  ] as const)("because %s", async (_, rules, expected) => {
    const { body } = await world.operator("POST", "/domains", { domain: { name: `owner-${count}` } });
    await world.operator("POST", "/roles", { role: { name: "theirs", domain_id: body.domain.id } });
    const answer = await (await door(rules)).logIn();
    expect(errorOf(answer)).toEqual(expected);
    expect(answer.body.error.details).toContain("mapping");
  });

  it("says that a name is too long", async () => {
    const { logIn } = await door([{ local: [{ user }], remote }]);
    const [status, message] = errorOf(await logIn({ preferred_username: "x".repeat(300) }));
    expect([status, message]).toEqual([
      400,
      "String length exceeded. The user name has 300 characters; at most 255 are taken.",
    ]);
  });

  it("while the mapping, the issuer or the identity provider is taken away", async () => {
    const { idp, logIn } = await door([{ local: [{ user }], remote }]);
    const patch = (members: object) =>
      world.operator("PATCH", `/OS-FEDERATION/identity_providers/${idp}`, { identity_provider: members });
    expect((await logIn()).status).toBe(201);
    await patch({ enabled: false });
    expect(errorOf(await logIn())).toEqual(forbidden);
    await patch({ enabled: true });
    expect((await world.operator("DELETE", `/OS-FEDERATION/mappings/${idp}`)).status).toBe(204);
    expect(errorOf(await logIn())).toEqual([404, `Could not find mapping: ${idp}.`]);
    await patch({ remote_ids: [] });
    expect(errorOf(await logIn())).toEqual(forbidden);
  });

  it("ends the tokens from before with the identity provider", async () => {
    const { idp, logIn } = await door([{ local: [{ user }], remote }]);
    const subject = tokenOf(await logIn());
    const ask = () =>
      world.app.send("/v3/auth/tokens", {
        headers: { "x-auth-token": world.app.adminToken, "x-subject-token": subject },
      });
    expect((await ask()).status).toBe(200);
    const enabled = (is: boolean) =>
      world.operator("PATCH", `/OS-FEDERATION/identity_providers/${idp}`, {
        identity_provider: { enabled: is },
      });
    await enabled(false);
    expect((await ask()).status).toBe(404);
    await enabled(true);
    expect((await ask()).status).toBe(404);
  });

  it("is forbidden with a token of an issuer that is none of several", async () => {
    const { idp, logIn } = await door([{ local: [{ user }], remote }]);
    const issuers = [1, 2].map((index) => `${world.issuer.origin}/several-${idp}-${index}`);
    await world.operator("PATCH", `/OS-FEDERATION/identity_providers/${idp}`, {
      identity_provider: { remote_ids: issuers },
    });
    expect(errorOf(await logIn({ iss: "https://evil.example.com" }))).toEqual(forbidden);
    expect(errorOf(await logIn({ iss: undefined }))).toEqual(unauthorized);
    await world.configure(idp, {});
    await world.configure(`${idp}.2`, {});
    for (const iss of issuers) expect((await logIn({ iss })).status).toBe(201);
  });
});

describe("projects that a mapping gives roles in", () => {
  const giving = (projects: readonly object[]) => [{ local: [{ user }, { projects }], remote }];
  const listed = async (answer: Answer) => {
    const response = await world.app.send("/v3/auth/projects", {
      headers: { "x-auth-token": tokenOf(answer) },
    });
    return Object(await response.json())["projects"].map(({ name, domain_id }: Record<string, unknown>) => ({
      name,
      domain_id,
    }));
  };

  it("are made at the first login, in the identity provider's domain, and only then", async () => {
    const { domain, logIn } = await door(giving([{ name: "made", roles: [{ name: "member" }] }]));
    const first = await logIn();
    expect(await listed(first)).toEqual([{ name: "made", domain_id: domain }]);
    expect(await listed(await logIn())).toEqual([{ name: "made", domain_id: domain }]);
    const { body } = await world.operator("GET", `/projects?domain_id=${domain}`);
    expect(body.projects).toHaveLength(1);
  });

  it("hold the roles of the token alone: nothing is left behind for another login", async () => {
    const { idp, domain, logIn } = await door(giving([{ name: "mine", roles: [{ name: "member" }] }]));
    await logIn();
    await world.operator("PATCH", `/OS-FEDERATION/mappings/${idp}`, {
      mapping: { rules: [{ local: [{ user }], remote }] },
    });
    expect(await listed(await logIn())).toEqual([]);
    expect((await world.operator("GET", `/projects?domain_id=${domain}`)).body.projects).toHaveLength(1);
  });

  it("are the one that is there", async () => {
    const { domain, logIn } = await door(giving([{ name: "there", roles: [{ name: "reader" }] }]));
    const { body } = await world.operator("POST", "/projects", {
      project: { name: "there", domain_id: domain },
    });
    const token = tokenOf(await logIn());
    const response = await world.app.send("/v3/auth/projects", { headers: { "x-auth-token": token } });
    expect(Object(await response.json()).projects[0].id).toBe(body.project.id);
  });

  it("are made by the mapping, as the history says, and not by a login that is refused", async () => {
    const { domain, logIn } = await door(
      giving([
        { name: "never", roles: [{ name: "member" }] },
        { name: "never", roles: [{ name: "norole" }] },
      ]),
    );
    expect((await logIn()).status).toBe(404);
    expect((await world.operator("GET", `/projects?domain_id=${domain}`)).body.projects).toEqual([]);
  });

  it("are announced by an explanation, which makes none", async () => {
    const { idp, domain } = await door(giving([{ name: "announced", roles: [{ name: "member" }] }]));
    const explained = await world.app.asAdmin("POST", "/api/v1/explain", {
      provider: idp,
      protocol: "openid",
      claims: { sub: "abc", preferred_username: "alice" },
    });
    expect(Object(await explained.json())["remarks"].join(" ")).toContain('There is no project "announced"');
    expect((await world.operator("GET", `/projects?domain_id=${domain}`)).body.projects).toEqual([]);
  });
});

describe("a login at an issuer with faults", () => {
  it("is told to try again while the keys cannot be had, and when", async () => {
    const { logIn } = await door([{ local: [{ user }], remote }]);
    world.issuer.setFault("jwks", "http500");
    const answer = await logIn();
    world.issuer.setFault("jwks", null);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answer.body.error.title).toBe("Service Unavailable");
  });

  it("is made once with a token that is good once", async () => {
    const { idp, logIn } = await door([{ local: [{ user }], remote }]);
    await world.configure(idp, { replay: { policy: "single_use", key: { kind: "jti" } } });
    const once = { jti: "once" };
    expect((await logIn(once)).status).toBe(201);
    const again = await logIn(once);
    expect(errorOf(again)).toEqual(unauthorized);
    expect(again.body.error.details).toContain("already exchanged");
  });
});
