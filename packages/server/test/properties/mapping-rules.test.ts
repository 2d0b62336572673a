/** Properties of the rule language: reading is total, judging is total, and its conditions are those of claims documents. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clausesFromClaims } from "../../src/core/matching/claims-document.ts";
import { finish } from "../../src/core/steps.ts";
import type { GrantTemplate, JsonObject, JsonValue } from "../../src/core/terms.ts";
import { readMappingDocument } from "../../src/faces/keystone/rules/mapping-document.ts";
import { judge, keystoneOptions } from "../faces/keystone/keystone-case.ts";
import { grantOf, ruleWith } from "../faces/keystone/rules.ts";
import { patience, tried } from "./property.ts";

const anyJson = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;
const orAnything = <T extends JsonValue>(usual: fc.Arbitrary<T>): fc.Arbitrary<JsonValue> =>
  fc.oneof({ arbitrary: usual, weight: 24 }, { arbitrary: anyJson, weight: 1 });

const claimName = fc.constantFrom("sub", "ref", "OIDC-ref", "HTTP_OIDC_REF", "a.b", "REMOTE_USER", "teams");
const piece = fc.constantFrom("{0}", "{1}", "{}", "{{", "x", "name", "JSON:", "['a','b']", ";", "");
const text = orAnything(fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join("")));
const domain = orAnything(fc.record({ id: text, name: text }, { requiredKeys: [] }));
const role = fc.record({ name: text });
const project = fc.record(
  { name: text, domain, roles: fc.array(role, { maxLength: 2 }) },
  { requiredKeys: ["name", "roles"] },
);
const block = fc.record(
  {
    user: fc.record(
      { name: text, id: text, email: text, domain, type: fc.constantFrom("local", "ephemeral") },
      { requiredKeys: [] },
    ),
    group: fc.oneof(fc.record({ id: text }), fc.record({ name: text, domain })),
    groups: text,
    group_ids: text,
    domain,
    projects: orAnything(fc.array(project, { maxLength: 2 })),
    projects_json: text,
  },
  { requiredKeys: [] },
);
const value = fc.constantFrom<JsonValue>("a", "b", ".", "^a", "(", 1, true, null);
const requirement = fc
  .tuple(
    claimName,
    fc.constantFrom("any_one_of", "not_any_of", "whitelist", "blacklist", null),
    orAnything(fc.array(value, { maxLength: 2 })),
    fc.boolean(),
  )
  .map(
    ([type, condition, values, regex]): JsonObject =>
      condition === null ? { type } : { type, [condition]: values, regex },
  );
const rules = orAnything(
  fc.array(
    fc.record({
      local: fc.array(block, { maxLength: 3 }),
      remote: fc.array(requirement, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ) as fc.Arbitrary<JsonValue>,
);
const version = orAnything(fc.constantFrom("1.0", "2.0", "3.0"));
const options = fc.constantFrom(keystoneOptions, { ...keystoneOptions, dialect: "huawei" as const });
const claimValue = fc.oneof(
  fc.constantFrom<JsonValue>(
    "a",
    "b",
    "a;b",
    "['a','b']",
    'JSON:{"name":"g","domain":{"id":"d"}}',
    "",
    "[]",
    1,
    true,
    null,
  ),
  fc.array(fc.constantFrom<JsonValue>("a", "b", 1, true, null), { maxLength: 3 }),
  anyJson,
);
const claims = fc.dictionary(
  fc.constantFrom("sub", "ref", "OIDC-ref", "a", "a.b", "teams", "REF", "__proto__"),
  claimValue,
  { noNullPrototype: true },
) as fc.Arbitrary<JsonObject>;

describe("mapping rules", () => {
  it("are read or refused with a sentence, whatever they are", patience, () => {
    let taken = 0;
    fc.assert(
      fc.property(rules, version, options, (given, wanted, how) => {
        const read = finish(readMappingDocument({ rules: given, schema_version: wanted }, how));
        if (read.ok) taken += 1;
        else expect(read.message).toMatch(/[.?]$/);
        finish(readMappingDocument(given, how));
      }),
      tried(2024, 2000),
    );
    expect(taken).toBeGreaterThan(20);
  });

  it("judge every token they are given", patience, () => {
    fc.assert(
      fc.property(rules, version, options, claims, (given, wanted, how, token) => {
        const read = finish(readMappingDocument({ rules: given, schema_version: wanted }, how));
        if (read.ok) judge(read.rules, token);
      }),
      tried(2025, 3000),
    );
  });

  it("make no more than one group out of one text", patience, () => {
    const blocks = fc.constantFrom<JsonObject>(
      { groups: "{1}", domain: { id: "d" } },
      { groups: "{1}" },
      { group_ids: "{1}" },
    );
    fc.assert(
      fc.property(
        blocks,
        fc.oneof(
          fc.string(),
          claimValue.filter((one) => typeof one === "string"),
        ),
        (made, one) => {
          const rule = ruleWith([{ type: "sub" }, { type: "one" }], { user: { name: "{0}" } }, made);
          const text = String(one).replaceAll(";", "");
          expect(grantOf(rule, { sub: "s", one: text })?.groups.length ?? 0).toBeLessThanOrEqual(1);
        },
      ),
      tried(2026, 1000),
    );
  });

  it("let in whom equal claims documents let in", patience, () => {
    const nothing: GrantTemplate = {
      user: null,
      groups: [],
      projectRoles: [],
      admin: false,
      ownPermissions: false,
    };
    const texts = fc.array(fc.constantFrom<JsonValue>("a", "ab", "a*b", "*"), { minLength: 1, maxLength: 2 });
    const plain = fc.array(fc.constantFrom<JsonValue>("a", "ab", 1, true), { minLength: 1, maxLength: 2 });
    const document = fc.dictionary(fc.constantFrom("sub", "ref", "teams"), fc.oneof(texts, plain), {
      minKeys: 1,
      noNullPrototype: true,
    });
    const token = fc.dictionary(
      fc.constantFrom("sub", "ref", "teams"),
      fc.oneof(
        fc.constantFrom<JsonValue>("a", "ab", "axb", 1, true, null),
        fc.array(fc.constantFrom<JsonValue>("a", "axb", 1), { maxLength: 2 }),
      ),
      { noNullPrototype: true },
    ) as fc.Arbitrary<JsonObject>;
    let letIn = 0;
    fc.assert(
      fc.property(document, token, (wanted, presented) => {
        const remote = Object.entries(wanted).map(([type, values]) => requirementFor(type, values));
        const here = grantOf([{ local: [{ group: { id: "g" } }], remote }], presented) !== null;
        const there = judge([{ when: clausesFromClaims(wanted), grant: nothing }], presented) !== null;
        if (there) letIn += 1;
        expect(here).toBe(there);
      }),
      tried(2027, 2000),
    );
    expect(letIn).toBeGreaterThan(50);
  });
});

/** The same condition in this language: wildcards become anchored expressions, where all values are texts. */
function requirementFor(type: string, values: readonly JsonValue[]): JsonObject {
  const wild = values.some((one) => typeof one === "string" && one.includes("*"));
  if (!wild) return { type, any_one_of: values };
  const sources = values
    .filter((one) => typeof one === "string")
    .map((one) => `^${one.replaceAll("*", ".*")}$`);
  return { type, any_one_of: sources, regex: true };
}
