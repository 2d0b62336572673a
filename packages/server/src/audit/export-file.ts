/** An exported audit chain as a file: written whole or not at all, and read again line by line. */

import { createReadStream } from "node:fs";
import type { Kysely } from "kysely";
import { writeNewFile } from "../files/new-file.ts";
import { readStoredJson } from "../jws/stored-json.ts";
import type { Schema } from "../store/schema.ts";
import { type ExportOptions, type ExportSize, exportText } from "./export.ts";
import { type ExportLine, exportLine } from "./export-lines.ts";

/** The longest are checkpoints of thousands of streams, and providers and mappings. */
const longestLine = 8 * 1024 * 1024;

/**
 * Writes an export into a new file, readable by its owner alone.
 * @returns how many lines and records it holds
 * @throws the file system's error with `EEXIST` when there is one already; the database's, NewerDatabase where
 *   the export would not hold all
 */
export async function writeExport(
  db: Kysely<Schema>,
  path: string,
  options: ExportOptions,
): Promise<ExportSize> {
  let written: ExportSize = { lines: 0, records: 0 };
  async function* text(): AsyncGenerator<string> {
    written = yield* exportText(db, options);
  }
  await writeNewFile(path, text());
  return written;
}

/** Why a file cannot be read as an export. */
export class ExportProblem extends Error {}

/** @throws ExportProblem where a line is none of an export; the file system's error */
export async function* readExport(path: string): AsyncGenerator<ExportLine> {
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    let parsed: ReturnType<typeof exportLine.safeParse>;
    try {
      parsed = exportLine.safeParse(readStoredJson<unknown>(line));
    } catch {
      throw new ExportProblem(`Line ${number} is not JSON.`);
    }
    if (!parsed.success) throw new ExportProblem(`Line ${number} is none of an exported audit chain.`);
    yield parsed.data;
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > longestLine) throw new ExportProblem("A line is too long to be one of an export.");
    yield* lines;
  }
  if (rest !== "") throw new ExportProblem("The last line is cut off.");
}
