/**
 * A copy of the server and its tests in which every mutant stands beside the original, switched on by number.
 * The operators are those of Stryker; only its loop around the tests is ours, because one process that tries
 * thousands of mutants costs a hundredth of one test run for each.
 */

import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Instrumenter } from "@stryker-mutator/instrumenter";
import { type Group, packageOf } from "./groups.ts";

const project = resolve(import.meta.dirname, "../..");
/** The folder of a group's copy: inside the project, so that packages are found, and ignored by git. */
export function sandboxOf(group: string): string {
  return join(project, ".mutation", group);
}

export interface Mutant {
  readonly id: string;
  /** Below the project's folder. */
  readonly file: string;
  readonly line: number;
  /** Stryker's name of the operator. */
  readonly operator: string;
  readonly original: string;
  readonly replacement: string;
}

/** Stryker asks for a logger; nothing it says is needed. */
const silent = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
};

/** Makes the copy anew. @returns every mutant in it, in the order of the files */
export async function makeSandbox(group: Group, sandbox: string): Promise<readonly Mutant[]> {
  rmSync(sandbox, { recursive: true, force: true });
  const folder = packageOf(group);
  const parts = [
    "package.json",
    `${folder}/package.json`,
    `${folder}/src`,
    `${folder}/test`,
    "bench",
    "scripts",
  ];
  for (const part of parts) {
    mkdirSync(dirname(join(sandbox, part)), { recursive: true });
    cpSync(join(project, part), join(sandbox, part), { recursive: true });
  }
  symlinkSync(join(project, "node_modules"), join(sandbox, "node_modules"));
  const files = group.sources
    .flatMap((pattern) => globSync(`${folder}/src/${pattern}`, { cwd: project }))
    .toSorted()
    .map((name) => ({ name, mutate: true, content: readFileSync(join(project, name), "utf8") }));
  const instrumented = await new Instrumenter(silent).instrument(files, {
    plugins: null,
    excludedMutations: [],
    ignorers: [],
  });
  for (const { name, content } of instrumented.files) writeFileSync(join(sandbox, name), content);
  return instrumented.mutants.map(({ id, fileName, location, mutatorName, replacement }) => {
    const text = files.find(({ name }) => name === fileName)?.content.split("\n") ?? [];
    const { start, end } = location;
    const lines = text.slice(start.line, end.line + 1);
    const last = lines.length - 1;
    const original = lines
      .map((line, at) => line.slice(at === 0 ? start.column : 0, at === last ? end.column : undefined))
      .join(" ")
      .replace(/\s+/g, " ");
    return {
      id,
      file: fileName,
      line: start.line + 1,
      operator: mutatorName,
      original,
      replacement: (replacement ?? "").replace(/\s+/g, " "),
    };
  });
}
