import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/core/terms.ts";
import { keystoneOptions } from "./keystone-case.ts";
import { complaintAbout, grantOf, ruleWith } from "./rules.ts";

const claims = { sub: "s", name: "alice", org: "acme", groups: "dev;ops" };
const user = { user: { name: "{0}" } };
const name = { type: "name" };
const huawei = { ...keystoneOptions, dialect: "huawei" } as const;

const groupsOf = (block: JsonObject, more: JsonObject, version?: string) =>
  grantOf(ruleWith([name, { type: "groups" }], user, block), { ...claims, ...more }, version)?.groups ?? null;

describe("the user", () => {
  it("is named by the first rule that does, entirely", () => {
    const rules = [
      { local: [{ user: { id: "first" } }], remote: [name] },
      { local: [{ user: { name: "second", email: "s@x.org" } }], remote: [name] },
    ];
    expect(grantOf(rules, claims)?.user).toMatchObject({ id: "first", name: null, email: null });
  });

  it("is named by the next where the first says nothing of it", () => {
    expect(grantOf(ruleWith([name], { user: {} }, user), claims)?.user?.name).toBe("alice");
  });

  it.each<[string, JsonValue]>([
    ["no rule names one", ruleWith([name], { group: { id: "g" } })],
    ["its name comes out empty", ruleWith([{ type: "empty" }])],
  ])("is the token's subject where %s", (_, rules) => {
    expect(grantOf(rules, { ...claims, empty: "" })?.user?.name).toBe("s");
  });

  it("is never guessed where it has to exist", () => {
    const rules = ruleWith([name], { user: { type: "local", domain: { id: "d" } } });
    expect(grantOf(rules, claims)?.user).toMatchObject({ local: true, name: null, id: null });
  });

  it("takes the domain of the last block of the last rule from 2.0 on, also when that has none", () => {
    const rules = [
      { local: [{ ...user, domain: { name: "First" } }], remote: [name] },
      {
        local: [{ domain: { name: "Middle" } }, { group: { id: "g" }, domain: { name: "{0}" } }],
        remote: [{ type: "org" }],
      },
    ];
    const without = [...rules, { local: [{ group: { id: "h" } }], remote: [name] }];
    const domainOf = (given: JsonValue, version: string) => grantOf(given, claims, version)?.user?.domain;
    expect(domainOf(rules, "2.0")).toEqual({ id: null, name: "acme" });
    expect(domainOf(without, "3.0")).toBeNull();
    expect(domainOf(rules, "1.0")).toBeNull();
  });
});

describe("groups", () => {
  it("are as many as a list in the rule has, in either way of writing it", () => {
    const domain = { name: "D" };
    const named = (text: string) => groupsOf({ groups: text, domain }, {})?.map((group) => group.name);
    expect(named(`['a', "b\\u0063", 'it\\'s', '{0}', 7,]`)).toEqual(["a", "bc", "it's", "alice", "7"]);
    expect(named("[]")).toEqual([]);
    expect(named("['a', b]")).toEqual(["['a', b]"]);
  });

  it("are one where a claim looks like a list, so that nobody chooses several with one claim", () => {
    const groups = groupsOf({ groups: "{1}", domain: { id: "d" } }, { groups: "['a', 'admin']" });
    expect(groups?.map((group) => group.name)).toEqual(["['a', 'admin']"]);
    expect(groupsOf({ group_ids: "{1}" }, { groups: '["a","b"]' })?.map(({ id }) => id)).toEqual([
      '["a","b"]',
    ]);
  });

  it("may have `name` in their name", () => {
    const groups = groupsOf({ groups: "{1}", domain: { id: "d" } }, { groups: "team-rename" });
    expect(groups?.map((group) => group.name)).toEqual(["team-rename"]);
  });

  it("may bring their domains, all of them or none", () => {
    const text = 'JSON:{"name":"g","domain":{"name":"D"}}';
    expect(groupsOf({ groups: "{1}" }, { groups: text })).toEqual([
      { id: null, name: "g", domain: { id: null, name: "D" } },
    ]);
    expect(groupsOf({ groups: "{1}" }, { groups: `${text};plain` })).toBeNull();
    expect(groupsOf({ groups: "{1}" }, { groups: 'JSON:{"name":"g"}' })).toBeNull();
    expect(groupsOf({ groups: "{1}" }, { groups: "JSON:{" })).toBeNull();
  });

  it("stay in the domain the rule gives, whatever a claim says", () => {
    const block = { groups: "{1}", domain: { name: "Customer" } };
    const described = (domain: string) => `JSON:{"name":"admins","domain":{"name":"${domain}"}}`;
    expect(groupsOf(block, { groups: described("Customer") })).toHaveLength(1);
    expect(groupsOf(block, { groups: described("Default") })).toBeNull();
  });

  it("let nobody in without a domain", () => {
    expect(groupsOf({ groups: "{1}" }, {})).toBeNull();
  });

  it("need no domain in Huawei's dialect, where it is that of the identity provider", () => {
    const rules = ruleWith([name, { type: "groups" }], user, { group: { name: "admin" } }, { groups: "{1}" });
    expect(grantOf(rules, claims, "1.0", huawei)?.groups).toEqual([
      { id: null, name: "admin", domain: null },
      { id: null, name: "dev", domain: null },
      { id: null, name: "ops", domain: null },
    ]);
    expect(complaintAbout(rules)).toContain("rules[0].local[1].group has a name and needs the domain");
  });

  it("are left out where a value is empty", () => {
    const groups = groupsOf({ groups: "{1}", domain: { id: "d" } }, { groups: "dev;" });
    expect(groups?.map((group) => group.name)).toEqual(["dev"]);
  });
});

