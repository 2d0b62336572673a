import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareMappings, compileMapping, judgeMapping } from "../../../src/core/matching/mapping.ts";
import { emptyMappingIndex } from "../../../src/core/matching/mapping-index.ts";
import { presentedBy } from "../../../src/core/matching/presented.ts";
import { chooseMapping, emptyRegistry } from "../../../src/core/matching/registry.ts";
import { idPins, otherFormOf } from "../../../src/core/matching/subject-forms.ts";
import type { ClaimPin, Clause, JsonObject, Mapping, Rule } from "../../../src/core/terms.ts";
import { compileRegex } from "../../../src/regex.ts";
import { tried } from "../../properties/property.ts";
import { adaptersOf, mappingOf, providerOf, ruleOf } from "../samples.ts";

const ids = { prefix: "repo:", owner: ["owner_id"], item: ["repository_id"] } as const;
const bare = "repo:acme/app:ref:refs/heads/main";
const withIds = "repo:acme@12/app@34:ref:refs/heads/main";
const own = { owner_id: "12", repository_id: "34" };

function choose(mappings: readonly Mapping[], claims: JsonObject, pins: readonly ClaimPin[] = []) {
  const provider = providerOf({ pins });
  const registry = emptyRegistry(adaptersOf(compileRegex, ids)).withChanges([
    { kind: "provider_written", revision: 1, provider },
    ...mappings.map((mapping) => ({ kind: "mapping_written", revision: 1, mapping }) as const),
  ]);
  return chooseMapping(registry, provider, claims, {
    entry: { kind: "exchange" },
    project: null,
    mapping: null,
  });
}

const matches = (...[document, claims, pins]: [JsonObject, JsonObject, (readonly ClaimPin[])?]) =>
  choose([mappingOf(document)], claims, pins).ok;
const pin = (claim: string, value: string): ClaimPin => ({ claim, value, ignoreCase: false });
const rulesMatch = (when: readonly Clause[], claims: JsonObject) =>
  choose([mappingOf({}, { rules: [{ ...ruleOf({}), when }] })], claims).ok;

