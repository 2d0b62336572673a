import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  generateReferenceToken,
  looksLikeReferenceToken,
  parseReferenceToken,
} from "../../src/core/reference-token.ts";

const expiry = fc.integer({ min: 1, max: 9_999_999_999 });
const runs = { seed: 20260101, numRuns: 300 };

/** Random bytes of the test's choosing, over and over. */
function repeating(bytes: readonly number[]): (length: number) => Uint8Array {
  let at = 0;
  return (length) => Uint8Array.from({ length }, () => bytes[at++ % bytes.length] ?? 0);
}

describe("a reference token", () => {
  it("is 64 letters and digits that begin as scanners expect", () => {
    fc.assert(
      fc.property(expiry, (expiresAt) => {
        expect(generateReferenceToken(randomBytes, expiresAt)).toMatch(/^cmVmdGtu[A-Za-z0-9]{56}$/);
      }),
      runs,
    );
  });

  it("reads back the expiry it was made with", () => {
    fc.assert(
      fc.property(expiry, (expiresAt) => {
        expect(parseReferenceToken(generateReferenceToken(randomBytes, expiresAt))).toEqual({ expiresAt });
      }),
      runs,
    );
  });

  it("holds reftkn, a version, ten digits of expiry and 27 alphanumerics", () => {
    const token = generateReferenceToken(randomBytes, 1_700_000_000);
    expect(atob(token)).toMatch(/^reftkn:01:1700000000:[A-Za-z0-9]{27}$/);
  });

  it("encodes every alphanumeric and every expiry without + / =", () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 247 }), { minLength: 27, maxLength: 27 });
    fc.assert(
      fc.property(bytes, expiry, (chosen, expiresAt) => {
        expect(generateReferenceToken(repeating(chosen), expiresAt)).not.toMatch(/[+/=]/);
      }),
      runs,
    );
  });

  it("throws away bytes that would make some characters likelier", () => {
    const token = generateReferenceToken(repeating([255, 248, 251, 61]), 1);
    expect(atob(token).slice(-27)).toBe("9".repeat(27));
  });

  it("draws every one of the 62 characters equally often", () => {
    const all = Array.from({ length: 256 }, (_, byte) => byte);
    const draw = repeating(all);
    const counts = new Map<string, number>();
    // 62 tokens use 62 * 27 characters: each character 27 times when none is favoured.
    for (let round = 0; round < 62; round++) {
      for (const character of atob(generateReferenceToken(draw, 1)).slice(-27)) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(62);
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
  });

  it.each([0, -1, 1.5, 10_000_000_000, Number.NaN])("never expires at %s", (expiresAt) => {
    expect(() => generateReferenceToken(randomBytes, expiresAt)).toThrow(RangeError);
  });

  it("says what is wrong with an expiry, and takes the latest there is", () => {
    expect(() => generateReferenceToken(randomBytes, 0)).toThrow("a reference token cannot expire at 0");
    const latest = generateReferenceToken(randomBytes, 9_999_999_999);
    expect(parseReferenceToken(latest)).toEqual({ expiresAt: 9_999_999_999 });
    expect(looksLikeReferenceToken(latest)).toBe(true);
    expect(looksLikeReferenceToken(`x${latest}`)).toBe(false);
  });

  it("differs each time", () => {
    const made = Array.from({ length: 100 }, () => generateReferenceToken(randomBytes, 1_700_000_000));
    expect(new Set(made).size).toBe(100);
  });
});

describe("recognising a reference token", () => {
  it("takes no other text for one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        expect(looksLikeReferenceToken(text)).toBe(false);
      }),
      runs,
    );
  });

  it.each([
    ["another version", btoa(`reftkn:02:1700000000:${"a".repeat(27)}`)],
    ["an expiry that is no number", btoa(`reftkn:01:17000x0000:${"a".repeat(27)}`)],
    ["a shorter secret", btoa(`reftkn:01:1700000000:${"a".repeat(24)}`)],
    ["a secret with a sign in it", btoa(`reftkn:01:1700000000:${"a".repeat(26)}.`)],
    ["white space around it", `${btoa(`reftkn:01:1700000000:${"a".repeat(27)}`)}\n`],
  ])("refuses %s", (_, text) => {
    expect(parseReferenceToken(text)).toBeNull();
  });
});
