import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { bundle } from "../../../../scripts/bundle.ts";
import { cleanEnvironment } from "../cli/command-line.ts";
import { endAll, type Served, serve } from "./serve-program.ts";

const root = resolve(import.meta.dirname, "../../../..");
const mebibyte = 1024;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [resolve(root, "scripts/build.ts"), "--if-stale"]);
});
afterEach(endAll);

/** What Linux counts for one process. */
async function statusOf({ pid }: Served, field: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1]);
}

/**
 * Processor time of a process's main thread so far, in milliseconds; clock ticks are hundredths. What one waits for on a
 * machine at rest: the others, which compile and collect garbage, run beside it.
 */
async function processorMs({ pid }: Served): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/task/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

describe("the built server", () => {
  it("is ready within a second", async () => {
    const served = await serve({ command: [bundle.program, "serve"] });
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
    const spent = process.platform === "linux" ? await processorMs(served) : null;
    console.log(`start-up: ready after ${Math.round(served.readyMs)} ms, ${spent} ms of the main thread`);
    // Other tests run beside this one: the bar is held against what the start itself took.
    expect(spent ?? served.readyMs).toBeLessThan(1_000);
  });

  it.runIf(process.platform === "linux")("keeps under 120 MiB resident when idle", async () => {
    const resident: number[] = [];
    // How much of the program's file counts as resident differs by some MiB from one start to the next.
    for (let start = 0; start < 3; start += 1) {
      const served = await serve({ command: [bundle.program, "serve"] });
      await fetch(`${served.url}/readyz`);
      // Idle: nothing but its own tasks, each of which has run by then.
      await later(2_000);
      resident.push((await statusOf(served, "VmRSS")) / mebibyte);
    }
    const [least = 0, middle = 0, most = 0] = resident.toSorted((a, b) => a - b);
    console.log(
      `start-up: ${[least, middle, most].map((one) => one.toFixed(1)).join(", ")} MiB resident when idle`,
    );
    expect(middle).toBeLessThan(120);
  });

  it("runs on an engine that keeps what a request leaves apart from what stays, and soon makes its best code", async () => {
    const folder = await mkdtemp(join(tmpdir(), "countersign-engine-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "settings");
    // Asked for help, V8 lists its settings as they are now, and ends the process. It writes to descriptor 1 by
    // itself and gives up when a pipe is full, so that becomes a file.
    const list = `
      import { closeSync, openSync } from "node:fs";
      import { setFlagsFromString } from "node:v8";
      process.on("SIGUSR2", () => {
        closeSync(1);
        openSync(${JSON.stringify(file)}, "w");
        setFlagsFromString("--help");
      });`;
    const served = await serve({
      command: [bundle.program, "serve"],
      environment: { NODE_OPTIONS: `--import="data:text/javascript,${encodeURIComponent(list)}"` },
    });
    served.child.kill("SIGUSR2");
    await served.ended;
    const settings = await readFile(file, "utf8");
    const chosen = /--(no-)?(allocation-site-pretenuring|(memory-reducer-gc|invocation)-count\S*)$/gm;
    expect(settings.match(chosen)).toEqual(
      expect.arrayContaining([
        "--no-allocation-site-pretenuring",
        "--memory-reducer-gc-count=0",
        "--invocation-count-for-turbofan=600",
      ]),
    );
  });

  it("starts by `npm start`, passes flags and signals on, and ends with 0", async () => {
    const served = await serve({
      command: [resolve(root, "scripts/start.ts")],
      flags: ["--log-level", "silent"],
    });
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
    expect(served.out()).toBe("");
  });

  it("starts a command without loading the server", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [bundle.program, "--version"], {
      env: cleanEnvironment({}),
    });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
