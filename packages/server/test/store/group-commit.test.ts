import { describe, expect, it, onTestFinished, vi } from "vitest";
import { GroupCommit } from "../../src/store/group-commit.ts";

const limits = { units: 10, batch: 4, deadlineMs: 60_000 };

/** A commit that waits for its cue, and remembers what it was given. */
function cued() {
  const batches: (readonly string[])[] = [];
  const cues: (() => void)[] = [];
  return {
    batches,
    commit: (units: readonly string[]) =>
      new Promise<readonly string[]>((resolve) => {
        batches.push(units);
        cues.push(() => resolve(units.map((unit) => unit.toUpperCase())));
      }),
    async next() {
      for (;;) {
        const cue = cues.shift();
        if (cue !== undefined) return cue();
        await new Promise((turn) => setImmediate(turn));
      }
    },
  };
}

describe("a group commit", () => {
  it("puts what arrives during one commit into the next, and answers each with its own outcome", async () => {
    const { commit, batches, next } = cued();
    const group = new GroupCommit(commit, limits);
    const first = group.submit("a");
    await new Promise((turn) => setImmediate(() => setImmediate(turn)));
    const others = [group.submit("b"), group.submit("c")];
    await next();
    await next();
    expect(await Promise.all([first, ...others])).toEqual(["A", "B", "C"]);
    expect(batches).toEqual([["a"], ["b", "c"]]);
  });

  it("puts the units of a commit into the order it is given, and answers each with its own outcome", async () => {
    const { commit, batches, next } = cued();
    const group = new GroupCommit(commit, limits, undefined, (one, other) => (one < other ? -1 : 1));
    const submitted = ["c", "a", "b"].map((unit) => group.submit(unit));
    await next();
    expect(await Promise.all(submitted)).toEqual(["C", "A", "B"]);
    expect(batches).toEqual([["a", "b", "c"]]);
  });

  it("spaces its commits while units keep coming, and lets none wait that comes alone", async () => {
    const begun: number[] = [];
    const spaced = { ...limits, spacingMs: 50 };
    const group = new GroupCommit<() => void, null>(async (units) => {
      begun.push(performance.now());
      for (const during of units) during();
      return units.map(() => null);
    }, spaced);
    const nothing = () => undefined;
    const others: Promise<null>[] = [];
    await group.submit(() => void others.push(group.submit(nothing), group.submit(nothing)));
    await Promise.all(others);
    const [first = 0, second = 0] = begun;
    expect(begun).toHaveLength(2);
    expect(second - first).toBeGreaterThanOrEqual(49);

    const alone = new GroupCommit(async (units: readonly string[]) => units, {
      ...spaced,
      spacingMs: 3_600_000,
    });
    expect([await alone.submit("a"), await alone.submit("b")]).toEqual(["a", "b"]);
  });

  it("keeps its batches within their limit", async () => {
    const { commit, batches, next } = cued();
    const group = new GroupCommit(commit, limits);
    const submitted = Promise.all(["a", "b", "c", "d", "e", "f"].map((unit) => group.submit(unit)));
    await next();
    await next();
    await submitted;
    expect(batches.map((batch) => batch.length)).toEqual([4, 2]);
  });

  it("turns away what is beyond its limit, and takes more once there is room", async () => {
    const { commit, next } = cued();
    const group = new GroupCommit(commit, limits);
    const waiting = Promise.all(Array.from({ length: 10 }, () => group.submit("a")));
    await expect(group.submit("b")).rejects.toMatchObject({ code: "unavailable" });
    for (let batch = 0; batch < 3; batch++) await next();
    await waiting;
    const again = group.submit("b");
    await next();
    expect(await again).toBe("B");
  });

  it("drops a unit whose submitter was told no before it was sent", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const { commit, batches, next } = cued();
    const group = new GroupCommit(commit, limits);
    const sent = group.submit("sent").catch(() => "too late");
    await new Promise((turn) => setImmediate(() => setImmediate(turn)));
    const dropped = expect(group.submit("dropped")).rejects.toMatchObject({ code: "unavailable" });
    vi.advanceTimersByTime(limits.deadlineMs);
    await dropped;
    expect(await sent).toBe("too late");
    await next();
    await group.close();
    expect(batches).toEqual([["sent"]]);
  });

  it("fails all units of a commit that failed, and goes on", async () => {
    let calls = 0;
    const group = new GroupCommit<string, string>(async (units) => {
      calls += 1;
      if (calls === 1) throw new Error("disk full");
      return units;
    }, limits);
    const failed = await Promise.allSettled([group.submit("a"), group.submit("b")]);
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await group.submit("c")).toBe("c");
  });

  it("finishes what it has and takes no more when it is closed", async () => {
    const { commit, next } = cued();
    const group = new GroupCommit(commit, limits);
    const submitted = group.submit("a");
    const closed = group.close();
    await expect(group.submit("b")).rejects.toMatchObject({ code: "unavailable" });
    await next();
    await closed;
    expect(await submitted).toBe("A");
  });
});
