import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConfigurationRules } from "../../../src/core/configuring/configuration-rules.ts";
import { validateMapping } from "../../../src/core/configuring/mapping-rules.ts";
import { isSameIssuer, validateProvider } from "../../../src/core/configuring/provider-rules.ts";
import { accept, refuse } from "../../../src/core/refusal.ts";
import type {
  Clause,
  GrantTemplate,
  MappingDraft,
  Matcher,
  ProviderDraft,
  TextTemplate,
} from "../../../src/core/terms.ts";
import { validClause, validGrant, validMapping, validProvider } from "../drafts.ts";

const rules: ConfigurationRules = {
  maxTokenLifetimeSeconds: 86_400,
  requireAudience: false,
  reservedAudiences: [],
  ownIssuers: ["https://countersign.example"],
  checkIssuerUrl: (url) => (url.startsWith("https://") ? null : "must begin with https://."),
  checkIssuerIdentifier: () => null,
  checkCaCertificates: (pem) => (pem.includes("BEGIN CERTIFICATE") ? null : "holds no certificate."),
  checkStaticKeys: (jwks) => (Array.isArray(jwks["keys"]) ? null : "has no array of keys."),
  compileRegex: (source) =>
    source.includes("(?=")
      ? refuse("template_failed", { detail: "It has look-ahead." })
      : accept({ size: 1, matches: () => true }),
};

const provider = (change: Partial<ProviderDraft>) => validateProvider({ ...validProvider, ...change }, rules);
const mapping = (change: Partial<MappingDraft>) =>
  validateMapping({ ...validMapping, ...change }, { project: null }, rules);
const grant = (change: Partial<GrantTemplate>) =>
  mapping({ project: null, rules: [{ when: [], grant: { ...validGrant, ...change } }] });
const clause = (change: Partial<Clause>) =>
  mapping({ rules: [{ when: [{ ...validClause, ...change }], grant: validGrant }] });
const is = (matcher: Matcher) => clause({ test: { kind: "is", matcher } });
const operators: GrantTemplate = { ...validGrant, projectRoles: [], operator: true };
const text = (words: string): TextTemplate => ({ kind: "text", text: words });

describe("a valid provider", () => {
  it("has no fault", () => {
    expect(provider({})).toBeNull();
  });

  it.each<[string, Partial<ProviderDraft>]>([
    ["no audience", { audience: null }],
    ["a name of one character", { name: "a" }],
    ["a name of 255 characters", { name: "a".repeat(255) }],
    ["a description in several lines", { description: "first\nsecond" }],
    [
      "an issuer that is only a name, when its keys are written down",
      { issuerUrl: "kubernetes/serviceaccount", keySource: { kind: "static", jwks: { keys: [] } } },
    ],
    ["a query for discovery", { discoveryQuery: "appid=00000000-0000" }],
  ])("may have %s", (_, change) => {
    expect(provider(change)).toBeNull();
  });
});

