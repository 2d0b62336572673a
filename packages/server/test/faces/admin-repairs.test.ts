/**
 * Repairs as patches of documents: whatever is drafted, each repair that is offered, merged into the document as it was
 * sent, yields a document that is read again, is refused for no new reason, and has less of what it was offered for.
 */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConfigurationRules } from "../../src/core/configuring/configuration-rules.ts";
import { type Judgement, judgeDrafts } from "../../src/core/configuring/judging.ts";
import { isJsonObject } from "../../src/core/json.ts";
import type { KnownIssuer } from "../../src/core/linting/issuer-traits.ts";
import { lintMapping, lintProvider, subjectForms } from "../../src/core/linting/lint.ts";
import { emptyRegistry } from "../../src/core/matching/registry.ts";
import { accept, refuse } from "../../src/core/refusal.ts";
import { finish } from "../../src/core/steps.ts";
import type { JsonObject, JsonValue, Mapping } from "../../src/core/terms.ts";
import { draftedOf } from "../../src/faces/admin/drafts.ts";
import { toJudgementDocument } from "../../src/faces/admin/lint-translate.ts";
import { type MappingInput, mappingInput } from "../../src/faces/admin/mapping-wire.ts";
import { mergePatch } from "../../src/faces/admin/merge-patch.ts";
import { type ProviderInput, providerInput } from "../../src/faces/admin/provider-wire.ts";
import {
  adaptersOf,
  administrator,
  mappingOf,
  projectOf,
  providerOf,
  sharedIssuer,
  unknownIssuer,
} from "../core/samples.ts";
import { patience, tried } from "../properties/property.ts";

/** RFC 7396 §2. */
function merged(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const result = new Map(Object.entries(isJsonObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, merged(result.get(name), value));
  }
  return Object.fromEntries(result);
}

const compileRegex = (source: string) => {
  try {
    const found = new RegExp(source);
    return accept({ size: 1, matches: (text: string) => found.test(text) });
  } catch {
    return refuse("template_failed", { detail: "is no regular expression" });
  }
};
const rules: ConfigurationRules = {
  maxTokenLifetimeSeconds: 86_400,
  requireAudience: false,
  reservedAudiences: [],
  ownIssuers: ["https://here.example"],
  checkIssuerUrl: (url) => (/^https?:\/\/[^.]/.test(url) ? null : "must begin with https://."),
  checkIssuerIdentifier: () => null,
  checkCaCertificates: () => null,
  checkStaticKeys: () => null,
  compileRegex,
};
const shop = projectOf("shop", { roles: [{ name: "Driver", description: "", annotations: {} }] });

const traits = {
  shared: {
    ...sharedIssuer,
    knownClaims: ["sub", "repository", "repository_id", "owner", "owner_id", "ref"],
  },
  unknown: unknownIssuer,
  fixed: {
    ...unknownIssuer,
    fixedAudience: "api://fixed",
    spelling: "https://issuer.example.com/",
    advisedReplay: { policy: { policy: "single_use", key: { kind: "jti" } }, why: "" },
  },
} satisfies Record<string, KnownIssuer>;

interface World {
  readonly issuer: KnownIssuer;
  readonly others: readonly Mapping[];
  readonly sample: JsonObject | null;
}

const standingProvider = providerOf({ name: "ci", annotations: {} });

function judge(
  { issuer, others, sample }: World,
  drafts: { readonly provider: ProviderInput | null; readonly mapping: MappingInput | null },
): Judgement {
  const registry = emptyRegistry(adaptersOf(compileRegex)).withChanges([
    { kind: "project_written", revision: 1, project: shop },
    { kind: "provider_written", revision: 1, provider: standingProvider },
    ...others.map((mapping) => ({ kind: "mapping_written" as const, revision: 1, mapping })),
  ]);
  const projects = {
    projectByKey: (key: string) => registry.projectByKey(key),
    projectKeys: () => ["shop"],
  };
  const ports = {
    rules,
    lintProvider: (draft: Parameters<typeof lintProvider>[0]) =>
      lintProvider(draft, issuer, projects, { ownUrl: "https://here.example" }),
    lintMapping: (
      draft: Parameters<typeof lintMapping>[0],
      _: unknown,
      given: { readonly others: readonly Mapping[]; readonly sample?: JsonObject },
    ) => lintMapping(draft, { provider: standingProvider, traits: issuer, ...projects, ...given }),
    subjectFormsOf: () => subjectForms({ provider: standingProvider, traits: issuer }),
  };
  return finish(judgeDrafts(ports, registry, administrator, draftedOf(drafts), sample));
}

