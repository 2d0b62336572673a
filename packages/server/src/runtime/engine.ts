/** How the JavaScript engine is set for a process that serves requests for months. */

import { setFlagsFromString } from "node:v8";

/**
 * V8 counts which objects outlive a garbage collection, and puts what mostly does among the old objects from then
 * on. Whatever is in flight outlives the collection it meets, so one burst may decide this for what every request
 * makes. Each request then leaves garbage among the old objects, which keeps all it points to until the next
 * full collection. Two of three servers came to this, and were slower by a sixth for the rest of their days.
 *
 * Called before the server's code is loaded: code that is optimised already is not made again for it.
 */
export function settleEngine(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}
