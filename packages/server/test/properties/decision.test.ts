/** Properties of the decision: claims to mapping to grant. P2, P5, P6 and P9 of the table in SECURITY-MODEL. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ExchangePorts, exchange, judgeClaims } from "../../src/core/exchange.ts";
import type { ExchangeQuestion } from "../../src/core/exchange-request.ts";
import { parseScope } from "../../src/core/granting/scope.ts";
import { emptyRegistry } from "../../src/core/matching/registry.ts";
import { accept } from "../../src/core/refusal.ts";
import type { GrantTemplate, JsonObject, JsonValue, Mapping, VerifiedClaims } from "../../src/core/terms.ts";
import { accessTokenLayout, scopeOf } from "../../src/faces/access/profile.ts";
import { layoutAccessToken } from "../../src/faces/oauth/profile.ts";
import { readJsonInText } from "../../src/jws/json-in-text.ts";
import { compileRegex } from "../../src/regex.ts";
import { adaptersOf, digest, mappingOf, providerOf, question, ruleOf } from "../core/samples.ts";
import { patience, tried } from "./property.ts";

const provider = providerOf();
const grantLimits = {
  maxTokenLifetimeSeconds: 3_600,
  reservedGroups: new Set(["administrators"]),
  readJson: readJsonInText,
};

function registryOf(mappings: readonly Mapping[]) {
  return emptyRegistry(adaptersOf(compileRegex)).withChanges([
    { kind: "provider_written", revision: 1, provider },
    ...mappings.map((mapping) => ({ kind: "mapping_written", revision: 1, mapping }) as const),
  ]);
}

/** The mapping and the grant, or the reason there is none. */
function decide(mappings: readonly Mapping[], claims: JsonObject, changes: Partial<ExchangeQuestion> = {}) {
  const asked = { ...question, ...changes };
  const judged = judgeClaims({ grantLimits, digest }, registryOf(mappings), provider, claims, asked);
  return judged.ok
    ? { mapping: judged.mapping.name, grant: judged.grant }
    : { mapping: judged.mapping?.name ?? null, refused: judged.refusal.reason };
}

const nothing: GrantTemplate = {
  user: null,
  groups: [],
  projectRoles: [],
  admin: false,
  ownPermissions: false,
};
const pattern = (text: string) => ({ kind: "pattern", pattern: text }) as const;
const named = (name: string) =>
  ({ kind: "named", name: { kind: "text", text: name }, domain: null }) as const;

/** Claims that mappings name, and values that some of them demand. */
const claimName = fc.constantFrom("sub", "ref", "teams", "login");
const word = fc.constantFrom("a", "b", "ab", "a*", "*");
const grant: fc.Arbitrary<GrantTemplate> = fc.constantFrom(
  { ...nothing, groups: [named("readers"), named("writers")] },
  { ...nothing, groups: [{ kind: "each", names: pattern("{{teams}}"), domain: null }] },
  {
    ...nothing,
    user: { name: pattern("{{login}}"), id: null, email: null, domain: null, local: true },
    ownPermissions: true,
  },
  { ...nothing, projectRoles: [{ project: "blue", domain: null, roles: ["Viewer", "Deployer"] }] },
);
const mappings: fc.Arbitrary<readonly Mapping[]> = fc
  .array(fc.tuple(fc.dictionary(claimName, word, { maxKeys: 2 }), fc.integer({ min: 1, max: 3 }), grant), {
    maxLength: 6,
  })
  .map((drafts) =>
    drafts.map(([claims, priority, granted], at) =>
      mappingOf({}, { name: `m${at}`, priority, rules: [ruleOf(claims, granted)] }),
    ),
  );
/** Plain text, text that imitates a scope or a path, and every other type. */
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  word,
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom(
    'x","administrators',
    "applied-permissions/admin",
    "a b",
    "a,b",
    "../b",
    "ADMINISTRATORS",
    "x".repeat(200),
    "{{login}}",
    "$1",
    "admin",
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>,
  fc.array(fc.oneof(word, fc.string({ maxLength: 4 })), { maxLength: 4 }),
);
const claims: fc.Arbitrary<JsonObject> = fc.dictionary(claimName, value, {
  maxKeys: 4,
  noNullPrototype: true,
});

