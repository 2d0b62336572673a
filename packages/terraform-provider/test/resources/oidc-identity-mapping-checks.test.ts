import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unknown, type Values } from "../../src/engine/values.ts";
import { mapping, type, user } from "./identity-mappings.ts";
import { type RealServer, startServer, told } from "./real-server.ts";

let server: RealServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe("the configuration of an identity mapping", () => {
  const groups = 'applied-permissions/groups:"readers"';
  const roles = 'applied-permissions/roles:shop:"Developer"';
  const specified = (spec: Values, more: Values = {}): Values => ({ ...mapping, ...more, token_spec: spec });

  it.each<[string, Values, RegExp]>([
    [
      "a blank in its name",
      { ...mapping, name: "invalid name" },
      /^error name: .*must not hold blanks or special characters/,
    ],
    [
      "a special character in its name",
      { ...mapping, name: "invalid!name" },
      /^error name: .*must not hold blanks/,
    ],
    ["a dot in its name", { ...mapping, name: "a.b" }, /^error name: .*must not hold blanks/],
    ["no name", { ...mapping, name: "" }, /^error name: .*1 to 255 characters/],
    [
      "a provider name that is none",
      { ...mapping, provider_name: "Git Hub" },
      /^error provider_name: .*must begin with a lower-case letter/,
    ],
    ["priority 0", { ...mapping, priority: 0 }, /^error priority: .*1 or more/],
    [
      "a project key that is none",
      { ...mapping, project_key: "1" },
      /^error project_key: .*2 to 32 characters/,
    ],
    [
      "a scope of other words",
      specified({ scope: "invalid-scope" }),
      /^error token_spec\.scope: .*applied-permissions\/groups:"readers"/,
    ],
    [
      "a scope of a group without a name",
      specified({ scope: "applied-permissions/group" }),
      /^error token_spec\.scope: /,
    ],
    [
      "a scope of groups without names",
      specified({ scope: "applied-permissions/groups" }),
      /^error token_spec\.scope: /,
    ],
    [
      "a colon for a slash in its scope",
      specified({ scope: 'applied-permissions:roles:shop:"a"' }),
      /^error token_spec\.scope: /,
    ],
    ["an empty scope", specified({ scope: "" }), /^error token_spec\.scope: /],
    ["no time at all", specified({ ...user, expires_in: 0 }), /^error token_spec\.expires_in: .*1 or more/],
    ["an empty user name", specified({ ...user, username: "" }), /^error token_spec\.username: /],
    ["an empty audience", specified({ ...user, audience: "" }), /^error token_spec\.audience: /],
    [
      "a user name without a scope",
      specified({ username: "ci" }),
      /^error token_spec\.username: User name without a scope\. username needs scope/,
    ],
    ["a token for nothing", specified({}), /^error token_spec: A token for nothing\. .*Set scope/],
    [
      "a user name beside a pattern for it",
      specified({ ...user, username_pattern: "{{a}}" }),
      /^error token_spec\.username: .*username_pattern decides over username/,
    ],
    [
      "a user name beside a pattern for groups",
      specified({ ...user, groups_pattern: "{{a}}" }),
      /^error token_spec\.username: .*groups_pattern grants groups/,
    ],
    [
      "a user name beside a scope for groups",
      specified({ username: "ci", scope: groups }),
      /^error token_spec\.username: .*the scope grants groups\. Leave username out.*made elsewhere can give a user and groups.*changes what such a mapping grants/,
    ],
    [
      "roles without a project",
      specified({ username: "ci", scope: roles }),
      /^error token_spec\.scope: Roles without a project\..*project_key = "shop"/,
    ],
    [
      "roles of another project",
      specified({ username: "ci", scope: roles }, { project_key: "other" }),
      /^error token_spec\.scope: Roles of another project\..*project "shop", and project_key is "other"/,
    ],
    [
      "roles for no user, with a warning",
      specified({ scope: roles }, { project_key: "shop" }),
      /^warning token_spec\.scope: Roles without a user name\..*Set username/,
    ],
  ])("with %s is told before anything is asked", async (_, given, message) => {
    expect(told(await server.terraform.validate(type, given))).toMatch(message);
  });

  it.each<[string, Values]>([
    ["the scope", specified({ username: "ci", scope: unknown, groups_pattern: unknown })],
    ["the user name", specified({ username: unknown, scope: roles }, { project_key: "shop" })],
    ["the project", specified({ username: "ci", scope: roles }, { project_key: unknown })],
    ["all that is granted", specified({ groups_pattern: unknown })],
    ["a pattern", specified({ ...user, username_pattern: unknown })],
    ["the token", { ...mapping, token_spec: unknown }],
    ["the claims", { ...mapping, claims_json: unknown }],
  ])("is not judged by %s while that is unknown", async (_, given) => {
    expect(await server.terraform.validate(type, given)).toEqual([]);
  });

  it.each(["deploy", "deploy:", "a:b:", "a:b:c:d", ""])("cannot be imported by the id %j", async (id) => {
    expect(told((await server.terraform.import(type, id)).diagnostics)).toMatch(
      /does not say which identity mapping is meant.*"deploy:github:payments".*name:provider_name\[:project_key\]/,
    );
  });
});
