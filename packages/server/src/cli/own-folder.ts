/**
 * Root does not work in the data folder of another user. Files it left there the server, which runs as that user,
 * could not open; and whoever can write the folder could lead root elsewhere by a link. It is told to be that
 * user, before anything is read or written.
 */

import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { sqliteFileOf } from "../store/url.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";

/**
 * @param folders that are written to; one that is not there yet is judged by the folder it would be made in
 * @throws CommandFailure when this is root and one of them is another user's
 */
export function requireOwnFolders(folders: readonly string[]): void {
  // Windows has neither.
  if (process.geteuid?.() !== 0) return;
  for (const folder of folders) {
    const there = nearestFolder(folder);
    const { uid, gid } = statSync(there);
    if (uid !== 0) throw new CommandFailure(exitCodes.usage, sentenceFor(there, uid, gid));
  }
}

/** The folder of a SQLite database, as `requireOwnFolders` takes it; none for PostgreSQL. */
export function foldersOf(databaseUrl: string): readonly string[] {
  const file = sqliteFileOf(databaseUrl);
  return file === null ? [] : [dirname(file)];
}

function nearestFolder(path: string): string {
  for (let folder = resolve(path); ; folder = dirname(folder)) if (existsSync(folder)) return folder;
}

function sentenceFor(folder: string, uid: number, gid: number): string {
  return `${folder} belongs to another user (uid ${uid}), and this is root: the server, which runs as that user, could not open what root writes there. Run the command as that user, with this in front of the program: setpriv --reuid=${uid} --regid=${gid} --clear-groups. Where systemd runs the server, the command countersign of docs/OPERATIONS.md, "systemd", does so. Nothing was changed.`;
}
