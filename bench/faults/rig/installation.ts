/**
 * What most protocols work on: the built server with one issuer, a provider `ci` whose tokens may be used
 * again, a provider `once` whose tokens may not, and mappings on both. The server can be killed and started
 * again on the same data; its database can be read beside it.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { connect } from "../../../packages/server/src/store/connect.ts";
import type { Schema } from "../../../packages/server/src/store/schema.ts";
import { liftedLimits, type RunningServer, type ServerOptions, startServer } from "../../load/server.ts";
import { program } from "./command.ts";
import { audience, type FaultIssuer, startIssuer } from "./issuer.ts";
import type { Run } from "./protocol.ts";

export interface Installation {
  readonly issuer: FaultIssuer;
  /** Holds `data`, and whatever else a protocol puts beside it. */
  readonly folder: string;
  readonly dataDir: string;
  /** The SQLite file. */
  readonly databaseFile: string;
  readonly masterKeyFile: string;
  /** The mappings made at the beginning, those of `ci` first. */
  readonly mappingIds: readonly string[];
  /** The server that was started last. */
  server(): RunningServer;
  /** Starts it on the same data. @throws when it does not become ready */
  start(options?: StartOptions): Promise<RunningServer>;
  /** Asks the admin API. @throws when it answers with another status than 2xx */
  admin(method: string, path: string, document?: unknown): Promise<Readonly<Record<string, unknown>>>;
  /** Reads the database while the server runs, or does not. */
  reading<T>(work: (queries: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** Tampers with the database behind the server's back. */
  writing<T>(work: (queries: Kysely<Schema>) => Promise<T>): Promise<T>;
}

export type StartOptions = Pick<ServerOptions, "settings" | "environment">;

export interface InstallOptions extends StartOptions {
  /** Where the data folder goes; a fresh temporary folder when absent. */
  readonly folder?: string;
  /** `postgres://…` in place of the embedded database. */
  readonly databaseUrl?: string;
  /** Origins that may be contacted beside the issuer's. */
  readonly allow?: readonly string[];
  /** Mappings on each provider; one when absent. The first one matches every token. */
  readonly mappings?: number;
}

/** Starts and configures it. Everything ends with the run. */
export async function install(run: Run, options: InstallOptions = {}): Promise<Installation> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "countersign-faults-")));
  if (options.folder === undefined) run.defer(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, "data");
  const databaseFile = join(dataDir, "countersign.db");
  // Beside the data, as with several nodes it has to be.
  const masterKeyFile = join(folder, "master.key");
  await writeFile(masterKeyFile, randomBytes(32), { mode: 0o600 });
  const url = options.databaseUrl ?? `sqlite:${databaseFile}`;
  const issuer = await startIssuer();
  run.defer(() => issuer.stop());
  let server: RunningServer | null = null;
  run.defer(() => server?.stop("SIGKILL"));
  const current = () => {
    if (server === null) throw new Error("no server was started");
    return server;
  };
  const start = async (again: StartOptions = {}) => {
    server = await startServer({
      dataDir,
      command: [program(), "serve"],
      settings: {
        ...liftedLimits,
        COUNTERSIGN_ISSUER_ALLOW: [issuer.url, ...(options.allow ?? [])].join(","),
        COUNTERSIGN_DATABASE_URL: url,
        COUNTERSIGN_MASTER_KEY_FILE: masterKeyFile,
        ...options.settings,
        ...again.settings,
      },
      environment: { ...options.environment, ...again.environment },
    });
    return server;
  };
  await start();
  const admin = (method: string, path: string, document?: unknown) =>
    askAdmin(current(), method, path, document);
  return {
    issuer,
    folder,
    dataDir,
    databaseFile,
    masterKeyFile,
    mappingIds: await configure(admin, issuer.url, options.mappings ?? 1),
    server: current,
    start,
    admin,
    reading: (work) => withQueries(url, "read", work),
    writing: (work) => withQueries(url, "write", work),
  };
}

async function withQueries<T>(
  url: string,
  access: "read" | "write",
  work: (queries: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  const queries = connect(url, access);
  try {
    return await work(queries);
  } finally {
    await queries.destroy();
  }
}

/** Asks the admin API of a server. @throws when it answers with another status than 2xx */
export async function askAdmin(
  server: Pick<RunningServer, "origin" | "adminToken">,
  method: string,
  path: string,
  document?: unknown,
) {
  const answer = await fetch(`${server.origin}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.adminToken}`,
      ...(document !== undefined && { "content-type": "application/json" }),
    },
    ...(document !== undefined && { body: JSON.stringify(document) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  const read: unknown = text === "" ? {} : JSON.parse(text);
  return { ...(typeof read === "object" && read) };
}

/** Makes the providers and the mappings. @returns the ids of the mappings */
export async function configure(
  admin: Installation["admin"],
  issuerUrl: string,
  mappings: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (const provider of [
    providerDocument("ci", issuerUrl),
    { ...providerDocument("once", issuerUrl), replay: once },
  ]) {
    await admin("POST", "/providers", provider);
    for (let number = 0; number < mappings; number += 1) {
      const { id } = await admin("POST", "/mappings", mappingDocument(provider.name, number));
      ids.push(String(id));
    }
  }
  return ids;
}

const once = { policy: "single_use", key: { kind: "jti" } };

export function providerDocument(name: string, issuerUrl: string) {
  return { name, issuer_url: issuerUrl, audience, algorithms: ["ES256"] };
}

/** @param number 0: matches the tokens that the issuer makes; others match none of them */
export function mappingDocument(provider: string, number: number, description = "") {
  return {
    name: `job-${number}`,
    provider,
    description,
    priority: number + 1,
    claims: { sub: number === 0 ? "job-1" : `other-${number}` },
    grant: { user: `deployer-${number}` },
    audience: ["https://registry.example.com"],
    lifetime_seconds: 3_600,
  };
}
