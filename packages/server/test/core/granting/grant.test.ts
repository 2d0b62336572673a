import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planGrant } from "../../../src/core/granting/grant.ts";
import { compileMapping, judgeMapping } from "../../../src/core/matching/mapping.ts";
import { presentedBy } from "../../../src/core/matching/presented.ts";
import type {
  Clause,
  DomainRef,
  GrantTemplate,
  JsonObject,
  Mapping,
  Rule,
  TokenGrant,
  UserTemplate,
} from "../../../src/core/terms.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";
import { compileRegex } from "../../../src/regex.ts";
import { mappingOf, providerOf } from "../samples.ts";
import { filled, nothing, text } from "./contributing.ts";

const user = (changes: Partial<UserTemplate>): UserTemplate => ({
  name: null,
  id: null,
  email: null,
  domain: null,
  local: false,
  ...changes,
});
const present = (claim: string): Clause => ({ path: [claim], test: { kind: "present" } });
const always = (grant: Partial<GrantTemplate>): Rule => ({ when: [], grant: { ...nothing, ...grant } });
const groupsNamed = (...names: string[]): GrantTemplate["groups"] =>
  names.map((name) => ({ kind: "named", name: text(name), domain: null }));
const rolesIn = (project: string, ...roles: string[]) => ({ project, domain: null, roles });

const limits = {
  maxTokenLifetimeSeconds: 3_600,
  reservedGroups: new Set(["administrators"]),
  readJson: readJsonInText,
};

function plan(
  rules: readonly Rule[],
  claims: JsonObject = {},
  scope: readonly string[] = [],
  changes: Partial<Mapping> = {},
) {
  const mapping = mappingOf({}, { rules, ...changes });
  const matched = judgeMapping(compileMapping(mapping, compileRegex), presentedBy(claims));
  const audience = { requested: [], rule: "covered" } as const;
  return planGrant({ mapping, matched }, providerOf(), claims, { audience, scope }, limits);
}

function granted(...question: Parameters<typeof plan>): TokenGrant {
  const planned = plan(...question);
  if (!planned.ok) throw new Error(planned.refusal.reason);
  return planned.value;
}

describe("who the token stands for", () => {
  it("is the user a rule names", () => {
    const grant = granted([always({ user: user({ name: text("CI Bot") }) })]);
    expect(grant.subject).toEqual({ kind: "user", name: "CI Bot" });
    expect(grant.user?.name).toBe("CI Bot");
  });

  it("is the user's id where only that is given", () => {
    const grant = granted([always({ user: user({ id: text("u-1") }) })]);
    expect(grant.subject).toEqual({ kind: "user", name: "u-1" });
    expect(grant.user).toMatchObject({ name: null, id: "u-1" });
  });

  it("is the provider and the mapping where no user is named", () => {
    expect(granted([always({ groups: groupsNamed("g") })]).subject).toEqual({
      kind: "mapping",
      provider: "ci",
      mapping: "release",
    });
  });

  it("is the first user named, whole and not mixed with later ones", () => {
    const grant = granted([
      always({ groups: groupsNamed("g") }),
      always({ user: user({ name: text("first") }) }),
      always({ user: user({ name: text("second"), email: text("second@example.com") }) }),
    ]);
    expect(grant.user).toEqual({ name: "first", id: null, email: null, domain: null, local: false });
  });

  it("is made from what the rule captured", () => {
    const rule: Rule = {
      when: [present("given"), present("family"), present("mail")],
      grant: { ...nothing, user: user({ name: filled("{0} {1}"), email: filled("{2}") }) },
    };
    expect(granted([rule], { given: "Ada", family: "Lovelace", mail: "ada@example.com" }).user).toMatchObject(
      {
        name: "Ada Lovelace",
        email: "ada@example.com",
      },
    );
  });
});

describe("a user that cannot be made", () => {
  it.each([
    ["name", "the user name would be empty"],
    ["id", "the user id would be empty"],
    ["email", "the email address would be empty"],
  ] as const)("is refused for its %s", (member, detail) => {
    const made = user({ name: text("CI Bot"), [member]: filled("{0}") });
    const rule: Rule = { when: [present("given")], grant: { ...nothing, user: made } };
    expect(plan([rule], { given: "" })).toMatchObject({
      ok: false,
      refusal: { reason: "template_failed", evidence: { detail } },
    });
  });
});

describe("an audience that is not granted", () => {
  it("is refused", () => {
    const mapping = mappingOf({}, { rules: [always({})], audience: ["store@x"] });
    const chosen = { mapping, matched: [{ rule: 0, placeholders: [] }] };
    const audience = { requested: ["store@y"], rule: "covered" } as const;
    expect(planGrant(chosen, providerOf(), {}, { audience, scope: [] }, limits)).toMatchObject({
      ok: false,
      refusal: { reason: "invalid_target" },
    });
  });
});

