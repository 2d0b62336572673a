import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTasks } from "../../src/runtime/tasks.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const noFailure = (name: string, problem: unknown) => expect.fail(`${name}: ${problem}`);

describe("a recurring task", () => {
  it("runs after each pause", async () => {
    const tasks = createTasks(noFailure);
    const work = vi.fn(async () => undefined);
    tasks.every("count", 1_000, work);
    await vi.advanceTimersByTimeAsync(999);
    expect(work).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_001);
    expect(work).toHaveBeenCalledTimes(3);
    await tasks.stop();
  });

  it("never runs twice at once: the pause begins when a run has ended", async () => {
    const tasks = createTasks(noFailure);
    const ends: (() => void)[] = [];
    tasks.every("slow", 1_000, () => new Promise((resolve) => ends.push(resolve)));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(999);
    expect(ends).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await tasks.stop();
  });

  it("that fails is reported by name and comes again", async () => {
    const failures: unknown[] = [];
    const tasks = createTasks((name, problem) => failures.push([name, problem]));
    const problem = new Error("away");
    tasks.every("failing", 60_000, () => Promise.reject(problem));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(failures).toEqual([
      ["failing", problem],
      ["failing", problem],
    ]);
    await tasks.stop();
  });

  it("that goes on failing is reported once a minute, and at once when it had worked in between", async () => {
    const failed = vi.fn();
    const tasks = createTasks(failed);
    let away = true;
    tasks.every("failing", 500, async () => {
      if (away) throw new Error("away");
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failed).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(failed).toHaveBeenCalledTimes(2);
    away = false;
    await vi.advanceTimersByTimeAsync(500);
    away = true;
    await vi.advanceTimersByTimeAsync(500);
    expect(failed).toHaveBeenCalledTimes(3);
    await tasks.stop();
  });

  it("does not hold up another one", async () => {
    const tasks = createTasks(noFailure);
    const work = vi.fn(async () => undefined);
    const { promise, resolve } = Promise.withResolvers<void>();
    tasks.every("stuck", 1_000, () => promise);
    tasks.every("quick", 1_000, work);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(work).toHaveBeenCalledTimes(5);
    resolve();
    await tasks.stop();
  });
});

describe("stopping", () => {
  it("waits for what runs and starts nothing more", async () => {
    const tasks = createTasks(noFailure);
    const { promise, resolve } = Promise.withResolvers<void>();
    const work = vi.fn(() => promise);
    tasks.every("slow", 1_000, work);
    await vi.advanceTimersByTimeAsync(1_000);
    const stopped = vi.fn();
    const stopping = tasks.stop().then(stopped);
    await vi.advanceTimersByTimeAsync(0);
    expect(stopped).not.toHaveBeenCalled();
    resolve();
    await stopping;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("leaves no timer behind, and no task can be added", async () => {
    const tasks = createTasks(noFailure);
    tasks.every("one", 1_000, async () => undefined);
    await tasks.stop();
    tasks.every("other", 1_000, async () => undefined);
    expect(vi.getTimerCount()).toBe(0);
  });
});
