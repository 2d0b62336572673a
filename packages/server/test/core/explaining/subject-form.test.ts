import { describe, expect, it } from "vitest";
import { withNearest } from "../../../src/core/explaining/nearest.ts";
import { attemptMapping, trialOf } from "../../../src/core/explaining/trial.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { compileMapping } from "../../../src/core/matching/mapping.ts";
import { presentedBy } from "../../../src/core/matching/presented.ts";
import { emptyRegistry } from "../../../src/core/matching/registry.ts";
import { otherFormOf } from "../../../src/core/matching/subject-forms.ts";
import { refuse } from "../../../src/core/refusal.ts";
import type { Clause, JsonObject } from "../../../src/core/terms.ts";
import { adaptersOf, mappingOf, providerOf, ruleOf } from "../samples.ts";

const forms = { ids: { prefix: "repo:", owner: ["owner_id"], item: ["repository_id"] }, pins: [] } as const;
const bare = "repo:acme/app:main";
const withIds = "repo:acme@12/app@34:main";
const own = { owner_id: "12", repository_id: "34" };

function trial(when: readonly Clause[], claims: JsonObject) {
  const other = otherFormOf(claims, forms);
  const mapping = mappingOf({}, { rules: [{ ...ruleOf({}), when }] });
  const presented = presentedBy(claims, other);
  return trialOf(attemptMapping(compileMapping(mapping, noRegex), presented), presented);
}
const of = (document: JsonObject, claims: JsonObject) => trial(ruleOf(document).when, claims);

describe("the trial of a mapping that fits the other form", () => {
  it("says that numbers arrived, and which pinned one makes it fit", () => {
    expect(of({ sub: bare, repository_id: "34" }, { sub: withIds, ...own })).toMatchObject({
      matched: true,
      failures: [],
      subjectForm:
        "The token's sub carries the numbers behind its names, and this mapping is written for bare names; it fits all the same, because repository_id \"34\" is pinned and the token's own.",
    });
  });

  it("says that bare names arrived, and which numbers of the mapping are the token's", () => {
    expect(of({ sub: withIds }, { sub: bare, ...own }).subjectForm).toBe(
      'The token\'s sub carries bare names, and this mapping is written for the numbers behind them; it fits all the same, because owner_id "12" and repository_id "34" are pinned and the token\'s own.',
    );
  });

  it("says nothing of forms where the subject fits as it stands", () => {
    expect(of({ sub: bare }, { sub: bare, ...own }).subjectForm).toBeNull();
    expect(of({ sub: "repo:*" }, { sub: withIds, ...own }).subjectForm).toBeNull();
    expect(of({ sub: "repo:acme*", ...own }, { sub: withIds, ...own }).subjectForm).toBeNull();
    expect(of({ repository_id: "34" }, { sub: withIds, ...own }).subjectForm).toBeNull();
  });

  it("names the pinned number that is not the token's", () => {
    const found = of({ sub: bare, repository_id: "35" }, { sub: withIds, ...own });
    expect(found).toMatchObject({ matched: false, failures: [{ claim: "repository_id", presented: "34" }] });
    expect(found.subjectForm).toContain(
      'the names fit, but not the pinned number: the token carries repository_id "34"',
    );
  });
});

describe("the numbers that are told of a subject's form", () => {
  it("are the one that is pinned, where any item is meant", () => {
    expect(of({ sub: "repo:acme/*", owner_id: "12" }, { sub: withIds, ...own }).subjectForm).toContain(
      'because owner_id "12" is pinned',
    );
  });

  it("are all that are pinned and not the token's", () => {
    const pinned = { owner_id: "13", repository_id: "35" };
    expect(of({ sub: bare, ...pinned }, { sub: withIds, ...own }).subjectForm).toContain(
      'the token carries owner_id "12" and repository_id "34", so',
    );
  });
});