describe("groups", () => {
  it("of all matching rules are united, none twice, in order", () => {
    const grant = granted([
      always({ groups: groupsNamed("b", "a") }),
      always({ groups: groupsNamed("a", "c") }),
    ]);
    expect(grant.groups.map(({ name }) => name)).toEqual(["b", "a", "c"]);
  });

  it("of one name in two domains are two groups", () => {
    const domain = { id: "d1", name: null };
    const east = { id: null, name: "east" };
    const west = { id: null, name: "west" };
    const inDomain = (one: DomainRef) => ({ kind: "named", name: text("a"), domain: one }) as const;
    const grant = granted([
      always({ groups: [...groupsNamed("a"), inDomain(domain), inDomain(east), inDomain(west)] }),
    ]);
    expect(grant.groups).toEqual([
      { id: null, name: "a", domain: null },
      { id: null, name: "a", domain },
      { id: null, name: "a", domain: east },
      { id: null, name: "a", domain: west },
    ]);
  });

  it("are given by id, by name, or as many as a claim holds", () => {
    const rule: Rule = {
      when: [present("teams"), present("ids")],
      grant: {
        ...nothing,
        groups: [
          { kind: "by_id", id: text("fixed") },
          { kind: "each", names: filled("{0}"), domain: null },
          { kind: "each_id", ids: filled("{1}") },
        ],
      },
    };
    expect(granted([rule], { teams: ["x", "y"], ids: ["1", "2"] }).groups).toEqual([
      { id: "fixed", name: null, domain: null },
      { id: null, name: "x", domain: null },
      { id: null, name: "y", domain: null },
      { id: "1", name: null, domain: null },
      { id: "2", name: null, domain: null },
    ]);
  });

  it("are no more than 500 in one grant, however many rules give them", () => {
    const many = (letter: string) =>
      groupsNamed(...Array.from({ length: 300 }, (_, index) => `${letter}${index}`));
    const planned = plan([always({ groups: many("a") }), always({ groups: many("b") })]);
    expect(planned).toEqual({
      ok: false,
      refusal: {
        reason: "template_failed",
        evidence: {
          mapping: "release",
          pattern: null,
          claim: null,
          detail: "the grant would hold 600 groups; at most 500 are granted",
        },
      },
    });
    const most = [...many("a"), ...many("b")].slice(0, 500);
    expect(granted([always({ groups: most })]).groups).toHaveLength(500);
  });
});

describe("roles and the rest", () => {
  it("come from the last rule that gives roles", () => {
    const grant = granted([
      always({ projectRoles: [rolesIn("p", "r")] }),
      always({ projectRoles: [rolesIn("q", "s"), rolesIn("p", "t")] }),
      always({ groups: groupsNamed("g") }),
    ]);
    expect(grant.projectRoles).toEqual([rolesIn("q", "s"), rolesIn("p", "t")]);
  });

  it("are none where no rule gives any", () => {
    expect(granted([always({})])).toMatchObject({ groups: [], projectRoles: [], admin: false });
  });

  it("add up where they are switches", () => {
    const grant = granted([always({ admin: true }), always({ ownPermissions: true })]);
    expect(grant).toMatchObject({ admin: true, ownPermissions: true });
  });

  it("make an operator of whom one of the rules makes one, and an administrator with that", () => {
    expect(granted([always({}), always({ operator: true })])).toMatchObject({ operator: true, admin: true });
  });

  it("make no operator where no rule does, not even of an administrator", () => {
    expect(granted([always({ admin: true })])).not.toHaveProperty("operator");
    expect(granted([always({})])).not.toHaveProperty("operator");
  });

  it("are refused where a project cannot be made", () => {
    const projectRoles = [{ ...rolesIn("p", "r"), project: filled("{0}") }];
    const rule: Rule = { when: [present("given")], grant: { ...nothing, projectRoles } };
    expect(plan([rule], { given: "" })).toMatchObject({
      refusal: { reason: "template_failed", evidence: { detail: "the project name would be empty" } },
    });
  });

  it("take lifetime, audience and self-revocation from the mapping", () => {
    const changes = { lifetimeSeconds: 77, selfRevocable: true, audience: ["a@b"] };
    expect(granted([always({})], {}, [], changes)).toMatchObject(changes);
  });

  it("never live longer than the server's maximum, whatever the mapping was saved with", () => {
    expect(granted([always({})], {}, [], { lifetimeSeconds: 3_600 }).lifetimeSeconds).toBe(3_600);
    expect(granted([always({})], {}, [], { lifetimeSeconds: 3_601 }).lifetimeSeconds).toBe(3_600);
  });
});

describe("a template that cannot be filled", () => {
  it("refuses the exchange instead of granting less", () => {
    const rule: Rule = always({
      groups: [
        ...groupsNamed("g"),
        { kind: "each", names: { kind: "pattern", pattern: "{{teams}}" }, domain: null },
      ],
    });
    expect(plan([rule], {})).toMatchObject({
      ok: false,
      refusal: { reason: "template_failed", evidence: { claim: "teams", mapping: "release" } },
    });
    expect(plan([rule], { teams: ["a b"] })).toMatchObject({ refusal: { reason: "unsafe_claim_value" } });
  });
});

