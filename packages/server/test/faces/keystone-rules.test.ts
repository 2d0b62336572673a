import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, errorOf, type Send } from "./keystone-operator.ts";
import { audience, type KeystoneWorld, startKeystoneWorld } from "./keystone-world.ts";

let world: KeystoneWorld;
let send: Send;
beforeAll(async () => {
  world = await startKeystoneWorld();
  send = world.operator;
  const identityProvider = { enabled: true, domain_id: "default", remote_ids: [world.issuer.url] };
  await send("PUT", "/OS-FEDERATION/identity_providers/ci", { identity_provider: identityProvider });
  const provider = await admin("GET", "/api/v1/providers/ci");
  await admin("PUT", "/api/v1/providers/ci", { ...provider, audience });
  await send("POST", "/groups", { group: { name: "dev", domain_id: "default" } });
  await send("PUT", "/OS-FEDERATION/mappings/m", { mapping });
  const protocol = { mapping_id: "m" };
  await send("PUT", "/OS-FEDERATION/identity_providers/ci/protocols/openid", { protocol });
});
afterAll(() => world.close());

const admin = async (method: string, path: string, body?: unknown): Promise<Answer["body"]> => {
  const response = await world.app.asAdmin(method, path, body);
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
};

const mapping = {
  schema_version: "3.0",
  rules: [
    {
      local: [
        { user: { name: "{0}", email: "{2}" }, domain: { name: "Default" } },
        { groups: "{1}", domain: { id: "default" } },
        { projects: [{ name: "for {0}", roles: [{ name: "member" }] }], domain: { name: "Default" } },
      ],
      remote: [
        { type: "HTTP_OIDC_PREFERRED_USERNAME" },
        { type: "OIDC-groups", whitelist: ["^de"], regex: true },
        { type: "profile.email" },
        { type: "OIDC-email_verified", any_one_of: ["1"] },
      ],
    },
    {
      local: [{ projects_json: "{0}", domain: { name: "Default" } }],
      remote: [{ type: "projects" }],
    },
    { local: [], remote: [{ type: "sub" }] },
  ],
};
const claims = { profile: { email: "a@x.org" }, email_verified: true };
const logIn = (more = {}) => world.logIn({ idp: "ci", bearer: world.idToken({ ...claims, ...more }) });
const projectsOf = async (token: string | null) => {
  const response = await world.app.send("/v3/auth/projects", { headers: { "x-auth-token": token ?? "" } });
  const { projects }: Answer["body"] = await response.json();
  return projects.map(({ name }: { name: string }) => name);
};

describe("a mapping of many rules", () => {
  it("lets a workload in, with user, groups and projects out of its claims", async () => {
    const { status, body, headers } = await logIn();
    expect([status, body.token.user.name, body.token.user.domain.name]).toEqual([201, "alice", "Default"]);
    const groups = body.token.user["OS-FEDERATION"].groups;
    expect(groups.map(({ name }: { name: string }) => name)).toEqual(["dev"]);
    expect(await projectsOf(headers.get("x-subject-token"))).toEqual(["for alice"]);
  });

  it("takes the projects that a claim lists instead, where there is one", async () => {
    const projects = '[{"name":"listed","roles":[{"name":"reader"}]}]';
    const { headers } = await logIn({ projects });
    expect(await projectsOf(headers.get("x-subject-token"))).toEqual(["listed"]);
  });

  it("keeps others out, and never takes a header of the request for a claim", async () => {
    expect((await logIn({ email_verified: false })).status).toBe(401);
    expect((await logIn({ projects: "no list" })).status).toBe(401);
    const header = await world.logIn({ idp: "ci", headers: { "oidc-email_verified": "1" } });
    expect(header.status).toBe(401);
  });

  it("is explained rule by rule", async () => {
    const question = {
      provider: "ci",
      protocol: "openid",
      claims: { ...claims, preferred_username: "Alice" },
    };
    const refused = await admin("POST", "/api/v1/explain", {
      ...question,
      claims: { ...question.claims, groups: ["dev"], email_verified: false },
    });
    expect(refused.verdict).toBe("refused");
    expect(refused.rules[0].clauses[3]).toMatchObject({
      claim: "OIDC-email_verified",
      found_at: "email_verified",
      expected: 'one of "1"',
      presented: "0",
      held: false,
    });
    const accepted = await admin("POST", "/api/v1/explain", {
      ...question,
      claims: { ...question.claims, groups: ["dev"], sub: "s" },
    });
    expect(accepted.verdict).toBe("accepted");
    expect(
      accepted.rules.map(({ number, matched }: { number: number; matched: boolean }) => [number, matched]),
    ).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ]);
    expect(accepted.rules[0].gives).toMatchObject({
      user: { name: "Alice", email: "a@x.org", local: false },
      groups: [{ name: "dev", domain: { id: "default", name: null } }],
      project_roles: [{ project: "for Alice", domain: { id: null, name: "Default" }, roles: ["member"] }],
      problem: null,
    });
  });

  it("is shown by the admin API in full, which takes it for a protocol of its own", async () => {
    const { items } = await admin("GET", "/api/v1/mappings?provider=ci");
    const [{ rules }] = items;
    expect(rules[0].when[0]).toEqual({
      path: ["HTTP_OIDC_PREFERRED_USERNAME"],
      test: { kind: "present" },
      aliases: [{ path: ["PREFERRED_USERNAME"], folded: true, printed: true }],
    });
    expect(rules[1].grant).toMatchObject({
      project_list: { list: { kind: "placeholders", text: "{0}" }, domain: { id: null, name: "Default" } },
      decides_projects: true,
      user_domain: { id: null, name: "Default" },
    });
    expect(rules[2].idle).toBe(true);
    const copy = { name: "copy", provider: "idp1", entry: { kind: "protocol", protocol: "copied" }, rules };
    const made = await admin("POST", "/api/v1/mappings", copy);
    expect(made.rules).toEqual(rules);
    const bearer = world.idToken(claims);
    expect((await world.logIn({ bearer, protocol: "copied" })).body.token.user.name).toBe("alice");
  });

  it("is refused when it is put, with a sentence that says where the fault is", async () => {
    const rules = [{ local: [{ user: { name: "{email}" } }], remote: [{ type: "email" }] }];
    const answer = await send("PUT", "/OS-FEDERATION/mappings/wrong", { mapping: { rules } });
    expect(errorOf(answer)).toEqual([
      400,
      'rules[0].local[0].user.name cannot be read. "{email}" is no placeholder; only {0}, {1}, … and {} are.',
    ]);
  });
});
