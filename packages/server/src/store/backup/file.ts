/**
 * Backups as files, from and to the database a URL names. A file is readable by its owner alone from its first
 * byte on, and it appears whole, on the disk, or not at all.
 */

import { existsSync } from "node:fs";
import { rm, rmdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { constants, createGzip } from "node:zlib";
import { makeFolder } from "../../files/make-folder.ts";
import { draftOf, giveName, writeNewFile } from "../../files/new-file.ts";
import { connect } from "../connect.ts";
import { databaseAt } from "../url.ts";
import { backupParts } from "./create.ts";
import { type BackupHeader, type BackupPart, readParts, writeLines } from "./format.ts";
import { BackupProblem } from "./problem.ts";
import { notEmpty, type Restored, restoreBackup } from "./restore.ts";
import { markRestored } from "./restored.ts";
import { requireTables } from "./tables.ts";

/** The fastest that still makes a database a tenth of its size. */
const compression = { level: constants.Z_BEST_SPEED };

/**
 * Writes everything the database holds now into a new file.
 * @throws the file system's error with `EEXIST` when there is one already; the database's when it does not open; BackupProblem with `never_used`
 */
export async function createBackupFile(url: string, path: string): Promise<Restored> {
  const db = connect(url, "read");
  try {
    const counted = counting(backupParts(db, new Date()));
    await writeNewFile(path, writeLines(counted.parts), createGzip(compression));
    return counted.result();
  } finally {
    await db.destroy();
  }
}

/** Reads a backup to its end. @throws BackupProblem, or the file system's error */
export async function readBackupFile(path: string): Promise<Restored> {
  const counted = counting(readParts(path));
  for await (const _ of counted.parts);
  return counted.result();
}

/**
 * @throws BackupProblem; then no row was written, nothing was taken from anybody who made the database meanwhile, and
 * a SQLite file or folder that was not there before is not there
 */
export async function restoreBackupFile(url: string, path: string): Promise<Restored> {
  // Before a database is made: a file that is no backup is noticed at its beginning.
  const beginning = readParts(path);
  await beginning.next();
  await beginning.return(undefined);
  const place = databaseAt(url);
  return place.kind === "sqlite" && !existsSync(place.path)
    ? restoreIntoNewFile(place.path, path)
    : restoreInto(url, path);
}

async function restoreInto(url: string, path: string): Promise<Restored> {
  const db = connect(url, "write");
  try {
    return await restoreBackup(db, readParts(path));
  } finally {
    await db.destroy();
  }
}

async function restoreIntoNewFile(database: string, path: string): Promise<Restored> {
  requireNoJournal(database);
  const folders = missingFolders(database);
  try {
    await makeFolder(dirname(database), 0o700);
    return await restoreAndName(database, path);
  } catch (problem) {
    // Somebody may have put something there meanwhile: then it stays.
    for (const folder of folders) await rmdir(folder).catch(() => undefined);
    throw problem;
  }
}

/**
 * What SQLite has beside a database that is open, or was not closed.
 * @see https://www.sqlite.org/tempfiles.html
 */
const journalEnds = ["-wal", "-shm", "-journal"];

/** Whoever opens a database takes what lies beside it for its last writes. @throws BackupProblem with `journal_left` */
function requireNoJournal(database: string): void {
  const left = journalEnds.map((end) => `${database}${end}`).find((journal) => existsSync(journal));
  if (left === undefined) return;
  throw new BackupProblem("journal_left", `There is no database ${database}, but ${left} is there.`);
}

/** The database gets its name when it is whole: a server that starts meanwhile makes one of its own, and keeps it. */
async function restoreAndName(database: string, path: string): Promise<Restored> {
  const draft = draftOf(database);
  try {
    const restored = await restoreInto(`sqlite:${draft}`, path);
    await giveName(draft, database);
    return restored;
  } catch (problem) {
    throw problem instanceof Error && "code" in problem && problem.code === "EEXIST" ? notEmpty() : problem;
  } finally {
    for (const end of ["", ...journalEnds]) await rm(`${draft}${end}`, { force: true });
  }
}

/** The folders that have to be made for a file, the innermost first. */
function missingFolders(path: string): readonly string[] {
  const missing: string[] = [];
  for (let folder = dirname(resolve(path)); !existsSync(folder); folder = dirname(folder))
    missing.push(folder);
  return missing;
}

/** For databases that other tools brought back. @throws BackupProblem with `never_used` */
export async function markDatabaseRestored(url: string): Promise<void> {
  const db = connect(url, "write");
  try {
    await requireTables(db);
    await markRestored(db);
  } finally {
    await db.destroy();
  }
}

/** Passes parts on, and knows afterwards what they were. */
function counting(parts: AsyncIterable<BackupPart>) {
  let header: BackupHeader | null = null;
  let rows = 0;
  async function* passed(): AsyncGenerator<BackupPart> {
    for await (const part of parts) {
      if (part.kind === "header") header = part.header;
      if (part.kind === "rows") rows += part.rows.length;
      yield part;
    }
  }
  return {
    parts: passed(),
    result(): Restored {
      if (header === null) throw new Error("a backup begins with its header");
      return { header, rows };
    },
  };
}
