/** Writing rulesets: whatever is bound to one is rewritten with it. */

import { describe, expect, it } from "vitest";
import {
  planRulesetCreation,
  planRulesetRemoval,
  planRulesetReplacement,
} from "../../../src/core/directory/rulesets.ts";
import type { Rule } from "../../../src/core/terms.ts";
import { ruleOf } from "../samples.ts";
import {
  carriedOut,
  deletion,
  identityProvider,
  madeMapping,
  madeProvider,
  newTools,
  protocol,
  put,
  refusalOf,
  registryOf,
  ruleset,
  writesOf,
  written,
} from "./one-node.ts";

const staff = ruleset("staff");
const others: readonly Rule[] = [ruleOf({ sub: "b" })];
/** Two identity providers, one of them with two protocols, all bound to the same ruleset. */
const doors = [
  madeProvider("corp"),
  madeProvider("shop"),
  ...written(
    identityProvider("corp", { providerIds: ["corp"] }),
    identityProvider("shop", { providerIds: ["shop"] }),
  ),
];
const unbound = [
  ...doors,
  ...written(
    protocol("corp", "oidc", "staff"),
    protocol("corp", "openid", "staff"),
    protocol("shop", "oidc", "staff"),
    protocol("shop", "openid", "other"),
  ),
];
const door = (name: string) => ({ kind: "protocol", protocol: name }) as const;
const bound = registryOf(
  ...doors,
  ...written(staff, protocol("corp", "oidc", "staff", ["m1"])),
  madeMapping("m1", { providerId: "corp", name: "staff", entry: door("oidc") }),
);

describe("a ruleset", () => {
  it("is written alone while nothing is bound to it", () => {
    const plan = planRulesetCreation(registryOf(), newTools(), staff);
    expect(plan).toEqual({ ok: true, value: staff, writes: [put(staff)] });
  });

  it("is made once", () => {
    expect(refusalOf(planRulesetCreation(bound, newTools(), staff))).toMatchObject({
      kind: "already_exists",
      about: { kind: "ruleset", value: "staff", by: "id" },
    });
  });

  it("gives rules to every protocol that waits for it, each under a name of its own", () => {
    const registry = registryOf(...unbound);
    const after = carriedOut(registry, writesOf(planRulesetCreation(registry, newTools(), staff)));
    const mappings = [...after.mappingsOf("corp"), ...after.mappingsOf("shop")];
    expect(
      mappings.map(({ name, providerId, entry, rules }) => ({ name, providerId, entry, rules })),
    ).toEqual([
      { name: "staff", providerId: "corp", entry: door("oidc"), rules: staff.rules },
      { name: "staff-2", providerId: "corp", entry: door("openid"), rules: staff.rules },
      { name: "staff", providerId: "shop", entry: door("oidc"), rules: staff.rules },
    ]);
    const { directory } = after;
    expect(directory.get("protocol", "corp/openid")?.mappingIds).toEqual([
      mappings.find(({ name }) => name === "staff-2")?.id,
    ]);
  });

  it("gives none to a protocol whose identity provider is gone", () => {
    const registry = registryOf(...written(protocol("gone", "oidc", "staff")));
    expect(writesOf(planRulesetCreation(registry, newTools(), staff))).toEqual([
      put(staff),
      put(protocol("gone", "oidc", "staff")),
    ]);
  });

  it("is replaced together with the rules of the mappings that are kept for it", () => {
    const draft = ruleset("staff", others);
    const plan = planRulesetReplacement(bound, newTools(), draft);
    expect(plan).toMatchObject({ ok: true, value: draft });
    expect(writesOf(plan)[0]).toEqual(put(draft));
    expect(carriedOut(bound, writesOf(plan)).mappingById("m1")).toMatchObject({
      name: "staff",
      rules: others,
    });
  });

  it("takes the mappings along when it goes, and leaves the protocols without any", () => {
    const plan = planRulesetRemoval(bound, newTools(), "staff");
    expect(plan).toMatchObject({ ok: true, value: undefined });
    expect(writesOf(plan)).toEqual([
      { write: "delete_mapping", id: "m1" },
      put(protocol("corp", "oidc", "staff")),
      deletion("ruleset", "staff"),
    ]);
  });

  it.each([
    ["replaced", planRulesetReplacement(bound, newTools(), ruleset("none"))],
    ["deleted", planRulesetRemoval(bound, newTools(), "none")],
  ])("that is not there cannot be %s", (_what, plan) => {
    expect(refusalOf(plan)).toMatchObject({
      kind: "not_found",
      about: { kind: "ruleset", value: "none", by: "id" },
    });
  });
});
