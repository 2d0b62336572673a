import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../../src/engine/values.ts";
import { mapping, type, user } from "./identity-mappings.ts";
import { type RealServer, settle, silent, startServer, told } from "./real-server.ts";

const path = (name: string, provider = "github") =>
  `/access/api/v1/oidc/${provider}/identity_mappings/${name}`;

let server: RealServer;

beforeAll(async () => {
  server = await startServer();
  for (const name of ["github", "gitlab"]) {
    await server.asAdmin("POST", "/access/api/v1/oidc", {
      name,
      issuer_url: `https://${name}.example`,
      provider_type: "Generic OpenID Connect",
    });
  }
});
afterAll(() => server.close());

describe("an identity mapping settles", () => {
  it.each<[string, Values]>([
    ["for a user", { token_spec: { ...user, audience: "*@*", expires_in: 7200 } }],
    [
      "for an administrator",
      { token_spec: { ...user, scope: "applied-permissions/admin" }, description: "Risky" },
    ],
    [
      "for groups",
      {
        token_spec: {
          scope: 'applied-permissions/groups:"readers","my-group"',
          audience: "jfrt@* jfac@* jfwks@*",
        },
      },
    ],
    ["with a pattern for users", { token_spec: { username_pattern: "{{user}}" } }],
    ["with a pattern for groups", { token_spec: { groups_pattern: "{{group}}" } }],
    ["with both patterns", { token_spec: { username_pattern: "{{user}}", groups_pattern: "{{groups}}" } }],
    ["at the end of the line", { priority: Number.MAX_SAFE_INTEGER }],
    [
      "with claims in another spelling than the server's",
      {
        claims_json:
          '{ "n": 1490198843, "a": ["x", true, null],\n "o": {"b": 1.50, "10": 2}, "<&>": "\\u00e9" }',
      },
    ],
  ])("%s", async (what, given) => {
    const name = what.replaceAll(/[^a-z]+/gi, "-");
    expect(await settle(server, type, { ...mapping, ...given, name }, `${name}:github`)).toMatchObject(given);
  });

  it("with the documented defaults", async () => {
    const state = await settle(server, type, { ...mapping, name: "defaults" }, "defaults:github");
    expect(state["token_spec"]).toMatchObject({ audience: "*@*", expires_in: 60 });
    expect(await server.document(path("defaults"))).toMatchObject({
      token_spec: { ...user, audience: "*@*", expires_in: 60 },
    });
  });

  it("for roles of its project, by an id of three", async () => {
    const scope = 'applied-permissions/roles:shop:"Project Admin","Developer"';
    const given = { ...mapping, name: "roles", project_key: "shop", token_spec: { ...user, scope } };
    expect(await settle(server, type, given, "roles:github:shop")).toMatchObject(given);
  });

  it("with numbers as large as the server keeps them, unrounded", async () => {
    const claims = '{"least":-9007199254740991,"most":9007199254740991}';
    const given = { ...mapping, name: "large", claims_json: claims };
    expect(await settle(server, type, given, "large:github")).toMatchObject({ claims_json: claims });
  });
});

