/**
 * `countersign backup`: the whole database in one file, of either kind, and back. The master key is not in
 * it. What follows from a restoration stands in store/backup/restored.ts.
 */

import type { Command } from "commander";
import { readDatabaseConfig } from "../config.ts";
import { counted } from "../core/counted.ts";
import { afterRestoring, refusedFromThen } from "../restoration.ts";
import type { BackupHeader } from "../store/backup/format.ts";
import { BackupProblem } from "../store/backup/problem.ts";
import { sqliteFileOf } from "../store/url.ts";
import { addCommand, addGroup, type Result, type Shell } from "./command.ts";
import { newFileProblem, requireFile } from "./file-problem.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import {
  databaseFailure,
  databaseOf,
  nameTheDatabase,
  type PlaceOptions,
  placeOptions,
  requireDatabase,
} from "./place.ts";
import { settingFlags } from "./setting-options.ts";
import { placeOf } from "./start-problem.ts";
import { commandWith } from "./wording.ts";

export function addBackupCommands(program: Command, shell: Shell): void {
  const backup = addGroup(
    program,
    "backup",
    "the whole database in one file, and back; without the master key",
  );

  addCommand<PlaceOptions>(backup, shell, {
    usage: "create <file>",
    description: "copy the database into a new file, as of one moment; servers may go on",
    options: [placeOptions],
    notes:
      "The file is readable by you alone. It holds claims, and signing keys wrapped by the master key: keep the two apart.",
    async run(options, file: string) {
      const url = databaseOf(shell.terminal, options);
      requireDatabase(url);
      const made = await inWords({ url, file }, async () => {
        const { createBackupFile } = await import("../store/backup/file.ts");
        return createBackupFile(url, file).catch((problem: unknown) => {
          throw newFileProblem(problem, file, "a backup") ?? problem;
        });
      });
      return summary(made, { file }, `wrote ${file}`);
    },
  });

  addCommand(backup, shell, {
    usage: "verify <file>",
    description: "read a backup to its end, and say what it is",
    async run(_options, file: string) {
      requireBackup(file);
      const read = await inWords({ file }, async () => {
        const { readBackupFile } = await import("../store/backup/file.ts");
        return readBackupFile(file);
      });
      return summary(read, { file }, `${file} is whole`);
    },
  });

  addCommand<PlaceOptions>(backup, shell, {
    usage: "restore <file>",
    description: "fill a new, empty database from a backup",
    options: [placeOptions],
    notes:
      "A SQLite database must not be there yet; a PostgreSQL database must be made, and be empty. All of the file is restored or nothing.",
    async run(options, file: string) {
      const url = databaseOf(shell.terminal, options);
      requireBackup(file);
      const { masterKeyFile } = readDatabaseConfig(shell.terminal.environment, settingFlags(options));
      // Beside PostgreSQL there is no usual place: each node's settings say it.
      const keyPlace =
        sqliteFileOf(url) === null
          ? "where COUNTERSIGN_MASTER_KEY_FILE says, on every node,"
          : `at ${masterKeyFile}`;
      const restored = await inWords({ url, file }, async () => {
        const { restoreBackupFile } = await import("../store/backup/file.ts");
        return restoreBackupFile(url, file);
      });
      return {
        ...summary(restored, { restored: file }, `restored ${file}`),
        asides: [
          `The backup holds no master key. Put the one that was in use when it was made ${keyPlace} before the server is started, readable by the server's user alone.`,
          ...afterRestoring,
        ],
      };
    },
  });

  addCommand<PlaceOptions & { readonly yes?: true }>(backup, shell, {
    usage: "mark-restored",
    description: "after a restoration by other tools than `backup restore`, before the server starts",
    options: [
      (command) => command.option("--yes", "do it: whatever was issued so far is ended at the next start"),
      placeOptions,
    ],
    async run({ yes, ...options }) {
      const url = databaseOf(shell.terminal, options);
      requireDatabase(url);
      if (yes !== true) {
        throw new CommandFailure(
          exitCodes.usage,
          `${whatMarkingEnds(placeOf(url))}\nStop the servers, then: ${commandWith(shell.argv, "--yes")}`,
        );
      }
      await inWords({ url }, async () => {
        const { markDatabaseRestored } = await import("../store/backup/file.ts");
        return markDatabaseRestored(url);
      });
      return { document: { marked: true }, lines: ["marked as restored"], asides: afterRestoring };
    },
  });
}

/** @param place of the database */
function whatMarkingEnds(place: string): string {
  return `Nothing was changed. This is for the database ${place} only if other tools than \`countersign backup restore\` have just brought it back from an earlier moment, and no server has started on it since. At the next start it ends what may have been ended meanwhile: ${refusedFromThen}. On a database that nobody restored, all that would end for nothing.`;
}

function summary(
  { header, rows }: { readonly header: BackupHeader; readonly rows: number },
  about: Readonly<Record<string, string>>,
  done: string,
): Result {
  return {
    document: { ...about, made_at: header.madeAt, instance_id: header.instanceId, rows },
    lines: [`${done}: ${counted(rows, "row")} as of ${header.madeAt}`],
  };
}

/** @throws CommandFailure when there is none to read */
function requireBackup(path: string): void {
  requireFile({ path, advice: `Name ${backupMade}.` });
}

const backupMade = "a file that `countersign backup create` has made";

/** What a command works on: a database, a file, or both. */
interface Subject {
  readonly url?: string;
  readonly file?: string;
}

/** With what to do, where that is not what the problem itself says. */
function sentenceOf({ code, message }: BackupProblem, { url = "", file = "" }: Subject): string {
  // Who reads a backup knows no name of it.
  const named = message.replace(/^The file\b/, () => `The file ${file}`);
  switch (code) {
    case "foreign":
      return `${named} Name ${backupMade}.`;
    case "damaged":
      return `${named} Nothing of it can be restored: copy it again from where it is kept, or take another one. \`countersign backup verify <file>\` tells whether a file is whole.`;
    case "not_empty":
      return `The database ${placeOf(url)} is not empty. A backup fills a new one, and takes the place of nothing: name another with --data-dir or --database-url, or move this one away. Nothing was changed.`;
    case "journal_left":
      return `${message.replace(/\.$/, "")}: it belongs to a database that was moved away or deleted without it, and may hold the last writes of that one. Stop whatever has that database open, and move this file to where that database is now, or delete it if that one is gone for good. Nothing was changed.`;
    case "never_used":
      return `No server has ever started on the database ${placeOf(url)}. ${nameTheDatabase} Nothing was changed.`;
    case "newer":
      return `${named} Use that version, or one that is later still.`;
  }
}

/** @throws CommandFailure in place of what a person can mend */
async function inWords<T>(subject: Subject, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    if (problem instanceof CommandFailure) throw problem;
    if (problem instanceof BackupProblem)
      throw new CommandFailure(exitCodes.usage, sentenceOf(problem, subject));
    throw subject.url === undefined ? problem : databaseFailure(problem, subject.url);
  }
}
