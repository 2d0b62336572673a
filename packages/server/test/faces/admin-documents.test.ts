import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { impossibleMembers } from "../../src/core/matching/claims-document.ts";
import type { MappingDraft, ProviderDraft } from "../../src/core/terms.ts";
import { mappingMember, toMappingDocument, toMappingDraft } from "../../src/faces/admin/mapping-translate.ts";
import { mappingInput } from "../../src/faces/admin/mapping-wire.ts";
import {
  providerMember,
  toProviderDocument,
  toProviderDraft,
} from "../../src/faces/admin/provider-translate.ts";
import { providerInput } from "../../src/faces/admin/provider-wire.ts";
import { meantMember } from "../../src/faces/admin/spelling.ts";
import { tried } from "../properties/property.ts";

const written = { id: "object-1", revision: 3, createdAt: 1_700_000_000, updatedAt: 1_700_000_060 };

function readBackMapping(draft: MappingDraft) {
  return toMappingDocument({ ...draft, ...written }, "github", []);
}

function readBackProvider(draft: ProviderDraft) {
  return toProviderDocument({ ...draft, ...written }, []);
}

const name = fc.string({ minLength: 1, maxLength: 6 });
const json = fc.jsonValue({ maxDepth: 3 });

describe("the provider document", () => {
  it("needs only a name and an issuer", () => {
    const draft = toProviderDraft(
      providerInput.parse({ name: "github", issuer_url: "https://issuer.example" }),
    );
    expect(draft).toMatchObject({
      enabled: true,
      keySource: { kind: "discovery" },
      audience: null,
      replay: { policy: "reusable" },
      project: null,
    });
  });

  it("is read back as it was written", () => {
    const document = {
      name: "github",
      description: "Continuous integration",
      project: "shop",
      enabled: false,
      issuer_url: "https://issuer.example/",
      token_issuer: "https://issuer.example",
      discovery_query: "appid=7",
      key_source: { kind: "static", jwks: { keys: [] } },
      ca_certificates: "pem",
      use_proxy: true,
      algorithms: ["RS256"],
      audience: "sts",
      additional_audiences: ["extra"],
      pins: [{ claim: "repository_owner", value: "acme", ignore_case: true }],
      replay: { policy: "single_use", key: { kind: "claims", names: ["run_id", "run_attempt"] } },
      clock_tolerance_seconds: 5,
      max_token_lifetime_seconds: 900,
      accept_access_tokens: true,
      preset: "github-actions",
    };
    const again = readBackProvider(toProviderDraft(providerInput.parse(document)));
    expect(again).toMatchObject(document);
  });

  it("may be sent back with what the server added", () => {
    const first = readBackProvider(
      toProviderDraft(providerInput.parse({ name: "github", issuer_url: "https://issuer.example" })),
    );
    expect(readBackProvider(toProviderDraft(providerInput.parse(first)))).toEqual(first);
  });

  it("shows times in UTC", () => {
    const draft = toProviderDraft(
      providerInput.parse({ name: "github", issuer_url: "https://issuer.example" }),
    );
    expect(readBackProvider(draft).created_at).toBe("2023-11-14T22:13:20Z");
  });

  it("keeps a member called __proto__ in a static key set", () => {
    const jwks = JSON.parse('{"keys":[],"__proto__":{"x":1}}');
    const { keySource } = toProviderDraft(
      providerInput.parse({ name: "a", issuer_url: "b", key_source: { kind: "static", jwks } }),
    );
    expect(keySource.kind === "static" && Object.keys(keySource.jwks)).toEqual(["keys", "__proto__"]);
  });

  it("names the member at fault in the document's words", () => {
    expect(providerMember("keySource.url")).toBe("key_source.url");
  });
});

