import { describe, expect, it } from "vitest";
import { type Admission, createAdmission, type Tried } from "../../src/runtime/rate-limits.ts";

/** Both limits of an exchange, as it meets them. */
function admit(made: Admission, address: string, provider: string | null) {
  const caller = made.admitCaller(address);
  return caller.ok ? made.admitExchange(provider) : caller;
}

function admission(rates: { perAddress?: number; perProvider?: number; total?: number } = {}) {
  const clock = { ms: 0 };
  const made = createAdmission(
    { perAddress: 1_000, perProvider: 1_000, total: 1_000, ...rates },
    () => clock.ms,
  );
  const take = (count: number, address = "192.0.2.0/24", provider: string | null = "p") =>
    Array.from({ length: count }, () => admit(made, address, provider)).filter((verdict) => verdict.ok)
      .length;
  return { clock, made, take };
}

it("admits a burst of ten seconds' worth from one address, then refuses", () => {
  expect(admission({ perAddress: 5 }).take(60)).toBe(50);
});

it("admits again as time passes", () => {
  const { clock, take } = admission({ perAddress: 5 });
  take(60);
  clock.ms += 2_000;
  expect(take(60)).toBe(10);
});

it("does not let one address use up another's permits", () => {
  const { take } = admission({ perAddress: 5 });
  take(60, "192.0.2.0/24");
  expect(take(60, "198.51.100.0/24")).toBe(50);
});

it("limits one provider over all addresses", () => {
  const { made } = admission({ perProvider: 2 });
  const admitted = Array.from({ length: 40 }, (_, n) => admit(made, `${n}`, "p")).filter(
    (verdict) => verdict.ok,
  );
  expect(admitted).toHaveLength(20);
});

it("limits the whole server", () => {
  const { made } = admission({ total: 1 });
  const admitted = Array.from({ length: 40 }, (_, n) => admit(made, `${n}`, `${n}`)).filter(
    (verdict) => verdict.ok,
  );
  expect(admitted).toHaveLength(10);
});

it("says which limit was reached and when to come back", () => {
  const { made, take } = admission({ perAddress: 1 });
  take(10);
  expect(admit(made, "192.0.2.0/24", "p")).toEqual({
    ok: false,
    refusal: { reason: "rate_limited", evidence: { scope: "this address", retryAfterSeconds: 1 } },
  });
});

it("an address over its limit does not use up the provider's permits", () => {
  const { take } = admission({ perAddress: 1, perProvider: 2 });
  take(1_000, "192.0.2.0/24");
  expect(take(10, "198.51.100.0/24")).toBe(10);
});

it("forgets the address unused for longest rather than growing without bound", () => {
  const { made, take } = admission({ perAddress: 1, perProvider: 10_000_000, total: 10_000_000 });
  take(20, "first");
  for (let n = 0; n < 40_000; n += 1) admit(made, `${n}`, "p");
  expect(take(20, "first")).toBe(10);
});

it("remembers an address while twenty thousand others ask", () => {
  const { made, take } = admission({ perAddress: 1, perProvider: 10_000_000, total: 10_000_000 });
  take(20, "first");
  for (let n = 0; n < 19_000; n += 1) admit(made, `${n}`, "p");
  expect(take(20, "first")).toBe(0);
});

it("sets requests without a provider no limit of one", () => {
  const { made } = admission({ perProvider: 1 });
  const verdicts = Array.from({ length: 40 }, (_, n) => admit(made, `${n}`, null));
  expect(verdicts.every(({ ok }) => ok)).toBe(true);
});

