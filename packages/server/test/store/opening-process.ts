/** A process that opens a store, which makes or migrates its tables, and says when it begins and when it is done. */

import { randomBytes } from "node:crypto";
import { openStore } from "../../src/store/open.ts";

process.stdout.write("begin\n");
const store = await openStore({ url: process.argv[2] ?? "", clock: Date.now, random: randomBytes });
process.stdout.write("open\n");
await store.close();
