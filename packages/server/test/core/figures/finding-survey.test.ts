import { describe, expect, it } from "vitest";
import {
  type FindingFilter,
  type FindingSurvey,
  findingsAt,
  type Linter,
  selectFindings,
  surveyFindings,
} from "../../../src/core/figures/findings.ts";
import type { Finding } from "../../../src/core/linting/lint.ts";
import { emptyRegistry, type Registry, type RegistryChange } from "../../../src/core/matching/registry.ts";
import { finish } from "../../../src/core/steps.ts";
import type { Mapping } from "../../../src/core/terms.ts";
import { administrator, mappingDraft, projectDraft, providerDraft } from "../samples.ts";

const stamps = { createdAt: 0, updatedAt: 0 };

function provider(id: string, revision: number, name = id): RegistryChange {
  const made = { ...providerDraft({ name, issuerUrl: `https://${id}.example` }), ...stamps, id, revision };
  return { kind: "provider_written", revision, provider: made };
}

function mapping(id: string, revision: number, changes: Partial<Mapping>): RegistryChange {
  const made = { ...mappingDraft({ sub: id }, { name: id, ...changes }), ...stamps, id, revision };
  return { kind: "mapping_written", revision, mapping: made };
}

function project(key: string, revision: number): RegistryChange {
  return { kind: "project_written", revision, project: { ...projectDraft(key), ...stamps, revision } };
}

function registryOf(...changes: readonly RegistryChange[]): Registry {
  const adapters = {
    compileRegex: () => ({ ok: true, value: { size: 1, matches: () => false } }) as const,
    subjectIdsOf: () => null,
  };
  return emptyRegistry(adapters).withChanges(changes);
}

/** Finds one thing about each mapping whose project does not exist, and notes whom it was asked about. */
function watchedLinter(): Linter & { readonly asked: string[] } {
  const asked: string[] = [];
  const finding = { code: "unknown_project", severity: "warning", field: "project", message: "", advice: "" };
  return {
    asked,
    lintProvider: () => [],
    lintMapping({ name, project: key }, beside): readonly Finding[] {
      asked.push(name);
      return key === null || beside.projectByKey(key) !== undefined
        ? []
        : [{ ...finding, severity: "warning" }];
    },
  };
}

const everything = { severity: null, providerId: null };
const selected = (survey: FindingSurvey, filter: FindingFilter = everything) =>
  finish(selectFindings(survey, administrator, filter));

describe("a survey of the findings", () => {
  const before = registryOf(
    provider("p", 1),
    provider("q", 1),
    mapping("of-p", 2, { providerId: "p", project: "later" }),
    mapping("of-q", 3, { providerId: "q" }),
  );

  it("keeps what it found about a provider while nothing changes by which that was judged", () => {
    const linter = watchedLinter();
    const first = finish(surveyFindings(before, linter));
    linter.asked.length = 0;
    const after = before.withChanges([mapping("of-q", 4, { providerId: "q" }), project("other", 5)]);
    const second = finish(surveyFindings(after, linter, first));
    expect(linter.asked).toEqual(["of-q"]);
    expect(selected(second).counts).toEqual({ critical: 0, warning: 1, notice: 0 });
  });

  it("looks again when the provider changes, and when a project that is named comes or goes", () => {
    const linter = watchedLinter();
    const first = finish(surveyFindings(before, linter));
    linter.asked.length = 0;
    const made = before.withChanges([project("later", 4)]);
    const second = finish(surveyFindings(made, linter, first));
    expect(linter.asked).toEqual(["of-p"]);
    expect(selected(second).counts.warning).toBe(0);
    const renamed = made.withChanges([provider("q", 5, "renamed")]);
    finish(surveyFindings(renamed, linter, second));
    expect(linter.asked).toEqual(["of-p", "of-q"]);
  });

  it("counts all findings where it does not list all, and says so", () => {
    const many = Array.from({ length: 1_001 }, (_, index) =>
      mapping(`m${index}`, 2 + index, { providerId: "p", project: "none" }),
    );
    const linter = watchedLinter();
    const survey = finish(surveyFindings(registryOf(provider("p", 1), ...many), linter));
    const { places, counts, complete } = selected(survey);
    expect([places.length, counts.warning, complete]).toEqual([1_000, 1_001, false]);
    expect(finish(findingsAt(survey, linter, places)).length).toBe(1_000);
    expect(selected(survey, { severity: "notice", providerId: null }).complete).toBe(true);
  });
});
