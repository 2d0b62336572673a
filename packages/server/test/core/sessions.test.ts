import { describe, expect, it } from "vitest";
import {
  beginSession,
  holderName,
  idleExpiry,
  isInTime,
  isToBeSeen,
  type SessionHolder,
} from "../../src/core/sessions.ts";

const now = 1_800_000_000;
const secret: SessionHolder = { kind: "secret", id: "s1" };
const begun = (endsAt: number | null) => beginSession("digest", secret, now, endsAt);

describe("a session", () => {
  it("begins confirmed for five minutes and in use, and ends after eight hours", () => {
    expect(begun(null)).toEqual({
      digest: "digest",
      holder: secret,
      signedInAt: now,
      seenAt: now,
      confirmedUntil: now + 300,
      expiresAt: now + 28_800,
    });
  });

  it("never outlives what it was opened with, nor eight hours", () => {
    expect(begun(now + 60).expiresAt).toBe(now + 60);
    expect(begun(now + 28_799).expiresAt).toBe(now + 28_799);
    expect(begun(now + 28_801).expiresAt).toBe(now + 28_800);
    expect(begun(0).expiresAt).toBe(0);
  });

  it("is over when it was left alone for half an hour, to the second", () => {
    expect(idleExpiry(begun(null))).toBe(now + 1_800);
    expect([isInTime(begun(null), now + 1_799), isInTime(begun(null), now + 1_800)]).toEqual([true, false]);
  });

  it("is over when what it was opened with is, though it is in use", () => {
    const session = { ...begun(now + 3_600), seenAt: now + 3_590 };
    expect(idleExpiry(session)).toBe(now + 3_600);
    expect([isInTime(session, now + 3_599), isInTime(session, now + 3_600)]).toEqual([true, false]);
  });

  it("is written down as in use once a minute", () => {
    expect([now, now + 59, now + 60].map((at) => isToBeSeen(begun(null), at))).toEqual([false, false, true]);
  });

  it("is counted with the others of whoever holds it", () => {
    const token = { kind: "token", id: "t1", claims: { sub: "a" }, user: "ada" } as const;
    expect([{ kind: "bootstrap", proof: "p" } as const, secret, token].map(holderName)).toEqual([
      "bootstrap",
      "secret:s1",
      "user:ada",
    ]);
  });
});
