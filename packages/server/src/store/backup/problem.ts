/** Why a backup cannot be made or restored: a sentence for the person who asked for it. */

export type BackupProblemCode =
  /** Something else than a backup. */
  | "foreign"
  /** Cut off, or altered. */
  | "damaged"
  /** Made by a later version of this program. */
  | "newer"
  /** There is something in the database already. */
  | "not_empty"
  /** A file of a database that is gone, which SQLite would take for a part of this one. */
  | "journal_left"
  /** There is nothing of ours in the database. */
  | "never_used";

export class BackupProblem extends Error {
  readonly code: BackupProblemCode;
  constructor(code: BackupProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BackupProblem";
    this.code = code;
  }
}