describe("projects", () => {
  const projects = [{ name: "for {0}", roles: [{ name: "{1}" }] }];

  it("take names and roles out of claims, and the domain of their block from 2.0 on", () => {
    const rules = ruleWith([name, { type: "org" }], user, { projects, domain: { id: "{1}" } });
    const made = (domain: JsonValue) => [{ project: "for alice", domain, roles: ["acme"] }];
    expect(grantOf(rules, claims, "1.0")?.projectRoles).toEqual(made(null));
    expect(grantOf(rules, claims, "2.0")?.projectRoles).toEqual(made({ id: "acme", name: null }));
  });

  it("are those of the last block that has a word in them, also when it has none", () => {
    const first = { local: [user, { projects: [{ name: "p", roles: [{ name: "r" }] }] }], remote: [name] };
    const last = { local: [{ projects: [] }], remote: [{ type: "org" }] };
    expect(grantOf([first], claims)?.projectRoles).toHaveLength(1);
    expect(grantOf([first, last], claims)?.projectRoles).toEqual([]);
    const within = ruleWith(
      [name],
      user,
      ...["p", "q"].map((one) => ({ projects: [{ name: one, roles: [] }] })),
    );
    expect(grantOf(within, { name: "alice" })?.projectRoles).toEqual([
      expect.objectContaining({ project: "q" }),
    ]);
  });

  const listed = (list: string, block: JsonObject = {}) =>
    grantOf(
      ruleWith([name, { type: "list" }], user, { projects_json: "{1}", ...block }),
      { ...claims, list },
      "3.0",
    )?.projectRoles ?? null;

  it("are listed by a claim in 3.0, behind those the rule has", () => {
    const list = '[{"name":"q","roles":[{"name":"r"}]},{"name":"z","domain":{"id":"e"},"roles":[]}]';
    const block = { projects: [{ name: "p", roles: [] }], domain: { id: "d" } };
    expect(listed(list, block)).toEqual([
      { project: "p", domain: { id: "d", name: null }, roles: [] },
      { project: "q", domain: { id: "d", name: null }, roles: ["r"] },
      { project: "z", domain: { id: "e", name: null }, roles: [] },
    ]);
  });

  it.each([
    "no JSON",
    "{}",
    '[{"name":"q"}]',
    '[{"name":"q","roles":["r"]}]',
    '[{"name":"q","roles":[{"name":"r","id":"x"}]}]',
    '[{"name":"q","roles":[],"description":"x"}]',
    '[{"name":"a;b","roles":[]}]',
    '[{"name":"","roles":[]}]',
    '["q"]',
  ])("let nobody in where the list is none: %s", (list) => {
    expect(listed(list)).toBeNull();
  });
});

describe("a rule", () => {
  it("that gives nothing lets nobody in", () => {
    expect(grantOf([{ local: [], remote: [name] }], claims)).toBeNull();
    expect(grantOf([{ local: [{}], remote: [name] }], claims)?.user?.name).toBe("s");
  });

  it("that makes one name of several values refuses the login", () => {
    expect(grantOf(ruleWith([{ type: "groups" }]), claims)).toBeNull();
    expect(grantOf(ruleWith([{ type: "groups", whitelist: [] }]), claims)).toBeNull();
    expect(grantOf(ruleWith([{ type: "groups", whitelist: ["dev"] }]), claims)?.user?.name).toBe("dev");
  });

  it("about a claim that is missing does not fit, whatever it says of it", () => {
    for (const condition of ["any_one_of", "not_any_of", "blacklist", "whitelist"]) {
      expect(grantOf(ruleWith([name, { type: "missing", [condition]: [] }]), claims)).toBeNull();
    }
  });
});

