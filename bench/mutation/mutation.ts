/**
 * `npm run mutation -- <group>…`: mutates a part of the server, runs its tests against every mutant, and prints
 * how many were noticed and every one that was not.
 */

import { spawn } from "node:child_process";
import { appendFileSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { groups } from "./groups.ts";
import { type Mutant, makeSandbox, sandboxOf } from "./sandbox.ts";

/** No outcome for this long: the mutant under way has stopped the process. */
const stuckMs = 20_000;
/** Quick is enough: thousands of mutants meet each property. */
const propertyRuns = "30";

interface Outcome {
  readonly status: string;
  readonly by: string;
}

const config = `import { defineConfig } from "vitest/config";
export default defineConfig({
  root: import.meta.dirname,
  resolve: { alias: [{ find: /^vitest$/, replacement: import.meta.dirname + "/bench/mutation/collector.ts" }] },
  test: { include: ["bench/mutation/tries.ts"], pool: "forks", maxWorkers: 1, testTimeout: 0 },
});
`;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const names = words.filter((word) => word in groups);
  if (names.length === 0) {
    console.error(`npm run mutation -- ${Object.keys(groups).join(" | ")}`);
    return 2;
  }
  for (const name of names) await tryGroup(name);
  return 0;
}

async function tryGroup(name: string): Promise<void> {
  const group = groups[name];
  if (group === undefined) return;
  const began = Date.now();
  const sandbox = sandboxOf(name);
  const mutants = await makeSandbox(group, sandbox);
  const outcomeFile = join(sandbox, "outcomes");
  writeFileSync(outcomeFile, "");
  writeFileSync(join(sandbox, "vitest.config.ts"), config);
  const testFiles = group.tests.flatMap((pattern) =>
    globSync(`packages/server/test/${pattern}`, { cwd: sandbox }).map((path) => join(sandbox, path)),
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
    for (const id of readBegun(outcomeFile)) {
      if (!readOutcomes(outcomeFile).has(id))
        appendFileSync(outcomeFile, `${JSON.stringify({ id, status: "stopped", by: "the process" })}\n`);
    }
    done = readOutcomes(outcomeFile);
    console.error(
      `${name}: ${done.size} of ${mutants.length} after ${Math.round((Date.now() - began) / 1000)} s`,
    );
    if (done.size === before) throw new Error("the tests do not run in the sandbox");
  }
  report(name, mutants, done, (Date.now() - began) / 1000);
  rmSync(sandbox, { recursive: true, force: true });
}

/** Ends when Vitest does, or when nothing has been noted for too long. */
function runVitest(planFile: string, sandbox: string, outcomeFile: string): Promise<void> {
  const child = spawn(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "--config", join(sandbox, "vitest.config.ts")],
    {
      cwd: join(sandbox, "../.."),
      env: {
        ...process.env,
        MUTATION_PLAN: planFile,
        COUNTERSIGN_TEST_PROPERTY_RUNS: propertyRuns,
      },
      stdio: ["ignore", "ignore", "inherit"],
      detached: true,
    },
  );
  let noted = -1;
  const watch = setInterval(() => {
    const now = existsSync(outcomeFile) ? readFileSync(outcomeFile).length : 0;
    if (now === noted && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    noted = now;
  }, stuckMs);
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

function report(
  name: string,
  mutants: readonly Mutant[],
  outcomes: ReadonlyMap<string, Outcome>,
  seconds: number,
): void {
  const noticed = (one: Mutant) => ["killed", "stopped"].includes(outcomes.get(one.id)?.status ?? "");
  const files = Map.groupBy(mutants, ({ file }) => file);
  console.log(
    `${name}: ${share(mutants.filter(noticed).length, mutants.length)} in ${Math.round(seconds)} s`,
  );
  for (const [file, own] of files) console.log(`  ${share(own.filter(noticed).length, own.length)}  ${file}`);
  console.log("\nNot noticed:");
  for (const one of mutants) {
    if (noticed(one)) continue;
    const { status = "not tried" } = outcomes.get(one.id) ?? {};
    console.log(
      `${one.file}:${one.line} ${status}, ${one.operator}: ${one.original.slice(0, 160)} -> ${one.replacement.slice(0, 160)}`,
    );
  }
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} noticed (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`;
}
