import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addSigningKeyTasks, logPassedOver } from "../../src/runtime/signing-key-tasks.ts";
import { createTasks } from "../../src/runtime/tasks.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function running(tend: () => Promise<boolean>) {
  const log = { error: vi.fn(), info: vi.fn() };
  const refresh = vi.fn(async () => undefined);
  const tasks = createTasks((name, problem) => expect.fail(`${name}: ${problem}`));
  addSigningKeyTasks(tasks, { refresh, tend }, log);
  return { log, refresh };
}

describe("a node's work on signing keys", () => {
  it("looks every second which there are, so that a withdrawn one is soon gone", async () => {
    const { refresh } = running(async () => false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(refresh).toHaveBeenCalledTimes(5);
  });

  it("says that no next key can be made, and why, as long as that is so", async () => {
    const problem = new Error("the master key was replaced");
    const tend = vi.fn(() => Promise.reject(problem));
    const { log } = running(tend);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tend).toHaveBeenCalledTimes(2);
    expect(log.error.mock.calls).toEqual(
      Array(2).fill([{ err: problem }, "the signing keys cannot be renewed; those there are stay in use"]),
    );
  });

  it("says when the keys have changed", async () => {
    const { log } = running(async () => true);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(log.info).toHaveBeenCalledTimes(1);
  });

  it("tells of a key that cannot be opened once, not with every look", () => {
    const log = { error: vi.fn() };
    const passedOver = logPassedOver(log);
    for (const words of ["one", "other", "one"]) passedOver(new Error(words));
    expect(log.error).toHaveBeenCalledTimes(2);
  });
});
