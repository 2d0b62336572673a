/**
 * The form of a backup: gzip over lines of JSON, the same for both databases. A header, then for each table a
 * line that names its columns and one line for each row, and at the end the number of rows and a digest of
 * every line before, so that a file that was cut off or altered is never restored. It is not signed: whoever
 * can write it could write the database.
 */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { readStoredJson } from "../../jws/stored-json.ts";
import { knownMigrations } from "../migrate.ts";
import { BackupProblem } from "./problem.ts";
import { isTableName, type TableName } from "./tables.ts";

/** What a column may hold; in both databases. */
export type Value = string | number | null;
export type Row = readonly Value[];

export interface BackupHeader {
  /** When, by the clock of the machine that made it. */
  readonly madeAt: string;
  /** The migrations the database had seen, in order; its tables are those of the last one. */
  readonly migrations: readonly string[];
  readonly instanceId: string;
}

/** What a backup is read as, and written from. */
export type BackupPart =
  | { readonly kind: "header"; readonly header: BackupHeader }
  | { readonly kind: "table"; readonly table: TableName; readonly columns: readonly string[] }
  | { readonly kind: "rows"; readonly rows: readonly Row[] };

const formatName = "countersign-backup";
const formatVersion = 1;
/** The largest documents are mappings and providers; none comes near this. */
const longestLine = 64 * 1024 * 1024;
/** Rows handed on together. */
const rowsTogether = 500;

const headerLine = z.object({
  format: z.literal(formatName),
  version: z.number().int(),
  madeAt: z.string(),
  migrations: z.array(z.string()).min(1),
  instanceId: z.string(),
});
const tableLine = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });
const endLine = z.object({ end: z.literal(true), rows: z.number().int(), sha256: z.string() });
const rowLine = z.array(z.union([z.string(), z.number(), z.null()]));

/** The text of a backup, in pieces; `parts` begin with the header. */
export async function* writeLines(parts: AsyncIterable<BackupPart>): AsyncGenerator<string> {
  const digest = createHash("sha256");
  let rows = 0;
  for await (const part of parts) {
    if (part.kind === "rows") rows += part.rows.length;
    const text = textOf(part);
    digest.update(text);
    yield text;
  }
  yield `${JSON.stringify({ end: true, rows, sha256: digest.digest("base64url") })}\n`;
}

function textOf(part: BackupPart): string {
  switch (part.kind) {
    case "header":
      return `${JSON.stringify({ format: formatName, version: formatVersion, ...part.header })}\n`;
    case "table":
      return `${JSON.stringify({ table: part.table, columns: part.columns })}\n`;
    case "rows":
      return part.rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  }
}

/**
 * Reads a backup. Its last part has come only when the whole file was in order: whoever writes rows somewhere
 * must be able to take them back until then.
 * @throws BackupProblem when it is no backup, is a later version's, was cut off or altered
 */
export async function* readParts(path: string): AsyncGenerator<BackupPart> {
  const digest = createHash("sha256");
  let phase: "header" | "table" | "row" | "end" = "header";
  let columns = 0;
  let rows = 0;
  let waiting: Row[] = [];
  for await (const line of linesOf(path)) {
    if (phase === "end") throw damaged("there is something after its end");
    if (line.startsWith("[")) {
      if (phase !== "row") throw damaged("a row stands before its table");
      const row = parse(rowLine, line);
      if (row.length !== columns) throw damaged("a row does not fit its table");
      waiting.push(row);
      rows += 1;
    } else {
      if (waiting.length > 0) yield { kind: "rows", rows: waiting };
      waiting = [];
      const part = readLine(line, phase);
      if (part === null) {
        const end = parse(endLine, line);
        if (end.rows !== rows || end.sha256 !== digest.digest("base64url")) throw damaged("it was altered");
        phase = "end";
        continue;
      }
      if (part.kind === "table") columns = part.columns.length;
      phase = part.kind === "table" ? "row" : "table";
      yield part;
    }
    digest.update(`${line}\n`);
    if (waiting.length === rowsTogether) {
      yield { kind: "rows", rows: waiting };
      waiting = [];
    }
  }
  if (phase !== "end") throw damaged("its end is missing");
}

/** @returns null for the line that ends a backup */
function readLine(
  line: string,
  phase: "header" | "table" | "row",
): Exclude<BackupPart, { kind: "rows" }> | null {
  if (phase === "header") {
    const { format: _, version, ...header } = parse(headerLine, line, foreign);
    // Tables that only a later version knows would look like damage.
    const isLater =
      version !== formatVersion || header.migrations.some((name) => !knownMigrations.includes(name));
    if (isLater) throw new BackupProblem("newer", "The file was made by a later version of Countersign.");
    return { kind: "header", header };
  }
  if (line.startsWith('{"end"')) return null;
  const { table, columns } = parse(tableLine, line);
  if (!isTableName(table)) throw damaged(`there is no table ${table}`);
  return { kind: "table", table, columns };
}

/** The lines of a compressed file; bounded in length, so that no file fills the memory. */
async function* linesOf(path: string): AsyncGenerator<string> {
  // An error on either side arrives where the text is read.
  const text = pipeline(createReadStream(path), createGunzip(), () => undefined).setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of text) {
      const lines = `${rest}${chunk}`.split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > longestLine) throw damaged("a line of it is too long");
      yield* lines;
    }
  } catch (problem) {
    throw problem instanceof Error && "code" in problem && String(problem.code).startsWith("Z_")
      ? isNoGzip(problem)
        ? foreign(problem)
        : damaged("it cannot be decompressed to its end", problem)
      : problem;
  }
  if (rest !== "") throw damaged("its last line is cut off");
}

/** Whether it failed at the first bytes, as any other file does; zlib tells by its message alone. */
function isNoGzip({ message }: Error): boolean {
  return message === "incorrect header check";
}

function parse<T>(schema: z.ZodType<T>, line: string, otherwise = unreadableLine): T {
  try {
    return schema.parse(readStoredJson<unknown>(line));
  } catch (problem) {
    throw otherwise(problem);
  }
}

const unreadableLine = (cause: unknown) => damaged("a line of it cannot be read", cause);

function foreign(cause: unknown): BackupProblem {
  return new BackupProblem("foreign", "The file is no backup of Countersign.", { cause });
}

function damaged(detail: string, cause?: unknown): BackupProblem {
  return new BackupProblem("damaged", `The file is not a whole backup: ${detail}.`, { cause });
}
