/**
 * Mappings and the names made from claims: values are compared as they are, without folding, coercing,
 * splitting or inheriting, and what a claim puts into a name can neither imitate another name nor end a
 * list.
 */

import { describe, expect, it } from "vitest";
import { eachFace } from "./answers.ts";
import { describeHostile, itRefuses, subject, type World } from "./fixture.ts";

const claiming = (claims: Readonly<Record<string, unknown>>) => (world: World) => world.token({ claims });
const typed = { sub: "typed", attempt: 1, job: { env: "prod" }, protected: true };

const unmatched: readonly (readonly [what: string, claims: Readonly<Record<string, unknown>>])[] = [
  ["a subject with something before it", { sub: `x${subject}` }],
  ["a subject cut off before its wildcard", { sub: "repo:acme/app:ref:refs/heads" }],
  ["a subject in another letter case", { sub: subject.toUpperCase() }],
  ["a wildcard as subject", { sub: "repo:acme/*" }],
  ["a subject in another Unicode form", { sub: "repo\uff1aacme/app:ref:refs/heads/main" }],
  ["an owner of another type", { owner_id: 77 }],
  ["an owner in a list", { owner_id: ["77"] }],
  ["an owner with white space", { owner_id: "77 " }],
  ["an owner written differently", { owner_id: "077" }],
  ["no owner", { owner_id: undefined }],
  ["an owner of null", { owner_id: null }],
  ["the owner inside a list of members", { owner_id: undefined, __members: { owner_id: "77" } }],
  ["a number as text", { ...typed, attempt: "1" }],
  ["a truth value as text", { ...typed, protected: "true" }],
  ["a truth value as number", { ...typed, protected: 1 }],
  ["a nested object as text", { ...typed, job: '{"env":"prod"}' }],
  ["a nested object in a list", { ...typed, job: [{ env: "prod" }] }],
  ["a dotted name instead of nesting", { ...typed, job: undefined, "job.env": "prod" }],
  ["a list written as one text", { sub: "any", groups: "ops,sec" }],
  ["a list written as JSON", { sub: "any", groups: '["ops"]' }],
  ["a list in a list", { sub: "any", groups: [["ops"]] }],
  ["list members as names", { sub: "any", groups: { ops: true } }],
  ["a list with fitting letters in another case", { sub: "any", groups: ["OPS"] }],
  ["an empty list", { sub: "any", groups: [] }],
  ["a claim every object inherits", { sub: "inherited" }],
];

