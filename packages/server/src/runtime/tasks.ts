/**
 * Work that recurs: never twice at once, never keeping the process alive, and waited for when it stops.
 */

export interface Tasks {
  /** Runs `work` that many milliseconds after its last run ended. */
  every(name: string, pauseMs: number, work: () => Promise<void>): void;
  /** Starts nothing more and waits for what runs. */
  stop(): Promise<void>;
}

/** @param failed told when a run failed; the next one comes all the same */
export function createTasks(failed: (name: string, problem: unknown) => void): Tasks {
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  const schedule = (name: string, pauseMs: number, work: () => Promise<void>): void => {
    if (stopped) return;
    const timer = setTimeout(() => {
      const run: Promise<void> = work()
        .catch((problem: unknown) => failed(name, problem))
        .finally(() => {
          running.delete(run);
          schedule(name, pauseMs, work);
        });
      running.add(run);
    }, pauseMs);
    timer.unref();
    timers.set(name, timer);
  };

  return {
    every: schedule,
    async stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