describe("a decision", patience, () => {
  it("does not change with a claim that no mapping names", () => {
    const foreign = fc
      .oneof(fc.constantFrom("__proto__", "constructor", "groups", "SUB", "sub "), fc.string())
      .filter((name) => !["sub", "ref", "teams", "login"].includes(name));
    fc.assert(
      fc.property(mappings, claims, foreign, value, (all, given, name, added) => {
        const more = Object.fromEntries([...Object.entries(given), [name, added]]);
        expect(decide(all, more)).toEqual(decide(all, given));
      }),
      tried(2, 1_000),
    );
  });

  it("is the same on every node, in whatever order they learned of the mappings, and at every repetition", () => {
    fc.assert(
      fc.property(mappings, claims, fc.infiniteStream(fc.nat()), (all, given, order) => {
        const decided = decide(all, given);
        const ranks = new Map(all.map((one) => [one, order.next().value]));
        const shuffled = all.toSorted((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0));
        const registry = registryOf(shuffled);
        for (let turn = 0; turn < 100; turn += 1) {
          const again = judgeClaims({ grantLimits, digest }, registry, provider, given, question);
          const seen = again.ok ? again.grant : again.refusal.reason;
          expect(seen).toEqual("grant" in decided ? decided.grant : decided.refused);
        }
      }),
      tried(9, 150),
    );
  });
});

describe("what is granted", patience, () => {
  it("is never more than the winning mapping grants, whatever the claims hold and whatever is asked for", () => {
    const scope = fc.array(
      fc.constantFrom(
        "openid",
        "applied-permissions/admin",
        "applied-permissions/user",
        'applied-permissions/groups:"readers"',
        'applied-permissions/groups:"administrators"',
        'applied-permissions/roles:blue:"Viewer"',
        'applied-permissions/roles:red:"Viewer"',
      ),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(mappings, claims, scope, (all, given, asked) => {
        const decided = decide(all, given, { scope: asked });
        if (!("grant" in decided)) return;
        const mapping = all.find(({ name }) => name === decided.mapping);
        const template = mapping?.rules[0]?.grant;
        if (template === undefined) throw new Error("no mapping won");
        const written = parseScope(scopeOf(decided.grant));
        if (!written.ok) throw new Error(written.problem);
        expect(written.value.admin).toBe(false);
        expect(written.value.ownPermissions && !template.ownPermissions).toBe(false);
        const fromClaim = [given["teams"] ?? []].flat().flatMap((one) => String(one).split(","));
        const allowed = template.groups.flatMap((one) =>
          one.kind === "each"
            ? fromClaim
            : one.kind === "named" && one.name.kind === "text"
              ? [one.name.text]
              : [],
        );
        for (const group of written.value.groups) {
          expect(allowed).toContain(group);
          if (template.groups.some(({ kind }) => kind === "each"))
            expect(group).toMatch(/^[\w.@+[\]-]{1,128}$/);
          expect(group.toLowerCase()).not.toBe("administrators");
        }
        for (const { project, roles } of written.value.projectRoles) {
          const held = template.projectRoles.find((one) => one.project === project)?.roles ?? [];
          for (const role of roles) expect(held).toContain(role);
        }
      }),
      tried(5, 2_000),
    );
  });

  it("never lasts longer than the mapping and the server allow, whatever the token's own end", async () => {
    const seconds = fc.integer({ min: 1, max: 100_000 });
    const layouts = fc.constantFrom(accessTokenLayout("01".padEnd(26, "a")), layoutAccessToken);
    await fc.assert(
      fc.asyncProperty(
        seconds,
        seconds,
        fc.integer({ min: 0, max: 4e9 }),
        seconds,
        layouts,
        async (wanted, most, now, left, layout) => {
          const mapping = mappingOf({ sub: "a" }, { lifetimeSeconds: wanted });
          const verified = { claims: { sub: "a" }, expiresAt: now + left } as unknown as VerifiedClaims;
          const drafts: JsonObject[] = [];
          const ports: ExchangePorts = {
            issuer: "https://sts.example",
            grantLimits: { ...grantLimits, maxTokenLifetimeSeconds: most },
            digest,
            restoredAt: null,
            makeProjects: async () => accept(undefined),
            now: () => now,
            newTokenId: () => "t",
            newReferenceToken: () => ({ token: "r", hash: "h" }),
            registry: () => registryOf([mapping]),
            peekIssuer: () => accept({ issuer: "" }),
            verifySubjectToken: async () => ({ ok: true, value: verified }),
            sign: async ({ payload }) => {
              drafts.push(payload);
              return accept("signed");
            },
            commit: async () => accept(undefined),
            recordRefusal: async () => accept(undefined),
            noteRefusal: () => undefined,
          };
          const issued = await exchange(ports, {
            ...question,
            requestId: "r",
            face: "oauth",
            wantsReferenceToken: false,
            layout,
            context: {},
            client: { addressPrefix: "192.0.2.0/24", userAgent: null },
          });
          const expected = now + Math.min(wanted, most);
          expect(issued).toMatchObject({ ok: true, value: { issuedAt: now, expiresAt: expected } });
          expect(drafts).toMatchObject([{ iat: now, exp: expected }]);
        },
      ),
      tried(6, 500),
    );
  });
});