describe("a provider is refused", () => {
  it.each<[string, string, Partial<ProviderDraft>]>([
    ["an empty name", "name", { name: "" }],
    ["a name of 256 characters", "name", { name: "a".repeat(256) }],
    ["a slash in its name", "name", { name: "a/b" }],
    ["a name of dots", "name", { name: ".." }],
    ["a line break after its name", "name", { name: "ci\n" }],
    ["a NUL in its description", "description", { description: "a\0b" }],
    ["half a surrogate pair in its description", "description", { description: "\ud800" }],
    ["a project with a slash", "project", { project: "a/b" }],
    ["a blank issuer", "issuerUrl", { issuerUrl: "" }],
    ["an issuer the port refuses", "issuerUrl", { issuerUrl: "http://issuer.example" }],
    ["a token issuer with a blank", "tokenIssuer", { tokenIssuer: "https://issuer.example/ x" }],
    ["our own issuer", "issuerUrl", { issuerUrl: "https://countersign.example" }],
    ["our own issuer with a slash", "issuerUrl", { issuerUrl: "https://countersign.example/" }],
    ["our own issuer in capitals", "issuerUrl", { issuerUrl: "HTTPS://Countersign.Example:443" }],
    ["our own issuer as token issuer", "tokenIssuer", { tokenIssuer: "https://countersign.example" }],
    ["a question mark in its query", "discoveryQuery", { discoveryQuery: "?appid=1" }],
    [
      "a key set URL the port refuses",
      "keySource.url",
      { keySource: { kind: "jwks_uri", url: "http://issuer.example/keys" } },
    ],
    ["a broken key set", "keySource.jwks", { keySource: { kind: "static", jwks: {} } }],
    ["a broken certificate", "caCertificates", { caCertificates: "nonsense" }],
    ["no algorithm", "algorithms", { algorithms: [] }],
    ["an algorithm twice", "algorithms", { algorithms: ["RS256", "RS256"] }],
    ["an empty audience", "audience", { audience: "" }],
    ["an invisible character in its audience", "audience", { audience: "a\u200bb" }],
    [
      "further audiences without a first",
      "additionalAudiences",
      { audience: null, additionalAudiences: ["b"] },
    ],
    ["a pin on an empty claim", "pins.0.claim", { pins: [{ claim: "", value: "a", ignoreCase: false }] }],
    ["a pin on an empty value", "pins.0.value", { pins: [{ claim: "a", value: "", ignoreCase: false }] }],
    [
      "a replay key of no claims",
      "replay.key.names",
      { replay: { policy: "single_use", key: { kind: "claims", names: [] } } },
    ],
    ["a negative clock tolerance", "clockToleranceSeconds", { clockToleranceSeconds: -1 }],
    ["a clock tolerance above five minutes", "clockToleranceSeconds", { clockToleranceSeconds: 301 }],
    ["no lifetime", "maxTokenLifetimeSeconds", { maxTokenLifetimeSeconds: 0 }],
    ["more than half a MiB", "provider", { annotations: { face: "a".repeat(600_000) } }],
  ])("with %s", (_, field, change) => {
    expect(provider(change)).toMatchObject({ kind: "invalid", field });
  });

  it("without an audience where the server demands one", () => {
    const strict = { ...rules, requireAudience: true };
    expect(validateProvider({ ...validProvider, audience: null }, strict)).toMatchObject({
      field: "audience",
    });
  });

  it("with a sentence that begins with the field", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const fault = provider({ name });
        if (fault !== null) expect(fault.detail).toMatch(/^name must have 1 to 255 .*\.$/);
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});

describe("issuers", () => {
  it.each([
    ["https://a.example", "https://a.example/", true],
    ["https://a.example/x", "https://a.example/x//", true],
    ["https://A.example:443/x", "https://a.example/x", true],
    ["https://a.example/x", "https://a.example/X", false],
    ["http://a.example", "https://a.example", false],
    ["https://a.example:8443", "https://a.example", false],
  ])("%s and %s are the same: %s", (one, other, same) => {
    expect(isSameIssuer(one, other)).toBe(same);
  });
});

describe("a valid mapping", () => {
  it("has no fault", () => {
    expect(mapping({})).toBeNull();
  });

  it.each<[string, Partial<MappingDraft>]>([
    ["the highest priority JSON numbers carry exactly", { priority: 2 ** 53 - 1 }],
    ["a name in another script", { name: "déploiement_部署-1" }],
    ["255 letters beyond the basic plane as its name", { name: "𝒳".repeat(255) }],
    ["no audience", { audience: [] }],
    ["the longest lifetime", { lifetimeSeconds: 86_400 }],
    ["a rule that holds for every token", { rules: [{ when: [], grant: validGrant }] }],
  ])("may have %s", (_, change) => {
    expect(mapping(change)).toBeNull();
  });

  it("may make names from claims and placeholders", () => {
    const user = {
      name: { kind: "pattern", pattern: "({{actor}})@x.example | $1" },
      id: { kind: "placeholders", text: "{0}" },
      email: null,
      domain: null,
      local: false,
    } as const;
    expect(grant({ user })).toBeNull();
  });

  it("may be global and grant roles in any project", () => {
    expect(mapping({ project: null })).toBeNull();
  });
});

describe("a mapping is refused", () => {
  it.each<[string, string, Partial<MappingDraft>]>([
    ["a blank in its name", "name", { name: "a b" }],
    ["a dot in its name", "name", { name: "a.b" }],
    ["a name of 256 letters", "name", { name: "a".repeat(256) }],
    ["priority 0", "priority", { priority: 0 }],
    ["a priority beyond 2^53 - 1", "priority", { priority: 2 ** 53 }],
    ["a priority with a fraction", "priority", { priority: 1.5 }],
    ["no lifetime", "lifetimeSeconds", { lifetimeSeconds: 0 }],
    ["a lifetime above the server's", "lifetimeSeconds", { lifetimeSeconds: 86_401 }],
    ["a blank in an audience", "audience.1", { audience: ["a@*", "b c"] }],
    ["an empty audience", "audience.0", { audience: [""] }],
    ["65 audiences", "audience", { audience: Array.from({ length: 65 }, (_, index) => `a${index}`) }],
    ["no rule", "rules", { rules: [] }],
    ["a protocol with a slash", "entry.protocol", { entry: { kind: "protocol", protocol: "a/b" } }],
    [
      "roles of a project that is not the mapping's",
      "rules.0.grant.projectRoles.0.project",
      { project: "red" },
    ],
  ])("with %s", (_, field, change) => {
    expect(mapping(change)).toMatchObject({ kind: "invalid", field });
  });

  it("with a lifetime above the server's, by the setting that says so", () => {
    const setting = expect.stringContaining("COUNTERSIGN_MAX_TOKEN_TTL");
    expect(mapping({ lifetimeSeconds: 86_401 })).toMatchObject({ detail: setting });
    expect(mapping({ lifetimeSeconds: 0 })).toMatchObject({
      detail: "lifetimeSeconds must be a whole number from 1 to 86400.",
    });
  });

  it("that makes operators of anybody but people who sign in", () => {
    const making = { project: null, rules: [{ when: [], grant: operators }] };
    expect(mapping({ ...making, entry: { kind: "console" } })).toBeNull();
    for (const entry of [{ kind: "exchange" }, { kind: "protocol", protocol: "oidc" }] as const) {
      expect(mapping({ ...making, entry })).toMatchObject({
        field: "rules.0.grant.operator",
        detail: expect.stringContaining("is for people who sign in to the console"),
      });
    }
  });

  it("that makes operators and grants anything beside it", () => {
    const grant = { ...operators, ownPermissions: true };
    const draft = { project: null, entry: { kind: "console" } as const, rules: [{ when: [], grant }] };
    expect(mapping(draft)).toMatchObject({ field: "rules.0.grant.operator" });
  });

  it("of the console with a lifetime beyond eight hours", () => {
    const session = { project: null, entry: { kind: "console" } as const };
    expect(mapping({ ...session, lifetimeSeconds: 8 * 3_600 })).toBeNull();
    expect(mapping({ ...session, lifetimeSeconds: 8 * 3_600 + 1 })).toMatchObject({
      field: "lifetimeSeconds",
      detail: expect.stringContaining("must be at most 28800 for the console"),
    });
  });

  it("with the project of another provider's owner", () => {
    expect(validateMapping(validMapping, { project: "red" }, rules)).toMatchObject({ field: "project" });
  });

  it.each<[string, string, Partial<Clause>]>([
    ["no claim", "rules.0.when.0.path", { path: [] }],
    ["a claim without a name", "rules.0.when.0.path.0", { path: [""] }],
    ["a path of 17 members", "rules.0.when.0.path", { path: Array.from({ length: 17 }, () => "a") }],
    [
      "too many values",
      "rules.0.when.0.test.matchers",
      {
        test: {
          kind: "any_of",
          matchers: Array.from({ length: 1_001 }, (_, value) => ({ kind: "equals", value })),
        },
      },
    ],
  ])("with a clause of %s", (_, field, change) => {
    expect(clause(change)).toMatchObject({ field });
  });

  it("with more regular expressions than can be compiled in passing", () => {
    const listing = (count: number): Partial<Clause> => ({
      test: {
        kind: "any_of",
        matchers: Array.from({ length: count }, () => ({ kind: "regex", source: "a" })),
      },
    });
    expect(clause(listing(500))).toBeNull();
    expect(clause(listing(501))).toMatchObject({
      field: "rules",
      detail: expect.stringContaining("hold 501 regular expressions, and one mapping may hold 500"),
    });
  });

  it("with a glob longer than 1024 characters", () => {
    expect(is({ kind: "glob", pattern: "a".repeat(1_025) })).toMatchObject({
      field: "rules.0.when.0.test.matcher.pattern",
    });
  });

  it("with a regular expression that does not compile, and why", () => {
    expect(is({ kind: "regex", source: "a(?=b)" })).toEqual({
      kind: "invalid",
      field: "rules.0.when.0.test.matcher.source",
      detail:
        "rules.0.when.0.test.matcher.source is no regular expression that this server compiles. It has look-ahead.",
    });
  });

  it.each([
    ["{{actor", '"{{" has no "}}".'],
    ["actor", "It reads no claim; write {{claim}} where the value goes."],
    ["({{actor}}", '"(" is not closed.'],
  ])("with the pattern %s, and what is wrong with it", (pattern, problem) => {
    const field = "rules.0.grant.groups.0.names.pattern";
    expect(grant({ groups: [{ kind: "each", names: { kind: "pattern", pattern }, domain: null }] })).toEqual({
      kind: "invalid",
      field,
      detail: `${field} cannot be read. ${problem}`,
    });
  });

  it("with a placeholder that is none", () => {
    expect(
      grant({ groups: [{ kind: "by_id", id: { kind: "placeholders", text: "{0.name}" } }] }),
    ).toMatchObject({
      field: "rules.0.grant.groups.0.id.text",
    });
  });

  it.each<[string, string, Partial<GrantTemplate>]>([
    ["groups beside admin", "rules.0.grant.admin", { admin: true }],
    [
      "no role in a project",
      "rules.0.grant.projectRoles.0.roles",
      { projectRoles: [{ project: "blue", domain: null, roles: [] }] },
    ],
    [
      "an invisible role",
      "rules.0.grant.projectRoles.0.roles.0",
      { projectRoles: [{ project: "blue", domain: null, roles: ["a\nb"] }] },
    ],
    [
      "an empty group",
      "rules.0.grant.groups.0.name.text",
      { groups: [{ kind: "named", name: text(""), domain: null }] },
    ],
    [
      "a user with a line break",
      "rules.0.grant.user.name.text",
      { user: { name: text("a\nb"), id: null, email: null, domain: null, local: true } },
    ],
  ])("with a grant of %s", (_, field, change) => {
    expect(grant(change)).toMatchObject({ field });
  });
});
