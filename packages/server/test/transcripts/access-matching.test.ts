/**
 * Which identity mapping a token gets, and what a pattern makes of its claims, over the vendor's own documents:
 * "Identity Mappings", "Configure Identity Mappings", "Multiple Values in JSON Claims", "Dynamic Mapping" (JFrog), and
 * knowledge base 000006684 "Pattern Flexibility in Dynamic Mappings".
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccessWorld,
  create,
  type Document,
  documentOf,
  errorOf,
  startAccessWorld,
} from "./access-world.ts";

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => world.close());

let names = 0;
/** A configuration of its own with these mappings. @returns its name */
async function configured(...mappings: readonly Document[]): Promise<string> {
  const name = `matching-${++names}`;
  await create(world, "/access/api/v1/oidc", { name, issuer_url: world.issuer.url });
  for (const [index, mapping] of mappings.entries()) {
    const query = mapping["project_key"] === undefined ? "" : `?project_key=${mapping["project_key"]}`;
    await create(world, `/access/api/v1/oidc/${name}/identity_mappings${query}`, {
      name: `mapping-${index}`,
      claims: {},
      token_spec: { username: `user-${index}` },
      ...mapping,
    });
  }
  return name;
}
const exchange = (provider_name: string, claims: Document = {}, members: Document = {}) =>
  world.exchange({ provider_name, subject_token: world.idToken(claims), ...members });
const usernameOf = async (answer: Response) => (await documentOf(answer))["username"];

describe("the claims of a mapping", () => {
  it.each<[string, Document, Document, boolean]>([
    ["all of them", { ref: "main", actor: "ann" }, { ref: "main", actor: "ann" }, true],
    ["and not some", { ref: "main", actor: "ann" }, { ref: "main", actor: "bob" }, false],
    ["of those the token has", { actor: "ann" }, {}, false],
    ["none: everybody", {}, {}, true],
    ["one of several values", { ref: ["main", "release"] }, { ref: "release" }, true],
    ["and none but those", { ref: ["main", "release"] }, { ref: "dev" }, false],
    ["one of several in the token", { roles: ["jfrog_user", "x"] }, { roles: ["a", "jfrog_user"] }, true],
    ["a text, which is no list", { roles: "jfrog_user" }, { roles: ["jfrog_user"] }, false],
    ["a wildcard, which crosses slashes", { ref: "refs/heads/*" }, { ref: "refs/heads/feature/x" }, true],
    ["a wildcard at the end of a name", { repository: "org/prefix-*" }, { repository: "org/prefix-7" }, true],
    ["a wildcard and what is around it", { ref: "refs/*/main" }, { ref: "refs/heads/dev" }, false],
    ["a question mark as itself", { ref: "v?" }, { ref: "v1" }, false],
    ["a dot and brackets as themselves", { ref: "[a-z].+" }, { ref: "ab" }, false],
    ["letters in their case", { actor: "Ann" }, { actor: "ann" }, false],
    ["names of claims in their case", { Actor: "ann" }, { actor: "ann" }, false],
    ["a number as a number", { updated_at: 1_490_198_843 }, { updated_at: 1_490_198_843 }, true],
    ["a number, which is no text", { repository_id: 7 }, { repository_id: "7" }, false],
    ["true, which is no text", { protected: true }, { protected: "true" }, false],
    ["what is within", { realm: { roles: ["a"] } }, { realm: { roles: ["a", "b"], more: 1 } }, true],
    ["and not beside it", { realm: { roles: ["a"] } }, { realm: { roles: ["b"] }, roles: ["a"] }, false],
  ])("demand %s: %j of %j", async (_what, claims, presented, fits) => {
    const provider = await configured({ claims });
    expect((await exchange(provider, presented)).status).toBe(fits ? 200 : 401);
  });

  it("are the token's: what the request says of its run is none of them", async () => {
    const provider = await configured({ claims: { repo: "a/b", run_id: "7" } });
    expect((await exchange(provider, {}, { repo: "a/b", run_id: "7" })).status).toBe(401);
  });
});

