import { expect, it } from "vitest";
import {
  beginSession,
  longestSessionSeconds,
  mostSessionsOfHolder,
  type SessionHolder,
} from "../../../src/core/sessions.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { day, fresh, hashOf, start, useBench } from "../fixtures.ts";

const keepAll = { detailsSeconds: 1000 * day, recordsSeconds: 1000 * day };
const sessionOf = (holder: SessionHolder, at = start, endsAt: number | null = null) =>
  beginSession(hashOf(fresh("session")), holder, at, endsAt);
const ofSecret = (): SessionHolder => ({ kind: "secret", id: fresh("secret") });

describeOnEveryDatabase("sessions of the console", (kind) => {
  const bench = useBench(kind);

  it.each<SessionHolder>([
    { kind: "bootstrap", proof: "a proof" },
    { kind: "secret", id: "0198-secret" },
    { kind: "token", id: "0198-token", claims: { sub: "olga", roles: ["a", "b"] }, user: "p/user:olga" },
  ])("are found as they were added, held by a $kind", async (holder) => {
    const { sessions } = bench().store;
    const session = sessionOf(holder);
    await sessions.add(session);
    expect(await sessions.find(session.digest)).toEqual(session);
    expect(await sessions.find(hashOf("another"))).toBeNull();
  });

  it("change what is told, and are never seen earlier than they were", async () => {
    const { sessions } = bench().store;
    const session = sessionOf(ofSecret());
    await sessions.add(session);
    await sessions.change(session.digest, { seenAt: start + 90 });
    await sessions.change(session.digest, { seenAt: start + 30, confirmedUntil: start + 400 });
    const changed = { ...session, seenAt: start + 90, confirmedUntil: start + 400 };
    expect(await sessions.find(session.digest)).toEqual(changed);
    const holder = ofSecret();
    await sessions.change(session.digest, { seenAt: start + 91, holder, expiresAt: start + 500 });
    expect(await sessions.find(session.digest)).toEqual({
      ...changed,
      seenAt: start + 91,
      holder,
      expiresAt: start + 500,
    });
  });

  it("end once, for every node", async () => {
    const { sessions } = bench().store;
    const other = (await bench().another()).sessions;
    const session = sessionOf(ofSecret());
    await sessions.add(session);
    expect(await other.find(session.digest)).toEqual(session);
    expect(await other.end(session.digest)).toBe(true);
    expect(await sessions.find(session.digest)).toBeNull();
    expect(await sessions.end(session.digest)).toBe(false);
  });

  it("end as the oldest of too many of one holder, and of no other", async () => {
    const { sessions } = bench().store;
    const [holder, other] = [ofSecret(), sessionOf(ofSecret(), start - 100)];
    await sessions.add(other);
    const all = Array.from({ length: mostSessionsOfHolder + 2 }, (_, at) => sessionOf(holder, start + at));
    for (const session of all) await sessions.add(session);
    const standing = await Promise.all(all.map(({ digest }) => sessions.find(digest)));
    expect(standing.map((one) => one !== null)).toEqual(all.map((_, index) => index >= 2));
    expect(await sessions.find(other.digest)).not.toBeNull();
  });

  it("take an attempt to sign in once, whoever asks", async () => {
    const stores = [bench().store, await bench().another()];
    const digest = hashOf(fresh("attempt"));
    const used = await Promise.all(
      [...stores, ...stores].map(({ sessions }) => sessions.useSignIn(digest, start + 600)),
    );
    expect(used.filter((first) => first)).toHaveLength(1);
  });

  it("are swept once they are over, and attempts once they would be too late anyway", async () => {
    const { store, database } = bench();
    const rows = async () => {
      const counts = await Promise.all(
        ["console_sessions", "console_sign_ins"].map((table) =>
          database.run(`select cast(count(*) as text) as rows from ${table}`),
        ),
      );
      return counts.map(([row]) => Number(row?.["rows"]));
    };
    await store.sweep(start + day, keepAll);
    expect(await rows()).toEqual([0, 0]);
    const [short, long] = [sessionOf(ofSecret(), start, start + 60), sessionOf(ofSecret())];
    for (const session of [short, long]) await store.sessions.add(session);
    await store.sessions.useSignIn(hashOf("early"), start + 60);
    await store.sessions.useSignIn(hashOf("late"), start + 1_200);
    await store.sweep(start + 60, keepAll);
    expect(await rows()).toEqual([2, 2]);
    await store.sweep(start + 61, keepAll);
    expect(await rows()).toEqual([1, 1]);
    expect(await store.sessions.find(long.digest)).toEqual(long);
    await store.sweep(start + longestSessionSeconds + 1, keepAll);
    expect(await rows()).toEqual([0, 0]);
  });
});
