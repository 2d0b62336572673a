/** The suggested mapping: narrow, sound, and for the very workload it was made of. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import { lowestPriority } from "../../../src/core/configuring/mapping-defaults.ts";
import { validateMapping } from "../../../src/core/configuring/mapping-rules.ts";
import { type KnownIssuer, readablePath } from "../../../src/core/linting/issuer-traits.ts";
import { lintMapping } from "../../../src/core/linting/lint.ts";
import { chooseMapping, emptyRegistry } from "../../../src/core/matching/registry.ts";
import { finish } from "../../../src/core/steps.ts";
import { type Suggestion, type SuggestionGround, suggest } from "../../../src/core/suggesting/suggest.ts";
import type { Claims, JsonObject, JsonValue, Mapping, Provider } from "../../../src/core/terms.ts";
import { presets, subjectIdsOf, traitsOf } from "../../../src/presets/catalogue.ts";
import { compileRegex } from "../../../src/regex.ts";
import { patience, tried } from "../../properties/property.ts";
import { administrator, mappingOf, noProjects, projectChange, providerOf, ruleOf } from "../samples.ts";

const plainProvider = providerOf({ preset: "generic" });

function registryOf(provider: Provider, mappings: readonly Mapping[] = []) {
  return emptyRegistry({ compileRegex, subjectIdsOf }).withChanges([
    projectChange("blue"),
    { kind: "provider_written", revision: 1, provider },
    ...mappings.map((mapping) => ({ kind: "mapping_written" as const, revision: 1, mapping })),
  ]);
}

interface Ground extends Partial<Omit<SuggestionGround, "registry" | "traits">> {
  readonly mappings?: readonly Mapping[];
}

function suggested(claims: Claims, { mappings = [], ...more }: Ground = {}): Suggestion | null {
  const provider = more.provider ?? plainProvider;
  const steps = suggest({
    by: administrator,
    registry: registryOf(provider, mappings),
    traits: traitsOf(provider),
    history: [],
    entry: { kind: "exchange" },
    project: null,
    origin: "typed-in claims",
    ...more,
    provider,
    claims,
  });
  return finish(steps);
}

function sure(suggestion: Suggestion | null): Suggestion {
  if (suggestion === null) throw new Error("nothing was suggested");
  return suggestion;
}

/** What it demands, by readable path. */
function demanded({ mapping }: Suggestion): JsonObject {
  const [rule] = mapping.rules;
  return Object.fromEntries(
    (rule?.when ?? []).map(({ path, test }) => [
      readablePath(path),
      test.kind === "is" && test.matcher.kind === "equals" ? test.matcher.value : "not exact",
    ]),
  );
}

function accepts({ mapping }: Suggestion, claims: Claims, provider: Provider): boolean {
  const saved: Mapping = { ...mapping, id: "m1", revision: 1, createdAt: 0, updatedAt: 0 };
  return chooseMapping(registryOf(provider, [saved]), provider, claims, {
    entry: mapping.entry,
    project: mapping.project,
    mapping: mapping.name,
  }).ok;
}

const rules = {
  maxTokenLifetimeSeconds: 86_400,
  requireAudience: true,
  reservedAudiences: [],
  ownIssuers: [],
  checkIssuerUrl: () => null,
  checkIssuerIdentifier: () => null,
  checkCaCertificates: () => null,
  checkStaticKeys: () => null,
  compileRegex,
};

/** Codes of findings that say it lets in too much, or never fits. */
function faults({ mapping }: Suggestion, provider: Provider, traits: KnownIssuer): readonly string[] {
  return lintMapping(mapping, { provider, traits, others: [], ...noProjects })
    .filter(({ severity, code }) => severity !== "notice" && code !== "grants_nothing")
    .map(({ code }) => code);
}

const presetGrounds = presets.flatMap((preset) =>
  preset.examples.map(({ title, claims }) => ({
    name: `${preset.id}, ${title}`,
    claims,
    provider: providerOf({ preset: preset.id, issuerUrl: String(claims["iss"]) }),
  })),
);

function changedAt(
  claims: JsonObject,
  [name = "", ...deeper]: readonly string[],
  value: JsonValue,
): JsonObject {
  const below = claims[name];
  const member = deeper.length === 0 ? value : changedAt((below ?? {}) as JsonObject, deeper, value);
  return { ...claims, [name]: member };
}

