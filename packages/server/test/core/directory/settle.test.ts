/** What a grant behind a protocol's door comes to in the directory: ids for everything, or the reason there are none. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settleGrant } from "../../../src/core/directory/settle.ts";
import { federatedUserId, percentEncoded } from "../../../src/core/directory/user-id.ts";
import type { Reason } from "../../../src/core/reasons.ts";
import type { GrantedUser, TokenGrant } from "../../../src/core/terms.ts";
import { tried } from "../../properties/property.ts";
import { digest, mappingOf, providerOf } from "../samples.ts";
import { domain, group, identityProvider, madeProject, registryOf, role, user, written } from "./one-node.ts";

const provider = providerOf();
const named = (id: string | null, name: string | null = null) => ({ id, name });
const away = { domainId: "away" };
const registry = registryOf(
  { kind: "provider_written", revision: 1, provider },
  ...written(
    domain("home"),
    domain("away"),
    domain("closed", { enabled: false }),
    identityProvider("idp", { providerIds: [provider.id] }),
    group("g1", { name: "dev" }),
    group("g2", { name: "dev", ...away }),
    group("g3", { name: "lost", domainId: "gone" }),
    user("local-1", { name: "robot", ...away }),
    user("local-2", { name: "retired", enabled: false, ...away }),
    user("nameless", { name: null }),
    user("homeless", { name: "drifter", domainId: "gone" }),
    user("0".repeat(64), { name: "impostor" }),
    user(federatedUserId(digest, "home", "mallory"), { domainId: null, name: null, enabled: false }),
    { ...role("homely", "home"), name: "homely" },
    { ...role("foreign", "away"), name: "foreign" },
  ),
  madeProject("one", { displayName: "shop" }),
  madeProject("two", { displayName: "shop", ...away }),
  madeProject("x1", { displayName: "twins" }),
  madeProject("x2", { displayName: "twins" }),
);

const someone: GrantedUser = { name: "alice", id: null, email: null, domain: null, local: false };
const planned: TokenGrant = {
  subject: { kind: "user", name: "alice" },
  user: someone,
  groups: [],
  projectRoles: [],
  admin: false,
  ownPermissions: false,
  audience: [],
  lifetimeSeconds: 3_600,
  selfRevocable: false,
};
const mapping = mappingOf({ sub: "a" }, { name: "rules" });
const settle = (changes: Partial<TokenGrant>) =>
  settleGrant(digest, registry, provider, mapping, { ...planned, ...changes });
describe("a grant that is settled with the directory", () => {
  it("is of the identity provider's domain where nothing says another", () => {
    expect(settle({})).toMatchObject({
      ok: true,
      value: {
        grant: {
          subject: { kind: "user", name: "alice" },
          user: {
            id: digest("homeuseralice"),
            name: "alice",
            domain: { id: "home", name: "the home" },
          },
        },
      },
    });
  });

  it("knows a user by what its rules call its id, and calls it so where it has no name", () => {
    const withId = settle({ user: { ...someone, id: "e 1", name: null } });
    expect(withId).toMatchObject({
      value: { grant: { user: { id: digest("homeusere%201"), name: "e 1" }, subject: { name: "e 1" } } },
    });
  });

  it("is of the default domain where the provider is no identity provider's", () => {
    const alone = providerOf({ id: "alone" });
    expect(settleGrant(digest, registry, alone, mapping, planned)).toMatchObject({
      value: {
        grant: { user: { id: digest("defaultuseralice"), domain: { id: "default", name: "Default" } } },
      },
    });
  });

  it("names groups with their domains, by its id alone where that is not there", () => {
    const groups = ["g1", "g3"].map((id) => ({ id, name: null, domain: null }));
    expect(settle({ groups })).toMatchObject({
      value: {
        grant: {
          groups: [
            { id: "g1", name: "dev", domain: { id: "home", name: "the home" } },
            { id: "g3", name: "lost", domain: { id: "gone", name: null } },
          ],
        },
      },
    });
  });

  it("leaves a group out that the rules neither name nor number", () => {
    const nothing = { id: null, name: null, domain: null };
    expect(settle({ groups: [nothing] })).toMatchObject({
      value: { grant: { groups: [] }, leftOut: [nothing] },
    });
  });

  it("finds groups by id, and by name in a domain that is given or not, each once", () => {
    const groups = [
      { id: "g1", name: null, domain: null },
      { id: null, name: "dev", domain: null },
      { id: null, name: "dev", domain: named(null, "the away") },
      { id: null, name: "ops", domain: null },
      { id: "g9", name: null, domain: null },
    ];
    const settled = settle({ groups });
    expect(settled).toMatchObject({
      value: { grant: { groups: [{ id: "g1" }, { id: "g2" }] }, leftOut: [{ name: "ops" }, { id: "g9" }] },
    });
  });

  it("gives roles by id in projects by key, those of the identity provider's domain unless it says another", () => {
    const projectRoles = [
      { project: "shop", domain: null, roles: ["member", "homely", "member"] },
      { project: "shop", domain: named("away"), roles: ["foreign"] },
    ];
    expect(settle({ projectRoles })).toMatchObject({
      value: {
        grant: {
          projectRoles: [
            { project: "one", roles: ["member", "homely"] },
            { project: "two", roles: ["foreign"] },
          ],
        },
        missing: [],
      },
    });
  });

  it("tells which projects are missing, and gives nothing in them yet", () => {
    const projectRoles = [{ project: "new", domain: null, roles: ["member"] }];
    expect(settle({ projectRoles })).toMatchObject({
      value: { grant: { projectRoles: [] }, missing: [{ domainId: "home", name: "new" }] },
    });
  });

  it("misses projects of one name in two domains, and of two names in one", () => {
    const projectRoles = [
      { project: "new", domain: null, roles: [] },
      { project: "new", domain: named("away"), roles: [] },
      { project: "newer", domain: null, roles: [] },
    ];
    expect(settle({ projectRoles })).toMatchObject({
      value: {
        missing: [
          { domainId: "home", name: "new" },
          { domainId: "away", name: "new" },
          { domainId: "home", name: "newer" },
        ],
      },
    });
  });

  it("misses a project once, however often and in whatever words its roles are given", () => {
    const domains = [null, named("home"), named(null, "the home")];
    const projectRoles = domains.map((domain) => ({ project: "new", domain, roles: ["member"] }));
    expect(settle({ projectRoles })).toMatchObject({
      value: { missing: [{ domainId: "home", name: "new" }] },
    });
  });

  it("is a local user's as the directory has it, without what the rules give", () => {
    const local = { ...someone, name: "robot", domain: named("away"), local: true };
    const groups = [{ id: "g1", name: null, domain: null }];
    const projectRoles = [{ project: "shop", domain: null, roles: ["member"] }];
    for (const one of [local, { ...local, name: null, id: "local-1", domain: null }]) {
      expect(settle({ user: one, groups, projectRoles })).toMatchObject({
        value: {
          grant: {
            user: { id: "local-1", name: "robot", domain: { id: "away" } },
            subject: { kind: "user", name: "robot" },
            groups: [],
            projectRoles: [],
          },
          leftOut: [],
          missing: [],
        },
      });
    }
  });

  const mallory = federatedUserId(digest, "home", "mallory");
  const inProject = (project: string, role: string) => ({
    projectRoles: [{ project, domain: null, roles: [role] }],
  });
  it.each<[Reason, Partial<TokenGrant>, Readonly<Record<string, string>>]>([
    ["user_not_named", { user: null }, {}],
    ["user_not_named", { user: { ...someone, name: null } }, {}],
    ["domain_not_found", { user: { ...someone, domain: named(null, "nowhere") } }, { domain: "nowhere" }],
    ["domain_not_found", { user: { ...someone, domain: named(null) } }, { domain: "" }],
    [
      "domain_not_found",
      { user: { ...someone, domain: named("nowhere"), local: true } },
      { domain: "nowhere" },
    ],
    [
      "domain_not_found",
      { groups: [{ id: null, name: "dev", domain: named("nowhere") }] },
      { domain: "nowhere" },
    ],
    [
      "domain_not_found",
      { projectRoles: [{ project: "p", domain: named("nowhere"), roles: [] }] },
      { domain: "nowhere" },
    ],
    ["domain_disabled", { user: { ...someone, domain: named("closed") } }, { domain: "the closed" }],
    ["user_disabled", { user: { ...someone, name: "mallory" } }, { user: "mallory" }],
    ["user_disabled", { user: { ...someone, id: "local-2", local: true } }, { user: "retired" }],
    ["user_not_found", { user: { ...someone, id: "local-9", local: true } }, { user: "local-9" }],
    ["user_not_found", { user: { ...someone, domain: named("away"), local: true } }, { user: "alice" }],
    ["user_not_found", { user: { ...someone, id: mallory, local: true } }, { user: mallory }],
    ["user_not_found", { user: { ...someone, id: "0".repeat(64), local: true } }, { user: "0".repeat(64) }],
    ["user_not_found", { user: { ...someone, id: "nameless", local: true } }, { user: "nameless" }],
    ["user_not_found", { user: { ...someone, id: "homeless", local: true } }, { user: "homeless" }],
    ["user_without_domain", { user: { ...someone, local: true } }, {}],
    ["role_not_found", inProject("shop", "norole"), { role: "norole" }],
    ["role_elsewhere", inProject("shop", "foreign"), { role: "foreign" }],
    ["project_ambiguous", inProject("twins", "member"), { project: "twins", domain: "the home" }],
  ])("is refused as %s (%j)", (reason, changes, evidence) => {
    expect(settle(changes)).toEqual({
      ok: false,
      refusal: { reason, evidence: { mapping: "rules", ...evidence } },
    });
  });

  it("holds nothing but what the directory has, whatever the rules make", () => {
    const text = fc.constantFrom(
      "dev",
      "ops",
      "g1",
      "g2",
      "shop",
      "new",
      "member",
      "foreign",
      "",
      "__proto__",
    );
    const reference = fc.option(fc.record({ id: fc.option(text), name: fc.option(text) }));
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.option(text), name: fc.option(text), domain: reference })),
        fc.array(fc.record({ project: text, domain: fc.constant(null), roles: fc.array(text) })),
        (groups, projectRoles) => {
          const settled = settle({ groups, projectRoles });
          if (!settled.ok) return;
          const { grant, leftOut, missing } = settled.value;
          for (const { id } of grant.groups) expect(registry.directory.get("group", id ?? "")).toBeDefined();
          for (const { project, roles } of grant.projectRoles) {
            expect(registry.projectByKey(project)).toBeDefined();
            for (const one of roles) expect(registry.directory.get("role", one)).toBeDefined();
          }
          expect(leftOut.length).toBeLessThanOrEqual(groups.length);
          const missed = projectRoles.filter(({ project }) => missing.some(({ name }) => name === project));
          expect(missed.length + grant.projectRoles.length).toBe(projectRoles.length);
        },
      ),
      tried(51, 300),
    );
  });
});

describe("the id of a federated user", () => {
  // Of the same texts by Python's urllib.parse.quote.
  it.each([
    ["alice", "alice"],
    ["a b/c", "a%20b/c"],
    ["é!*'()~", "%C3%A9%21%2A%27%28%29~"],
    ["repo:o/r:ref", "repo%3Ao/r%3Aref"],
  ])("is made of %s as %s", (text, encoded) => {
    expect(percentEncoded(text)).toBe(encoded);
    expect(federatedUserId(digest, "d", text)).toBe(digest(`duser${encoded}`));
  });

  it("is 64 digits whatever is put in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(federatedUserId(digest, "d", text)).toMatch(/^[0-9a-f]{64}$/);
      }),
      tried(52, 200),
    );
  });
});
