/**
 * The load generator as a process of its own, so that the work of sending does not count for, or wait
 * behind, the work of whoever asks for it. Started by `startGenerator`, it runs the plans it is sent one
 * after another.
 */

import { fork } from "node:child_process";
import { type LoadPlan, type LoadResult, runLoad } from "./load.ts";

export interface Generator {
  /** @throws Error when the process has ended */
  run(plan: LoadPlan): Promise<LoadResult>;
  stop(): Promise<void>;
}

export function startGenerator(): Generator {
  const child = fork(import.meta.filename, ["generate"], { serialization: "advanced" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    async run(plan) {
      const answered = new Promise<LoadResult>((resolve) => child.once("message", resolve));
      child.send(plan);
      return Promise.race([
        answered,
        ended.then(() => {
          throw new Error("the load generator has ended");
        }),
      ]);
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

if (process.send !== undefined && process.argv[2] === "generate") {
  process.on("message", async (plan: LoadPlan) => {
    process.send?.(await runLoad(plan));
  });
}
