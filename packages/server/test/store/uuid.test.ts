import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstUuidOf, pooled, uuidGenerator, uuidTime } from "../../src/store/uuid.ts";

const time = fc.integer({ min: 0, max: 2 ** 48 - 10_000 });

describe("a time-ordered id", () => {
  it("is a UUID of version 7 that begins with its millisecond", () => {
    const id = uuidGenerator(() => 0x0123456789ab, randomBytes)();
    expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("tells the millisecond it was made in, and no other text does", () => {
    fc.assert(
      fc.property(time, (now) => {
        expect(uuidTime(uuidGenerator(() => now, randomBytes)())).toBe(now);
      }),
      { seed: 7, numRuns: 200 },
    );
    expect(uuidTime("3f0c6a52-51c1-4f6c-9f59-0b3f3f6f4f3e")).toBeNull();
  });

  it("is always larger than the one before, whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 2, maxLength: 200 }), (times) => {
        let turn = 0;
        const next = uuidGenerator(() => times[turn++] ?? 0, randomBytes);
        const ids = times.map(() => next());
        expect(ids).toEqual(ids.toSorted());
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it("keeps its order through more than four thousand ids of one millisecond", () => {
    const next = uuidGenerator(() => 1_800_000_000_000, randomBytes);
    const ids = Array.from({ length: 10_000 }, () => next());
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("lies between the first id of its millisecond and that of the next", () => {
    fc.assert(
      fc.property(time, (now) => {
        const id = uuidGenerator(() => now, randomBytes)();
        expect(firstUuidOf(now) <= id && id < firstUuidOf(now + 1)).toBe(true);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe("pooled randomness", () => {
  it("hands every byte out once, in order", () => {
    let turn = 0;
    const random = pooled((bytes) => Uint8Array.from({ length: bytes }, () => turn++ % 251));
    const drawn = [10, 16, 4000, 5000, 3].flatMap((bytes) => [...random(bytes)]);
    expect(drawn.slice(0, 4026)).toEqual(Array.from({ length: 4026 }, (_, index) => index % 251));
    expect(drawn).toHaveLength(9029);
  });
});
