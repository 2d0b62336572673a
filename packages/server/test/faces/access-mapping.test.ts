import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Clause, JsonObject, Mapping, Rule } from "../../src/core/terms.ts";
import { isExpressible, toMappingDocument } from "../../src/faces/access/translate-mapping.ts";
import { tried } from "../properties/property.ts";
import { misleadV8, misreadable } from "../v8-names.ts";
import { faultOf, mappings, mustRead, readStoredMapping, withoutNotes } from "./access-documents.ts";

const spec = { username: "moshey", scope: "applied-permissions/user" };
const plain = {
  name: "github-repo-read",
  claims: { sub: "repo:acme/app:ref:refs/heads/main" },
  token_spec: spec,
};
const read = (body: JsonObject, query?: unknown) => mustRead(readStoredMapping(body, query));
const shown = (mapping: Mapping) => toMappingDocument(mapping, "github-oidc");
const withSpec = (token_spec: JsonObject) => ({ ...plain, token_spec });
const grantOf = (token_spec: JsonObject) => read(withSpec(token_spec)).rules[0]?.grant;
const seeded = tried(13, 300);

describe("an identity mapping", () => {
  it("is read back exactly as it was sent, with the three defaults", () => {
    fc.assert(
      fc.property(mappings, (document) => {
        expect(JSON.parse(JSON.stringify(shown(read(document))))).toEqual({
          priority: 2_147_483_647,
          ...document,
          token_spec: { audience: "*@*", expires_in: 3_600, ...(document["token_spec"] as JsonObject) },
        });
      }),
      seeded,
    );
  });

  it("made through another interface is shown as the document that would make it", () => {
    fc.assert(
      fc.property(mappings, (document) => {
        const mapping = withoutNotes(read(document));
        fc.pre(isExpressible(mapping, "github-oidc"));
        expect(withoutNotes(read(shown(mapping)))).toEqual(mapping);
      }),
      seeded,
    );
  });

  it("keeps names of claims that V8 would misread", () => {
    const claims = misreadable("mapped");
    misleadV8("mapped");
    const mapping = read({ ...plain, claims });
    expect(shown(mapping)["claims"]).toEqual(claims);
    expect(shown(withoutNotes(mapping))["claims"]).toEqual(claims);
  });

  it("keeps every text of the claims, also of names that objects have anyway", () => {
    const body: JsonObject = JSON.parse(
      '{"name":"a","claims":{"__proto__":"x","z":1},"token_spec":{"scope":"applied-permissions/user"}}',
    );
    expect(JSON.stringify(shown(read(body))["claims"])).toBe('{"__proto__":"x","z":1}');
  });

  it.each([
    [{ ...plain, priority: "7" }, { priority: 7 }],
    [withSpec({ ...spec, expires_in: "60" }), { token_spec: { expires_in: 60 } }],
    [withSpec({ ...spec, audience: ["jfrt@service_id"] }), { token_spec: { audience: "jfrt@service_id" } }],
    [withSpec({ ...spec, audience: ["jfrt@*", "jfac@*"] }), { token_spec: { audience: "jfrt@* jfac@*" } }],
    [
      withSpec({ ...spec, audience: ["jfrt@*", "", " jfac@*"] }),
      { token_spec: { audience: "jfrt@* jfac@*" } },
    ],
    [withSpec({ ...spec, audience: "jfrt@*  jfac@*" }), { token_spec: { audience: "jfrt@*  jfac@*" } }],
    [withSpec({ ...spec, audience: "@" }), { token_spec: { audience: "*@*" } }],
    [{ ...plain, projectKey: "projectkey" }, { project_key: "projectkey" }],
    [{ ...plain, project: "projectkey" }, { project_key: "projectkey" }],
    [{ ...plain, provider_name: "github-oidc" }, { provider_name: "github-oidc" }],
    [{ ...plain, claims: {} }, { claims: {} }],
  ])("is accepted in the form %j", (body, expected) => {
    expect(shown(read(body))).toMatchObject(expected);
  });

  it.each([
    [{ ...plain, claims: undefined }, "claims must be a JSON object"],
    [{ ...plain, claims: [] }, "claims must be a JSON object"],
    [{ ...plain, token_spec: undefined }, "token_spec must be a JSON object"],
    [{ ...plain, name: "" }, "name must not be blank"],
    [{ ...plain, provider_name: "other" }, 'provider_name must be "github-oidc"'],
    [{ ...plain, priority: 0 }, "priority must be a whole number"],
    [{ ...plain, priority: -1 }, "priority must be a whole number"],
    [{ ...plain, priority: 1.5 }, "priority must be a whole number"],
    [{ ...plain, priority: 9_007_199_254_740_992 }, "priority must be a whole number"],
    [{ ...plain, priority: "99999999999999999" }, "priority must be a whole number"],
    [withSpec({ ...spec, expires_in: 0 }), "token_spec Invalid expiry"],
    [withSpec({ ...spec, expires_in: -60 }), "token_spec Invalid expiry"],
    [withSpec({ ...spec, expires_in: "soon" }), "token_spec Invalid expiry"],
    [withSpec({ ...spec, audience: 5 }), "token_spec.audience must be a string"],
    [withSpec({}), "token_spec Invalid scope"],
    [withSpec({ scope: "" }), "token_spec Invalid scope"],
    [withSpec({ scope: "invalid-scope" }), "token_spec Invalid scope"],
    [withSpec({ scope: "applied-permissions/groups" }), "token_spec Invalid scope"],
    [withSpec({ scope: 'applied-permissions:roles:proj:"r"' }), "token_spec Invalid scope"],
    [withSpec({ scope: "applied-permissions/admin applied-permissions/user" }), "token_spec Invalid scope"],
    [withSpec({ scope: "applied-permissions/admin", groups_pattern: "{{g}}" }), "token_spec Invalid scope"],
    [withSpec({ scope: 'applied-permissions/roles:proj:"role1"' }), "set project_key to proj"],
  ])("is refused: %j", (body, message) => {
    expect(faultOf(readStoredMapping(JSON.parse(JSON.stringify(body))))).toContain(message);
  });

  it("may not grant roles of another project than its own", () => {
    const body = { ...withSpec({ scope: 'applied-permissions/roles:two:"r"' }), project_key: "one" };
    expect(faultOf(readStoredMapping(body))).toContain("token_spec Invalid scope: roles of project two");
  });
});

