/**
 * A worker thread that opens new SQLite files, each at the very moment at which another does: they wait for each
 * other at `gate`, which has a number for each file. Answers what could not be opened.
 */

import { parentPort, workerData } from "node:worker_threads";
import { openConnection } from "../../src/store/sqlite-connection.ts";

export interface RacingSettings {
  readonly paths: readonly string[];
  /** 32-bit numbers: how many have come to the file of this place. */
  readonly gate: SharedArrayBuffer;
  readonly openers: number;
}

const { paths, gate, openers }: RacingSettings = workerData;
const arrived = new Int32Array(gate);
const failures: string[] = [];
for (const [index, path] of paths.entries()) {
  Atomics.add(arrived, index, 1);
  // Spinning, because a thread that is woken comes too late to meet the other.
  while (Atomics.load(arrived, index) < openers);
  try {
    openConnection(path, "write").close();
  } catch (error) {
    failures.push(String(error));
  }
}
parentPort?.postMessage(failures);
