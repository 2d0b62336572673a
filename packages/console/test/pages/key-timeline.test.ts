import type { SigningKey } from "@countersign/client";
import { describe, expect, it } from "vitest";
import { nextRotation, timelineOf } from "../../src/pages/keys/key-timeline.ts";

const now = new Date("2026-06-01T00:00:00Z");
const key = (changes: Partial<SigningKey> = {}): SigningKey => ({
  kid: "kid",
  algorithm: "ES256",
  state: "active",
  created_at: "2026-05-01T00:00:00Z",
  active_from: "2026-05-02T00:00:00Z",
  signs_until: "2026-08-01T00:00:00Z",
  published_until: "2026-08-02T00:00:00Z",
  ...changes,
});

describe("the line of time", () => {
  it("has every known moment of the keys, and the present, inside it", () => {
    const { keys, now: present } = timelineOf([key()], now);
    const [{ published, signs } = { published: null, signs: null }] = keys;
    const places = [published?.from, signs?.from, present, signs?.to, published?.to];
    expect(places).toEqual(places.toSorted((a, b) => Number(a) - Number(b)));
    expect(places.every((place) => place !== undefined && place > 0 && place < 1)).toBe(true);
  });

  it("goes on to its end where no end is known", () => {
    const { keys } = timelineOf([key({ signs_until: null, published_until: null })], now);
    expect(keys).toMatchObject([{ published: { to: 1 }, signs: { to: 1 } }]);
  });

  it("shows a key that does not sign as published alone", () => {
    expect(timelineOf([key({ state: "standby" })], now).keys).toMatchObject([{ signs: null }]);
  });

  it("is there before there is any key", () => {
    const { from, to, keys } = timelineOf([], now);
    expect(from < now && now < to).toBe(true);
    expect(keys).toEqual([]);
  });
});

describe("the next rotation", () => {
  it("is when the key that signs now is followed", () => {
    const next = key({ state: "next", signs_until: "2027-01-01T00:00:00Z" });
    expect(nextRotation([key(), next])).toBe("2026-08-01T00:00:00Z");
  });

  it("is not known where none is planned", () => {
    expect(nextRotation([key({ signs_until: null })])).toBeNull();
    expect(nextRotation([])).toBeNull();
  });
});
