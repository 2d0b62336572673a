/** A PostgreSQL of the tests' own, from the programs on this machine; it can be frozen, killed and started again. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  accessSync,
  chownSync,
  constants,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

/** The folder that holds `initdb` and `postgres`: in PATH, or where Debian puts them; the newest version first. */
export function postgresPrograms(): string | null {
  const debian = "/usr/lib/postgresql";
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...namesIn(debian)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(debian, version, "bin")),
  ];
  const found = folders.find(
    (folder) => isExecutable(join(folder, "initdb")) && isExecutable(join(folder, "postgres")),
  );
  // Behind links are the others of the same version as well.
  return found === undefined ? null : dirname(realpathSync(join(found, "initdb")));
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

export interface PostgresCluster {
  /** Of a database in which others can be created. */
  readonly url: string;
  /** Stops every process of it where it stands, or lets them go on. */
  signal(signal: "SIGSTOP" | "SIGCONT"): Promise<void>;
  /** Ends it like a power cut. */
  kill(): Promise<void>;
  /** Starts it again after that. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/**
 * A server on a Unix socket in a folder of its own.
 * @param programs the folder of `initdb` and `postgres`
 * @param settings of postgresql.conf
 * @param files by their name, in the cluster's own folder, which settings may name
 */
export function startPostgres(
  programs: string,
  settings: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<PostgresCluster> {
  return startCluster(programs, settings, files, (cluster) => [
    "initdb",
    ...[
      "--pgdata",
      cluster,
      "--username",
      "countersign",
      "--auth",
      "trust",
      "--encoding",
      "UTF8",
      "--no-sync",
    ],
  ]);
}

/** A server that follows another one, of `startPostgres`, and takes no writes until it is promoted. */
export function startStandby(programs: string, primary: PostgresCluster): Promise<PostgresCluster> {
  const { searchParams, username } = new URL(primary.url);
  return startCluster(programs, { fsync: "off" }, {}, (cluster) => [
    "pg_basebackup",
    ...["--pgdata", cluster, "--host", searchParams.get("host") ?? "", "--username", username],
    ...["--write-recovery-conf", "--checkpoint", "fast", "--no-sync"],
  ]);
}

/** @param making a program, with its arguments, that makes the cluster in this folder */
async function startCluster(
  programs: string,
  settings: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
  making: (cluster: string) => readonly string[],
): Promise<PostgresCluster> {
  const owner = await unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), "countersign-postgres-"));
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const cluster = join(folder, "cluster");
  const options = { ...owner, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C" } };
  const [program = "", ...words] = making(cluster);
  await promisify(execFile)(join(programs, program), words, options);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(cluster, name), content, { mode: 0o600 });
    if (owner !== null) chownSync(join(cluster, name), owner.uid, owner.gid);
  }
  const chosen = Object.entries({ listen_addresses: "", max_connections: "200", ...settings });
  const flags = chosen.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const start = async () => {
    const server = spawn(join(programs, "postgres"), ["-D", cluster, "-k", folder, ...flags], {
      ...options,
      stdio: ["ignore", "ignore", "pipe"],
    });
    await ready(server);
    return server;
  };
  let server = await start();
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, "exit");
    server.kill(signal);
    await exited;
  };
  return {
    url: `postgres://countersign@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async signal(signal) {
      for (const pid of await familyOf(server.pid ?? 0)) process.kill(pid, signal);
    },
    async kill() {
      const family = await familyOf(server.pid ?? 0);
      await end("SIGKILL");
      for (const pid of family.slice(1)) killIfThere(pid);
    },
    async start() {
      server = await start();
    },
    async stop() {
      await end("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A process and its children. */
async function familyOf(pid: number): Promise<readonly number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return [
    pid,
    ...listed
      .trim()
      .split(" ")
      .filter((word) => word !== "")
      .map(Number),
  ];
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone with its parent.
  }
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
      if (/ready to accept (read-only )?connections/.test(log)) resolve();
    });
    server.on("error", reject);
    server.on("exit", () => reject(new Error(`PostgreSQL did not start: ${log}`)));
  });
}
