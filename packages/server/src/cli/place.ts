/**
 * Commands that work on the server's own machine, with its settings and its files: which database is meant,
 * and how it is opened and closed again. A running server may stay up.
 */

import { randomBytes } from "node:crypto";
import { accessSync, constants } from "node:fs";
import type { Command } from "commander";
import { readDatabaseConfig } from "../config.ts";
import { wasRestored } from "../restoration.ts";
import type { Store } from "../store/store.ts";
import { sqliteFileOf } from "../store/url.ts";
import { uuidGenerator } from "../store/uuid.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { foldersOf, requireOwnFolders } from "./own-folder.ts";
import { addSettingOptions, settingFlags } from "./setting-options.ts";
import { databaseProblem } from "./start-problem.ts";
import type { Terminal } from "./terminal.ts";

export type PlaceOptions = Readonly<Record<string, string>>;

/** The flags that say where the database is. */
export const placeOptions = (command: Command) => addSettingOptions(command, ["dataDir", "databaseUrl"]);

/**
 * The URL of the database the server's settings name, for whoever may write it.
 * @throws ConfigProblem; CommandFailure when this is root and the database another user's
 */
export function databaseOf(terminal: Terminal, options: PlaceOptions): string {
  const { databaseUrl } = readDatabaseConfig(terminal.environment, settingFlags(options));
  requireOwnFolders(foldersOf(databaseUrl));
  return databaseUrl;
}

/** The server's data folder. @throws ConfigProblem */
export function dataDirOf(terminal: Terminal, options: PlaceOptions): string {
  return readDatabaseConfig(terminal.environment, settingFlags(options)).dataDir;
}

/** What work beside the server needs besides the store. */
export interface LocalPorts {
  readonly randomBytes: (length: number) => Uint8Array;
  now(): number;
  newId(): string;
}

/** What to do where another database was meant. */
export const nameTheDatabase =
  "Name the server's folder with --data-dir or COUNTERSIGN_DATA_DIR, or its database with --database-url or COUNTERSIGN_DATABASE_URL.";

/** Opens the database the server's settings name, and closes it again. */
export async function withStore<T>(
  terminal: Terminal,
  options: PlaceOptions,
  work: (store: Store, ports: LocalPorts) => Promise<T>,
): Promise<T> {
  const databaseUrl = databaseOf(terminal, options);
  requireDatabase(databaseUrl);
  const { openStore } = await import("../store/open.ts");
  const random = (length: number) => randomBytes(length);
  const store = await openStore({ url: databaseUrl, clock: Date.now, random }).catch((problem: unknown) => {
    throw databaseFailure(problem, databaseUrl);
  });
  try {
    if (store.settled !== null) terminal.err(`${wasRestored}\n`);
    return await work(store, {
      randomBytes: random,
      now: () => Math.floor(Date.now() / 1000),
      newId: uuidGenerator(Date.now, random),
    });
  } finally {
    await store.close();
  }
}

/** What is thrown in place of a problem with the database that a person can mend; any other problem as it is. */
export function databaseFailure(problem: unknown, databaseUrl: string): unknown {
  const sentence = databaseProblem(problem, databaseUrl);
  return sentence === null ? problem : new CommandFailure(exitCodes.failed, sentence);
}

/** @throws CommandFailure where there is no database, since a new one would be good for nothing, or none for this user */
export function requireDatabase(databaseUrl: string): void {
  const path = sqliteFileOf(databaseUrl);
  if (path === null) return;
  try {
    accessSync(path, constants.R_OK);
  } catch (problem) {
    if (problem instanceof Error && "code" in problem && problem.code === "EACCES") {
      throw databaseFailure(problem, databaseUrl);
    }
    throw new CommandFailure(exitCodes.usage, `There is no database at ${path}. ${nameTheDatabase}`);
  }
}
