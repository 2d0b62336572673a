/**
 * The server with everything but its record of exchanges: the same application over the same database, whose
 * commits are accepted at once and written nowhere. It shows what of an exchange's cost is the store's. A
 * program of the bench: no setting of the product makes such a server.
 */

import { openApp } from "../../packages/server/src/app.ts";
import { readConfig } from "../../packages/server/src/config.ts";
import { accept } from "../../packages/server/src/core/refusal.ts";
import { systemTime } from "../../packages/server/src/runtime/clock.ts";
import { collectGarbage, optimiseSooner, settleEngine } from "../../packages/server/src/runtime/engine.ts";
import { createLog } from "../../packages/server/src/runtime/log.ts";
import { openStore } from "../../packages/server/src/store/open.ts";

settleEngine();
const config = readConfig(process.env);
const app = await openApp({
  config,
  log: createLog(config.logLevel),
  time: systemTime,
  async openStore(settings) {
    const store = await openStore(settings);
    return { ...store, exchanges: { ...store.exchanges, commit: async () => accept(undefined) } };
  },
});
collectGarbage();
optimiseSooner();
process.stderr.write(`listening on ${await app.listen()}\n`);
process.once("SIGTERM", async () => {
  await app.close();
  process.exit();
});