describe("a mapping written for bare names, and a token with the numbers behind them", () => {
  const token = { sub: withIds, ...own };

  it("do not meet by the names alone", () => {
    expect(matches({ sub: bare }, token)).toBe(false);
    expect(matches({ sub: "repo:acme/*" }, token)).toBe(false);
  });

  it.each([
    ["the rule pins the item's number", { sub: bare, repository_id: "34" }],
    ["it pins both", { sub: bare, ...own }],
    ["it lists the number among others", { sub: bare, repository_id: ["33", "34"] }],
    [
      "the subject is one of a list",
      { sub: ["repo:acme/web:ref:refs/heads/main", bare], repository_id: "34" },
    ],
    ["the subject is a glob", { sub: "repo:acme/app:ref:*", repository_id: "34" }],
    ["a glob leaves the item open, and the owner's number is pinned", { sub: "repo:acme/*", owner_id: "12" }],
    ["so does one that ends with what runs", { sub: "repo:acme/a*:ref:refs/heads/main", owner_id: "12" }],
  ])("meet when %s", (_, document) => {
    expect(matches(document, token)).toBe(true);
  });

  it("meet when the provider pins the number", () => {
    expect(matches({ sub: bare }, token, [pin("repository_id", "34")])).toBe(true);
    expect(matches({ sub: "repo:acme/*" }, token, [pin("owner_id", "12")])).toBe(true);
  });

  it.each([
    ["only the owner's number is pinned, while the item is named", { sub: bare, owner_id: "12" }],
    ["the number is pinned by a glob only", { sub: bare, repository_id: "3*" }],
    ["one of several numbers is a glob", { sub: bare, repository_id: ["34", "3*"] }],
    ["the pinned number is another", { sub: bare, repository_id: "35" }],
    ["the number is expected as a JSON number", { sub: bare, repository_id: 34 }],
    ["a number is pinned that is neither the owner's nor the item's", { sub: bare, actor_id: "5" }],
    ["the item was renamed", { sub: "repo:acme/old:ref:refs/heads/main", repository_id: "34" }],
    ["the owner was renamed", { sub: "repo:old/app:ref:refs/heads/main", repository_id: "34" }],
    ["what runs is another", { sub: "repo:acme/app:ref:refs/heads/dev", repository_id: "34" }],
    ["the names differ in letter case", { sub: "repo:Acme/app:ref:refs/heads/main", repository_id: "34" }],
    ["a longer name begins alike", { sub: "repo:acme/ap", repository_id: "34" }],
    ["the subject stands deeper", { deep: { sub: bare }, repository_id: "34" }],
  ])("do not meet when %s", (_, document) => {
    expect(matches(document, { ...token, actor_id: "5" })).toBe(false);
  });

  it("do not meet through a regular expression, which is searched in what arrived", () => {
    const when: readonly Clause[] = [
      { path: ["sub"], test: { kind: "is", matcher: { kind: "regex", source: "^repo:acme/app:" } } },
      { path: ["repository_id"], test: { kind: "is", matcher: { kind: "equals", value: "34" } } },
    ];
    expect(rulesMatch(when, token)).toBe(false);
    expect(rulesMatch(when, { sub: bare, ...own })).toBe(true);
  });

  it.each([
    ["contradict the claim of the owner", { owner_id: "99" }],
    ["contradict the claim of the item", { repository_id: "99" }],
  ])("do not meet when the numbers in sub %s", (_, changes) => {
    const document = { sub: bare, repository_id: ["34", "99"] };
    expect(matches(document, { ...token, ...changes })).toBe(false);
  });

  it("do not meet when the token has its numbers as JSON numbers", () => {
    expect(matches({ sub: bare, repository_id: 34 }, { sub: withIds, owner_id: 12, repository_id: 34 })).toBe(
      false,
    );
  });

  it.each([
    ["one name only has its number", "repo:acme@12/app:ref:refs/heads/main"],
    ["a name has an @ of its own", "repo:ac@me@12/app@34:ref:refs/heads/main"],
    ["the number is behind a hyphen", "repo:acme-12/app-34:ref:refs/heads/main"],
    ["there are three names", "repo:acme@12/app@34/x@5:ref:refs/heads/main"],
    ["a name is empty", "repo:@12/app@34:ref:refs/heads/main"],
    ["what stands behind a name is no number", "repo:acme@12/app@3x:ref:refs/heads/main"],
    ["a name has two numbers", "repo:acme@12@99/app@34:ref:refs/heads/main"],
    ["the subject is of another kind", "jobs:acme@12/app@34:ref:refs/heads/main"],
    ["the template puts the names elsewhere", "environment:prod:repo:acme@12/app@34"],
  ])("do not meet when %s", (_, sub) => {
    expect(matches({ sub: "*acme/app*", repository_id: "34" }, { ...own, sub })).toBe(false);
    expect(matches({ sub: bare, repository_id: "34" }, { ...own, sub })).toBe(false);
    expect(matches({ sub: withIds }, { ...own, sub })).toBe(false);
  });

  it("do not meet when a name or a number is empty", () => {
    const nameless = { ...own, sub: "repo:@12/app@34:x" };
    expect(matches({ sub: "repo:/app:x", repository_id: "34" }, nameless)).toBe(false);
    const numberless = { sub: "repo:acme@/app@34:x", owner_id: "", repository_id: "34" };
    expect(matches({ sub: "repo:acme/app:x", repository_id: "34" }, numberless)).toBe(false);
  });

  it("meet as well when the mapping is asked for by name", () => {
    const wanted = { entry: { kind: "exchange" }, project: null, mapping: "release" } as const;
    const registry = emptyRegistry(adaptersOf(compileRegex, ids)).withChanges([
      { kind: "provider_written", revision: 1, provider: providerOf() },
      { kind: "mapping_written", revision: 1, mapping: mappingOf({ sub: bare, repository_id: "34" }) },
    ]);
    expect(chooseMapping(registry, providerOf(), token, wanted).ok).toBe(true);
  });

  it("meet also where a template lets other claims follow the names, which are compared as they are", () => {
    const sub = "repo:acme@12/app@34:job_workflow_ref:acme/ci/x.yml@refs/tags/v3";
    const document = {
      sub: "repo:acme/app:job_workflow_ref:acme/ci/x.yml@refs/tags/v3",
      repository_id: "34",
    };
    expect(matches(document, { ...own, sub })).toBe(true);
    expect(matches({ ...document, sub: document.sub.replace("v3", "v4") }, { ...own, sub })).toBe(false);
  });
});

