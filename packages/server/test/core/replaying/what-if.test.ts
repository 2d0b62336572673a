/** What a change does to recorded exchanges, for whoever may see how much of it. */

import { describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import { withDrafts, withoutMapping } from "../../../src/core/configuring/drafts.ts";
import { accept } from "../../../src/core/refusal.ts";
import { createTally } from "../../../src/core/replaying/tally.ts";
import { finish } from "../../../src/core/steps.ts";
import type { GrantTemplate, MappingDraft } from "../../../src/core/terms.ts";
import { adminGrant, administrator, mappingDraft, mappingOf, providerOf, ruleOf } from "../samples.ts";
import { grantOf, ports, recordOf, registryOf, rulesOf, whatIf } from "./replayed.ts";

const release = mappingOf({ sub: "a" });
const wider: MappingDraft = { ...mappingDraft({ sub: ["a", "b"] }) };

describe("a change", () => {
  it("lets gain access whom no mapping accepted", () => {
    const before = registryOf([release]);
    const found = whatIf(before, withDrafts(before, { mappings: [wider] }), [
      recordOf({ sub: "b" }),
      recordOf({ sub: "a" }),
      recordOf({ sub: "b" }),
    ]);
    expect(found).toMatchObject({ replayed: 3, gained: 2, same: 1, lost: 0, changed: 0 });
    expect(found.groups).toMatchObject([
      {
        kind: "gained",
        subject: "b",
        count: 2,
        before: { outcome: "refused", reason: "no_matching_mapping", mapping: null, grant: null },
        after: { outcome: "issued", reason: null, mapping: "release" },
        sentence:
          '"b" would gain access: mapping "release" would grant groups "readers", audience "registry@main", for 10 minutes. Today no mapping accepts it.',
      },
    ]);
  });

  it("takes access away from what only a deleted mapping accepted", () => {
    const before = registryOf([release]);
    const found = whatIf(before, withoutMapping(before, release.id), [recordOf({ sub: "a" })]);
    expect(found.groups.map(({ sentence }) => sentence)).toEqual([
      '"a" would lose access: today mapping "release" grants groups "readers", audience "registry@main", for 10 minutes. With the change no mapping would accept it.',
    ]);
  });

  it("is told with what is granted instead, value by value", () => {
    const before = registryOf([release]);
    const other = {
      ...mappingDraft({ sub: "a" }),
      lifetimeSeconds: 60,
      rules: [ruleOf({ sub: "a" }, grantOf("writers"))],
    };
    const found = whatIf(before, withDrafts(before, { mappings: [other] }), [recordOf({ sub: "a" })]);
    expect(found).toMatchObject({ changed: 1 });
    expect(found.groups[0]?.sentence).toBe(
      '"a" would be granted something else, still by mapping "release": groups "writers" instead of groups "readers"; for 1 minute instead of 10 minutes.',
    );
  });

  it("says which mapping takes the place of which", () => {
    const before = registryOf([release]);
    const stronger = {
      ...mappingDraft({ sub: "a" }),
      name: "other",
      priority: 1,
      rules: [ruleOf({ sub: "a" }, adminGrant)],
    };
    const [group] = whatIf(before, withDrafts(before, { mappings: [stronger] }), [
      recordOf({ sub: "a" }),
    ]).groups;
    expect(group?.sentence).toBe(
      '"a" would be granted something else, by mapping "other" instead of mapping "release": also everything an administrator may do; no longer groups "readers"; in the name of mapping "other" instead of mapping "release".',
    );
  });

  it("is no difference where another reason refuses, or the same is granted", () => {
    const before = registryOf([release]);
    const user: GrantTemplate = {
      ...grantOf("readers"),
      user: { name: { kind: "text", text: "ci" }, id: null, email: null, domain: null, local: false },
    };
    const named = mappingOf({ sub: "a" }, { rules: [ruleOf({ sub: "a" }, user)] });
    const renamed = mappingOf({ sub: "a" }, { name: "other", rules: [ruleOf({ sub: "a" }, user)] });
    expect(whatIf(registryOf([named]), registryOf([renamed]), [recordOf({ sub: "a" })])).toMatchObject({
      same: 1,
    });
    const disabled = registryOf([release], providerOf({ enabled: false }));
    expect(whatIf(before, disabled, [recordOf({ sub: "z" })])).toMatchObject({ same: 1, lost: 0 });
  });

  it("of a provider is judged by what its claims allow, at the time of the exchange", () => {
    const before = registryOf([release]);
    const records = [recordOf({ sub: "a" }), recordOf({ sub: "a", aud: "https://other.example" })];
    expect(
      whatIf(before, registryOf([release], providerOf({ audience: "https://other.example" })), records),
    ).toMatchObject({
      gained: 1,
      lost: 1,
    });
    const seen: number[] = [];
    const [latest] = records;
    const tally = createTally(
      { ...ports, checkClaims: (_claims, _provider, at) => accept(void seen.push(at)) },
      { by: administrator, before: rulesOf(before), after: rulesOf(before) },
    );
    finish(tally.add(latest === undefined ? [] : [latest]));
    expect(seen).toEqual([latest?.at, latest?.at]);
  });

  it("is judged with the wish that was recorded", () => {
    const before = registryOf([release]);
    const blue = { ...mappingDraft({ sub: "a" }), name: "blue", project: "blue", priority: 1 };
    const after = withDrafts(before, { mappings: [blue] });
    const inBlue = recordOf({ sub: "a" }, { project: "blue" });
    const byName = recordOf({ sub: "a" }, { project: "blue", mapping: "release" });
    const found = whatIf(before, after, [recordOf({ sub: "a" }), inBlue, byName]);
    expect(found).toMatchObject({ same: 2, changed: 1 });
    expect(found.groups[0]?.latest).toEqual({ requestId: inBlue.requestId, at: inBlue.at });
    const asksForMore = recordOf({ sub: "a" }, { wish: { scope: ["applied-permissions/groups:writers"] } });
    const asks = recordOf(
      { sub: "a" },
      { requestedAudience: ["other@main"], wish: { audienceRule: "covered" } },
    );
    const wide = { ...mappingDraft({ sub: "a" }), audience: ["registry@main", "other@main"] };
    expect(whatIf(before, withDrafts(before, { mappings: [wide] }), [asks])).toMatchObject({ gained: 1 });
    const more = { ...mappingDraft({ sub: "a" }), rules: [ruleOf({ sub: "a" }, grantOf("writers"))] };
    expect(whatIf(before, withDrafts(before, { mappings: [more] }), [asksForMore])).toMatchObject({
      gained: 1,
    });
  });

  it("is judged at the door that was gone through", () => {
    const door = { kind: "protocol", protocol: "openid" } as const;
    const before = registryOf([release]);
    const console = { ...mappingDraft({ sub: "a" }), name: "console", entry: { kind: "console" as const } };
    const records = [
      recordOf({ sub: "a" }, { entry: door }),
      recordOf({ sub: "a" }, { entry: { kind: "console" } }),
    ];
    expect(whatIf(before, withDrafts(before, { mappings: [console] }), records)).toMatchObject({
      gained: 1,
      same: 1,
    });
  });

  it("cannot be judged by what has no claims", () => {
    const before = registryOf([release]);
    const erased = { ...recordOf({ sub: "a" }), details: null };
    const forged = recordOf({}, { claims: null });
    expect(
      whatIf(before, withoutMapping(before, release.id), [erased, forged, recordOf({ sub: "a" })]),
    ).toMatchObject({
      replayed: 1,
      notReplayable: 2,
      lost: 1,
    });
  });

  it("is told the gravest first: administrators, then who gains, loses and changes; at most 200 groups", () => {
    const before = registryOf([
      mappingOf({ sub: "lost" }, { name: "lost" }),
      mappingOf({ sub: "changed" }, { name: "changed" }),
    ]);
    const after = registryOf([
      mappingOf({ sub: "changed" }, { name: "changed", lifetimeSeconds: 60 }),
      mappingOf({ sub: "gained-*" }, { name: "gained" }),
      mappingOf({ sub: "admin" }, { name: "admin", rules: [ruleOf({ sub: "admin" }, adminGrant)] }),
    ]);
    const subjects = ["changed", "lost", "gained-1", "admin", "gained-1"];
    const found = whatIf(
      before,
      after,
      subjects.map((sub) => recordOf({ sub })),
    );
    expect(found.groups.map(({ subject }) => subject)).toEqual(["admin", "gained-1", "lost", "changed"]);
    const many = Array.from({ length: 250 }, (_, index) => recordOf({ sub: `gained-${index}` }));
    const crowd = whatIf(before, after, many);
    expect([crowd.gained, crowd.groups.length]).toEqual([250, 200]);
  });
});

describe("a project admin", () => {
  const lead: Principal = {
    ...administrator,
    role: "workload",
    projectRoles: [{ project: "blue", roles: ["Project Admin"] }],
  };
  const own = mappingOf({ sub: "a" }, { name: "own", project: "blue", priority: 1 });
  const foreign = mappingOf(
    { sub: "a" },
    { name: "secret", rules: [ruleOf({ sub: "a" }, grantOf("secret"))] },
  );
  const record = recordOf({ sub: "a" }, { project: "blue" });

  it("learns of a mapping it may not see only that it decides", () => {
    const before = registryOf([own, foreign]);
    const found = whatIf(before, withoutMapping(before, own.id), [record], lead);
    expect(found).toMatchObject({
      changed: 1,
      groups: [{ before: { mapping: "own" }, after: { outcome: "issued", mapping: null, grant: null } }],
    });
    expect(JSON.stringify(found)).not.toContain("secret");
    expect(found.groups[0]?.sentence).toContain('by a mapping you may not see instead of mapping "own"');
    const lost = whatIf(before, registryOf([own]), [recordOf({ sub: "a" })], lead);
    expect(lost.groups[0]?.sentence).toContain("today a mapping you may not see grants it");
  });

  it("is not told by the number of groups how many hidden mappings there are", () => {
    const before = registryOf([own]);
    const after = registryOf([
      mappingOf({ sub: "a", ref: "x" }, { name: "one", priority: 2 }),
      mappingOf(
        { sub: "a", ref: "y" },
        { name: "two", priority: 2, rules: [ruleOf({ sub: "a", ref: "y" }, adminGrant)] },
      ),
    ]);
    const records = ["x", "y"].map((ref) => recordOf({ sub: "a", ref }));
    expect(whatIf(before, after, records, lead).groups).toHaveLength(1);
    expect(whatIf(before, after, records).groups).toHaveLength(2);
  });
});