describe("the mapping document", () => {
  const least = { name: "deploy", provider: "github", claims: { sub: "repo:*" }, grant: { groups: ["a"] } };
  const draftOf = (document: object) => toMappingDraft(mappingInput.parse(document), "provider-1");

  it("compiles claims and grant to one rule", () => {
    expect(draftOf(least).rules).toEqual([
      {
        when: [{ path: ["sub"], test: { kind: "is", matcher: { kind: "glob", pattern: "repo:*" } } }],
        grant: {
          user: null,
          groups: [{ kind: "named", name: { kind: "text", text: "a" }, domain: null }],
          projectRoles: [],
          admin: false,
          ownPermissions: false,
        },
      },
    ]);
  });

  it.each([
    ["a user", { user: "ci", own_permissions: true }],
    ["a user made from claims", { user_pattern: "{{actor}}" }],
    ["groups, fixed and made from claims", { groups: ["a", "b"], groups_pattern: "{{teams}}" }],
    ["roles in a project", { project_roles: [{ project: "shop", roles: ["Developer"] }] }],
    ["administration", { admin: true }],
  ])("is read back in short form when it grants %s", (_, grant) => {
    const document = { ...least, grant };
    expect(readBackMapping(draftOf(document))).toMatchObject(document);
    expect(readBackMapping(draftOf(document)).rules).toBeUndefined();
  });

  it("is read back with rules when it was written with rules", () => {
    const { rules } = readBackMapping(draftOf(least));
    expect(rules).toBeUndefined();
    const full = {
      name: "deploy",
      provider: "github",
      rules: [
        {
          when: [{ path: ["sub"], test: { kind: "is", matcher: { kind: "equals", value: "a" } } }],
          grant: {
            user: { name: { kind: "text", text: "ci" }, id: null, email: null, domain: null, local: false },
            groups: [],
            project_roles: [],
            admin: false,
            own_permissions: false,
          },
        },
      ],
    };
    expect(readBackMapping(draftOf(full))).toMatchObject(full);
  });

  it("is shown with rules when the short form would not say the same", () => {
    const draft = draftOf(least);
    const [rule] = draft.rules;
    if (rule === undefined) throw new Error("no rule");
    const when = [...rule.when, { path: ["actor"], test: { kind: "present" as const } }];
    const shown = readBackMapping({ ...draft, rules: [{ ...rule, when }] });
    expect([shown.claims, shown.rules?.[0]?.when.length]).toEqual([undefined, 2]);
  });

  it("says the same after being read and written again, whatever its claims are", () => {
    const claims = fc
      .dictionary(name, json, { minKeys: 1, maxKeys: 4 })
      .filter((given) => impossibleMembers(JSON.parse(JSON.stringify(given))).length === 0);
    fc.assert(
      fc.property(claims, (given) => {
        const draft = draftOf({ ...least, claims: given });
        const { id: _id, ...document } = readBackMapping(draft);
        expect(draftOf(document).rules).toEqual(draft.rules);
      }),
      tried(20, 300),
    );
  });

  it("keeps a claim called __proto__: dropping it would accept more tokens", () => {
    const claims = JSON.parse('{"__proto__":"x","sub":"y"}');
    expect(draftOf({ ...least, claims }).rules[0]?.when.map(({ path }) => path)).toEqual([
      ["__proto__"],
      ["sub"],
    ]);
  });

  it.each([
    ["empty claims", { claims: {} }, "/claims"],
    ["claims without a grant", { grant: undefined }, "/"],
    ["both forms", { rules: [] }, "/rules"],
    ["a user and a user pattern", { grant: { user: "a", user_pattern: "b" } }, "/grant/user_pattern"],
    ["a misspelt member", { clams: {} }, "/"],
  ])("refuses %s", (_, changes, at) => {
    const parsed = mappingInput.safeParse({ ...least, ...changes });
    expect(parsed.error?.issues.map(({ path }) => `/${path.join("/")}`)).toContain(at);
  });

  it("refuses a rule that would hold for every token", () => {
    const rules = [{ when: [], grant: {} }];
    const parsed = mappingInput.safeParse({ name: "a", provider: "b", rules });
    expect(parsed.error?.issues[0]?.path).toEqual(["rules", 0, "when"]);
  });

  it("names the member at fault in the words of the form that was used", () => {
    const short = mappingMember({});
    const full = mappingMember({ rules: [] });
    expect([
      short("rules.0.when.1.test.matcher.pattern"),
      short("rules.0.grant.projectRoles.0.project"),
      short("rules.0.grant.user.name.text"),
      short("rules.0.grant.user.name.pattern"),
      short("rules.0.grant.groups.0.name.text"),
      short("rules.0.grant.groups.1.names.pattern"),
      short("lifetimeSeconds"),
      short("providerId"),
      full("rules.0.grant.projectRoles.0.project"),
    ]).toEqual([
      "claims",
      "grant.project_roles",
      "grant.user",
      "grant.user_pattern",
      "grant.groups",
      "grant.groups_pattern",
      "lifetime_seconds",
      "provider",
      "rules.0.grant.project_roles.0.project",
    ]);
  });
});

describe("a name", () => {
  it.each([
    [undefined, "is missing"],
    [7, "must be text"],
    ["", "must not be empty"],
  ])("that is %j is refused in plain words", (issuer_url, message) => {
    const parsed = providerInput.safeParse({ name: "ci", issuer_url });
    expect(parsed.error?.issues).toMatchObject([{ path: ["issuer_url"], message }]);
  });
});

describe("a misspelt member", () => {
  it.each([
    ["issuer_ulr", "issuer_url"],
    ["issuerUrl", "issuer_url"],
    ["audiance", "audience"],
    ["identity", null],
    ["x".repeat(10_000), null],
  ])("%s is taken for what it resembles", (given, meant) => {
    expect(meantMember(given, [])).toBe(meant);
  });

  it.each([
    ["name", ["kind", "id", "user"], null],
    ["usr", ["kind", "id", "user"], "user"],
    ["issuer_ulr", ["kind", "id", "user"], null],
    ["name", [], null],
  ])("%s among %j is none of another document, and never itself", (given, allowed, meant) => {
    expect(meantMember(given, allowed)).toBe(meant);
  });
});
