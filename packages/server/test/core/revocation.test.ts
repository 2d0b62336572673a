import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeClockDifferenceSeconds } from "../../src/core/node-clocks.ts";
import { isAlive, isRevoked, type TokenLife, userKey } from "../../src/core/revocation.ts";

const issuedAt = 1_800_000_000;
const life = (changes: Partial<TokenLife> = {}): TokenLife => ({
  issuedAt,
  expiresAt: issuedAt + 600,
  revision: 5,
  revokedAt: null,
  epoch: null,
  ...changes,
});

describe("an issued token", () => {
  it("is alive until the second in which it expires", () => {
    expect(isAlive(life(), issuedAt + 599)).toBe(true);
    expect(isAlive(life(), issuedAt + 600)).toBe(false);
  });

  it("is dead once it was revoked, whenever that was", () => {
    for (const revokedAt of [issuedAt, issuedAt + 9_999]) {
      expect(isRevoked(life({ revokedAt }))).toBe(true);
      expect(isAlive(life({ revokedAt }), issuedAt)).toBe(false);
    }
  });

  it("is dead when its exchange was decided under an earlier revision than an epoch's, else untouched", () => {
    const revokedBy = (revision: number) => isRevoked(life({ epoch: { revision, notBefore: issuedAt } }));
    expect([4, 5, 6].map(revokedBy)).toEqual([false, false, true]);
  });

  it("is judged by its second where no revision was written down", () => {
    const revokedBy = (notBefore: number) =>
      isRevoked(life({ revision: null, epoch: { revision: 1, notBefore } }));
    expect([issuedAt - 1, issuedAt, issuedAt + 1].map(revokedBy)).toEqual([false, true, true]);
  });

  it("is dead when it is older than an epoch by more than clocks differ, whatever its revision", () => {
    const revokedAfter = (seconds: number) =>
      isRevoked(life({ epoch: { revision: 1, notBefore: issuedAt + seconds } }));
    const apart = nodeClockDifferenceSeconds;
    expect([0, apart, apart + 1].map(revokedAfter)).toEqual([false, false, true]);
  });

  it("goes by the order of things, whatever clocks that differ as nodes' may said", () => {
    // A history: each step takes the next revision and sets an epoch, or issues a token under the revision
    // its node has seen, which may be late; every step carries the time of a clock that nobody trusts.
    const step = fc.record({ epoch: fc.boolean(), late: fc.nat(3), at: fc.nat(nodeClockDifferenceSeconds) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let newest = 0;
        const epochs: { revision: number; notBefore: number }[] = [];
        const tokens: { seen: number; at: number }[] = [];
        for (const { epoch, late, at } of steps) {
          if (epoch) epochs.push({ revision: ++newest, notBefore: at });
          else tokens.push({ seen: Math.max(0, newest - late), at });
        }
        const bound = {
          revision: newest,
          notBefore: Math.max(0, ...epochs.map(({ notBefore }) => notBefore)),
        };
        for (const { seen, at } of tokens) {
          const token = life({ issuedAt: at, revision: seen, epoch: epochs.length === 0 ? null : bound });
          expect(isRevoked(token)).toBe(epochs.some(({ revision }) => revision > seen));
        }
      }),
    );
  });

  it("is not revoked by having expired", () => {
    expect(isRevoked(life({ expiresAt: issuedAt }))).toBe(false);
  });
});

describe("the tokens of a user", () => {
  it("are found under one key, however the name is written", () => {
    expect(userKey("CI-Bot")).toBe("ci-bot");
    expect(userKey("ci-bot")).toBe("ci-bot");
  });
});
