/** Which findings are told, to whom, and in which order. */

import { describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import {
  comparedInSurvey,
  type FindingFilter,
  findingsAt,
  type Linter,
  type SelectedFindings,
  selectFindings,
  surveyFindings,
} from "../../../src/core/figures/findings.ts";
import type { Finding, Severity } from "../../../src/core/linting/lint.ts";
import { emptyRegistry, type Registry } from "../../../src/core/matching/registry.ts";
import { finish } from "../../../src/core/steps.ts";
import { compileRegex } from "../../../src/regex.ts";
import { adaptersOf, administrator, mappingOf, providerOf } from "../samples.ts";

const lead: Principal = {
  ...administrator,
  role: "workload",
  projectRoles: [{ project: "blue", roles: ["Project Admin"] }],
};

const found = (...all: readonly Severity[]): readonly Finding[] =>
  all.map((severity, index) => ({
    code: "no_audience",
    severity,
    field: `${index}`,
    message: "",
    advice: "",
  }));

/** Finds of each what is listed under its name. */
function linterOf(findings: Readonly<Record<string, readonly Finding[]>>): Linter {
  const lint = ({ name }: { readonly name: string }) => findings[name] ?? [];
  return { lintProvider: lint, lintMapping: lint };
}

function registryOf(
  providers: Readonly<Record<string, string | null>>,
  mappings: readonly string[] = [],
): Registry {
  return emptyRegistry(adaptersOf(compileRegex)).withChanges([
    ...Object.entries(providers).map(([name, project]) => ({
      kind: "provider_written" as const,
      revision: 1,
      provider: providerOf({ id: `id-${name}`, name, project }),
    })),
    ...mappings.map((path) => {
      const [of = "", project = "", name = ""] = path.split("/");
      const changes = { name, providerId: `id-${of}`, project: project === "" ? null : project };
      return { kind: "mapping_written" as const, revision: 1, mapping: mappingOf({ sub: name }, changes) };
    }),
  ]);
}

function selected(
  registry: Registry,
  linter: Linter,
  by = administrator,
  filter: Partial<FindingFilter> = {},
): SelectedFindings {
  const survey = finish(surveyFindings(registry, linter));
  return finish(selectFindings(survey, by, { severity: null, providerId: null, ...filter }));
}

/** Where each is: severity, provider, mapping and index. */
const placesOf = ({ places }: SelectedFindings) =>
  places.map(
    ({ severity, provider, mapping, index }) =>
      `${severity} ${provider.name}/${mapping?.name ?? ""} ${index}`,
  );

const registry = registryOf({ q: "blue", p: null }, ["p//global", "p/blue/own", "q//foreign"]);
const linter = linterOf({
  p: found("notice", "critical"),
  q: found("warning"),
  global: found("critical"),
  own: found("warning", "notice"),
  foreign: found("critical"),
});

describe("findings", () => {
  it("come gravest first, of one severity by provider, and its own before those of its mappings", () => {
    expect(selected(registry, linter)).toMatchObject({
      counts: { critical: 3, warning: 2, notice: 2 },
      complete: true,
    });
    expect(placesOf(selected(registry, linter))).toEqual([
      "critical p/ 1",
      "critical p/global 0",
      "critical q/foreign 0",
      "warning p/own 0",
      "warning q/ 0",
      "notice p/ 0",
      "notice p/own 1",
    ]);
  });

  it("are of one severity where that is asked for, and counted of all", () => {
    const warnings = selected(registry, linter, administrator, { severity: "warning" });
    expect(placesOf(warnings)).toEqual(["warning p/own 0", "warning q/ 0"]);
    expect(warnings).toMatchObject({ counts: { critical: 3, warning: 2, notice: 2 }, complete: true });
  });

  it("are of one provider where that is asked for", () => {
    const ofQ = selected(registry, linter, administrator, { providerId: "id-q" });
    expect(placesOf(ofQ)).toEqual(["critical q/foreign 0", "warning q/ 0"]);
    expect(ofQ.counts).toEqual({ critical: 1, warning: 1, notice: 0 });
  });

  it("are for a project admin of its own project's providers and mappings", () => {
    const own = selected(registry, linter, lead);
    expect(placesOf(own)).toEqual(["warning p/own 0", "warning q/ 0", "notice p/own 1"]);
    expect(own).toMatchObject({ counts: { critical: 0, warning: 2, notice: 1 }, complete: true });
  });

  it("are 10 000 at most, and it is said that there are more", () => {
    const names = Array.from({ length: 11 }, (_, index) => `p${index}`);
    const crowd = registryOf(Object.fromEntries(names.map((name) => [name, null])));
    const thousand = found(...new Array<Severity>(1_000).fill("notice"));
    const linterOfMany = linterOf(Object.fromEntries(names.map((name) => [name, thousand])));
    const many = selected(crowd, linterOfMany);
    expect([many.places.length, many.counts.notice, many.complete]).toEqual([10_000, 11_000, false]);
  });

  it("are read where they are, each with its place", () => {
    const survey = finish(surveyFindings(registry, linter));
    const { places } = selected(registry, linter);
    const read = finish(findingsAt(survey, linter, places));
    expect(read.map(([place]) => place)).toEqual(places);
    expect(read.map(([, { severity, field }]) => `${severity} ${field}`)).toEqual(
      places.map(({ severity, index }) => `${severity} ${index}`),
    );
  });

  it("are read without those that are no longer found", () => {
    const survey = finish(surveyFindings(registry, linter));
    const { places } = selected(registry, linter);
    const read = finish(findingsAt(survey, linterOf({ p: found("notice") }), places));
    expect(read.map(([{ severity, mapping }]) => [severity, mapping])).toEqual([["notice", null]]);
  });
});

describe("with how many mappings each is compared", () => {
  it("is so that all comparisons take about as long, 2 000 at most", () => {
    expect([0, 1, 500, 1_000, 3_000, 100_000].map(comparedInSurvey)).toEqual([
      2_000, 2_000, 2_000, 1_000, 334, 10,
    ]);
  });
});