describe("the trial of a mapping that does not fit the other form", () => {
  const advice = (document: JsonObject, claims: JsonObject) => {
    const { failures } = of(document, claims);
    return failures.find(({ claim }) => claim === "sub")?.nearMiss;
  };

  it("says which number to pin to which value", () => {
    expect(advice({ sub: bare }, { sub: withIds, ...own })).toEqual({
      kind: "subject_format",
      compared: { expected: bare, presented: withIds, isPattern: false },
      advice:
        'The token\'s sub carries the numbers behind its names, and this mapping is written for bare names. Names alone never fit the other form, because they change hands: if this workload is meant, demand repository_id "34" as well.',
    });
    expect(advice({ sub: "repo:acme/*" }, { sub: withIds, ...own })?.advice).toContain(
      'demand owner_id "12" as well',
    );
    expect(advice({ sub: "repo:acme@*/app@*:main" }, { sub: bare, ...own })?.advice).toContain(
      'demand repository_id "34" as well',
    );
  });

  it("says nothing of a fit", () => {
    expect(of({ sub: bare }, { sub: withIds, ...own }).subjectForm).toBeNull();
    const claims = { sub: withIds, ...own, owner_id: "99" };
    expect(of({ sub: bare, repository_id: "34" }, claims).subjectForm).toBeNull();
  });

  it("is found among very many for the caller's sentence", () => {
    const registry = emptyRegistry(adaptersOf(noRegex, forms.ids)).withChanges([
      { kind: "provider_written", revision: 1, provider: providerOf() },
      ...Array.from({ length: 300 }, (_, number) => ({
        kind: "mapping_written" as const,
        revision: 1,
        mapping: mappingOf({ sub: `repo:acme/app-${number}:main` }, { name: `m${number}` }),
      })),
    ]);
    const refusal = withNearest(
      refuse("no_matching_mapping", { provider: "ci", considered: 300, nearest: "" }).refusal,
      registry,
      providerOf(),
      { sub: "repo:acme@12/app-299@34:main", ...own },
      { entry: { kind: "exchange" }, project: null, mapping: null },
    );
    expect(refusal.evidence["nearest"]).toContain('mapping "m299"');
  });

  it("says that the token contradicts itself", () => {
    const claims = { sub: withIds, ...own, owner_id: "99" };
    expect(advice({ sub: bare, repository_id: "34" }, claims)?.advice).toContain(
      'not those of its own claims owner_id "99" and repository_id "34"',
    );
  });

  it("says which of its own claims the token lacks", () => {
    expect(
      advice({ sub: bare, repository_id: "34" }, { sub: withIds, repository_id: "34" })?.advice,
    ).toContain('its own claims owner_id (missing) and repository_id "34"');
  });

  it("compares texts alone with the subject", () => {
    const claims = { sub: bare, owner_id: "12", repository_id: "35" };
    expect(advice({ sub: [5, withIds] }, claims)?.advice).toContain("the names are the same");
    expect(advice({ sub: [5], repository_id: "35" }, claims)).toBeNull();
  });

  it("takes a star for itself in a text that is written out", () => {
    const is = (value: string): Clause => ({
      path: ["sub"],
      test: { kind: "is", matcher: { kind: "equals", value } },
    });
    const claims = { sub: bare, owner_id: "12", repository_id: "35" };
    expect(trial([is("repo:acme@12/app@34:*")], claims).failures[0]?.nearMiss).toBeNull();
  });

  it("finds no names in a pattern that is not of their form", () => {
    expect(advice({ sub: "other*", repository_id: "34" }, { sub: withIds, ...own })).toBeNull();
  });

  it("looks into 200 texts of a list", () => {
    const texts = (count: number) => [
      ...Array.from({ length: count }, (_, index) => `repo:acme/app-${index}:main`),
      bare,
    ];
    expect(advice({ sub: texts(199) }, { sub: withIds, ...own })?.advice).toContain("bare names");
    expect(advice({ sub: texts(200) }, { sub: withIds, ...own })).toBeNull();
  });

  it("says that the names are the same, and the numbers somebody else's", () => {
    const claims = { sub: bare, owner_id: "12", repository_id: "35" };
    expect(advice({ sub: withIds }, claims)?.advice).toContain('repository_id "35". Somebody else may have');
  });

  it("says that what is pinned was renamed, and what to write", () => {
    const sub = "repo:acme/old:main";
    expect(advice({ sub, repository_id: "34" }, { sub: withIds, ...own })).toEqual({
      kind: "renamed",
      compared: { expected: sub, presented: withIds, isPattern: false },
      advice: `The pinned repository_id "34" is the token's own, and only the names differ: what had the names in ${JSON.stringify(sub)} was renamed or transferred. Write ${JSON.stringify(withIds)} in the mapping, or leave sub out and demand the other claims you need.`,
    });
    expect(advice({ sub: "repo:old/app:*", repository_id: "34" }, { sub: bare, ...own })?.advice).toContain(
      'Write "repo:acme/app:*"',
    );
    expect(advice({ sub, repository_id: "35" }, { sub: withIds, ...own })).toBeNull();
    expect(advice({ sub, repository_id: "3*" }, { sub: withIds, ...own })).toBeNull();
    expect(advice({ sub: "repo:acme/old:dev", repository_id: "34" }, { sub: withIds, ...own })).toBeNull();
    expect(advice({ sub: "other", repository_id: "34" }, { sub: withIds, ...own })).toBeNull();
  });

  it("says that an exclusion counts for both forms", () => {
    const when: readonly Clause[] = [
      { path: ["sub"], test: { kind: "none_of", matchers: [{ kind: "equals", value: bare }] } },
    ];
    expect(trial(when, { sub: withIds, ...own }).failures[0]?.nearMiss?.advice).toContain(
      `in its other form, ${JSON.stringify(bare)}`,
    );
    expect(trial(when, { sub: bare, ...own }).failures[0]?.nearMiss).toBeNull();
  });

  it("compares with the subject the pattern that excludes it", () => {
    const when: readonly Clause[] = [
      { path: ["sub"], test: { kind: "none_of", matchers: [{ kind: "glob", pattern: "repo:acme/*" }] } },
    ];
    expect(trial(when, { sub: "repo:acme@12/app@34:main", ...own }).failures[0]?.nearMiss?.compared).toEqual({
      expected: "repo:acme/*",
      presented: withIds,
      isPattern: true,
    });
  });

  it("tells no names apart of a subject that the mapping takes for a list", () => {
    const sub = "repo:acme@12/app@34:a;b";
    const pin: Clause = {
      path: ["repository_id"],
      test: { kind: "is", matcher: { kind: "equals", value: "34" } },
    };
    const matchers = [{ kind: "equals", value: "repo:acme/old:x" } as const];
    const when: readonly Clause[] = [
      { path: ["sub"], separator: ";", test: { kind: "any_of", matchers } },
      pin,
    ];
    expect(trial(when, { sub, ...own }).failures[0]?.nearMiss).toBeNull();
  });

  it("compares nothing with a subject that the mapping takes for a list", () => {
    const matchers = [{ kind: "equals", value: "repo:acme/app:a;b" } as const];
    const when: readonly Clause[] = [{ path: ["sub"], separator: ";", test: { kind: "none_of", matchers } }];
    const { failures } = trial(when, { sub: "repo:acme@12/app@34:a;b", ...own });
    expect(failures[0]?.nearMiss?.compared.presented).toBe("");
  });

  it("leaves other differences to be told as everywhere", () => {
    expect(advice({ sub: "repo:Acme@12/app@34:main" }, { sub: withIds, ...own })?.kind).toBe("letter_case");
    expect(advice({ sub: "repo:acme/web:main" }, { sub: withIds, ...own })).toBeNull();
  });
});