describe("a mapping written with numbers, and a token with bare names", () => {
  const token = { sub: bare, ...own };

  it.each([
    ["its own claims are those numbers", { sub: withIds }],
    ["the item is left open behind the owner's number", { sub: "repo:acme@12/*" }],
    ["what runs is a glob", { sub: "repo:acme@12/app@34:*" }],
    [
      "the numbers are left open in sub and the item's is pinned",
      { sub: "repo:acme@*/app@*:*", repository_id: "34" },
    ],
  ])("meet when %s", (_, document) => {
    expect(matches(document, token)).toBe(true);
  });

  it.each([
    ["its item has another number", { sub: "repo:acme@12/app@35:ref:refs/heads/main" }],
    ["its owner has another number", { sub: "repo:acme@13/app@34:ref:refs/heads/main" }],
    ["the item's number is left open", { sub: "repo:acme@12/app@*:ref:refs/heads/main" }],
    ["the number ends in a wildcard", { sub: "repo:acme@12/app@3*" }],
    ["both numbers are left open", { sub: "repo:acme@*/app@*:ref:refs/heads/main" }],
    ["the owner's number is left open, too", { sub: "repo:acme@*/*" }],
    ["the name is another", { sub: "repo:acme@12/web@34:ref:refs/heads/main" }],
    ["the owner's number is a beginning of the token's", { sub: "repo:acme@1/*" }],
  ])("do not meet when %s", (_, document) => {
    expect(matches(document, token)).toBe(false);
  });

  it.each([
    ["lacks the owner's number", { repository_id: "34" }],
    ["lacks the item's number", { owner_id: "12" }],
    ["has an empty number", { owner_id: "", repository_id: "34" }],
    ["has a JSON number", { owner_id: 12, repository_id: "34" }],
    ["has something else than a number", { owner_id: "12", repository_id: "34:x" }],
  ])("do not meet when the token %s", (_, claims) => {
    expect(matches({ sub: withIds }, { sub: bare, ...claims })).toBe(false);
    expect(matches({ sub: "repo:acme@*/app@34*", repository_id: "34" }, { sub: bare, ...claims })).toBe(
      false,
    );
  });

  it("take the number for one of the names only where it stands behind them", () => {
    const token = { sub: "repo:acme/app:ref:a@34:x", owner_id: "12", repository_id: "99" };
    expect(matches({ sub: "repo:acme@*/*@34:x" }, token)).toBe(false);
    const pinsOf = idPins([], { ids, pins: [] });
    expect(pinsOf("repo:acme@12/*@34:x")).toEqual({ owner: true, item: false, openItem: true });
    expect(pinsOf("repo:*@12/*")).toEqual({ owner: false, item: false, openItem: false });
  });
});

