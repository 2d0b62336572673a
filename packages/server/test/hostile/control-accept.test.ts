/** The controls: a server that refused everything would pass every other file of this folder. */

import { describe, expect, it } from "vitest";
import { eachFace } from "./answers.ts";
import { describeHostile, type TokenParts, type World } from "./fixture.ts";

const accepted: readonly (readonly [what: string, make: (world: World) => TokenParts, mapping: string])[] = [
  ["an RS256 token", () => ({}), "main"],
  ["an ES256 token", (world) => ({ key: world.key("ec-1") }), "main"],
  ["an EdDSA token", (world) => ({ key: world.key("ed-1") }), "main"],
  ["a token without typ", () => ({ header: { typ: undefined } }), "main"],
  ["the type written as a media type", () => ({ header: { typ: "application/JWT" } }), "main"],
  ["members of the header that nobody knows", () => ({ header: { "x-run": { n: 1 }, x5t: "AAAA" } }), "main"],
  ["an audience in a list of one", () => ({ claims: { aud: ["https://sts.hostile.example"] } }), "main"],
  ["white space and line breaks between members", (world) => ({ payloadText: spread(world) }), "main"],
  ["escaped letters in a claim", (world) => ({ payloadText: escaped(world) }), "main"],
  ["a claim name outside ASCII", () => ({ claims: { größe: 1, 名前: "x" } }), "main"],
  ["claims ten objects deep", () => ({ claims: { deep: nested(10) } }), "main"],
  ["a token of fifteen thousand characters", () => ({ claims: { pad: "x".repeat(10_600) } }), "main"],
  [
    "claims that speak to somebody else",
    () => ({ claims: { nonce: "n", azp: "somebody", at_hash: "AA" } }),
    "main",
  ],
  ["a branch by its wildcard", () => ({ claims: { sub: "repo:acme/app:ref:refs/heads/a/b" } }), "branch"],
  [
    "a path that climbs, as the opaque text it is",
    () => ({ claims: { sub: "repo:acme/app:ref:refs/heads/../x" } }),
    "branch",
  ],
  ["a user name from a claim", () => ({ claims: { sub: "person", login: "renovate[bot]" } }), "person"],
  ["group names from a list", () => ({ claims: { sub: "team", teams: ["a", "b.c"] } }), "team"],
  ["numbers, truth values and nested objects by their type", () => ({ claims: typed }), "typed"],
  ["one fitting value of a list", () => ({ claims: { sub: "any", groups: ["x", "sec"] } }), "any"],
];

const typed = { sub: "typed", attempt: 1, protected: true, job: { env: "prod", more: [] } };

describeHostile("control-accept", {}, (world) => {
  describe.each(eachFace)("on the %s", (_, face) => {
    it.each(accepted)("accepts %s", async (_what, make, mapping) => {
      const answer = await world().expectIssued(face, world().token(make(world())));
      expect(await world().recordOf(answer)).toMatchObject({ outcome: "issued", mapping, face: face.face });
    });
  });
});

function claimsOf(world: World): Record<string, unknown> {
  const [, payload = ""] = world.token().split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString());
}

function spread(world: World): string {
  return `\n${JSON.stringify(claimsOf(world), null, "\t")}\r\n `;
}

function escaped(world: World): string {
  return JSON.stringify(claimsOf(world)).replace("repo:acme", "\\u0072epo:\\u0061cme");
}

function nested(depth: number): unknown {
  return depth === 0 ? "bottom" : { in: nested(depth - 1) };
}
