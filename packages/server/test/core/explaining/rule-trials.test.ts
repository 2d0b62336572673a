import { describe, expect, it } from "vitest";
import { ruleTrials } from "../../../src/core/explaining/rule-trials.ts";
import { compileMapping } from "../../../src/core/matching/mapping.ts";
import type { GrantTemplate, JsonObject, Rule } from "../../../src/core/terms.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";
import { compileRegex } from "../../../src/regex.ts";
import { mappingOf } from "../samples.ts";

const nothing: GrantTemplate = {
  user: null,
  groups: [],
  projectRoles: [],
  admin: false,
  ownPermissions: false,
};
const filled = (text: string) => ({ kind: "placeholders", text }) as const;
const user = { name: filled("{0}"), id: null, email: null, domain: null, local: false };
const roles = [{ project: "p", domain: null, roles: ["r"] }];
const present = (path: string): Rule["when"][number] => ({ path: [path], test: { kind: "present" } });

function trialsOf(rules: readonly Rule[], claims: JsonObject) {
  const mapping = mappingOf({}, { entry: { kind: "protocol", protocol: "openid" }, rules });
  return ruleTrials(compileMapping(mapping, compileRegex), { claims, other: null }, readJsonInText);
}

describe("rules under explanation", () => {
  it("show each clause, held or not, with what was expected, presented and taken", () => {
    const alias = { path: ["login"], folded: false, printed: true };
    const when: Rule["when"] = [
      { ...present("OIDC-login"), aliases: [alias], separator: ";" },
      { path: ["ref"], test: { kind: "any_of", matchers: [{ kind: "equals", value: "main" }] } },
      { path: ["team"], test: { kind: "keep", matchers: [{ kind: "equals", value: "dev" }] } },
    ];
    const [trial] = trialsOf([{ when, grant: nothing }], { login: "a;b", ref: "MAIN" });
    expect(trial).toMatchObject({ number: 1, matched: false, gives: null, remarks: [] });
    expect(trial?.clauses).toMatchObject([
      { claim: "OIDC-login", held: true, presented: ["a", "b"], foundAt: "login", expected: "any value" },
      { claim: "ref", held: false, presented: "MAIN", foundAt: null, nearMiss: { kind: "letter_case" } },
      {
        claim: "team",
        held: false,
        presented: undefined,
        expected: 'any value, of which is kept what is one of "dev"',
      },
    ]);
  });

  it("show what each gives, and what the others overrule", () => {
    const grant = { ...nothing, user, projectRoles: roles };
    const group = { kind: "by_id", id: filled("g-{0}") } as const;
    const trials = trialsOf(
      [
        { when: [present("login")], grant },
        { when: [present("login")], grant: { ...grant, groups: [group] } },
        { when: [present("missing")], grant },
        { when: [], grant: nothing, idle: true },
      ],
      { login: "alice" },
    );
    const given = { name: "alice", id: null, email: null, domain: null, local: false };
    expect(trials.map(({ matched, gives, remarks }) => ({ matched, gives, remarks }))).toEqual([
      {
        matched: true,
        gives: { user: given, groups: [], projectRoles: roles, problem: null },
        remarks: ["Its projects do not count, because rule 2 gives projects last."],
      },
      {
        matched: true,
        gives: {
          user: given,
          groups: [{ id: "g-alice", name: null, domain: null }],
          projectRoles: roles,
          problem: null,
        },
        remarks: ["Its user does not count, because rule 1 names one first."],
      },
      { matched: false, gives: null, remarks: [] },
      { matched: false, gives: null, remarks: ["It gives nothing, so it never matches."] },
    ]);
  });

  it("show why what a rule gives cannot be made", () => {
    const [trial] = trialsOf([{ when: [present("login")], grant: { ...nothing, user } }], {
      login: ["a", "b"],
    });
    expect(trial?.gives).toMatchObject({ user: null, problem: expect.stringContaining("holds 2 values") });
  });

  it("show what can be made beside groups or roles that cannot", () => {
    const failing = filled("{9}");
    const grant = { ...nothing, user, projectRoles: roles };
    const groups = [{ kind: "by_id", id: failing }] as const;
    const projectRoles = [{ project: failing, domain: null, roles: ["r"] }];
    const trials = trialsOf(
      [
        { when: [present("login")], grant: { ...grant, groups } },
        { when: [present("login")], grant: { ...grant, projectRoles } },
      ],
      { login: "alice" },
    );
    const problem = expect.any(String);
    expect(trials.map(({ gives }) => gives)).toMatchObject([
      { user: { name: "alice" }, groups: [], projectRoles: roles, problem },
      { user: { name: "alice" }, groups: [], projectRoles: [], problem },
    ]);
  });

  it("remark nothing on what a rule does not give, nor on what no other rule gives before", () => {
    const trials = trialsOf(
      [
        { when: [present("login")], grant: nothing },
        { when: [present("login")], grant: { ...nothing, user, projectRoles: roles } },
        { when: [present("login")], grant: nothing },
      ],
      { login: "alice" },
    );
    expect(trials.map(({ remarks }) => remarks)).toEqual([[], [], []]);
  });

  it("are the first hundred", () => {
    const rules = Array.from({ length: 101 }, () => ({ when: [present("login")], grant: nothing }));
    expect(trialsOf(rules, { login: "alice" }).map(({ number }) => number)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  const matchers = Array.from({ length: 1_000 }, (_, n) => ({ kind: "glob", pattern: `*-${n}` }) as const);
  const costly = { path: ["groups"], test: { kind: "any_of", matchers } } as const;
  const groups = Array.from({ length: 20_000 }, (_, number) => `group ${number}`);

  it("are none where judging the mapping takes more than an exchange may", () => {
    const rules = [
      { when: [present("login")], grant: nothing },
      { when: [costly], grant: nothing },
    ];
    expect(trialsOf(rules, { login: "alice", groups })).toEqual([]);
  });

  it("end before the one that takes more than an exchange may", () => {
    const rules = [
      { when: [present("login")], grant: nothing },
      { when: [present("missing"), costly], grant: nothing },
    ];
    expect(trialsOf(rules, { login: "alice", groups }).map(({ number }) => number)).toEqual([1]);
  });
});
