/** Carries out one protocol within its time, cleans up after it, and puts together what came of it. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type MachineFacts, machineFacts } from "../../machine.ts";
import type { Clause, Control, DatabaseName, Numbers, Outcome, Protocol, SizeName } from "./protocol.ts";

export interface RunOptions {
  readonly size: SizeName;
  /** In place of the size's own, by name. */
  readonly bounds?: Numbers;
  readonly database?: DatabaseName;
  /** One of the protocol's, to be broken on purpose. */
  readonly control?: Control | null;
  readonly say?: (line: string) => void;
}

export interface Result extends Outcome {
  readonly id: string;
  readonly title: string;
  readonly size: SizeName;
  readonly bounds: Numbers;
  readonly database: DatabaseName;
  /** What was broken on purpose, or null. */
  readonly control: string | null;
  /** ISO 8601, when it began. */
  readonly at: string;
  readonly seconds: number;
  /** Whether it showed what it is there to show: every clause held, or in a control the named one did not. */
  readonly passed: boolean;
  readonly machine: MachineFacts;
}

/** @throws Error when it could not be carried out, or not within its time */
export async function runProtocol(protocol: Protocol, options: RunOptions): Promise<Result> {
  const { size, control = null } = options;
  const bounds = { ...control?.bounds, ...options.bounds };
  const database = options.database ?? protocol.databases[0] ?? "sqlite";
  const begun = performance.now();
  const at = new Date().toISOString();
  await using cleanups = new AsyncDisposableStack();
  const outcome = await within(
    protocol.minutes,
    protocol.run(size, bounds, {
      database,
      control,
      say: options.say ?? (() => undefined),
      defer: (cleanup) =>
        void cleanups.defer(async () => {
          await cleanup();
        }),
    }),
  );
  return {
    id: protocol.id,
    title: protocol.title,
    size,
    bounds: { ...protocol.sizes[size], ...bounds },
    database,
    control: control?.breaks ?? null,
    at,
    seconds: (performance.now() - begun) / 1000,
    ...outcome,
    passed:
      control === null
        ? outcome.clauses.every(({ holds }) => holds)
        : outcome.clauses.some(({ name, holds }) => name === control.clause && !holds),
    machine: await machineFacts(),
  };
}

/** The clauses that do not hold, as lines; for a test's message. */
export function broken(clauses: readonly Clause[]): readonly string[] {
  return clauses.filter(({ holds }) => !holds).map(({ name, found }) => `${name}: ${found}`);
}

/** What a protocol needs that is not here: programs, and `root` for those that mount something. */
export function missingPrograms(protocol: Protocol): readonly string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return (protocol.needs ?? []).filter((program) =>
    program === "root"
      ? process.getuid?.() !== 0
      : !folders.some((folder) => isExecutable(join(folder, program))),
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function within<T>(minutes: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`it was not done within ${minutes} minutes`)),
    minutes * 60_000,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
