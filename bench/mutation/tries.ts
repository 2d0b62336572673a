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

/** A test that takes this long under a mutant would not end. */
const patienceMs = 10_000;

it("tries every mutant", { timeout: 24 * 3_600_000 }, async () => {
  const plan: Plan = JSON.parse(readFileSync(process.env["MUTATION_PLAN"] ?? "", "utf8"));
  const note = (id: string, status: string, by = "") =>
    appendFileSync(plan.outcomeFile, `${JSON.stringify({ id, status, by })}\n`);

  const tests = await collect(plan.testFiles);
  const files = plan.testFiles.toSorted((a, b) => statSync(a).size - statSync(b).size);
  const durations: number[] = [];
  for (const [at, test] of tests.entries()) {
    switchboard.currentTestId = String(at);
    const began = performance.now();
    await test.run();
    durations.push(performance.now() - began);
  }
  switchboard.currentTestId = undefined;
  const { static: atImport, perTest } = switchboard.mutantCoverage;
  expect(tests.length).toBeGreaterThan(0);

  for (const id of plan.mutants) {
    note(id, "begun");
    switchboard.hitCount = 0;
    if (id in atImport) {
      switchboard.hitLimit = undefined;
      switchboard.activeMutant = id;
      let killer: string | null = null;
      // What is made at import has to be imported again: file by file, because most are noticed by the first.
      for (const file of nearestFirst(files, plan.sources[id] ?? "")) {
        killer ??= await killerAmong(await collect([file]).catch(() => null));
      }
      note(id, killer === null ? "survived" : "killed", killer ?? "");
    } else {
      const reaching = tests
        .keys()
        .filter((at) => id in (perTest[at] ?? {}))
        .toArray();
      const hits = Math.max(0, ...reaching.map((at) => perTest[at]?.[id] ?? 0));
      switchboard.hitLimit = hits * 10 + 1_000;
      switchboard.activeMutant = id;
      const ordered = reaching.toSorted((a, b) => (durations[a] ?? 0) - (durations[b] ?? 0));
      const killer = await killerAmong(ordered.flatMap((at) => tests[at] ?? []));
      note(id, reaching.length === 0 ? "unreached" : killer === null ? "survived" : "killed", killer ?? "");
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
  const { takeCollected: take } = await import("./collector.ts");
  take();
  for (const file of files) await import(/* @vite-ignore */ file);
  return take();
}

/** The name of the first test that fails; null: all of them hold. @param tests null: they could not even begin */
async function killerAmong(tests: readonly CollectedTest[] | null): Promise<string | null> {
  if (tests === null) return "on import";
  for (const test of tests) {
    switchboard.hitCount = 0;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error("it does not end")), patienceMs);
    try {
      await Promise.race([test.run(), late.promise]);
    } catch {
      return test.name;
    } finally {
      clearTimeout(timer);
    }
  }
  return null;
}

// The one that is imported together with this file is not the one the tests see after a reset.
takeCollected();
