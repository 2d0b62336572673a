/** Properties of the verification as a whole: text to claims. P1, P3 and P8 of the table in SECURITY-MODEL. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { productVerifier } from "../../../../bench/fuzz/in-process.ts";
import { goodToken, makeKeys, writeToken } from "../../../../bench/fuzz/token.ts";
import type { JsonObject } from "../../src/core/terms.ts";
import { issuer, newInstallation } from "../keys/installation.ts";
import { patience, tried } from "./property.ts";

const now = 1_800_000_000;
const keys = makeKeys();
const verify = productVerifier(keys);

describe("a subject token", patience, () => {
  const tokens = Array.from({ length: 32 }, (_, turn) =>
    writeToken(goodToken(keys, turn, now, `id-${turn}`), keys),
  );

  it("is accepted as it was signed", async () => {
    for (const token of tokens) expect(await verify(token, now)).not.toBeNull();
  });

  it("is refused with any single bit of its text changed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tokens), fc.nat(), fc.nat(7), async (token, at, bit) => {
        const bytes = Buffer.from(token, "latin1");
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
        expect(await verify(bytes.toString("latin1"), now)).toBeNull();
      }),
      tried(1, 500),
    );
  });

  it("is refused with any single bit of what its segments stand for changed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tokens), fc.nat(2), fc.nat(), async (token, part, at) => {
        const segments = token.split(".").map((text) => Buffer.from(text, "base64url"));
        const changed = segments[part] ?? Buffer.alloc(1);
        const bit = at % (changed.length * 8);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(await verify(segments.map((bytes) => bytes.toString("base64url")).join("."), now)).toBeNull();
      }),
      tried(1, 500),
    );
  });

  it("means the same in whatever order its members stand, and with whatever white space", async () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
    const blank = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.nat(31), order, blank, async (turn, positions, white) => {
        const plain = goodToken(keys, turn, now, "id");
        const moved = {
          ...plain,
          blank: white,
          payload: positions.flatMap((at) => plain.payload.slice(at, at + 1)),
          header: positions.flatMap((at) => plain.header.slice(at, at + 1)),
        };
        expect(await verify(writeToken(moved, keys), now)).toEqual(
          await verify(writeToken(plain, keys), now),
        );
      }),
      tried(3, 300),
    );
  });
});

describe("an access token of our own", patience, () => {
  it("says after verification what was signed", async () => {
    const signing = await newInstallation(["ES256"]).open();
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 10 }),
      fc.constantFrom("__proto__", "\u2028", '"', "é"),
    );
    const extra = fc.dictionary(
      text.map((name) => `x_${name}`),
      fc.oneof(text, fc.integer(), fc.array(text), fc.constant(null)),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    );
    await fc.assert(
      fc.asyncProperty(text, extra, fc.integer({ min: 1, max: 86_400 }), async (sub, more, lifetime) => {
        const payload = { ...more, iss: issuer, sub, iat: now, exp: now + lifetime, jti: "t" } as JsonObject;
        const signed = await signing.sign({ typ: "at+jwt", header: {}, payload });
        expect(signing.verifyOwnToken(signed, now)).toEqual({ ok: true, value: payload });
      }),
      tried(8, 300),
    );
  });
});
