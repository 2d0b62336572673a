/**
 * GitHub's two forms of subject, over HTTP: mappings written for one of them, tokens that carry the other, at both
 * faces, and what the explanation, the findings and the caller are told of it.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { github } from "../../src/presets/github.ts";
import { asAdmin, type Document, exchange, faces, startWorld, type World } from "./exchange-world.ts";

const iss = "https://token.actions.githubusercontent.com";
const bare = "repo:acme-robotics/payments-api:ref:refs/heads/main";
const withIds = "repo:acme-robotics@90210001/payments-api@77001234:ref:refs/heads/main";
const { nbf: _nbf, iat: _iat, exp: _exp, ...job } = github.examples[0]?.claims ?? {};

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.provider({ issuer_url: iss, key_source: { kind: "jwks_uri", url: world.issuer.jwksUri } });
});
afterAll(() => world.close());

const token = (changes: Document) => world.idToken({ ...job, ...changes });

/** A mapping under a name of its own, on the JFrog face as its clients write it. */
async function jfrogMapping(name: string, claims: Document, scope: string): Promise<void> {
  const answer = await world.app.asAdmin("POST", "/access/api/v1/oidc/ci/identity_mappings", {
    name,
    claims,
    priority: 1,
    token_spec: { scope, audience: "*@*", expires_in: 60 },
  });
  expect(answer.status, await answer.text()).toBe(201);
}

describe.each(faces)("on the face %s", (face) => {
  it("a mapping with bare names and a pinned id accepts a token with ids", async () => {
    const claims = { sub: bare.replace("main", face), repository_id: "77001234" };
    await jfrogMapping(`pinned-${face}`, claims, "applied-permissions/groups:deployers");
    const answer = await exchange(world.app, face, token({ sub: withIds.replace("main", face) }));
    expect(answer).toMatchObject({ status: 200 });
  });

  it("a mapping with ids accepts a token with bare names whose own claims are those ids", async () => {
    const sub = withIds.replace("main", `ids-${face}`);
    await jfrogMapping(`ids-${face}`, { sub }, "applied-permissions/groups:deployers");
    const presented = bare.replace("main", `ids-${face}`);
    expect((await exchange(world.app, face, token({ sub: presented }))).status).toBe(200);
    const recycled = token({ sub: presented, repository_id: "66600001" });
    expect((await exchange(world.app, face, recycled)).status).toBe(face === "access" ? 401 : 400);
  });

  it("a mapping with bare names alone refuses it, and tells the caller no more than the clause", async () => {
    await jfrogMapping(
      `bare-${face}`,
      { sub: bare.replace("main", `by-${face}`) },
      "applied-permissions/user",
    );
    const answer = await exchange(world.app, face, token({ sub: withIds.replace("main", `by-${face}`) }));
    expect(answer.status).toBe(face === "access" ? 401 : 400);
    expect(JSON.stringify(answer.document)).not.toContain("demand repository_id");
  });
});

describe("what is told", () => {
  const explain = (mapping: string, claims: Document) =>
    asAdmin(world.app, "POST", "/api/v1/explain", { provider: "ci", mapping, claims: { ...job, ...claims } });

  it("the explanation says which form arrived, and why the mapping fits", async () => {
    await world.mapping({
      name: "told",
      claims: { sub: bare.replace("main", "told"), repository_id: "77001234" },
      grant: { groups: ["deployers"] },
    });
    const found = await explain("told", { sub: withIds.replace("main", "told") });
    expect(found).toMatchObject({
      verdict: "accepted",
      mapping: "told",
      trials: [
        { mapping: "told", matched: true, subject_form: expect.stringContaining("numbers behind its names") },
      ],
    });
    expect(JSON.stringify(found["remarks"])).toContain("carries the numbers behind its names");
  });

  it("the explanation of a refusal says which id to pin", async () => {
    await world.mapping({
      name: "loose",
      claims: { sub: bare.replace("main", "loose") },
      grant: { groups: ["deployers"] },
    });
    expect(await explain("loose", { sub: withIds.replace("main", "loose") })).toMatchObject({
      verdict: "refused",
      nearest: {
        mapping: "loose",
        failed: {
          near_miss: { kind: "subject_format", advice: expect.stringContaining('repository_id "77001234"') },
        },
      },
    });
  });

  it("saving a mapping with bare names alone answers with the finding, and pinning ends it", async () => {
    const save = (name: string, claims: Document) =>
      world.mapping({ name, claims, grant: { groups: ["deployers"] } });
    const codes = ({ findings }: Document) => JSON.stringify(findings);
    const sub = bare.replace("main", "found");
    expect(codes(await save("found-1", { sub }))).toContain("single_subject_format");
    const pinned = { sub, repository_id: "77001234", repository_owner_id: "90210001" };
    expect(codes(await save("found-2", pinned))).not.toContain("subject_format");
  });
});
