/**
 * Work that recurs: never twice at once, never keeping the process alive, and waited for when it stops.
 */

export interface Tasks {
  /** Runs `work` that many milliseconds after its last run ended. */
  every(name: string, pauseMs: number, work: () => Promise<void>): void;
  /** Starts nothing more and waits for what runs. */
  stop(): Promise<void>;
}

/** A database that is away for an hour is told sixty times, not with each of 7200 looks. */
const tellAgainMs = 60_000;

/** @param failed told when a run failed, and about once a minute while it goes on failing; the next one comes all the same */
export function createTasks(failed: (name: string, problem: unknown) => void): Tasks {
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  const schedule = (name: string, pauseMs: number, work: () => Promise<void>, failures = 0): void => {
    if (stopped) return;
    const timer = setTimeout(() => {
      const run: Promise<void> = work()
        .then(
          () => 0,
          (problem: unknown) => {
            if (failures % Math.ceil(tellAgainMs / pauseMs) === 0) failed(name, problem);
            return failures + 1;
          },
        )
        .then((failuresNow) => {
          running.delete(run);
          schedule(name, pauseMs, work, failuresNow);
        });
      running.add(run);
    }, pauseMs);
    timer.unref();
    timers.set(name, timer);
  };

  return {
    every: (name, pauseMs, work) => schedule(name, pauseMs, work),
    async stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
