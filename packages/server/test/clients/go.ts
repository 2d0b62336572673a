/**
 * Go, as far as it is on this machine, and what it builds from sources and modules that are here already: it is told
 * to fetch nothing. Its caches are the user's own, so a second run is quick.
 */

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findClient } from "./client.ts";

/** The program `go`, or null. */
export const findGo = () => findClient({ name: "Go", variable: "COUNTERSIGN_TEST_GO", program: "go" });

/**
 * Runs `go` in a folder of sources.
 * @throws with what it said when it fails, such as that a module is not on this machine
 */
export async function go(
  program: string | null,
  sources: string | null,
  args: readonly string[],
): Promise<void> {
  await promisify(execFile)(program ?? "", args, {
    cwd: sources ?? "",
    env: { ...process.env, GOPROXY: "off", GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly -buildvcs=false" },
  });
}
