import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64url, encodeBase64url } from "../../src/jws/base64url.ts";

const property = { seed: 20260818, numRuns: 2000 };

describe("base64url", () => {
  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(Uint8Array.from(decodeBase64url(encodeBase64url(bytes)) ?? [])).toEqual(bytes);
      }),
      property,
    );
  });

  it("gives every byte string exactly one spelling", () => {
    const characters = fc.constantFrom(..."ABCZabcz0189-_+/= \n.\u0100");
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
        const bytes = decodeBase64url(text);
        if (bytes !== null) expect(encodeBase64url(bytes)).toBe(text);
      }),
      property,
    );
  });

  it.each([
    ["padding", "YQ=="],
    ["a trailing space", "YWJj "],
    ["a line feed inside", "YW\nJj"],
    ["the standard alphabet's plus", "++++"],
    ["the standard alphabet's slash", "////"],
    ["unused bits that are not zero", "YR"],
    ["a length that cannot be", "YWJjZ"],
    ["a full-width letter", "YWJ\uff4a"],
    ["NUL", "YWJ\u0000"],
    ["a letter whose low byte is in the alphabet", "YWJ\u016a"],
  ])("refuses %s", (_, text) => {
    expect(decodeBase64url(text)).toBeNull();
  });

  it("encodes text as UTF-8", () => {
    expect(encodeBase64url("é")).toBe("w6k");
  });

  it("encodes only the view it is given, not the buffer behind it", () => {
    expect(encodeBase64url(new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).toBe("AgM");
  });
});
