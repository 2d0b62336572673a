/** How the JavaScript engine is set for a process that serves requests for months. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * To be called before the server's code is loaded: code that is optimised already is not made again for it.
 *
 * V8 counts which objects outlive a garbage collection, and puts what mostly does among the old objects from then
 * on. Whatever is in flight outlives the collection it meets, so one burst may decide this for what every request
 * makes. Each request then leaves garbage among the old objects, which keeps all it points to until the next
 * full collection.
 *
 * V8 also takes a node that has little to do for one that is about to sleep, and makes its heap small, twice: it
 * marks all of it and moves what lies thinly, whoever asks meanwhile. A server is not about to sleep.
 */
export function settleEngine(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
  setFlagsFromString("--memory-reducer-gc-count=0");
}

/**
 * To be called when the server is ready and nobody waits yet. A start that has read 100 000 mappings leaves a heap
 * so full that the first requests would set off a full collection among them, hundreds of milliseconds of work and
 * stalls of tens; a start that has read little spends some milliseconds on it. What loading the program took for new
 * objects, 15 MiB, is given back as well, which only a collection as the last resort does; requests that need it take
 * it again.
 */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  if (typeof collect === "function") collect({ type: "major", execution: "sync", flavor: "last-resort" });
}

/**
 * To be called when the server is ready: what only a start calls is not worth the best code.
 *
 * V8 makes its best code of a function once it was called 3 000 times, which suits pages that stay open for a minute.
 * Here a function is called about once for each request, and what differs between requests has shown itself within
 * hundreds. Until its best code is there, a request costs a third more.
 */
export function optimiseSooner(): void {
  setFlagsFromString("--invocation-count-for-turbofan=600");
}