describe("among several that fit", () => {
  it.each<[string, readonly Document[], string]>([
    ["the lower priority wins", [{ priority: 2 }, { priority: 1 }, { priority: 3 }], "user-1"],
    ["one without priority comes last", [{}, { priority: 9_999_999 }], "user-1"],
    ["more claims win a tie", [{ priority: 1 }, { priority: 1, claims: { actor: "ann" } }], "user-1"],
    [
      "the name settles what is left",
      [
        { priority: 1, name: "b" },
        { priority: 1, name: "a" },
      ],
      "user-1",
    ],
  ])("%s", async (_rule, mappings, username) => {
    const provider = await configured(...mappings);
    expect(await usernameOf(await exchange(provider, { actor: "ann" }))).toBe(username);
  });

  it("a project's come first where it is asked for, whatever their priority, and count for nobody else", async () => {
    await create(world, "/access/api/v1/projects", { project_key: "shop", display_name: "Shop" });
    const provider = await configured({ priority: 1 }, { priority: 99, project_key: "shop" });
    expect(await usernameOf(await exchange(provider, {}, { project_key: "shop" }))).toBe("user-1");
    for (const project_key of [undefined, "", "bank"]) {
      expect(await usernameOf(await exchange(provider, {}, { project_key }))).toBe("user-0");
    }
  });

  it("one that is named is the only one looked at, and must fit", async () => {
    const provider = await configured(
      { priority: 1 },
      { priority: 2, name: "second", claims: { actor: "ann" } },
    );
    const named = { identity_mapping_name: "second" };
    expect(await usernameOf(await exchange(provider, { actor: "ann" }, named))).toBe("user-1");
    expect((await exchange(provider, { actor: "bob" }, named)).status).toBe(401);
  });

  it("the winner decides: where its pattern does not fit, the next one is not tried", async () => {
    const pattern = { priority: 1, token_spec: { username_pattern: "({{mail}})@x.com|$1" } };
    const provider = await configured(pattern, { priority: 2 });
    const answer = await exchange(provider, { mail: "ann@y.com" });
    expect([answer.status, (await errorOf(answer)).message]).toEqual([401, expect.stringContaining("mail")]);
  });
});

describe("a pattern for the user", () => {
  it.each([
    ["{{actor}}", { actor: "Ann" }, "ann"],
    ["{{actor}} | $0@x.com", { actor: "ann" }, "ann@x.com"],
    ["({{actor}})@x.com|$1", { actor: "ann@x.com" }, "ann"],
    ["jf{{mail}}x.com|$0", { mail: "jf-ann@x.com" }, "jf-ann@x.com"],
  ])("%s of %j gives %s", async (username_pattern, claims, username) => {
    const provider = await configured({ token_spec: { username_pattern, scope: "" } });
    const answer = await documentOf(await exchange(provider, claims));
    expect([answer["username"], answer["scope"]]).toEqual([username, "applied-permissions/user"]);
  });

  it.each([
    ["{{actor}}", {}],
    ["({{actor}})@x.com|$1", { actor: "ann@y.com" }],
    ["jf{{mail}}x.com|$0", { mail: "ann@x.com" }],
    ["{{repository}}", { repository: "acme/app" }],
  ])("%s of %j fails, and the answer names the claim", async (username_pattern, claims) => {
    const provider = await configured({ token_spec: { username_pattern } });
    const answer = await exchange(provider, claims);
    const claim = /\{\{(\w+)\}\}/.exec(username_pattern)?.[1];
    expect([answer.status, (await errorOf(answer)).message]).toEqual([
      401,
      expect.stringContaining(String(claim)),
    ]);
  });

  it("may stand beside a scope", async () => {
    const scope = "applied-permissions/admin";
    const provider = await configured({ token_spec: { username_pattern: "{{actor}}", scope } });
    expect(await documentOf(await exchange(provider, { actor: "ann" }))).toMatchObject({
      username: "ann",
      scope,
    });
  });
});

describe("a pattern for groups", () => {
  const scope = 'applied-permissions/groups:"devs","ops","qa"';

  it.each([
    ["a text with commas", "devs,ops,qa"],
    ["a list", ["devs", "ops", "qa"]],
  ])("takes each of %s", async (_what, groups) => {
    const provider = await configured({ token_spec: { groups_pattern: "{{groups}}", scope: "" } });
    expect(await documentOf(await exchange(provider, { groups }))).toMatchObject({ scope });
  });

  it("is applied to each, and stands beside one for the user", async () => {
    const spec = { username_pattern: "{{actor}}", groups_pattern: "team-({{teams}}) | $1" };
    const provider = await configured({ token_spec: spec });
    const answer = await exchange(provider, { actor: "ann", teams: ["team-devs", "team-ops", "team-qa"] });
    expect(await documentOf(answer)).toMatchObject({ scope, username: "ann" });
  });
});