const text = fc.constantFrom(
  ...[
    "a",
    "*",
    "a*",
    "acme/app",
    "acme*",
    "acme/app*",
    "acme/*",
    "<fill in>",
    "{{ref}}",
    "repo:*",
    "repo:acme*",
  ],
  ...[
    "repo:acme/app:ref:refs/heads/main",
    "repo:acme@12/app@34:ref:refs/heads/main",
    "repo:acme/app*",
    "34",
    "12",
  ],
);
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 2, arbitrary: fc.constantFrom<JsonValue>(1, true, null, {}) },
  {
    weight: 2,
    arbitrary: fc.array(fc.oneof(text, fc.constantFrom<JsonValue>(null, 1)), { minLength: 1, maxLength: 3 }),
  },
);
const claimName = fc.constantFrom(
  ...[
    "sub",
    "repository",
    "repository_id",
    "owner",
    "owner_id",
    "ref",
    "actor",
    "repositry",
    "colour",
    "__proto__",
  ],
);
const claims = fc
  .array(fc.tuple(claimName, value), { minLength: 1, maxLength: 4 })
  .map((members): JsonObject => Object.fromEntries(members));
const grant = fc.record(
  {
    user: text,
    groups: fc.array(text, { minLength: 1, maxLength: 3 }),
    groups_pattern: fc.constantFrom("{{ref}}", "a"),
    project_roles: fc.constantFrom(
      [{ project: "shop", roles: ["Driver", "Drivr"] }],
      [{ project: "shpo", roles: ["Driver"] }],
      [{ project: "none", roles: ["x"] }],
    ),
    admin: fc.constant(true),
  },
  { requiredKeys: [] },
);
const matcher = fc.oneof(
  text.map((one) => ({ kind: "equals", value: one })),
  fc.constantFrom<JsonObject>(
    { kind: "equals", value: null },
    { kind: "equals", value: true },
    { kind: "equals", value: "a;b" },
  ),
  text.map((one) => ({ kind: "glob", pattern: one })),
  fc.constantFrom("a", "^a", "a$", "^a\\$", "a|b", "^(a)$", "(").map((source) => ({ kind: "regex", source })),
  fc.constant<JsonObject>({ kind: "subset", value: {} }),
);
const test = fc.oneof(
  matcher.map((one) => ({ kind: "is", matcher: one })),
  fc
    .tuple(fc.constantFrom("any_of", "none_of", "keep", "drop"), fc.array(matcher, { maxLength: 3 }))
    .map(([kind, matchers]) => ({ kind, matchers })),
  fc.constant({ kind: "present" }),
);
const clause = fc
  .record(
    {
      path: claimName.map((name) => [name]),
      test,
      separator: fc.constant(";"),
      aliases: claimName.map((name) => [{ path: [name], printed: true }]),
    },
    { requiredKeys: ["path", "test"] },
  )
  .map((one): JsonObject => one);
const fullGrant = fc.record(
  {
    user: text.map((one) => ({ name: { kind: "text", text: one } })),
    groups: fc.array(
      fc.oneof(
        text.map((one) => ({ kind: "named", name: { kind: "text", text: one } })),
        fc.constantFrom("[a, b]", "[a", "['a']", "a").map((one) => ({
          kind: "described",
          groups: { kind: "placeholders", text: one },
        })),
      ),
      { maxLength: 2 },
    ),
    admin: fc.boolean(),
  },
  { requiredKeys: [] },
);
const rule = fc.record({ when: fc.array(clause, { minLength: 1, maxLength: 3 }), grant: fullGrant });
const common = fc.record(
  {
    project: fc.constantFrom("shop", "shpo", "none"),
    priority: fc.constantFrom(1, 2, 5, 9, 2_147_483_647),
    audience: fc.array(fc.constantFrom("*@*", "<service>", "jfrt@a"), { maxLength: 2 }),
    lifetime_seconds: fc.constantFrom(60, 7_200),
    entry: fc.constantFrom({ kind: "exchange" }, { kind: "console" }),
    name: fc.constantFrom("deploy", "not valid!"),
  },
  { requiredKeys: [] },
);
const forms: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ claims, grant }),
  fc.record({ rules: fc.array(rule, { minLength: 1, maxLength: 2 }) }),
);
const mapping: fc.Arbitrary<JsonObject> = fc
  .tuple(forms, common)
  .map(([form, members]) => ({ name: "deploy", provider: "ci", ...members, ...form }));