describe("the project of an identity mapping", () => {
  it("is the query's", () => {
    expect(read(plain, { project_key: "proj" }).project).toBe("proj");
  });

  it("may be said in query and body alike", () => {
    expect(read({ ...plain, project_key: "proj" }, { project_key: "proj" }).project).toBe("proj");
  });

  it("is refused when query and body differ", () => {
    expect(faultOf(readStoredMapping({ ...plain, project_key: "one" }, { project_key: "two" }))).toBe(
      'project_key is given as "two" and as "one"',
    );
  });

  it("is none when every place is empty", () => {
    expect(read({ ...plain, project_key: "" }, { project_key: "" }).project).toBeNull();
  });
});

describe("the token specification", () => {
  const nothing = { user: null, groups: [], projectRoles: [], admin: false, ownPermissions: false };
  const user = (name: JsonObject) => ({ name, id: null, email: null, domain: null, local: false });
  const group = (text: string) => ({ kind: "named", name: { kind: "text", text }, domain: null });

  it("grants a named user its own permissions", () => {
    expect(grantOf(spec)).toEqual({
      ...nothing,
      user: user({ kind: "text", text: "moshey" }),
      ownPermissions: true,
    });
  });

  it("grants a user made by a pattern its own permissions when no scope is given", () => {
    expect(grantOf({ username_pattern: "{{user}}", scope: "" })).toEqual({
      ...nothing,
      user: user({ kind: "pattern", pattern: "{{user}}" }),
      ownPermissions: true,
    });
  });

  it("grants the groups of a pattern, and no user's own permissions beside them", () => {
    expect(grantOf({ username_pattern: "{{user}}", groups_pattern: "{{groups}}", scope: "" })).toEqual({
      ...nothing,
      user: user({ kind: "pattern", pattern: "{{user}}" }),
      groups: [{ kind: "each", names: { kind: "pattern", pattern: "{{groups}}" }, domain: null }],
    });
  });

  it.each([
    "applied-permissions/group:readers",
    'applied-permissions/groups:"readers"',
    "applied-permissions/groups:readers,",
  ])("grants groups written as %s", (scope) => {
    expect(grantOf({ scope })).toEqual({ ...nothing, groups: [group("readers")] });
  });

  it("grants roles of its own project without a user", () => {
    const body = {
      ...withSpec({ scope: 'applied-permissions/roles:proj:"role1","role2"' }),
      project_key: "proj",
    };
    expect(read(body).rules[0]?.grant).toEqual({
      ...nothing,
      projectRoles: [{ project: "proj", domain: null, roles: ["role1", "role2"] }],
    });
  });
});

describe("a mapping whose tokens are for this server alone", () => {
  const standing: Mapping = { ...withoutNotes(read(plain)), audience: [] };

  it("stays so when it is put back as it is shown", () => {
    const replaced = mustRead(readStoredMapping(shown(standing), {}, standing));
    expect(replaced.audience).toEqual([]);
    expect(mustRead(readStoredMapping(shown(replaced), {}, replaced)).audience).toEqual([]);
  });

  it.each([{}, { audience: "*@*" }])("is for every service once the document has %j", (members) => {
    const document = withSpec({ ...spec, ...members });
    expect(mustRead(readStoredMapping(document, {}, standing)).audience).toEqual(["*@*"]);
  });

  it("is not what an empty audience of a new one means, or of one that had others", () => {
    const document = withSpec({ ...spec, audience: "" });
    expect(read(document).audience).toEqual(["*@*"]);
    expect(mustRead(readStoredMapping(document, {}, read(plain))).audience).toEqual(["*@*"]);
  });
});

describe("a mapping that goes beyond this document", () => {
  const [rule] = read(plain).rules;
  const many: Mapping = { ...withoutNotes(read(plain)), rules: rule === undefined ? [] : [rule, rule] };

  it("is shown without claims rather than with wrong ones", () => {
    expect(shown(many)).toMatchObject({ name: "github-repo-read", claims: null });
  });

  it.each<Clause["test"]>([
    { kind: "is", matcher: { kind: "regex", source: "^main$" } },
    { kind: "is", matcher: { kind: "equals", value: "a*b" } },
    { kind: "none_of", matchers: [{ kind: "equals", value: "main" }] },
    { kind: "present" },
  ])("is shown without claims for the clause %j", (test) => {
    const changed = { when: [{ path: ["ref"], test }], grant: rule?.grant };
    const mapping = { ...many, rules: [changed as Rule] };
    expect(shown(mapping)["claims"]).toBeNull();
  });

  it("is shown without claims for an audience that this document takes for another", () => {
    expect(shown({ ...many, rules: read(plain).rules, audience: ["@"] })["claims"]).toBeNull();
  });

  it("is known as such", () => {
    expect(isExpressible(many, "github-oidc")).toBe(false);
  });
});