describe("a requested scope", () => {
  const everything = always({
    groups: groupsNamed("a", "b"),
    projectRoles: [rolesIn("p", "Role A", "r"), rolesIn("q", "r")],
    ownPermissions: true,
  });

  it.each([[[]], [["openid", "profile"]], [["https://x.example/.default"]]])(
    "of words it does not know changes nothing: %j",
    (scope) => {
      expect(granted([everything], {}, scope)).toEqual(granted([everything]));
    },
  );

  it("narrows the grant to what it names", () => {
    const grant = granted([everything], {}, ["openid", "applied-permissions/groups:b"]);
    expect(grant).toMatchObject({
      groups: [{ name: "b" }],
      projectRoles: [],
      ownPermissions: false,
    });
  });

  it("keeps every group it names, and the roles in the order of the request", () => {
    expect(granted([everything], {}, ["applied-permissions/groups:b,a"]).groups).toMatchObject([
      { name: "a" },
      { name: "b" },
    ]);
    expect(granted([everything], {}, ['applied-permissions/roles:p:r,"Role A"']).projectRoles).toEqual([
      rolesIn("p", "r", "Role A"),
    ]);
  });

  it("keeps a user's own permissions only where it names them", () => {
    expect(granted([everything], {}, ["applied-permissions/user"])).toMatchObject({
      ownPermissions: true,
      groups: [],
      projectRoles: [],
    });
  });

  it("cannot ask for own permissions that the mapping does not grant", () => {
    const groupsOnly = always({ groups: groupsNamed("a") });
    expect(plan([groupsOnly], {}, ["applied-permissions/user"])).toMatchObject({
      refusal: { reason: "invalid_scope", evidence: { detail: expect.stringContaining("ask for less") } },
    });
  });

  it("is read across words that were split at a blank within quotes", () => {
    const grant = granted([everything], {}, ['applied-permissions/roles:p:"Role', 'A"']);
    expect(grant.projectRoles).toEqual([rolesIn("p", "Role A")]);
  });

  it.each([
    "applied-permissions/admin",
    "applied-permissions/groups:c",
    "applied-permissions/groups:a,c",
    "applied-permissions/roles:p:owner",
    "applied-permissions/roles:p:r,owner",
    "applied-permissions/roles:owner:p",
    "applied-permissions/roles:other:r",
    "applied-permissions/superuser",
  ])("is refused where it goes beyond the grant: %s", (scope) => {
    expect(plan([everything], {}, [scope])).toMatchObject({
      ok: false,
      refusal: { reason: "invalid_scope", evidence: { requested: scope } },
    });
  });

  it("does not mean groups of other domains", () => {
    const foreign = always({
      groups: [{ kind: "named", name: text("a"), domain: { id: "d1", name: null } }],
    });
    expect(plan([foreign], {}, ["applied-permissions/groups:a"])).toMatchObject({
      refusal: { reason: "invalid_scope" },
    });
  });

  it("does not mean the group of that name in another domain beside the one it means", () => {
    const domain = { id: "d1", name: null };
    const foreign = { kind: "named", name: text("a"), domain } as const;
    const both = always({ groups: [...groupsNamed("a"), foreign] });
    expect(granted([both], {}, ["applied-permissions/groups:a"]).groups).toEqual([
      { id: null, name: "a", domain: null },
    ]);
  });

  it("does not mean roles in projects of other domains", () => {
    const foreign = always({
      projectRoles: [{ project: "p", domain: { id: "d1", name: null }, roles: ["r"] }],
    });
    expect(plan([foreign], {}, ["applied-permissions/roles:p:r"])).toMatchObject({
      refusal: { reason: "invalid_scope" },
    });
  });

  it("never widens a grant", () => {
    const word = fc.constantFrom(
      "applied-permissions/user",
      "applied-permissions/admin",
      "applied-permissions/groups:a",
      "applied-permissions/groups:c",
      "applied-permissions/roles:p:r",
      "openid",
    );
    const full = granted([everything]);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), (scope) => {
        const planned = plan([everything], {}, scope);
        if (!planned.ok) return;
        expect(planned.value.admin).toBe(false);
        for (const group of planned.value.groups) expect(full.groups).toContainEqual(group);
        for (const { project, roles } of planned.value.projectRoles) {
          const held = full.projectRoles.find((one) => one.project === project)?.roles;
          for (const role of roles) expect(held).toContain(role);
        }
      }),
      { seed: 13, numRuns: 500 },
    );
  });
});

describe("groups that a claim must not make", () => {
  const pattern: GrantTemplate["groups"] = [
    { kind: "each", names: { kind: "pattern", pattern: "{{teams}}" }, domain: null },
  ];

  it.each(["administrators", "Administrators", "__proto__"])("refuses %s out of a pattern", (name) => {
    expect(plan([always({ groups: pattern })], { teams: ["readers", name] })).toMatchObject({
      ok: false,
      refusal: {
        reason: "unsafe_claim_value",
        evidence: { claim: "teams", detail: "the group name is reserved" },
      },
    });
  });

  it("grants what a mapping names itself", () => {
    expect(granted([always({ groups: groupsNamed("administrators") })]).groups).toMatchObject([
      { name: "administrators" },
    ]);
  });
});
