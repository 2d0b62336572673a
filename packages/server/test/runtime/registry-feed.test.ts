import { describe, expect, it } from "vitest";
import { noRegex } from "../../src/core/matching/implication.ts";
import type { RegistryChange } from "../../src/core/matching/registry.ts";
import { openRegistryFeed } from "../../src/runtime/registry-feed.ts";
import type { ConfigurationSlice, Moment } from "../../src/store/store.ts";
import { providerOf } from "../core/samples.ts";

/** A configuration of which every read is answered when the test says so, as it stood when it was asked for. */
function configuration() {
  const history: RegistryChange[] = [];
  /** Of each revision; a revision that is handed out a second time has another. */
  const marks: string[] = [];
  const momentOf = (revision: number): Moment => ({ revision, mark: marks[revision - 1] ?? null });
  let written = 0;
  const pending: { readonly answer: () => void; readonly fail: () => void }[] = [];
  const state = { held: false };
  return {
    state,
    /** Writes a provider, or deletes it. */
    write(name: string, deleted = false) {
      const revision = history.length + 1;
      written += 1;
      marks.push(`mark ${written}`);
      history.push(
        deleted
          ? { kind: "provider_deleted", revision, id: `id-${name}` }
          : {
              kind: "provider_written",
              revision,
              provider: providerOf({ id: `id-${name}`, name, revision }),
            },
      );
    },
    /** Has the database be of the moment after so many writes. */
    goBackTo(writes: number) {
      history.splice(writes);
      marks.splice(writes);
    },
    /** Reads asked for and not answered yet. */
    pending,
    reader: {
      async *load() {
        yield { reached: momentOf(history.length), changes: [...history] };
      },
      async *changesSince({ revision: since, mark }: Moment): AsyncGenerator<ConfigurationSlice> {
        const answer = {
          now: momentOf(history.length),
          isOther: mark !== null && mark !== momentOf(since).mark,
          changes: history.slice(since),
        };
        if (state.held) {
          const { promise, resolve, reject } = Promise.withResolvers<void>();
          pending.push({ answer: () => resolve(), fail: () => reject(new Error("away")) });
          await promise;
        }
        if (answer.isOther) {
          yield { reached: answer.now, changes: [], startOver: true };
          return;
        }
        for (const change of answer.changes) yield { reached: momentOf(change.revision), changes: [change] };
      },
    },
  };
}

async function openFeed(before: readonly string[] = []) {
  const { write, goBackTo, reader, pending, state } = configuration();
  for (const name of before) write(name);
  const applied: string[] = [];
  const time = { ms: 0 };
  const wentBack: (readonly number[])[] = [];
  const feed = await openRegistryFeed({
    reader,
    compileRegex: noRegex,
    monotonicMs: () => time.ms,
    applied: (change) => void applied.push(change.kind),
    wentBack: (known, found) => void wentBack.push([known, found]),
  });
  const names = () => [...feed.current().providers()].map(({ name }) => name).toSorted();
  return { feed, write, goBackTo, wentBack, pending, state, names, applied, time };
}

