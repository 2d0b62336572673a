import { describe, expect, it } from "vitest";
import { isAlive, isRevoked, type TokenLife, userKey } from "../../src/core/revocation.ts";

const issuedAt = 1_800_000_000;
const life = (changes: Partial<TokenLife> = {}): TokenLife => ({
  issuedAt,
  expiresAt: issuedAt + 600,
  revokedAt: null,
  notBefore: null,
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

  it("is dead when an epoch began in its second or later, and untouched by earlier ones", () => {
    expect(isRevoked(life({ notBefore: issuedAt - 1 }))).toBe(false);
    expect(isRevoked(life({ notBefore: issuedAt }))).toBe(true);
    expect(isAlive(life({ notBefore: issuedAt + 1 }), issuedAt)).toBe(false);
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
