/** Looking for mappings that nearly fit, where there are many and each takes long to judge. */

import { describe, expect, it } from "vitest";
import { emptyRegistry } from "../../../src/core/matching/registry.ts";
import { accept } from "../../../src/core/refusal.ts";
import { finish } from "../../../src/core/steps.ts";
import { suggest } from "../../../src/core/suggesting/suggest.ts";
import type { Rule } from "../../../src/core/terms.ts";
import { traitsOf } from "../../../src/presets/catalogue.ts";
import { administrator, mappingOf, providerOf, ruleOf } from "../samples.ts";

const provider = providerOf({ preset: "generic" });
const mappingsThere = 60;
/** A search for it in the text takes nearly as many steps as one token may. */
const expression = { size: 9_000, text: "t".repeat(1_000) };
const searching: Rule = {
  ...ruleOf({}),
  when: [{ path: ["text"], test: { kind: "is", matcher: { kind: "regex", source: "x" } } }],
};

/** A suggestion among mappings that each search the text once. */
function suggestionAmongMany() {
  let searches = 0;
  const compileRegex = () =>
    accept({
      size: expression.size,
      matches() {
        searches += 1;
        return false;
      },
    });
  const registry = emptyRegistry({ compileRegex, subjectIdsOf: () => null }).withChanges([
    { kind: "provider_written", revision: 1, provider },
    ...Array.from({ length: mappingsThere }, (_, index) => ({
      kind: "mapping_written" as const,
      revision: 1,
      mapping: mappingOf({}, { id: `m${index}`, name: `m${index}`, rules: [searching] }),
    })),
  ]);
  const steps = suggest({
    by: administrator,
    registry,
    provider,
    traits: traitsOf(provider),
    claims: { sub: "job-1", text: expression.text },
    history: [],
    entry: { kind: "exchange" },
    project: null,
    origin: "typed-in claims",
  });
  return { steps, searches: () => searches };
}

describe("the work of a suggestion", () => {
  it("stops after each mapping, so that nobody has to wait for all of them", () => {
    const { steps } = suggestionAmongMany();
    let stops = 0;
    for (let step = steps.next(); step.done !== true; step = steps.next()) stops += 1;
    expect(stops).toBeGreaterThanOrEqual(mappingsThere);
  });

  it("has an end, however many mappings there are and however long each takes to judge", () => {
    const { steps, searches } = suggestionAmongMany();
    finish(steps);
    expect(searches()).toBeLessThan(mappingsThere / 2);
  });
});
