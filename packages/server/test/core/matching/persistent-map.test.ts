import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyMap, type Fresh, type PersistentMap } from "../../../src/core/matching/persistent-map.ts";

/** Edits in series: `null` ends one, and the map that stands then must stay as it is. */
const series = fc.array(
  fc.option(
    fc.record({
      key: fc.oneof(fc.nat(60).map(String), fc.constantFrom("__proto__", "constructor", "")),
      value: fc.option(fc.nat()),
    }),
    { freq: 8 },
  ),
  { maxLength: 200, size: "max" },
);

const contentOf = (map: PersistentMap<number>, keys: readonly string[]) => keys.map((key) => map.get(key));

const fnvStart = 0x811c9dc5;

/** Two words after which the hash of the map (FNV-1a, 32 bits) is in one state, and that state. */
function collidingWords(start: number): readonly [readonly [string, string], number] {
  const seen = new Map<number, string>();
  for (let number = 0; ; number += 1) {
    const word = `${number.toString(36)}.`;
    let state = start;
    for (let at = 0; at < word.length; at += 1) state = Math.imul(state ^ word.charCodeAt(at), 0x01000193);
    const other = seen.get(state);
    if (other !== undefined) return [[other, word], state];
    seen.set(state, word);
  }
}

describe("a persistent map", () => {
  it("is the same whether its edits belong to a series or not, and stays so when the next begins", () => {
    fc.assert(
      fc.property(series, (edits) => {
        const keys = edits.flatMap((edit) => edit?.key ?? []);
        let fresh: Fresh = new Set();
        let quick = emptyMap<number>();
        let plain = emptyMap<number>();
        const ended: (readonly [PersistentMap<number>, PersistentMap<number>])[] = [];
        for (const edit of edits) {
          if (edit === null) {
            ended.push([quick, plain]);
            fresh = new Set();
          } else if (edit.value === null) {
            quick = quick.without(edit.key, fresh);
            plain = plain.without(edit.key);
          } else {
            quick = quick.with(edit.key, edit.value, fresh);
            plain = plain.with(edit.key, edit.value);
          }
        }
        for (const [one, other] of [...ended, [quick, plain] as const]) {
          expect(one.size).toBe(other.size);
          expect(contentOf(one, keys)).toEqual(contentOf(other, keys));
          expect([...one.values()].sort()).toEqual([...other.values()].sort());
        }
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it("behaves like a Map under any sequence of edits", () => {
    const key = fc.oneof(fc.nat(60).map(String), fc.constantFrom("__proto__", "constructor", ""));
    const edit = fc.record({ key, value: fc.option(fc.nat()) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 200, size: "max" }), (edits) => {
        const model = new Map<string, number>();
        let map = emptyMap<number>();
        for (const { key: name, value } of edits) {
          if (value === null) model.delete(name);
          else model.set(name, value);
          map = value === null ? map.without(name) : map.with(name, value);
        }
        expect(map.size).toBe(model.size);
        expect([...map.values()].sort()).toEqual([...model.values()].sort());
        for (const { key: name } of edits) expect(map.get(name)).toBe(model.get(name));
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it("leaves the map it was made from as it was", () => {
    const before = Array.from({ length: 1_000 }, (_, index) => index).reduce(
      (map, index) => map.with(`k${index}`, index),
      emptyMap<number>(),
    );
    before.with("k7", -1).without("k8").with("new", 1);
    expect(before.size).toBe(1_000);
    expect(before.get("k7")).toBe(7);
    expect(before.get("k8")).toBe(8);
    expect(before.get("new")).toBeUndefined();
  });

  it("forgets what is taken out, however many there are", () => {
    const numbers = Array.from({ length: 1_000 }, (_, index) => index);
    const all = numbers.reduce((map, index) => map.with(`k${index}`, index), emptyMap<number>());
    const even = numbers.filter((index) => index % 2 === 0);
    const rest = even.reduce((map, index) => map.without(`k${index}`), all);
    expect(rest.size).toBe(500);
    expect([...rest.values()].toSorted((a, b) => a - b)).toEqual(numbers.filter((index) => index % 2 === 1));
  });

  it("finds nothing that an object would inherit", () => {
    expect(emptyMap<number>().get("toString")).toBeUndefined();
  });

  it("keeps apart very many keys that share one hash", () => {
    // Words that lead from one state of the hash to the same next one: every way of picking one of each pair.
    let state = fnvStart;
    let alike = [""];
    for (let pair = 0; pair < 6; pair += 1) {
      const [words, next] = collidingWords(state);
      alike = alike.flatMap((name) => words.map((word) => name + word));
      state = next;
    }
    const map = alike.reduce((filled, name, index) => filled.with(name, index), emptyMap<number>());
    expect(map.size).toBe(64);
    expect(alike.map((name) => map.get(name))).toEqual(alike.map((_, index) => index));
    const half = alike.slice(0, 32).reduce((rest, name) => rest.without(name), map);
    expect([...half.values()].toSorted((a, b) => a - b)).toEqual(alike.map((_, index) => index).slice(32));
    expect([...alike.reduce((rest, name) => rest.without(name), map).values()]).toEqual([]);
  });
});