describe("a suggestion for a known platform", () => {
  it.each(presetGrounds)("$name: fits, is sound, and fits nobody else", ({ claims, provider }) => {
    const suggestion = sure(suggested(claims, { provider }));
    const traits = traitsOf(provider);
    expect(accepts(suggestion, claims, provider)).toBe(true);
    expect(validateMapping(suggestion.mapping, provider, rules)).toBeNull();
    expect(faults(suggestion, provider, traits)).toEqual([]);
    for (const { path } of suggestion.reasons) {
      expect(accepts(suggestion, changedAt(claims, path, "somebody-else"), provider)).toBe(false);
    }
    const identifying = suggestion.reasons.filter(({ identifies }) => identifies);
    expect(identifying.length).toBeGreaterThan(0);
    expect(traits.callerControlled.flat()).not.toContain(identifying[0]?.path[0]);
  });

  it("of GitHub demands numbers, branch and event, and says why names are left out", () => {
    const github = presetGrounds[0];
    const suggestion = sure(suggested(github?.claims ?? {}, github));
    expect(demanded(suggestion)).toEqual({
      repository_id: "77001234",
      repository_owner_id: "90210001",
      enterprise_id: "3141",
      ref: "refs/heads/main",
      event_name: "push",
    });
    const why = Object.fromEntries(suggestion.leftOut.map((one) => [readablePath(one.path), one.why]));
    expect(why).toMatchObject({
      repository: expect.stringContaining("repository_id, which is demanded"),
      sub: expect.stringContaining("repository_id"),
      jti: expect.stringContaining("one token"),
      run_id: expect.stringContaining("each run"),
      actor: expect.stringContaining("who that was"),
      iss: expect.stringContaining("provider checks"),
    });
    expect(suggestion.mapping.name).toBe("payments-api-main");
  });
});

describe("a suggestion for an issuer nobody described", () => {
  const claims = {
    sub: "job-1",
    jti: "a",
    iat: 1,
    exp: 2,
    env: "prod",
    run_id: "7",
    userEmail: "x@y.example",
  };
  const again = (changes: JsonObject = {}) => ({ ...claims, jti: String(Math.random()), ...changes });

  it("demands the subject, and what stayed the same from token to token", () => {
    expect(demanded(sure(suggested(claims)))).toEqual({ sub: "job-1" });
    expect(demanded(sure(suggested(claims, { history: [claims, claims, again()] })))).toEqual({
      sub: "job-1",
    });
    expect(demanded(sure(suggested(claims, { history: [again(), again()] })))).toEqual({
      sub: "job-1",
      env: "prod",
    });
    const varied = [again(), again({ env: "test" })];
    expect(demanded(sure(suggested(claims, { history: varied })))).toEqual({ sub: "job-1" });
  });

  it("says so where other exchanges of the subject would not be accepted", () => {
    const github = presetGrounds[0];
    const suggestion = sure(
      suggested(github?.claims ?? {}, {
        ...github,
        history: [{ ...github?.claims, jti: "other", ref: "refs/heads/dev" }],
      }),
    );
    expect(suggestion.notes).toContainEqual(
      'ref is "refs/heads/main" here, and was "refs/heads/dev" in another recorded exchange of this subject: those are not accepted by this mapping.',
    );
  });

  it("takes a star in a value for a star", () => {
    const starred = { ...claims, sub: "job-*" };
    const suggestion = sure(suggested(starred));
    expect(accepts(suggestion, starred, plainProvider)).toBe(true);
    expect(accepts(suggestion, { ...claims, sub: "job-2" }, plainProvider)).toBe(false);
  });

  it("is not made where nothing says whose workload it is", () => {
    expect(suggested({ iss: "x", aud: "y", env: "prod" })).toBeNull();
  });

  it("fits, is sound and fits no other subject, whatever the claims are", patience, () => {
    const leaf = fc.oneof(fc.string({ maxLength: 12 }), fc.boolean(), fc.integer(), fc.constant(null));
    const value = fc.oneof(
      leaf,
      fc.array(leaf, { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 5 }), leaf, { maxKeys: 3 }),
    );
    const others = fc.dictionary(
      fc.oneof(
        fc.constantFrom("env", "team", "run_id", "iss", "actor", "exp", "region"),
        fc.string({ minLength: 1, maxLength: 8 }),
      ),
      value,
      { maxKeys: 6 },
    );
    const subjects = fc.stringMatching(/^[a-z*/:]{1,20}$/);
    fc.assert(
      fc.property(others, subjects, subjects, (more, sub, other) => {
        const all: Claims = { ...(more as JsonObject), sub };
        const history = [
          { ...all, jti: "h1" },
          { ...all, jti: "h2" },
        ];
        const suggestion = sure(suggested(all, { history }));
        expect(accepts(suggestion, all, plainProvider)).toBe(true);
        expect(faults(suggestion, plainProvider, traitsOf(plainProvider))).toEqual([]);
        if (other !== sub) expect(accepts(suggestion, { ...all, sub: other }, plainProvider)).toBe(false);
        const said = [...suggestion.reasons, ...suggestion.leftOut].map(({ path }) => JSON.stringify(path));
        expect(new Set(said).size).toBe(said.length);
      }),
      tried(75, 300),
    );
  });
});

