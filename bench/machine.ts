/** What a figure was measured on: kind of machine and versions, and nothing that names the machine. */

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

export type MachineFacts = Readonly<Record<string, string | number>>;

const root = resolve(import.meta.dirname, "..");

export async function machineFacts(): Promise<MachineFacts> {
  return {
    countersign: await productVersion(),
    commit: await commit(),
    node: process.version,
    sqlite: process.versions["sqlite"] ?? "",
    openssl: process.versions["openssl"] ?? "",
    system: `${platform()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model ?? "",
    cores: availableParallelism(),
    memory_gib: Math.round(totalmem() / 2 ** 30),
    load_average: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

async function productVersion(): Promise<string> {
  const text = await readFile(join(root, "packages/server/package.json"), "utf8");
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? "";
}

/** Of the sources it was run from; `-dirty`: with changes that are in no commit. */
async function commit(): Promise<string> {
  const described = promisify(execFile)("git", ["describe", "--always", "--dirty", "--exclude=*"], {
    cwd: root,
  });
  return described.then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
}