describe("a mapping is refused, with the place of the fault,", () => {
  const remote = [name];
  it.each<[string, JsonValue, string]>([
    ["that has no rules", [], "rules must not be empty."],
    ["whose rules are no list", {}, "rules must be a list."],
    ["with a misspelt member", [{ local: [{ users: {} }], remote }], 'rules[0].local[0] holds "users"'],
    [
      "with a name that is no text",
      ruleWith(remote, { user: { name: 1 } }),
      "rules[0].local[0].user.name must be text.",
    ],
    [
      "with another type of user",
      ruleWith(remote, { user: { type: "x" } }),
      'rules[0].local[0].user.type must be "ephemeral" or "local".',
    ],
    [
      "with two conditions on one claim",
      ruleWith([{ ...name, any_one_of: [], whitelist: [] }]),
      "rules[0].remote[0] holds any_one_of and whitelist; only one of them may stand there.",
    ],
    [
      "with regex about nothing",
      ruleWith([{ ...name, regex: true }]),
      "rules[0].remote[0] holds regex without",
    ],
    [
      "with a placeholder that nothing fills",
      ruleWith([{ ...name, any_one_of: ["a"] }]),
      "rules[0].local[0].user.name uses placeholder {0}, and the requirements of its rule fill none",
    ],
    [
      "with a placeholder behind the one that is filled",
      ruleWith([name], { user: { name: "{1}" } }),
      "rules[0].local[0].user.name uses placeholder {1}, and the requirements of its rule fill only {0}, the first; ",
    ],
    [
      "with a placeholder behind those that are filled",
      ruleWith([name, name], { user: { name: "{2}" } }),
      "fill only {0} to {1}; ",
    ],
    [
      "with a named placeholder",
      ruleWith(remote, { user: { name: "{email}" } }),
      '"{email}" is no placeholder',
    ],
    ["that reaches into objects", ruleWith(remote, { user: { name: "{0.__class__}" } }), "is no placeholder"],
    [
      "with a lonely brace",
      ruleWith(remote, { group: { id: "}" } }),
      'rules[0].local[0].group.id cannot be read. "}"',
    ],
    [
      "with a regular expression that is none",
      ruleWith([{ ...name, any_one_of: ["("], regex: true }]),
      "rules[0].remote[0].any_one_of[0] is no regular expression that this server compiles.",
    ],
    [
      "with a regular expression that is no text",
      ruleWith([{ ...name, any_one_of: [7], regex: true }]),
      "rules[0].remote[0].any_one_of[0] must be text",
    ],
    [
      "with a list to compare with",
      ruleWith([{ ...name, any_one_of: [["a"]] }]),
      "rules[0].remote[0].any_one_of[0] is a list",
    ],
    ["that names no claim", ruleWith([{ type: "" }]), "rules[0].remote[0].type must have"],
    [
      "that puts a claim into JSON",
      ruleWith(remote, { groups: 'JSON:{{"name":"{0}"}}' }),
      "rules[0].local[0].groups puts a claim into JSON",
    ],
    [
      "with a list of projects before 3.0",
      ruleWith(remote, { projects_json: "{0}" }),
      "rules[0].local[0].projects_json stands only in schema_version 3.0.",
    ],
    [
      "with a project's domain before 2.0",
      ruleWith(remote, { projects: [{ name: "p", domain: {}, roles: [] }] }),
      "rules[0].local[0].projects[0].domain stands only in schema_version 2.0",
    ],
  ])("%s", (_, rules, complaint) => {
    expect(complaintAbout(rules)).toContain(complaint);
  });

  it.each<[JsonValue]>([["4.0"], [1], [""], [{}], [true]])("in version %j", (version) => {
    expect(complaintAbout(ruleWith([name]), version)).toBe(
      'schema_version must be one of "1.0", "2.0", "3.0", as text.',
    );
  });

  it("after twenty sentences, with the number of the others", () => {
    const lines = complaintAbout(Array.from({ length: 30 }, () => ({})))?.split("\n") ?? [];
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("And 40 more.");
  });

  it("but not in a version that is null, which is the default", () => {
    expect(complaintAbout(ruleWith([name]), null)).toBeNull();
  });
});