describe("where a suggestion stands", () => {
  const claims = { sub: "job-1" };

  it("is behind the exact mappings that are ranked, and before patterns", () => {
    const mappings = [
      mappingOf({ sub: "job-2" }, { name: "exact", priority: 20 }),
      mappingOf({ sub: "other-*" }, { name: "pattern", priority: 900 }),
    ];
    const { mapping, notes } = sure(suggested(claims, { mappings }));
    expect(mapping.priority).toBe(21);
    expect(notes.join(" ")).toContain("priority 21 comes right behind the exact mappings");
    expect(sure(suggested(claims)).mapping.priority).toBe(lowestPriority);
  });

  it("is before the mapping that accepts the claims today", () => {
    const mappings = [mappingOf({ sub: "job-*" }, { name: "wide", priority: 10 })];
    const { mapping, notes } = sure(suggested(claims, { mappings }));
    expect(mapping.priority).toBe(9);
    expect(notes.join(" ")).toContain('Mapping "wide" (priority 10) accepts these claims already');
    const first = [mappingOf({ sub: "job-*" }, { name: "wide", priority: 1 })];
    expect(sure(suggested(claims, { mappings: first })).notes.join(" ")).toContain(
      "nothing comes before priority 1",
    );
  });

  it("has a name of its own", () => {
    const mappings = ["job-1", "job-1-2"].map((name) => mappingOf({ sub: "x" }, { name, id: name }));
    expect(sure(suggested(claims, { mappings })).mapping.name).toBe("job-1-3");
    expect(sure(suggested({ sub: "///" })).mapping.name).toBe("suggested");
  });

  it("is the project's that the exchange named, the console's for a sign-in, and never a protocol's", () => {
    expect(sure(suggested(claims, { project: "blue" })).mapping.project).toBe("blue");
    expect(sure(suggested(claims, { project: "gone" })).mapping.project).toBeNull();
    expect(sure(suggested(claims, { entry: { kind: "console" } })).mapping.entry).toEqual({
      kind: "console",
    });
    const behind = sure(suggested(claims, { entry: { kind: "protocol", protocol: "openid" } }));
    expect(behind.mapping.entry).toEqual({ kind: "exchange" });
    expect(behind.notes.join(" ")).toContain('"openid"');
  });

  it("grants nothing", () => {
    expect(sure(suggested(claims)).mapping.rules).toMatchObject([
      { grant: { user: null, groups: [], projectRoles: [], admin: false, ownPermissions: false } },
    ]);
  });
});

describe("a mapping that nearly fits", () => {
  const claims = { sub: "job-1", env: "prod", region: "eu" };
  const amended = (mapping: Mapping, ground: Ground = {}) =>
    sure(suggested(claims, { mappings: [mapping], ...ground })).amendments;

  it("is offered with the presented value beside its own, and what that lets in", () => {
    const near = mappingOf({ sub: "job-1", env: "test" });
    const [amendment, ...others] = amended(near);
    expect(others).toEqual([]);
    expect(amendment?.mapping.id).toBe("id-release");
    expect(amendment?.amended.rules[0]?.when).toEqual(ruleOf({ sub: "job-1", env: ["test", "prod"] }).when);
    expect(amendment?.sentence).toBe(
      'Mapping "release" would also accept env "prod" beside "test", with everything it grants; sub would still be demanded.',
    );
  });

  it("tells of every combination where two conditions are widened", () => {
    const near = mappingOf({ sub: "job-1", env: ["test", "dev"], region: "us" });
    expect(amended(near)[0]?.sentence).toContain(
      'env "prod" beside one of "test", "dev" and region "eu" beside "us", in every combination',
    );
    expect(amended(mappingOf({ sub: "job-1", env: "a", region: "b", more: "c" }))).toEqual([]);
  });

  it.each<[string, Mapping]>([
    ["it is for another subject", mappingOf({ sub: "job-2", env: "prod" })],
    ["nothing that holds says whose it is", mappingOf({ env: "prod", region: "us" })],
    ["the token has no such claim", mappingOf({ sub: "job-1", team: "x" })],
    [
      "it excludes the value on purpose",
      mappingOf(
        {},
        {
          rules: [
            {
              ...ruleOf({}),
              when: [
                ...ruleOf({ sub: "job-1" }).when,
                { path: ["env"], test: { kind: "none_of", matchers: [{ kind: "equals", value: "prod" }] } },
              ],
            },
          ],
        },
      ),
    ],
    ["it fits already", mappingOf({ sub: "job-1" })],
  ])("is not offered where %s", (_, mapping) => {
    expect(amended(mapping)).toEqual([]);
  });

  it("is not offered to whoever may not see it, or may not write it", () => {
    const lead: Principal = {
      ...administrator,
      role: "workload",
      projectRoles: [{ project: "blue", roles: ["Project Admin", "Developer"] }],
    };
    const near = { sub: "job-1", env: "test" };
    const foreign = mappingOf(near);
    const powerful = mappingOf(near, { project: "blue", name: "powerful" });
    const own = mappingOf(near, {
      project: "blue",
      name: "own",
      rules: [
        {
          ...ruleOf(near),
          grant: {
            ...ruleOf(near).grant,
            groups: [],
            projectRoles: [{ project: "blue", domain: null, roles: ["Developer"] }],
          },
        },
      ],
    });
    const provider = providerOf({ preset: "generic", project: "blue" });
    const found = sure(
      suggested(claims, { by: lead, provider, project: "blue", mappings: [foreign, powerful, own] }),
    );
    expect(found.amendments.map(({ mapping }) => mapping.name)).toEqual(["own"]);
    expect(found.mapping.project).toBe("blue");
    expect(sure(suggested(claims, { by: lead, provider })).mapping.project).toBe("blue");
  });
});
