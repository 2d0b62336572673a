/**
 * How the process ends: when Terraform says so, when it is gone, when the operating system asks, and when something
 * went wrong outside of all calls. An interrupt at the keyboard reaches every process in the terminal: it is Terraform's
 * to act upon, which then asks the provider to stop.
 */

import type { Server } from "@grpc/grpc-js";
import type { Calls } from "./calls.ts";
import { closeAll, type Opened } from "./left-open.ts";
import { type Log, traceOf } from "./log.ts";

/** How long calls on the way may take after the system's signal to end, in milliseconds; less than most systems wait. */
const graceMs = 20_000;
/** How long open connections may take to close after Shutdown, in milliseconds; Terraform kills after 2 000. */
const closingMs = 500;
/** How often to look whether Terraform is still there, in milliseconds. */
const parentCheckMs = 1_000;

/** @returns what ends the process in good order */
export function watchForTheEnd(running: {
  readonly calls: Calls;
  readonly log: Log;
  readonly server: Server;
  /** Asks the calls on the way to end as soon as they safely can. */
  readonly stop: () => Promise<unknown>;
  /** What Terraform opened and did not close. */
  readonly open: () => readonly Opened[];
}): () => void {
  const { calls, log, server, stop, open } = running;
  const ignore = () => {};

  process.on("SIGINT", ignore);
  // A terminal that closes: whoever started Terraform so that it goes on wants this to go on as well.
  process.on("SIGHUP", ignore);
  const end = async () => {
    await closeAll(open(), calls);
    setTimeout(() => process.exit(0), closingMs).unref();
    server.tryShutdown(() => process.exit(0));
  };
  // Sent to a whole group, it reaches Terraform as well, which then waits for what is on the way and keeps its outcome.
  process.once("SIGTERM", () => {
    log.write("debug", "Asked to end");
    setTimeout(() => process.exit(0), graceMs).unref();
    void stop().then(calls.idle).finally(end);
  });

  // Standard input is Terraform's own, and says nothing about it; another parent does.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent || !exists(parent)) process.exit(0);
  }, parentCheckMs).unref();
  // With Terraform gone, nobody reads the log.
  process.stderr.on("error", ignore);
  // The handshake alone is written there: when nobody takes it, Terraform was gone before its parentage could be known.
  process.stdout.on("error", () => process.exit(0));

  process.on("uncaughtException", (thrown) => {
    if (calls.blame(thrown)) return;
    crash(log, thrown);
  });

  return () => void end();
}

/** Where a process that has lost its parent keeps its number, as on Windows. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Terraform shows a person the lines that follow this word, once the provider is gone. */
const shownByTerraform = "panic: ";

function crash(log: Log, thrown: unknown): never {
  const { kind, code } = traceOf(thrown);
  log.write("error", "The provider ends because of a fault", traceOf(thrown));
  process.stderr.write(
    `${shownByTerraform}Countersign's provider ended because of a fault of its own (${[kind, code].filter(Boolean).join(", ")}). ` +
      "Run terraform plan to see how things stand, and please report this with the log that TF_LOG=ERROR and TF_LOG_PATH give.\n",
  );
  process.exit(1);
}