describe("the two forms", () => {
  const token = { sub: withIds, ...own };

  it("are one subject for an exclusion, whose names suffice", () => {
    const when = (excluded: string): readonly Clause[] => [
      { path: ["owner_id"], test: { kind: "is", matcher: { kind: "equals", value: "12" } } },
      { path: ["sub"], test: { kind: "none_of", matchers: [{ kind: "equals", value: excluded }] } },
    ];
    expect(rulesMatch(when(bare), token)).toBe(false);
    expect(rulesMatch(when(bare), { ...token, repository_id: "99" })).toBe(false);
    expect(rulesMatch(when(withIds), { ...token, sub: bare })).toBe(false);
    expect(rulesMatch(when("repo:acme/web:x"), token)).toBe(true);
  });

  it("leave what a rule captures as the token has it", () => {
    const rule: Rule = {
      ...ruleOf({ sub: bare, repository_id: "34" }),
      when: [
        ...ruleOf({ sub: bare, repository_id: "34" }).when,
        { path: ["sub"], test: { kind: "present" } },
        { path: ["sub"], test: { kind: "keep", matchers: [{ kind: "equals", value: bare }] } },
      ],
    };
    const chosen = choose([mappingOf({}, { rules: [rule] })], token);
    expect(chosen.ok && chosen.value.matched).toEqual([{ rule: 0, placeholders: [[withIds], []] }]);
  });

  it("change nothing in priority and number of clauses", () => {
    const pinned = { sub: bare, repository_id: "34" };
    const winner = (...mappings: readonly Mapping[]) => {
      const chosen = choose(mappings, token);
      return chosen.ok && chosen.value.mapping.name;
    };
    const direct = mappingOf({ sub: withIds }, { name: "direct" });
    expect(winner(mappingOf(pinned, { name: "more" }), direct)).toBe("more");
    expect(winner(mappingOf(pinned, { name: "later", priority: 11 }), direct)).toBe("direct");
  });

  it("contribute a rule's grant once, also where the rule lists both", () => {
    const rules = [ruleOf({ sub: [bare, withIds], repository_id: "34" })];
    const chosen = choose([mappingOf({}, { rules })], token);
    expect(chosen.ok && chosen.value.matched).toHaveLength(1);
  });

  it("are the concern of providers alone that have them, as they stand now", () => {
    const mapping = mappingOf({ sub: bare, repository_id: "34" });
    const wanted = { entry: { kind: "exchange" }, project: null, mapping: null } as const;
    const adapters = {
      compileRegex,
      subjectIdsOf: ({ preset }: { readonly preset: string | null }) => (preset === "forge" ? ids : null),
    };
    const written = (preset: string | null, revision: number) =>
      ({ kind: "provider_written", revision, provider: { ...providerOf({ preset }), revision } }) as const;
    const plain = emptyRegistry(adapters).withChanges([
      written(null, 1),
      { kind: "mapping_written", revision: 1, mapping },
    ]);
    const following = plain.withChanges([written("forge", 2)]);
    const again = following.withChanges([written(null, 3)]);
    expect(
      [plain, following, again].map((registry) => chooseMapping(registry, providerOf(), token, wanted).ok),
    ).toEqual([false, true, false]);
  });

  it("are found among very many mappings at no more than one place besides", () => {
    const index = Array.from({ length: 2_000 }, (_, number) =>
      mappingOf({ sub: `repo:acme/app-${number}:main`, repository_id: "34" }, { name: `m${number}` }),
    ).reduce((all, one) => all.with(compileMapping(one, compileRegex)), emptyMappingIndex());
    const claims = { ...own, sub: "repo:acme@12/app-7@34:main" };
    const found = [...index.candidates(presentedBy(claims, otherFormOf(claims, { ids, pins: [] })))];
    expect(found.map(({ mapping }) => mapping.name)).toContain("m7");
    expect(found.length).toBeLessThanOrEqual(3);
  });
});

/** Few names and numbers, so that mappings and tokens meet often. */
const owner = fc.constantFrom("a", "b");
const item = fc.constantFrom("x", "xy");
const number = fc.constantFrom("1", "2");
const rest = fc.constantFrom(":ref:main", ":ref:dev", "");
const claimsOf = (ownerId: string, itemId: string) => ({ owner_id: ownerId, repository_id: itemId });
const tokens: fc.Arbitrary<JsonObject> = fc
  .record({ owner, item, rest, ownerId: number, itemId: number, claimedItem: number, numbered: fc.boolean() })
  .map((one) => ({
    ...claimsOf(one.ownerId, one.claimedItem),
    sub: one.numbered
      ? `repo:${one.owner}@${one.ownerId}/${one.item}@${one.itemId}${one.rest}`
      : `repo:${one.owner}/${one.item}${one.rest}`,
  }));

interface Written {
  readonly owner: string;
  readonly ownerId: string | null;
  readonly item: string;
  readonly itemId: string | null;
  readonly rest: string;
}
const written: fc.Arbitrary<Written> = fc.record({
  owner,
  ownerId: fc.option(fc.constantFrom("1", "2", "*")),
  item: fc.constantFrom("x", "xy", "*", "x*"),
  itemId: fc.option(fc.constantFrom("1", "2", "*")),
  rest: fc.constantFrom(":ref:main", ":ref:*", "*", ""),
});
const textOf = (one: Written) =>
  `repo:${one.owner}${one.ownerId === null ? "" : `@${one.ownerId}`}/${one.item}${one.itemId === null ? "" : `@${one.itemId}`}${one.rest}`;
