/**
 * The load generator as a process of its own, so that the work of sending does not count for, or wait
 * behind, the work of whoever asks for it. Started by `startGenerator`, it runs the plans it is sent one
 * after another.
 */

import { fork } from "node:child_process";
import { type LoadPlan, type LoadResult, runLoad } from "./load.ts";

export interface Generator {
  /**
   * @param onBegin told when counting begins
   * @throws Error when the process has ended
   */
  run(plan: LoadPlan, onBegin?: () => void): Promise<LoadResult>;
  stop(): Promise<void>;
}

/** What the process says of a plan: first that counting has begun, then the result. */
type Said = { readonly begun: true } | { readonly begun: false; readonly result: LoadResult };

export function startGenerator(): Generator {
  const child = fork(import.meta.filename, ["generate"], { serialization: "advanced" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    async run(plan, onBegin) {
      const answered = new Promise<LoadResult>((resolve) => {
        const hear = (said: Said) => {
          if (said.begun) {
            onBegin?.();
            return;
          }
          child.off("message", hear);
          resolve(said.result);
        };
        child.on("message", hear);
      });
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
    const say = (said: Said) => process.send?.(said);
    const result = await runLoad(plan, { onBegin: () => say({ begun: true }) });
    say({ begun: false, result });
  });
}
