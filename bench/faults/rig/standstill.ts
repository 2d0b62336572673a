/** A process that stands still and goes on, as one does whose machine is paused. */

import { setTimeout as sleep } from "node:timers/promises";

export async function standStill(pid: number, milliseconds: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  await sleep(milliseconds);
  process.kill(pid, "SIGCONT");
}
