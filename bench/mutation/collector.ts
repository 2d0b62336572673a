/**
 * Stands in for Vitest's `describe` and `it` in the copied tests: it collects the tests instead of running
 * them, so that they can be run again for each mutant. Everything else is Vitest's own.
 */

// The package's own name leads here, in the sandbox.
import { chai, expect, vi } from "../../node_modules/vitest/dist/index.js";

export { chai, expect, vi };

type Work = (...values: readonly never[]) => unknown;

export interface CollectedTest {
  readonly name: string;
  /** With the hooks around it. @throws when it fails */
  run(): Promise<void>;
}

interface Scope {
  readonly name: string;
  readonly before: Work[];
  readonly beforeEach: Work[];
  readonly afterEach: Work[];
  prepared: boolean;
}

let scopes: Scope[] = [];
let tests: CollectedTest[] = [];
let finishers: Work[] = [];

/** Collects from now on; what was collected before is handed over. */
export function takeCollected(): readonly CollectedTest[] {
  const taken = tests;
  tests = [];
  beginFile();
  return taken;
}

/** The hooks of one file are not those of the next. */
export function beginFile(): void {
  scopes = [scope("")];
}

function scope(name: string): Scope {
  return { name, before: [], beforeEach: [], afterEach: [], prepared: false };
}

function addTest(name: unknown, ...rest: readonly unknown[]): void {
  const work = workOf(rest);
  if (work === null) return;
  const around = [...scopes];
  tests.push({
    name: [...around.map((one) => one.name), String(name)].filter((part) => part !== "").join(" > "),
    async run() {
      for (const one of around) {
        if (one.prepared) continue;
        one.prepared = true;
        for (const hook of one.before) await hook();
      }
      for (const one of around) for (const hook of one.beforeEach) await hook();
      finishers = [];
      try {
        await work();
      } finally {
        for (const finish of finishers) await finish();
        for (const one of around.toReversed()) for (const hook of one.afterEach) await hook();
      }
    },
  });
}

function addScope(name: unknown, ...rest: readonly unknown[]): void {
  const work = workOf(rest);
  scopes = [...scopes, scope(String(name))];
  work?.();
  scopes = scopes.slice(0, -1);
}

function workOf(rest: readonly unknown[]): Work | null {
  const work = rest.find((one) => typeof one === "function");
  return work === undefined ? null : (work as Work);
}

type Add = (name: unknown, ...rest: readonly unknown[]) => void;

/** With Vitest's `each`, `skip` and the rest. */
function withVariants(add: Add) {
  const nothing: Add = () => undefined;
  const each =
    (table: readonly unknown[]) =>
    (name: string, ...rest: readonly unknown[]) => {
      // As Vitest has it: rows are taken apart where all of them are lists.
      const apart = table.every((row) => Array.isArray(row));
      for (const row of table) {
        const values = (apart ? row : [row]) as readonly never[];
        const work = workOf(rest);
        add(`${name} ${JSON.stringify(values)?.slice(0, 80)}`, () => work?.(...values));
      }
    };
  return Object.assign(add, {
    each,
    skip: nothing,
    todo: nothing,
    concurrent: Object.assign((...given: Parameters<Add>) => add(...given), { each }),
    skipIf: (skipped: boolean) => (skipped ? nothing : add),
    runIf: (wanted: boolean) => (wanted ? add : nothing),
  });
}

export const it = withVariants(addTest);
export const test = it;
export const describe = withVariants(addScope);

const here = () => scopes.at(-1) ?? scope("");
export const beforeAll = (work: Work) => void here().before.push(work);
export const afterAll = (_work: Work) => undefined;
export const beforeEach = (work: Work) => void here().beforeEach.push(work);
export const afterEach = (work: Work) => void here().afterEach.push(work);
export const onTestFinished = (work: Work) => void finishers.push(work);