/** Lets everything that is ready to run have its turn. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the registry feed", () => {
  it("begins with everything there is", async () => {
    const { names, applied } = await openFeed(["a", "b"]);
    expect(names()).toEqual(["a", "b"]);
    expect(applied).toEqual([]);
  });

  it("brings in what was written since, and tells of each change once", async () => {
    const { feed, write, names, applied } = await openFeed(["a"]);
    write("b");
    write("a", true);
    await feed.refresh();
    await feed.refresh();
    expect(names()).toEqual(["b"]);
    expect(applied).toEqual(["provider_written", "provider_deleted"]);
  });

  it("knows the revision it stands at also when nothing of it is configuration", async () => {
    const answers = [4, 6];
    async function* answer() {
      yield { reached: { revision: answers.shift() ?? 0, mark: null }, changes: [] };
    }
    const feed = await openRegistryFeed({
      reader: { load: answer, changesSince: answer },
      compileRegex: noRegex,
      monotonicMs: () => 0,
      applied: () => undefined,
      wentBack: () => undefined,
    });
    expect(feed.current().revision).toBe(4);
    await feed.refresh();
    expect(feed.current().revision).toBe(6);
  });

  it("reads again for a write that a read under way cannot have seen", async () => {
    const { feed, write, pending, state, names } = await openFeed();
    state.held = true;
    write("a");
    const first = feed.refresh();
    await settled();
    expect(pending).toHaveLength(1);
    write("b");
    const second = feed.refresh();
    state.held = false;
    pending[0]?.answer();
    await second;
    await first;
    expect(names()).toEqual(["a", "b"]);
  });

  it("joins many refreshes into one read more", async () => {
    const { feed, write, pending, state } = await openFeed();
    state.held = true;
    const all = [feed.refresh()];
    await settled();
    for (let index = 0; index < 200; index += 1) {
      write(`p${index}`);
      all.push(feed.refresh());
    }
    pending[0]?.answer();
    await settled();
    expect(pending).toHaveLength(2);
    pending[1]?.answer();
    await Promise.all(all);
    expect([...feed.current().providers()]).toHaveLength(200);
  });

  it("misses no write, at whichever moment of a read it comes", async () => {
    // So many turns of the microtask queue after the answer: before, at and after the end of the pull.
    for (let turns = 0; turns < 12; turns += 1) {
      const { feed, write, pending, state, names } = await openFeed();
      state.held = true;
      const first = feed.refresh();
      await settled();
      state.held = false;
      pending[0]?.answer();
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      write("late");
      await feed.refresh();
      await first;
      expect(names(), `${turns} turns`).toEqual(["late"]);
    }
  });

  it("follows a database that is of an earlier moment, and what is written there from then on", async () => {
    const { feed, write, goBackTo, wentBack, names } = await openFeed(["a"]);
    for (const name of ["b", "c"]) write(name);
    await feed.refresh();
    goBackTo(1);
    await feed.refresh();
    expect([names(), feed.current().revision, wentBack]).toEqual([["a"], 1, [[3, 1]]]);
    write("d");
    await feed.refresh();
    expect([names(), feed.current().revision, wentBack.length]).toEqual([["a", "d"], 2, 1]);
  });

  it("follows a database that went back and was written to beyond what is known, so that no lost rule stays", async () => {
    const { feed, write, goBackTo, wentBack, names } = await openFeed(["a"]);
    for (const name of ["lost", "lost too"]) write(name);
    await feed.refresh();
    goBackTo(1);
    for (const name of ["b", "c", "d"]) write(name);
    await feed.refresh();
    expect([names(), feed.current().revision, wentBack]).toEqual([["a", "b", "c", "d"], 4, [[3, 4]]]);
    write("e");
    await feed.refresh();
    expect([names(), wentBack.length]).toEqual([["a", "b", "c", "d", "e"], 1]);
  });

  it("fails the refreshes that waited, and works again after that", async () => {
    const { feed, write, pending, state, names } = await openFeed();
    state.held = true;
    write("a");
    const [first, second] = [feed.refresh(), feed.refresh()];
    await settled();
    pending[0]?.fail();
    await expect(first).rejects.toThrow("away");
    await expect(second).rejects.toThrow("away");
    state.held = false;
    await feed.refresh();
    expect(names()).toEqual(["a"]);
  });

  it("knows how long ago it was equal to the store: since the last answer was asked for", async () => {
    const { feed, write, pending, state, time } = await openFeed();
    time.ms = 7_000;
    expect(feed.ageMs()).toBe(7_000);
    state.held = true;
    write("a");
    const answered = feed.refresh();
    await settled();
    time.ms = 9_000;
    pending[0]?.answer();
    await answered;
    expect(feed.ageMs()).toBe(2_000);
    const failed = feed.refresh();
    await settled();
    pending[1]?.fail();
    await expect(failed).rejects.toThrow("away");
    expect(feed.ageMs()).toBe(2_000);
  });

  it("gives whatever waits its turn between two slices", async () => {
    const { feed, write } = await openFeed();
    for (let index = 0; index < 10; index += 1) write(`p${index}`);
    const seen = new Set<number>();
    let looking = true;
    const look = () => {
      seen.add([...feed.current().providers()].length);
      if (looking) setImmediate(look);
    };
    setImmediate(look);
    await feed.refresh();
    looking = false;
    expect(seen.size).toBeGreaterThan(5);
  });

  it("never goes back: an exchange keeps the registry it began with", async () => {
    const { feed, write } = await openFeed(["a"]);
    const before = feed.current();
    write("b");
    await feed.refresh();
    expect([...before.providers()]).toHaveLength(1);
    expect(feed.current().revision).toBe(2);
  });
});