describe("credentials", () => {
  const bad = async () => ({ ok: false, fault: "unknown" }) as const;
  const good = async () => ({ ok: true }) as const;
  /** How many of so many tries were looked at. */
  const tries = async (made: Admission, count: number, check: () => Promise<Tried>) => {
    const verdicts = [];
    for (let n = 0; n < count; n += 1) verdicts.push(await made.tryCredential("192.0.2.0/24", check));
    return verdicts.filter(({ ok }) => ok).length;
  };

  it("that are bad may be tried ten seconds' worth at once, then as time passes", async () => {
    const { clock, made } = admission({ perAddress: 5 });
    expect(await tries(made, 60, bad)).toBe(50);
    clock.ms += 2_000;
    expect(await tries(made, 60, bad)).toBe(10);
  });

  it("that are good use nothing up", async () => {
    const { made } = admission({ perAddress: 1 });
    expect(await tries(made, 60, good)).toBe(60);
    expect(await tries(made, 60, bad)).toBe(10);
  });

  it.each(["expired", "revoked", "elsewhere"] as const)(
    "that are %s use nothing up: they are none that somebody guesses",
    async (fault) => {
      const { made } = admission({ perAddress: 1 });
      expect(await tries(made, 60, async () => ({ ok: false, fault }))).toBe(60);
      expect(await tries(made, 60, bad)).toBe(10);
    },
  );

  it("count before they are looked at, so that many at once are no way around", async () => {
    const { made } = admission({ perAddress: 1 });
    const asked = Array.from({ length: 60 }, () => made.tryCredential("192.0.2.0/24", bad));
    expect((await Promise.all(asked)).filter(({ ok }) => ok)).toHaveLength(10);
  });

  describe("that are guessed from many addresses", () => {
    /** A hundred addresses guess in turn. @returns how many guesses were looked at */
    const attack = async (made: Admission, rounds: number) => {
      let looked = 0;
      for (let n = 0; n < rounds * 100; n += 1) {
        if ((await made.tryCredential(`attacker ${n % 100}`, bad)).ok) looked += 1;
      }
      return looked;
    };
    const letIn = async (made: Admission, address: string) => (await made.tryCredential(address, good)).ok;

    it("are looked at far less often than each of them could by itself", async () => {
      const { clock, made } = admission({ perAddress: 50 });
      // 2000 at the price of one; a hundred then buy two seconds' worth at a time with what is left.
      expect(await attack(made, 500)).toBeLessThanOrEqual(3_000);
      clock.ms += 60_000;
      await attack(made, 500);
      let looked = 0;
      for (let second = 0; second < 20; second += 1) {
        clock.ms += 1_000;
        looked += await attack(made, 50);
      }
      // 200 a second for all, and one in two seconds for each; by themselves it would be 5000 a second.
      expect(looked).toBeLessThanOrEqual(20 * (200 + 50) + 100);
    });

    it("are looked at a few at a time, so that many at once are no way around", async () => {
      const { made } = admission({ perAddress: 50 });
      await attack(made, 500);
      const asked = Array.from({ length: 500 }, () => made.tryCredential("crowd", bad));
      expect((await Promise.all(asked)).filter(({ ok }) => ok)).toHaveLength(40);
    });

    it("keep nobody out who has guessed nothing", async () => {
      const { made } = admission({ perAddress: 5 });
      await attack(made, 200);
      expect(await letIn(made, "elsewhere")).toBe(true);
    });

    it("keep nobody out for good who is at an address that guessed, also with many at once", async () => {
      const { clock, made } = admission({ perAddress: 5 });
      await attack(made, 200);
      await Promise.all(Array.from({ length: 50 }, () => made.tryCredential("crowd", bad)));
      for (const address of ["attacker 1", "crowd"]) expect(await letIn(made, address)).toBe(false);
      clock.ms += 10_250;
      for (const address of ["attacker 1", "crowd"]) expect(await letIn(made, address)).toBe(true);
    });

    it("leave the neighbours of somebody who mistypes alone", async () => {
      const { made } = admission({ perAddress: 5 });
      await attack(made, 200);
      expect((await made.tryCredential("desk", bad)).ok).toBe(true);
      expect(await Promise.all(Array.from({ length: 25 }, () => letIn(made, "desk")))).not.toContain(false);
    });

    it("are not made dear by one address alone", async () => {
      const { clock, made } = admission({ perAddress: 5 });
      for (let second = 0; second < 60; second += 1) {
        await tries(made, 20, bad);
        clock.ms += 1_000;
      }
      let looked = 0;
      for (let n = 0; n < 100; n += 1) if ((await made.tryCredential("other", bad)).ok) looked += 1;
      expect(looked).toBe(50);
    });
  });

  it("and exchanges do not use up each other's permits", async () => {
    const { made, take } = admission({ perAddress: 1 });
    expect(take(60)).toBe(10);
    expect(await tries(made, 60, bad)).toBe(10);
  });

  it("say which limit was reached and when to come back", async () => {
    const { made } = admission({ perAddress: 1 });
    await tries(made, 10, bad);
    expect(await made.tryCredential("192.0.2.0/24", bad)).toEqual({
      ok: false,
      refusal: {
        reason: "rate_limited",
        evidence: { scope: "unknown credentials from this address", retryAfterSeconds: 1 },
      },
    });
  });
});
