/**
 * The user's name of an access token, as `jf`, setup-jfrog-cli and others take it from the token by a rule of their
 * own: it is the one of the exchange's answer, whatever the mapping grants. Clients cannot do without
 * (jfrog/setup-jfrog-cli#146, jfrog/jfrog-client-go#951).
 */

import { afterAll, beforeAll, expect, it } from "vitest";
import { exchangedAsGoReadsIt, usernameAsClientsReadIt } from "./access-clients.ts";
import { type AccessWorld, create, type Document, errorOf, startAccessWorld } from "./access-world.ts";

const mappings = "/access/api/v1/oidc/github-oidc/identity_mappings";

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
  await create(world, "/access/api/v1/projects", { project_key: "shop", display_name: "Shop" });
  await create(world, "/access/api/v1/oidc", { name: "github-oidc", issuer_url: world.issuer.url });
});
afterAll(() => world.close());

const roles = 'applied-permissions/roles:shop:"Developer","Viewer"';
const groups = 'applied-permissions/groups:"readers", "devs",';
const cases: [string, string, Document, string][] = [
  ["user", "u1", { username: "Moshey", scope: "applied-permissions/user" }, "moshey"],
  ["a user without a scope", "u2", { username: "ci-user" }, "ci-user"],
  ["admin", "a1", { scope: "applied-permissions/admin" }, "github-oidc/a1"],
  ["admin with a user", "a2", { scope: "applied-permissions/admin", username: "root-ci" }, "root-ci"],
  ["groups", "g1", { scope: groups }, "github-oidc/g1"],
  ["groups with a user", "g2", { scope: groups, username: "dev" }, "dev"],
  ["one group in the older form", "g3", { scope: "applied-permissions/group:readers" }, "github-oidc/g3"],
  ["roles in a project", "r1", { scope: roles }, "github-oidc/r1"],
  ["roles with a user", "r2", { scope: roles, username: "dev" }, "dev"],
  ["several words", "s1", { scope: `applied-permissions/user ${groups}`, username: "both" }, "both"],
  ["a user from a claim", "p1", { username_pattern: "{{actor}}", scope: "" }, "ann"],
  ["groups from a claim", "p2", { groups_pattern: "{{teams}}", scope: "" }, "github-oidc/p2"],
  [
    "user and groups from claims",
    "p3",
    { username_pattern: "{{actor}}", groups_pattern: "{{teams}}" },
    "ann",
  ],
  ["a user with a slash", "n1", { username: "team/ci" }, "team/ci"],
  ["a user with a slash at the end", "n2", { username: "team/" }, "team/"],
  ["a user that looks like a service", "n3", { username: "jfrt@x" }, "jfrt@x"],
  ["a user beyond plain ASCII", "n4", { username: "j\u00fcrgen\u2603" }, "j\u00fcrgen\u2603"],
  ["a user of letters that base64 spells in two ways", "n5", { username: "a>?~>>>???~~~" }, "a>?~>>>???~~~"],
  [
    "a mapping beyond plain ASCII",
    "D\u00e9ploiement_\u00dc-1",
    { scope: groups },
    "github-oidc/D\u00e9ploiement_\u00dc-1",
  ],
];

it.each(cases)("is that of the answer for %s", async (_what, name, token_spec, expected) => {
  const scoped = String(token_spec["scope"]).includes("roles:");
  const query = scoped ? "?project_key=shop" : "";
  await create(world, `${mappings}${query}`, { name, claims: { sub: name }, token_spec });
  const answer = await world.exchange({
    subject_token: world.idToken({ sub: name, actor: "Ann", teams: ["devs", "qa"] }),
    ...(scoped && { project_key: "shop" }),
  });
  const { accessToken, username } = exchangedAsGoReadsIt({
    status: answer.status,
    headers: {},
    text: await answer.text(),
  });
  expect(username).toBe(expected);
  expect(usernameAsClientsReadIt(accessToken)).toBe(username);
});

it.each(["a/users/b", "jfrt@a/b"])(
  "is refused where clients would read another one, when the mapping is saved: %s",
  async (username) => {
    const answer = await world.app.asAdmin("POST", mappings, {
      name: "cut",
      claims: {},
      token_spec: { username },
    });
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).message).toContain("token_spec.username");
  },
);
