/** When garbage is collected in full: once before the first request, and then when there is reason to. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * A start that has read 100 000 mappings leaves much garbage and a heap so full that the first requests set off a
 * full collection among them, hundreds of milliseconds of work and stalls of tens. So it is done now, when nobody
 * waits; a start that has read little spends some milliseconds on it.
 *
 * V8 also takes a node that has little to do for one that is about to sleep, and makes its heap small, twice: it
 * marks all of it and moves what lies thinly, whoever asks meanwhile. A server is not about to sleep.
 */
export function settleHeap(): void {
  setFlagsFromString("--memory-reducer-gc-count=0");
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  if (typeof collect === "function") collect();
}
