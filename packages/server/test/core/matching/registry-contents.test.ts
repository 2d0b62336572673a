import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onSameShelf, shelfKey } from "../../../src/core/matching/registry-contents.ts";
import { tried } from "../../properties/property.ts";

describe("a shelf", () => {
  const exchange = { kind: "exchange" } as const;
  const protocol = (name: string) => ({ kind: "protocol", protocol: name }) as const;
  const places = [
    { entry: exchange, project: null },
    { entry: exchange, project: "blue" },
    { entry: { kind: "console" } as const, project: null },
    { entry: protocol("openid"), project: null },
    { entry: protocol("saml"), project: null },
    { entry: protocol("saml"), project: "blue" },
  ];

  it("is that of one door and one owner, and of no other", () => {
    for (const [at, one] of places.entries()) {
      for (const [other, another] of places.entries()) {
        expect(onSameShelf(one, { ...another, entry: { ...another.entry } })).toBe(at === other);
      }
    }
  });

  // Names that look like others once they are put into one text.
  const name = fc.constantFrom(
    "",
    "a",
    "null",
    '"',
    'a","b',
    "a,b",
    "]",
    "\\",
    "\ud800",
    "\\ud800",
    "protocol",
  );
  const place = fc.record({
    entry: fc.oneof(fc.constant(exchange), fc.constant({ kind: "console" } as const), name.map(protocol)),
    project: fc.option(name),
  });

  it("has a key of its own, whatever doors and owners are called", () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const hasSameKey = shelfKey(one) === shelfKey(other);
        expect(hasSameKey).toBe(onSameShelf(one, other));
      }),
      tried(49, 3_000),
    );
  });
});