const provider: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      issuer_url: fc.constantFrom(
        "http://issuer.example.com",
        "https://issuer.example.com",
        "HTTP://x.example",
      ),
      token_issuer: fc.constantFrom("https://issuer.example.com", "https://issuer.example.com/"),
      audience: fc.constantFrom("sts", null),
      project: fc.constantFrom("shop", "shpo"),
    },
    { requiredKeys: ["issuer_url"] },
  )
  .map((members) => ({ name: "drafted", ...members }));
const world: fc.Arbitrary<World> = fc.record({
  issuer: fc.constantFrom(...Object.values(traits)),
  others: fc.array(
    fc
      .tuple(claims, fc.constantFrom(1, 2, 5, 2_147_483_647), fc.nat(5))
      .map(([document, priority, id]) => mappingOf(document, { name: `m${id}`, id: `m${id}`, priority })),
    { maxLength: 3 },
  ),
  sample: fc.option(
    fc.constantFrom<JsonObject>(
      {
        sub: "repo:acme/app:ref:refs/heads/main",
        repository: "acme/app",
        repository_id: "34",
        owner_id: "12",
        ref: "a",
      },
      { sub: "a", owner: "acme", repository_id: 34 },
    ),
  ),
});

/** The document that answers, as it would be sent. */
function answerOf(around: World, drafts: Parameters<typeof judge>[1]) {
  return toJudgementDocument(judge(around, drafts), drafts.mapping, []);
}

function count(
  answer: ReturnType<typeof answerOf>,
  { code, field }: { readonly code: string; readonly field: string },
) {
  return answer.findings.filter((one) => one.code === code && one.field === field).length;
}

describe("a repair that is offered", () => {
  it(
    "merged into the mapping as it was sent, makes its finding go away and has nothing new refused",
    () => {
      let made = 0;
      fc.assert(
        fc.property(world, mapping, (around, document) => {
          const sent = mappingInput.safeParse(document);
          fc.pre(sent.success);
          const before = answerOf(around, { provider: null, mapping: sent.data });
          for (const finding of before.findings) {
            for (const { patch } of finding.repairs) {
              made += 1;
              const again = mappingInput.parse(merged(document, patch));
              const after = answerOf(around, { provider: null, mapping: again });
              expect(count(after, finding)).toBeLessThan(count(before, finding));
              expect([null, before.refusal?.detail]).toContain(after.refusal?.detail ?? null);
            }
          }
        }),
        tried(71, 250),
      );
      expect(made).toBeGreaterThan(100);
    },
    patience.timeout,
  );

  it("merged into the provider as it was sent, makes its finding go away and has nothing new refused", () => {
    let made = 0;
    fc.assert(
      fc.property(world, provider, (around, document) => {
        const before = answerOf(around, { provider: providerInput.parse(document), mapping: null });
        for (const finding of before.findings) {
          for (const { patch } of finding.repairs) {
            made += 1;
            const again = providerInput.parse(merged(document, patch));
            const after = answerOf(around, { provider: again, mapping: null });
            expect(count(after, finding)).toBe(0);
            expect([null, before.refusal?.detail]).toContain(after.refusal?.detail ?? null);
          }
        }
      }),
      tried(72, 300),
    );
    expect(made).toBeGreaterThan(200);
  });
});

describe("a merge patch", () => {
  const json = fc.jsonValue({ maxDepth: 3 }).map((one): JsonValue => JSON.parse(JSON.stringify(one)));
  const withoutNulls = (one: JsonValue): JsonValue =>
    isJsonObject(one)
      ? Object.fromEntries(
          Object.entries(one).flatMap(([name, member]) =>
            member === null ? [] : [[name, withoutNulls(member)]],
          ),
        )
      : one;
  const object = fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__"), json);

  it("of two documents makes the one out of the other, as far as a patch can", () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        const wanted = withoutNulls(after);
        if (!isJsonObject(wanted)) throw new Error("an object stays one");
        const start = withoutNulls(before);
        if (!isJsonObject(start)) throw new Error("an object stays one");
        expect(merged(start, mergePatch(start, wanted))).toEqual(wanted);
        expect(mergePatch(start, start)).toEqual({});
      }),
      tried(73, 500),
    );
  });
});
