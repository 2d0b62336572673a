import fc from "fast-check";
import { expect, test } from "vitest";
import { faces } from "../../../src/explaining/face-words.ts";
import {
  countFilters,
  type LogFilters,
  mayGrow,
  noFilters,
  readFilters,
  toQuery,
  writeFilters,
} from "../../../src/pages/log/model/filters.ts";

const now = Date.parse("2026-11-27T12:00:00Z");
const word = fc.option(fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text.trim() === text));
const time = fc
  .integer({ min: 0, max: 4_000_000_000 })
  .map((seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z"));
const period: fc.Arbitrary<LogFilters["period"]> = fc.oneof(
  fc.constant({ kind: "all" } as const),
  fc.integer({ min: 1, max: 87_600 }).map((hours) => ({ kind: "last", hours }) as const),
  fc
    .tuple(fc.option(time), fc.option(time))
    .filter(([since, until]) => since !== null || until !== null)
    .map(([since, until]) => ({ kind: "between", since, until }) as const),
);
const filters: fc.Arbitrary<LogFilters> = fc.record({
  outcome: fc.constantFrom("issued", "refused", null),
  provider: word,
  reason: word,
  mapping: word,
  text: word,
  face: fc.constantFrom(...faces, null),
  project: word,
  period,
});

test("an address gives back the filters it was made of", () => {
  fc.assert(
    fc.property(filters, (given) => {
      expect(readFilters(new URLSearchParams(writeFilters(given)))).toEqual(given);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("no filter leaves nothing in the address", () => {
  expect(writeFilters(noFilters)).toBe("");
});

test("an address that says nonsense narrows nothing", () => {
  const nonsense = new URLSearchParams("outcome=maybe&provider=+&last=soon&since=yesterday&unknown=1");
  expect(readFilters(nonsense)).toEqual(noFilters);
});

test("the last hours are counted back from now", () => {
  const last = { ...noFilters, provider: "github", period: { kind: "last", hours: 24 } } as const;
  expect(toQuery(last, now)).toEqual({ provider: "github", since: "2026-11-26T12:00:00Z" });
});

test("a period with one open end asks for one bound", () => {
  const until = {
    ...noFilters,
    period: { kind: "between", since: null, until: "2026-11-01T00:00:00Z" },
  } as const;
  expect(toQuery(until, now)).toEqual({ until: "2026-11-01T00:00:00Z" });
});

test("nothing new is expected of a period that is over", () => {
  const between = (until: string | null) =>
    mayGrow({ ...noFilters, period: { kind: "between", since: null, until } }, now);
  expect([between("2026-11-01T00:00:00Z"), between("2026-12-01T00:00:00Z"), between(null)]).toEqual([
    false,
    true,
    true,
  ]);
});

test("each filter counts once, the period too", () => {
  expect(countFilters(noFilters)).toBe(0);
  expect(
    countFilters({ ...noFilters, outcome: "refused", text: "acme", period: { kind: "last", hours: 1 } }),
  ).toBe(3);
});
