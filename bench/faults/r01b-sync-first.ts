/**
 * R01b: no answer before the disk has it. A killed process leaves the kernel's page cache behind, so R01 cannot
 * show this: here the system calls of the server are traced, and between the write to the log and the write to
 * the socket there must be a sync of the log that came back.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { install } from "./rig/installation.ts";
import { send } from "./rig/probe.ts";
import { atLeast, defineProtocol, none, type Run } from "./rig/protocol.ts";

const usual = { requests: 200 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R01b",
  title: "every answer follows a completed sync of its record",
  method:
    "Exchanges one at a time under strace: in each, the record is written to the write-ahead log, the log is synced and the sync has returned, and only then does the answer go to the socket.",
  minutes: 10,
  sizes: { quick: { requests: 30 }, usual, evening: usual, full: { requests: 2_000 } },
  databases: ["sqlite"],
  needs: ["strace"],
  controls: [{ breaks: "the database is opened with synchronous off", clause: "answers before their sync" }],
  run,
});

/** Loaded into the server in the control: whatever asks for syncs gets none. */
const withoutSync = `data:text/javascript,${encodeURIComponent(
  `import{DatabaseSync as D}from"node:sqlite";const e=D.prototype.exec;D.prototype.exec=function(s){return e.call(this,s.replace("synchronous = full","synchronous = off"))}`,
)}`;

async function run(run: Run<Bounds>) {
  const environment = run.control ? { NODE_OPTIONS: `--import=${withoutSync}` } : {};
  const installation = await install(run, { environment });
  const tokens = await installation.issuer.idTokens({ count: run.bounds.requests });
  for (const token of tokens.slice(0, 5)) await send(installation, token);
  const trace = join(installation.folder, "trace");
  const stopTracing = await startTracing(installation.server().pid, trace);
  let answered = 0;
  for (const token of tokens) if ((await send(installation, token)).status === 200) answered += 1;
  await stopTracing();
  const { early, answers } = readTrace(await readFile(trace, "utf8"));
  return {
    figures: { exchanges: answered, "answers traced": answers },
    clauses: [
      none("answers before their sync", early, answers),
      atLeast("answers traced", answers, run.bounds.requests),
    ],
  };
}

async function startTracing(pid: number, file: string): Promise<() => Promise<void>> {
  const calls = "trace=pwrite64,write,writev,fsync,fdatasync,sendto,sendmsg";
  const tracer = spawn("strace", ["-f", "-y", "-s", "16", "-e", calls, "-o", file, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  // It says so once it is attached to all threads.
  await once(tracer.stderr, "data");
  return async () => {
    const ended = once(tracer, "exit");
    tracer.kill("SIGINT");
    await ended;
  };
}

/** What the calls came to, in their order. A call that was interrupted is there twice: begun, and resumed. */
function readTrace(trace: string): { readonly early: readonly string[]; readonly answers: number } {
  const early: string[] = [];
  let answers = 0;
  let written = false;
  let synced = false;
  const syncing = new Set<string>();
  for (const line of trace.split("\n")) {
    const thread = line.split(" ", 1)[0] ?? "";
    if (/pwrite64\(\d+<[^>]*-wal>/.test(line)) [written, synced] = [true, false];
    const begins = /f(data)?sync\(\d+<[^>]*-wal>/.test(line);
    if (begins && line.endsWith("<unfinished ...>")) syncing.add(thread);
    const returns = begins
      ? line.endsWith("= 0")
      : /f(data)?sync resumed>.*= 0$/.test(line) && syncing.delete(thread);
    if (returns) synced = true;
    if (!/(write|writev|sendto|sendmsg)\(\d+<(socket|TCP)[^"]*"HTTP\/1\.1 200/.test(line)) continue;
    answers += 1;
    if (!written || !synced) early.push(line.slice(0, 60));
    [written, synced] = [false, false];
  }
  return { early, answers };
}