describe("the claims of an identity mapping", () => {
  it("are sent with each number as it is written, so that the server refuses what it would round", async () => {
    const given = { ...mapping, name: "larger", claims_json: '{"id":9007199254740993}' };
    const message = told((await server.terraform.apply(type, null, given)).diagnostics);
    expect(message).toMatch(/9007199254740993 .*cannot be read exactly/);
  });

  it("keep the text of the state while it means the same", async () => {
    const given = { ...mapping, name: "spelt", claims_json: '{"a":1,"b":[1,2]}' };
    const state = silent(await server.terraform.apply(type, null, given));
    const other = await server.terraform.plan(type, state, {
      ...given,
      claims_json: '{ "b": [1, 2.0], "a": 1e0 }',
    });
    expect(other.action).toBe("nothing");
  });

  it.each<[string, string]>([
    ["another value", '{"a":"1"}'],
    ["another order in a list", '{"a":[2,1]}'],
    ["another member", '{"a":[1,2],"b":null}'],
  ])("change with %s", async (what, changed) => {
    const given = { ...mapping, name: `to-${what.replaceAll(" ", "-")}`, claims_json: '{"a":[1,2]}' };
    const state = silent(await server.terraform.apply(type, null, given));
    expect((await server.terraform.plan(type, state, { ...given, claims_json: changed })).action).toBe(
      "update",
    );
    silent(await server.terraform.apply(type, state, { ...given, claims_json: changed }));
    expect(await server.document(path(given.name))).toMatchObject({ claims: JSON.parse(changed) });
  });

  it("that somebody changed are told as jsonencode would write them", async () => {
    const state = silent(await server.terraform.apply(type, null, { ...mapping, name: "drifting" }));
    await server.asAdmin("PUT", path("drifting"), {
      priority: 1,
      claims: { z: "<>", a: 1 },
      token_spec: { ...user, expires_in: 60 },
    });
    expect(silent(await server.terraform.refresh(type, state))["claims_json"]).toBe(
      '{"a":1,"z":"\\u003c\\u003e"}',
    );
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", "{sub: 1}", /This is not JSON: line 1, column 2: quoted object key expected/],
    ["broken JSON", '{"a":\n  1,\n}', /This is not JSON: line 3, column 1/],
    ["a member twice", '{"a":1,"a":2}', /the member "a" stands twice in one object/],
    ["a member twice with the same value", '{"o":{"a":1,"a":1}}', /has the same member twice/],
    ["a list", "[1]", /This is JSON, but not an object\. Write it with jsonencode/],
    ["a number", "7", /not an object/],
    ["nothing", "", /This is not JSON/],
  ])("are refused at once when they are %s", async (_, claims, message) => {
    const shown = told(await server.terraform.validate(type, { ...mapping, claims_json: claims }));
    expect(shown).toMatch(/^error claims_json: /);
    expect(shown).toMatch(message);
  });
});

describe("a change of an identity mapping", () => {
  it("replaces what is given, and brings back defaults", async () => {
    const given = {
      ...mapping,
      name: "changing",
      description: "d",
      token_spec: { ...user, audience: "jfrt@*", expires_in: 7200 },
    };
    const state = silent(await server.terraform.apply(type, null, given));
    const changed = {
      ...mapping,
      name: "changing",
      priority: 2,
      token_spec: { groups_pattern: "{{groups}}" },
    };
    expect((await server.terraform.plan(type, state, changed)).action).toBe("update");
    silent(await server.terraform.apply(type, state, changed));
    expect(await server.document(path("changing"))).toEqual({
      name: "changing",
      provider_name: "github",
      priority: 2,
      claims: { sub: "repo:acme/shop:ref:refs/heads/main" },
      token_spec: { groups_pattern: "{{groups}}", audience: "*@*", expires_in: 60 },
    });
  });

  it.each<[string, Values]>([
    ["name", { name: "other" }],
    ["provider_name", { provider_name: "gitlab" }],
    ["project_key", { project_key: "two" }],
  ])("of its %s makes another object in place of it", async (attribute, changed) => {
    const given = { ...mapping, name: `replaced-by-${attribute}`, project_key: "one" };
    const state = silent(await server.terraform.apply(type, null, given));
    const plan = await server.terraform.plan(type, state, { ...given, ...changed });
    expect([plan.action, plan.replace]).toEqual(["replace", [attribute]]);
    expect(silent(await server.terraform.apply(type, state, { ...given, ...changed }))).toMatchObject(
      changed,
    );
    expect(await server.document(`${path(given.name)}?project_key=one`)).toBeUndefined();
  });

  it("leaves standing what only other interfaces know", async () => {
    const spec = { ...user, audience: ["jfrt@*", "jfac@*"], expires_in: 60, self_revocable: true };
    await server.asAdmin("POST", "/access/api/v1/oidc/github/identity_mappings", {
      name: "foreign",
      priority: 1,
      claims: { sub: "x" },
      token_spec: spec,
    });
    const given = {
      ...mapping,
      name: "foreign",
      claims_json: '{"sub":"x"}',
      token_spec: { ...user, audience: "jfrt@* jfac@*" },
    };
    const state = silent(await server.terraform.import(type, "foreign:github"));
    expect((await server.terraform.plan(type, state, given)).action).toBe("nothing");
    silent(await server.terraform.apply(type, state, { ...given, priority: 2 }));
    expect(await server.document(path("foreign"))).toMatchObject({
      priority: 2,
      token_spec: { self_revocable: true, audience: "jfrt@* jfac@*" },
    });
  });

  it("with rules that claims cannot say is refused, and nothing of them lost", async () => {
    const sub = (kind: string, patterns: readonly string[]) => ({
      path: ["sub"],
      test: { kind, matchers: patterns.map((pattern) => ({ kind: "glob", pattern })) },
    });
    const rules = [
      { when: [sub("any_of", ["a*"]), sub("none_of", ["*b"])], grant: { own_permissions: true } },
    ];
    const made = await server.asAdmin("POST", "/api/v1/mappings", {
      name: "rules",
      provider: "github",
      priority: 1,
      rules,
    });
    const { id } = (await made.json()) as { id: string };
    const state = silent(await server.terraform.import(type, "rules:github"));
    expect(state["claims_json"]).toBe("null");
    const changed = await server.terraform.apply(type, state, { ...mapping, name: "rules" });
    expect(told(changed.diagnostics)).toMatch(/holds rules that this interface cannot express/);
    expect(changed.state).toEqual(state);
    expect(await server.document(`/api/v1/mappings/${id}`)).toMatchObject({ rules });
  });
});

