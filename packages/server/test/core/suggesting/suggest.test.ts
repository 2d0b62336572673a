/** The suggested mapping: narrow, sound, and for the very workload it was made of. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validateMapping } from "../../../src/core/configuring/mapping-rules.ts";
import { type KnownIssuer, readablePath } from "../../../src/core/linting/issuer-traits.ts";
import { lintMapping } from "../../../src/core/linting/lint.ts";
import { chooseMapping } from "../../../src/core/matching/registry.ts";
import type { Suggestion } from "../../../src/core/suggesting/suggest.ts";
import type { Claims, JsonObject, JsonValue, Mapping, Provider } from "../../../src/core/terms.ts";
import { presets, traitsOf } from "../../../src/presets/catalogue.ts";
import { compileRegex } from "../../../src/regex.ts";
import { patience, tried } from "../../properties/property.ts";
import { noProjects, providerOf } from "../samples.ts";
import { plainProvider, registryOf, suggested, sure } from "./suggested.ts";

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

  it("says so where another exchange of the subject had no such claim", () => {
    const github = presetGrounds[0];
    const { ref: _, ...without } = github?.claims ?? {};
    const suggestion = sure(
      suggested(github?.claims ?? {}, { ...github, history: [{ ...without, jti: "other" }] }),
    );
    expect(suggestion.notes.at(-1)).toContain('ref is "refs/heads/main" here, and was none in another');
  });

  it("says nothing of other exchanges that would be accepted, too", () => {
    const github = presetGrounds[0];
    const history = [{ ...github?.claims, jti: "other" }];
    const plain = suggested(github?.claims ?? {}, github);
    expect(suggested(github?.claims ?? {}, { ...github, history })?.notes).toEqual(plain?.notes);
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