const pinned = fc.option(fc.constantFrom<readonly string[]>(["1"], ["2"], ["1", "2"], ["*"]));
const documents = fc
  .record({ written: fc.array(written, { minLength: 1, maxLength: 2 }), ownerId: pinned, itemId: pinned })
  .map((one) => ({ ...one, text: one.written.map(textOf) }));

/** The definition, without a thought for speed; globs by regular expression. */
function oracle(
  {
    text,
    ownerId,
    itemId,
  }: { text: string[]; ownerId: readonly string[] | null; itemId: readonly string[] | null },
  token: JsonObject,
): boolean {
  const fits = (pattern: string, value: string) =>
    new RegExp(
      `^${pattern.replace(/[.*+?^${}()|[\]\\]/g, (sign) => (sign === "*" ? ".*" : `\\${sign}`))}$`,
    ).test(value);
  const demands = (list: readonly string[] | null, value: unknown) =>
    list === null || list.some((one) => fits(one, String(value)));
  if (!demands(ownerId, token["owner_id"]) || !demands(itemId, token["repository_id"])) return false;
  const sub = String(token["sub"]);
  if (text.some((one) => fits(one, sub))) return true;
  const [, o, oid, i, iid, tail] = /^repo:([^@/:]+)(?:@(\d+))?\/([^@/:]+)(?:@(\d+))?(|:.*)$/.exec(sub) ?? [];
  if (o === undefined) return false;
  if (oid !== undefined && (oid !== token["owner_id"] || iid !== token["repository_id"])) return false;
  const other =
    oid === undefined
      ? `repo:${o}@${token["owner_id"]}/${i}@${token["repository_id"]}${tail}`
      : `repo:${o}/${i}${tail}`;
  const exact = (list: readonly string[] | null) => list !== null && !list.includes("*");
  return text.some((one) => {
    const [, wo, woid, wi, wiid] = /^repo:([^@/:]+)(?:@([^/]*))?\/([^@:]+)(?:@([^:]*))?/.exec(one) ?? [];
    const isDigits = (value: string | undefined) => value !== undefined && /^\d+$/.test(value);
    const readable = (value: string | undefined) => value === undefined || isDigits(value);
    const legible = wo !== undefined && readable(woid) && readable(wiid);
    const open = legible && wi?.includes("*") === true;
    const itemPinned = exact(itemId) || (legible && !open && isDigits(wiid));
    const ownerPinned = exact(ownerId) || (legible && isDigits(woid));
    return fits(one, other) && (itemPinned || (open && ownerPinned));
  });
}

describe("the choice among mappings of both forms", () => {
  const drafts = fc.array(fc.tuple(documents, fc.integer({ min: 1, max: 2 })), {
    minLength: 1,
    maxLength: 5,
  });
  const mappingsOf = (
    made: readonly (readonly [
      { text: string[]; ownerId: readonly string[] | null; itemId: readonly string[] | null },
      number,
    ])[],
  ) =>
    made.map(([{ text, ownerId, itemId }, priority], index) =>
      mappingOf(
        {
          sub: text,
          ...(ownerId !== null && { owner_id: [...ownerId] }),
          ...(itemId !== null && { repository_id: [...itemId] }),
        },
        { name: `m${index}`, priority },
      ),
    );

  it("is what the definition says, mapping by mapping", () => {
    fc.assert(
      fc.property(documents, tokens, (document, token) => {
        const [mapping] = mappingsOf([[document, 1]]);
        expect(mapping !== undefined && choose([mapping], token).ok).toBe(oracle(document, token));
      }),
      tried(22, 5_000),
    );
  });

  it("equals the first match of a sorted scan", () => {
    fc.assert(
      fc.property(drafts, tokens, (made, token) => {
        const mappings = mappingsOf(made);
        const other = otherFormOf(token, { ids, pins: [] });
        const [first] = mappings
          .map((one) => compileMapping(one, compileRegex))
          .sort(compareMappings)
          .filter((one) => judgeMapping(one, presentedBy(token, other)).length > 0);
        const chosen = choose(mappings, token);
        expect(chosen.ok ? chosen.value.mapping.id : null).toBe(first?.mapping.id ?? null);
      }),
      tried(23, 1_000),
    );
  });
});
