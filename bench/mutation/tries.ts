/**
 * Runs inside Vitest, in the sandbox: tries one mutant after the other with the tests that reach it, and notes
 * each outcome as soon as it is known. A mutant that ends the process was noted before it began.
 */

import { appendFileSync, readFileSync, statSync } from "node:fs";
import { expect, it, vi } from "../../node_modules/vitest/dist/index.js";
import { type CollectedTest, takeCollected } from "./collector.ts";

interface Plan {
  /** Absolute paths. */
  readonly testFiles: readonly string[];
  /** Numbers of the mutants still to be tried. */
  readonly mutants: readonly string[];
  /** The name of each mutant's file, without folder and ending. */
  readonly sources: Readonly<Record<string, string>>;
  readonly outcomeFile: string;
}

/** What instrumented code looks at; it holds on to the object, so only its members change. */
interface Switchboard {
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  hitCount: number | undefined;
  hitLimit: number | undefined;
  mutantCoverage: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}

const switchboard: Switchboard = {
  activeMutant: undefined,
  currentTestId: undefined,
  hitCount: undefined,
  hitLimit: undefined,
  mutantCoverage: { static: {}, perTest: {} },
};
Object.assign(globalThis, { __stryker__: switchboard });

/** A test that waits for this long under a mutant would not end; one that took long without gets more time. */
const patienceMs = 10_000;
const patienceTimes = 10;

it("tries every mutant", { timeout: 24 * 3_600_000 }, async () => {
  const plan: Plan = JSON.parse(readFileSync(process.env["MUTATION_PLAN"] ?? "", "utf8"));
  const note = (id: string, status: string, by = "") =>
    appendFileSync(plan.outcomeFile, `${JSON.stringify({ id, status, by })}\n`);
  // An empty line: no outcome, but the process is alive.
  const alive = () => appendFileSync(plan.outcomeFile, "\n");

  let tests = await collect(plan.testFiles);
  const files = plan.testFiles.toSorted((a, b) => statSync(a).size - statSync(b).size);
  const durations: number[] = [];
  for (const [at, test] of tests.entries()) {
    switchboard.currentTestId = String(at);
    alive();
    const began = performance.now();
    await test.run();
    durations.push(performance.now() - began);
  }
  switchboard.currentTestId = undefined;
  // Counting goes on while mutants are tried, so what counts is what was counted until here.
  const atImport = new Set(Object.keys(switchboard.mutantCoverage.static));
  const { perTest } = switchboard.mutantCoverage;
  expect(tests.length).toBeGreaterThan(0);

  for (const id of plan.mutants) {
    note(id, "begun");
    switchboard.activeMutant = id;
    if (atImport.has(id)) {
      let killer: string | null = null;
      // What is made at import has to be imported again: file by file, because most are noticed by the first.
      for (const file of nearestFirst(files, plan.sources[id] ?? "")) {
        const again = await collect([file]).catch(() => null);
        const trials = again?.map((test) => ({ test })) ?? [];
        killer = again === null ? "on import" : ((await killerAmong(trials, alive))?.name ?? null);
        if (killer !== null) break;
      }
      note(id, killer === null ? "survived" : "killed", killer ?? "");
    } else {
      const reaching = () =>
        tests
          .map((test, at) => ({ test, ms: durations[at] ?? 0, hits: perTest[at]?.[id] ?? 0 }))
          .filter(({ hits }) => hits > 0)
          .toSorted((a, b) => a.ms - b.ms);
      let killer = await killerAmong(reaching(), alive);
      if (killer !== null && !(await holdsWithoutMutant(killer, alive))) {
        // What the tests share has been spoilt, by this mutant or one before it: only a new import tells.
        tests = await collect(plan.testFiles);
        switchboard.activeMutant = id;
        killer = await killerAmong(reaching(), alive);
      }
      const reached = reaching().length > 0;
      note(id, killer !== null ? "killed" : reached ? "survived" : "unreached", killer?.name);
    }
    switchboard.activeMutant = undefined;
  }
});

/** The tests of the file itself, then the shorter ones. */
function nearestFirst(files: readonly string[], source: string): readonly string[] {
  const own = files.filter((file) => file.endsWith(`/${source}.test.ts`));
  return [...own, ...files.filter((file) => !own.includes(file))];
}

/** Imports the tests anew, with everything they test. */
async function collect(files: readonly string[]): Promise<readonly CollectedTest[]> {
  vi.resetModules();
  const collector = await import("./collector.ts");
  collector.takeCollected();
  for (const file of files) {
    collector.beginFile();
    await import(/* @vite-ignore */ file);
  }
  return collector.takeCollected();
}

/** A test, and what it comes to without a mutant, where that is known. */
interface Trial {
  readonly test: CollectedTest;
  readonly ms?: number;
  /** How often it comes by the mutant's place. */
  readonly hits?: number;
}

async function holdsWithoutMutant(test: CollectedTest, alive: () => void): Promise<boolean> {
  switchboard.activeMutant = undefined;
  return (await killerAmong([{ test }], alive)) === null;
}

/** The first test that fails; null: all of them hold. @param alive called before each */
async function killerAmong(trials: readonly Trial[], alive: () => void): Promise<CollectedTest | null> {
  for (const { test, ms = 0, hits } of trials) {
    alive();
    switchboard.hitCount = 0;
    // A loop without an end comes by again and again; the instrumented code throws then.
    switchboard.hitLimit = hits === undefined ? undefined : hits * 3 + 1_000;
    const late = Promise.withResolvers<never>();
    const patience = Math.max(patienceMs, ms * patienceTimes);
    const timer = setTimeout(() => late.reject(new Error("it does not end")), patience);
    try {
      await Promise.race([test.run(), late.promise]);
    } catch {
      return test;
    } finally {
      clearTimeout(timer);
    }
  }
  return null;
}

// The one that is imported together with this file is not the one the tests see after a reset.
takeCollected();