describeHostile("mapping", {}, (world) => {
  itRefuses(world, [
    ...unmatched.map(([what, claims]) => ({
      what,
      make: claiming(claims),
      reason: "no_matching_mapping" as const,
    })),
    {
      what: "the missing claim as a member of __proto__",
      make: (it) => {
        const [, payload = ""] = claiming({ owner_id: undefined })(it).split(".");
        const claims = Buffer.from(payload, "base64url").toString();
        return it.token({ payloadText: claims.replace(/\}$/, ',"__proto__":{"owner_id":"77"}}') });
      },
      reason: "no_matching_mapping",
    },
    {
      what: "another mapping than the one asked for",
      make: (it) => it.token(),
      members: { identity_mapping_name: "branch-only" },
      reason: "mapping_not_found",
    },
    {
      what: "the named mapping's clauses by another mapping's",
      make: (it) => it.token(),
      members: { identity_mapping_name: "person" },
      reason: "no_matching_mapping",
    },
    {
      what: "a mapping's name in another letter case",
      make: (it) => it.token(),
      members: { identity_mapping_name: "MAIN" },
      reason: "mapping_not_found",
    },
  ]);

  describe.each(eachFace)("on the %s", (_, face) => {
    it("does not slow down on a subject made to be compared again and again", async () => {
      await world().create("/api/v1/mappings", {
        provider: "ci",
        name: `many-stars-${face.face}`,
        claims: { sub: `${face.face}*a*a*a*a*a*a*a*b` },
        grant: { groups: ["x"] },
      });
      const began = performance.now();
      await world().expectRefused(
        face,
        claiming({ sub: `${face.face}${"a".repeat(1_000)}` })(world()),
        "no_matching_mapping",
      );
      expect(performance.now() - began).toBeLessThan(2_000);
    });

    it("does not compare a long list with very many regular expressions to the end", async () => {
      const sub = `${face.face}-costly`;
      await world().create("/api/v1/mappings", {
        provider: "ci",
        name: sub,
        rules: [
          {
            when: [
              { path: ["sub"], test: { kind: "is", matcher: { kind: "equals", value: sub } } },
              {
                path: ["groups"],
                test: {
                  kind: "any_of",
                  matchers: Array.from({ length: 500 }, (_, number) => ({
                    kind: "regex",
                    source: `^x${number}$`,
                  })),
                },
              },
            ],
            grant: { groups: [{ kind: "named", name: { kind: "text", text: "x" }, domain: null }] },
          },
        ],
      });
      const groups = Array.from({ length: 1_500 }, (_, number) => number.toString(36));
      const began = performance.now();
      await world().expectRefused(face, claiming({ sub, groups })(world()), "too_much_to_judge");
      expect(performance.now() - began).toBeLessThan(5_000);
      await world().expectIssued(face, claiming({ sub, groups: [...groups.slice(0, 50), "x7"] })(world()));
    });

    it("chooses the same mapping however often it is asked", async () => {
      const names = new Set<unknown>();
      for (let turn = 0; turn < 20; turn += 1) {
        const answer = await world().expectIssued(face, world().token());
        names.add((await world().recordOf(answer))["mapping"]);
      }
      expect([...names]).toEqual(["main"]);
    });
  });
});

const unsafe: readonly unknown[] = [
  "",
  " ",
  "two words",
  "a/b",
  "..\\x",
  "a,b",
  'a"b',
  "a'b",
  "a:b",
  "a*",
  "$1",
  "{{login}}",
  "a\tb",
  "a\u0000",
  "a\u200b",
  "\u202eb",
  "\u0430dmin",
  "<b>",
  "applied-permissions/admin",
  "x".repeat(300),
  7,
  true,
  null,
  {},
];

describeHostile("template", {}, (world) => {
  const shown = (value: unknown) => JSON.stringify(value).slice(0, 30);
  itRefuses(world, [
    ...unsafe.map((login) => ({
      what: `the user name ${shown(login)}`,
      make: claiming({ sub: "person", login }),
      reason: "unsafe_claim_value" as const,
    })),
    ...["admin", "ROOT", "Anonymous", "system", "__proto__", "constructor", "prototype"].map((login) => ({
      what: `the reserved user name ${login}`,
      make: claiming({ sub: "person", login }),
      reason: "unsafe_claim_value" as const,
    })),
    {
      what: "a list of user names",
      make: claiming({ sub: "person", login: ["a"] }),
      reason: "unsafe_claim_value",
    },
    { what: "no user name", make: claiming({ sub: "person" }), reason: "template_failed" },
    ...unsafe.map((team) => ({
      what: `the group name ${shown(team)}`,
      make: claiming({ sub: "team", teams: ["good", team] }),
      reason: "unsafe_claim_value" as const,
    })),
    {
      what: "an empty list of groups",
      make: claiming({ sub: "team", teams: [] }),
      reason: "unsafe_claim_value",
    },
    {
      what: "a group in a list in a list",
      make: claiming({ sub: "team", teams: [["a"]] }),
      reason: "unsafe_claim_value",
    },
    {
      what: "more groups than anybody has",
      make: claiming({ sub: "team", teams: Array.from({ length: 501 }, (_, at) => `g${at}`) }),
      reason: "unsafe_claim_value",
    },
    { what: "no groups", make: claiming({ sub: "team" }), reason: "template_failed" },
  ]);
});
