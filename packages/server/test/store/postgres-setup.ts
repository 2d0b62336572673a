/**
 * One PostgreSQL per test run: the server of `COUNTERSIGN_TEST_POSTGRES_URL`, else one started here from
 * the programs on this machine, on a Unix socket in a temporary folder. Without either, the tests that
 * need it are skipped with one line; with CI=true that is an error.
 */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of a server on which databases may be created; null: none is to be had. */
    postgresUrl: string | null;
  }
}

/** Vitest calls this before the first test file. @returns what ends the server after the last */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.COUNTERSIGN_TEST_POSTGRES_URL;
  if (given !== undefined && given !== "") {
    project.provide("postgresUrl", given);
    return undefined;
  }
  const programs = postgresPrograms();
  if (programs === null) {
    if (process.env.CI === "true")
      throw new Error("CI=true, and PostgreSQL's initdb and postgres are not here");
    console.log("Skipped: tests on PostgreSQL, because its server programs are not on this machine.");
    project.provide("postgresUrl", null);
    return undefined;
  }
  const server = await startPostgres(programs);
  project.provide("postgresUrl", server.url);
  return server.stop;
}

/** The folder that holds `initdb` and `postgres`: in PATH, or where Debian puts them; the newest version first. */
function postgresPrograms(): string | null {
  const debian = "/usr/lib/postgresql";
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...namesIn(debian)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(debian, version, "bin")),
  ];
  return (
    folders.find(
      (folder) => isExecutable(join(folder, "initdb")) && isExecutable(join(folder, "postgres")),
    ) ?? null
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function startPostgres(programs: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const owner = await unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), "countersign-postgres-"));
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const cluster = join(folder, "cluster");
  const options = { ...owner, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C" } };
  await promisify(execFile)(
    join(programs, "initdb"),
    ["--pgdata", cluster, "--username", "countersign", "--auth", "trust", "--encoding", "UTF8", "--no-sync"],
    options,
  );
  const server = spawn(
    join(programs, "postgres"),
    // Durability is not what these tests are about, and the machine may be slow.
    ["-D", cluster, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"],
    { ...options, stdio: ["ignore", "ignore", "pipe"] },
  );
  await ready(server);
  return {
    url: `postgres://countersign@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async stop() {
      const exited = once(server, "exit");
      server.kill("SIGINT");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. @returns null when this process is not root */
export async function unprivilegedUser(): Promise<{ readonly uid: number; readonly gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const id = async (flag: "-u" | "-g") => Number((await promisify(execFile)("id", [flag, "nobody"])).stdout);
  return { uid: await id("-u"), gid: await id("-g") };
}

async function ready(server: ChildProcess): Promise<void> {
  let log = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes("ready to accept connections")) resolve();
    });
    server.on("error", reject);
    server.on("exit", () => reject(new Error(`PostgreSQL did not start: ${log}`)));
  });
}
