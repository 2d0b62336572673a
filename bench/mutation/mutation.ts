/**
 * `npm run mutation -- <group>…`: mutates a part of the server, runs its tests against every mutant, and prints
 * how many were noticed and every one that was not, with the reason where one is known. `--keep` writes that down
 * as evidence. Ends with 1 when a mutant is neither noticed nor explained.
 */

import { spawn } from "node:child_process";
import { appendFileSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { evidenceFile } from "./explained.ts";
import { groups, packageOf } from "./groups.ts";
import { reportOf } from "./report.ts";
import { makeSandbox, sandboxOf } from "./sandbox.ts";

/** No test begun for this long, or three times the longest pause so far: the mutant has stopped the process. */
const stuckMs = 15_000;
/** The longest wait for the first test. */
const startMs = 240_000;

interface Outcome {
  readonly status: string;
  readonly by: string;
}

const config = `import { defineConfig } from "vitest/config";
export default defineConfig({
  root: import.meta.dirname,
  resolve: {
    alias: [
      { find: /^vitest$/, replacement: import.meta.dirname + "/bench/mutation/collector.ts" },
      { find: /^fast-check$/, replacement: import.meta.dirname + "/bench/mutation/properties.ts" },
    ],
  },
  test: { include: ["bench/mutation/tries.ts"], pool: "forks", maxWorkers: 1, testTimeout: 0 },
});
`;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const names = words.filter((word) => word in groups);
  if (names.length === 0) {
    console.error(`npm run mutation -- ${Object.keys(groups).join(" | ")} [--keep]`);
    return 2;
  }
  let unexplained = 0;
  for (const name of names) unexplained += await tryGroup(name, words.includes("--keep"));
  return unexplained === 0 ? 0 : 1;
}

/** @returns how many mutants are neither noticed nor explained */
async function tryGroup(name: string, keep: boolean): Promise<number> {
  const group = groups[name];
  if (group === undefined) return 0;
  const began = Date.now();
  const sandbox = sandboxOf(name);
  const mutants = await makeSandbox(group, sandbox);
  const outcomeFile = join(sandbox, "outcomes");
  writeFileSync(outcomeFile, "");
  writeFileSync(join(sandbox, "vitest.config.ts"), config);
  const testFiles = group.tests.flatMap((pattern) =>
    globSync(`${packageOf(group)}/test/${pattern}`, { cwd: sandbox }).map((path) => join(sandbox, path)),
  );
  const sources = Object.fromEntries(mutants.map(({ id, file }) => [id, basename(file, ".ts")]));
  let done = readOutcomes(outcomeFile);
  for (;;) {
    const left = mutants.filter(({ id }) => !done.has(id));
    if (left.length === 0) break;
    const plan = { testFiles, outcomeFile, mutants: left.map(({ id }) => id), sources };
    const planFile = join(sandbox, "plan.json");
    writeFileSync(planFile, JSON.stringify(plan));
    await runVitest(planFile, sandbox, outcomeFile);
    const before = done.size;
    const ended = readOutcomes(outcomeFile);
    for (const id of readBegun(outcomeFile)) {
      if (!ended.has(id))
        appendFileSync(outcomeFile, `${JSON.stringify({ id, status: "stopped", by: "the process" })}\n`);
    }
    done = readOutcomes(outcomeFile);
    console.error(
      `${name}: ${done.size} of ${mutants.length} after ${Math.round((Date.now() - began) / 1000)} s`,
    );
    if (done.size === before) throw new Error("the tests do not run in the sandbox");
  }
  const noticed = (id: string) => ["killed", "stopped"].includes(done.get(id)?.status ?? "");
  const survivors = new Set(mutants.filter(({ id }) => !noticed(id)));
  const stopped = mutants.filter(({ id }) => done.get(id)?.status === "stopped").length;
  const report = reportOf(name, mutants, survivors, stopped);
  console.log(report.text);
  if (keep) writeFileSync(evidenceFile(name), `${report.text}\n`);
  rmSync(sandbox, { recursive: true, force: true });
  return report.unexplained;
}

/** Ends when Vitest does, or when nothing has been noted for too long. */
function runVitest(planFile: string, sandbox: string, outcomeFile: string): Promise<void> {
  const child = spawn(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "--config", join(sandbox, "vitest.config.ts")],
    {
      cwd: join(sandbox, "../.."),
      env: { ...process.env, MUTATION_PLAN: planFile },
      stdio: ["ignore", "ignore", "inherit"],
      detached: true,
    },
  );
  let noted = statSync(outcomeFile).size;
  let since = Date.now();
  let begun = false;
  let patience = stuckMs;
  const watch = setInterval(() => {
    const size = statSync(outcomeFile).size;
    const quiet = Date.now() - since;
    if (size !== noted) {
      // On a busy machine everything takes longer, a test that ends as well.
      if (begun) patience = Math.max(patience, quiet * 3);
      begun = true;
      noted = size;
      since = Date.now();
    } else if (quiet > (begun ? patience : startMs) && child.pid !== undefined) {
      process.kill(-child.pid, "SIGKILL");
    }
  }, 1_000);
  return new Promise((resolve) => {
    child.once("close", () => {
      clearInterval(watch);
      resolve();
    });
  });
}

function lines(file: string): readonly ({ readonly id: string } & Outcome)[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function readOutcomes(file: string): ReadonlyMap<string, Outcome> {
  return new Map(
    lines(file)
      .filter(({ status }) => status !== "begun")
      .map(({ id, status, by }) => [id, { status, by }]),
  );
}

function readBegun(file: string): ReadonlySet<string> {
  return new Set(lines(file).map(({ id }) => id));
}
