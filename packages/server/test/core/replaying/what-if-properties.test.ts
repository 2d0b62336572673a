/** What holds of every change. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Replayed } from "../../../src/core/replaying/tally.ts";
import { patience, tried } from "../../properties/property.ts";
import { adminGrant, mappingOf, ruleOf } from "../samples.ts";
import { grantOf, recordOf, registryOf, whatIf } from "./replayed.ts";

describe("whatever is configured", () => {
  const value = fc.constantFrom("a", "b", "c");
  const claims = fc.record({ sub: value, ref: value }, { requiredKeys: ["sub"] });
  const demanded = fc.record(
    {
      sub: fc.oneof(value, fc.constant("*")),
      ref: fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 2 })),
    },
    { requiredKeys: [] },
  );
  const mappings = fc.array(
    fc.record({
      when: demanded,
      priority: fc.integer({ min: 1, max: 3 }),
      group: value,
      admin: fc.boolean(),
    }),
    { maxLength: 4 },
  );
  const registries = mappings.map((all) =>
    registryOf(
      all
        .filter(({ when }) => Object.keys(when).length > 0)
        .map(({ when, priority, group, admin }, index) =>
          mappingOf(when, {
            name: `m${index}`,
            priority,
            rules: [ruleOf(when, admin ? adminGrant : grantOf(group))],
          }),
        ),
    ),
  );
  const records = fc.array(
    claims.map((one) => recordOf(one)),
    { minLength: 1, maxLength: 12 },
  );

  it("no change makes no difference", patience, () => {
    fc.assert(
      fc.property(registries, records, (registry, all) => {
        expect(whatIf(registry, registry, all)).toMatchObject({
          same: all.length,
          gained: 0,
          lost: 0,
          changed: 0,
          groups: [],
        });
      }),
      tried(71, 200),
    );
  });

  it("the change undone takes what it gave and gives what it took", patience, () => {
    fc.assert(
      fc.property(registries, registries, records, (one, other, all) => {
        const there = whatIf(one, other, all);
        const back = whatIf(other, one, all);
        expect([back.gained, back.lost, back.changed, back.same]).toEqual([
          there.lost,
          there.gained,
          there.changed,
          there.same,
        ]);
        const sides = ({ groups }: Replayed, swapped: boolean) =>
          groups
            .map(({ subject, count: times, before, after }) =>
              JSON.stringify([subject, times, ...(swapped ? [after, before] : [before, after])]),
            )
            .sort();
        expect(sides(back, true)).toEqual(sides(there, false));
      }),
      tried(72, 200),
    );
  });

  it("every exchange is counted once, and every difference is in a group", patience, () => {
    fc.assert(
      fc.property(registries, registries, records, (one, other, all) => {
        const { replayed, same, gained, lost, changed, groups } = whatIf(one, other, all);
        expect(replayed).toBe(all.length);
        expect(same + gained + lost + changed).toBe(all.length);
        expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(gained + lost + changed);
      }),
      tried(73, 200),
    );
  });
});