describe("an identity mapping on the server", () => {
  it("that somebody deleted is made again, and its deletion no error", async () => {
    const state = silent(await server.terraform.apply(type, null, { ...mapping, name: "deleted" }));
    await server.asAdmin("DELETE", path("deleted"));
    expect((await server.terraform.refresh(type, state)).state).toBeNull();
    expect(await server.terraform.apply(type, state, null)).toEqual({ state: null, diagnostics: [] });
  });

  it("that went with its OIDC configuration is gone", async () => {
    await server.asAdmin("POST", "/access/api/v1/oidc", {
      name: "short-lived",
      issuer_url: "https://issuer.example",
    });
    const state = silent(
      await server.terraform.apply(type, null, { ...mapping, provider_name: "short-lived" }),
    );
    await server.asAdmin("DELETE", "/access/api/v1/oidc/short-lived");
    expect((await server.terraform.refresh(type, state)).state).toBeNull();
    expect((await server.terraform.apply(type, state, null)).diagnostics).toEqual([]);
  });

  it("of a project is not taken for a global one of its name that is gone", async () => {
    const given = { ...mapping, name: "namesake" };
    const state = silent(await server.terraform.apply(type, null, given));
    silent(await server.terraform.apply(type, null, { ...given, project_key: "shop" }));
    await server.asAdmin("DELETE", path("namesake"));
    expect((await server.terraform.refresh(type, state)).state).toBeNull();
  });

  it("of a project is found by an id without the project where it is the only one of its name", async () => {
    silent(await server.terraform.apply(type, null, { ...mapping, name: "only", project_key: "shop" }));
    expect(silent(await server.terraform.import(type, "only:github"))["project_key"]).toBe("shop");
  });

  it("of the same name is not taken over, and an import told in full", async () => {
    const given = { ...mapping, name: "there", project_key: "shop" };
    silent(await server.terraform.apply(type, null, given));
    const message = told((await server.terraform.apply(type, null, given)).diagnostics);
    expect(message).toMatch(
      /^error name: The identity mapping was not created\. .* already exists\. .* Reference id: \S+\n/,
    );
    expect(message).toContain(
      'import {\n  to = platform_oidc_identity_mapping.NAME\n  id = "there:github:shop"\n}',
    );
  });

  it("needs its OIDC configuration first", async () => {
    const message = told(
      (await server.terraform.apply(type, null, { ...mapping, provider_name: "missing" })).diagnostics,
    );
    expect(message).toMatch(
      /^error provider_name: .*oidc integration doesn't exist: "missing".* Reference id: \S+\n/,
    );
    expect(message).toContain("provider_name = platform_oidc_configuration.NAME.name");
  });

  it.each<[string, Values, RegExp]>([
    [
      "a time that is too long",
      { token_spec: { ...user, expires_in: 1_200_000_000 } },
      /^error token_spec\.expires_in: .*Invalid expiry: .* Reference id: \S+$/,
    ],
    [
      "a broken pattern",
      { token_spec: { username_pattern: "{{" } },
      /^error token_spec\.username_pattern: .*cannot be read/,
    ],
    [
      "a number too large for it",
      { claims_json: '{"id":9007199254740993}' },
      /^error claims_json: .*cannot be read exactly/,
    ],
  ])("that is refused for %s is told at the attribute at fault", async (_, given, message) => {
    expect(
      told((await server.terraform.apply(type, null, { ...mapping, name: "refused", ...given })).diagnostics),
    ).toMatch(message);
    expect(await server.document(path("refused"))).toBeUndefined();
  });
});
