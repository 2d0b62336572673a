/** Which mapping decides, and what it grants: asked at both faces with the same tokens. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessTokenIn,
  answerOf,
  claimsFor,
  created,
  type Document,
  decode,
  exchange,
  faces,
  startWorld,
  type World,
} from "./exchange-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.provider();
  await created(world.app, "/api/v1/projects", { key: "shop" });
});
afterAll(() => world.close());

/** Mappings in the order given; the group each grants is its name. */
async function mappings(...documents: readonly Document[]): Promise<void> {
  for (const document of documents) {
    await world.mapping({
      grant: { groups: [`${document["project"] ?? ""}${document["name"]}`] },
      ...document,
    });
  }
}

let jobs = 0;
/** A subject no other test's mappings know. */
function job(): string {
  jobs += 1;
  return `job-of-choice-${jobs}`;
}

const groupsOf = { access: "scp", oauth: "groups" } as const;
const shown = {
  access: (group: string) => `applied-permissions/groups:"${group}"`,
  oauth: (group: string) => [group],
} as const;

describe.each(faces)("at the %s face", (face) => {
  const winner = async (sub: string, parameters: Document = {}) =>
    (await claimsFor(world.app, face, world.idToken({ sub, ref: "main" }), parameters))[groupsOf[face]];

  it("the lowest priority number wins, whatever was created first", async () => {
    const sub = job();
    await mappings(
      { name: `${sub}-second`, priority: 2, claims: { sub } },
      { name: `${sub}-first`, priority: 1, claims: { sub } },
      { name: `${sub}-unranked`, claims: { sub } },
    );
    expect(await winner(sub)).toEqual(shown[face](`${sub}-first`));
  });

  it("more clauses win between equal priorities, then the name", async () => {
    const sub = job();
    await mappings(
      { name: `${sub}-b`, priority: 1, claims: { sub, ref: "main" } },
      { name: `${sub}-a`, priority: 1, claims: { sub } },
      { name: `${sub}-c`, priority: 1, claims: { sub, ref: "main" } },
    );
    expect(await winner(sub)).toEqual(shown[face](`${sub}-b`));
  });

  it("a project's mapping comes before a stronger global one, when the project is named", async () => {
    const sub = job();
    await mappings(
      { name: sub, priority: 1, claims: { sub } },
      { name: sub, priority: 100, claims: { sub }, project: "shop" },
    );
    expect(await winner(sub, { project_key: "shop" })).toEqual(shown[face](`shop${sub}`));
    expect(await winner(sub)).toEqual(shown[face](sub));
    expect(await winner(sub, { project_key: "nobody-knows-it" })).toEqual(shown[face](sub));
  });

  it("a named mapping decides alone: no other one is tried in its place", async () => {
    const sub = job();
    await mappings(
      { name: `${sub}-other`, claims: { sub: `${sub}-other` } },
      { name: `${sub}-fits`, claims: { sub } },
    );
    const asked = await exchange(world.app, face, world.idToken({ sub }), {
      identity_mapping_name: `${sub}-other`,
    });
    expect(asked.status).toBe(face === "access" ? 401 : 400);
    expect(await winner(sub, { identity_mapping_name: `${sub}-fits` })).toEqual(shown[face](`${sub}-fits`));
  });
});

/** Creates a mapping at the JFrog face, as its clients do. */
async function jfrogMapping(
  name: string,
  tokenSpec: Document,
  claims: Document,
  more: Document = {},
): Promise<void> {
  const answer = await answerOf(
    await world.app.asAdmin("POST", "/access/api/v1/oidc/ci/identity_mappings", {
      name,
      priority: 1,
      claims,
      token_spec: tokenSpec,
      ...more,
    }),
  );
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.document));
}

describe("dynamic patterns", () => {
  it("make the user and the groups from claims", async () => {
    const sub = job();
    await jfrogMapping(
      sub,
      { username_pattern: "({{actor}})@acme.example | ci-$1", groups_pattern: "{{teams}} | team-$0" },
      { sub },
    );
    const answer = await exchange(
      world.app,
      "access",
      world.idToken({ sub, actor: "dana@acme.example", teams: ["red", "blue"] }),
    );
    expect(answer.document).toMatchObject({
      username: "ci-dana",
      scope: 'applied-permissions/groups:"team-red","team-blue"',
    });
    expect(decode(accessTokenIn(answer))["sub"]).toMatch(/^jfac@[0-9a-z]{26}\/users\/ci-dana$/);
  });

  it("split a text of groups at commas", async () => {
    const sub = job();
    await jfrogMapping(sub, { groups_pattern: "{{teams}}" }, { sub });
    const answer = await exchange(world.app, "access", world.idToken({ sub, teams: "devs,admins,qa" }));
    expect(answer.document["scope"]).toBe('applied-permissions/groups:"devs","admins","qa"');
  });

  it("fail the exchange when the claim is missing, and no weaker mapping steps in", async () => {
    const sub = job();
    await jfrogMapping(sub, { username_pattern: "{{actor}}" }, { sub });
    await world.mapping({
      name: `${sub}-weaker`,
      priority: 9,
      claims: { sub },
      grant: { groups: ["readers"] },
    });
    const answer = await exchange(world.app, "access", world.idToken({ sub }));
    expect(answer.status).toBe(401);
    expect(JSON.stringify(answer.document)).toContain("actor");
  });

  it("refuse a value that would be more than a name", async () => {
    const sub = job();
    await jfrogMapping(sub, { username_pattern: "{{actor}}" }, { sub });
    for (const actor of ["a/users/root", "root\u0000", "a b\nc"]) {
      expect(await exchange(world.app, "access", world.idToken({ sub, actor }))).toMatchObject({
        status: 401,
      });
    }
  });
});

describe("every form of scope", () => {
  const inShop = { project_key: "shop" };
  it.each([
    { scope: "applied-permissions/admin" },
    { scope: "applied-permissions/user", spec: { username: "dana" } },
    {
      scope: "applied-permissions/groups:readers,writers",
      written: 'applied-permissions/groups:"readers","writers"',
    },
    { scope: "applied-permissions/group:readers", written: 'applied-permissions/groups:"readers"' },
    {
      scope: 'applied-permissions/groups:"with space", "q"',
      written: 'applied-permissions/groups:"with space","q"',
    },
    { scope: 'applied-permissions/roles:shop:"Developer","Project Admin"', more: inShop },
    {
      scope: "applied-permissions/groups:a applied-permissions/roles:shop:Viewer",
      written: 'applied-permissions/groups:"a" applied-permissions/roles:shop:"Viewer"',
      more: inShop,
    },
  ])(
    "$scope is granted, and written in one way",
    async ({ scope, written = scope, spec = {}, more = {} }) => {
      const sub = job();
      await jfrogMapping(sub, { scope, ...spec }, { sub }, more);
      const answer = await exchange(world.app, "access", world.idToken({ sub }), more);
      expect(answer.document["scope"]).toBe(written);
      expect(decode(accessTokenIn(answer))["scp"]).toBe(written);
    },
  );

  it("of a project is roles of that project at the OAuth face", async () => {
    const sub = job();
    await jfrogMapping(sub, { scope: 'applied-permissions/roles:shop:"Developer"' }, { sub }, inShop);
    const claims = await claimsFor(world.app, "oauth", world.idToken({ sub }), inShop);
    expect(claims["roles"]).toEqual(["shop:Developer"]);
    expect(claims).not.toHaveProperty("scp");
  });
});
