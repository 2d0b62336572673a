/** Mappings that would accept a claim set with one value or two more. */

import { describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import type { Clause, JsonObject, Mapping } from "../../../src/core/terms.ts";
import { administrator, mappingOf, providerOf, ruleOf } from "../samples.ts";
import { type Ground, suggested, sure } from "./suggested.ts";

describe("a mapping that nearly fits", () => {
  const claims = { sub: "job-1", env: "prod", region: "eu", tier: 1 };
  const nearly = { sub: "job-1", env: "test" };
  const excluding = (demanded: JsonObject, claim: string, value: string) => {
    const excluded: Clause = {
      path: [claim],
      test: { kind: "none_of", matchers: [{ kind: "equals", value }] },
    };
    return mappingOf({}, { rules: [{ ...ruleOf({}), when: [...ruleOf(demanded).when, excluded] }] });
  };
  const amended = (mapping: Mapping, ground: Ground = {}) =>
    sure(suggested(claims, { mappings: [mapping], ...ground })).amendments;

  it("is offered with the presented value beside its own, and what that lets in", () => {
    const [amendment, ...others] = amended(mappingOf(nearly));
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
  });

  it("tells of every condition that would still be demanded", () => {
    const near = mappingOf({ sub: "job-1", region: "eu", env: "test" });
    expect(amended(near)[0]?.sentence).toContain("; sub, region would still be demanded.");
    const further = mappingOf({ sub: "job-1", region: "us", env: "test" });
    expect(amended(further)[0]?.sentence).toContain("; sub would still be demanded.");
  });

  it("keeps its other rules as they are", () => {
    const shared = ruleOf({ env: "test" }).when;
    const further = { ...ruleOf({}), when: [...ruleOf({ sub: "job-1", more: "more" }).when, ...shared] };
    const near = { ...ruleOf({}), when: [...ruleOf({ sub: "job-1", region: "eu" }).when, ...shared] };
    const [amendment] = amended(mappingOf({}, { rules: [further, near] }));
    const widened = ruleOf({ sub: "job-1", region: "eu", env: ["test", "prod"] });
    expect(amendment?.amended.rules).toEqual([further, widened]);
  });

  it("is one of five at most", () => {
    const mappings = Array.from({ length: 6 }, (_, index) => mappingOf(nearly, { name: `near-${index}` }));
    const found = sure(suggested(claims, { mappings })).amendments;
    expect(found.map(({ mapping }) => mapping.name)).toEqual([
      "near-0",
      "near-1",
      "near-2",
      "near-3",
      "near-4",
    ]);
  });

  it("is looked for among the 2 000 strongest", () => {
    const others = Array.from({ length: 2_000 }, (_, index) =>
      mappingOf({ sub: `other-${index}` }, { name: `other-${index}`, priority: 1 }),
    );
    const last = mappingOf(nearly, { name: "last", priority: 2 });
    expect(sure(suggested(claims, { mappings: [...others, last] })).amendments).toEqual([]);
    expect(sure(suggested(claims, { mappings: [...others.slice(1), last] })).amendments).toHaveLength(1);
  });

  it.each<[string, Mapping]>([
    ["it is for another subject", mappingOf({ sub: "job-2", env: "prod" })],
    ["nothing that holds says whose it is", mappingOf({ env: "prod", region: "us" })],
    ["what holds excludes another's only", excluding({ env: "test" }, "sub", "job-2")],
    ["the token has no such claim", mappingOf({ sub: "job-1", team: "x" })],
    ["one of two that fail cannot be widened", mappingOf({ sub: "job-1", env: "test", team: "x" })],
    ["more than two fail", mappingOf({ sub: "job-1", env: "a", region: "b", tier: "c" })],
    ["it excludes the value on purpose", excluding({ sub: "job-1" }, "env", "prod")],
    ["it demands nothing at all", mappingOf({}, { rules: [] })],
    ["it belongs to a project that the exchange did not name", mappingOf(nearly, { project: "blue" })],
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
    const foreign = mappingOf(nearly);
    const powerful = mappingOf(nearly, { project: "blue", name: "powerful" });
    const own = mappingOf(nearly, {
      project: "blue",
      name: "own",
      rules: [
        {
          ...ruleOf(nearly),
          grant: {
            ...ruleOf(nearly).grant,
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
  });
});
