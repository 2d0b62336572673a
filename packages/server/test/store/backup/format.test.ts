import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BackupPart, readParts, writeLines } from "../../../src/store/backup/format.ts";
import { tableNames } from "../../../src/store/backup/tables.ts";

const header = { madeAt: "2027-01-15T08:00:00.000Z", migrations: ["0001-first-tables"], instanceId: "here" };

describe("the form of a backup", () => {
  let folder: string;
  let path: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-format-"));
    path = join(folder, "a.backup");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const linesOf = async (parts: readonly BackupPart[]) => {
    const text: string[] = [];
    for await (const piece of writeLines(
      (async function* () {
        yield* parts;
      })(),
    ))
      text.push(piece);
    return text.join("");
  };
  const read = async (text: string) => {
    writeFileSync(path, gzipSync(text));
    const parts: BackupPart[] = [];
    for await (const part of readParts(path)) parts.push(part);
    return parts;
  };

  it("gives back any rows of any tables", async () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
      fc.constant(null),
    );
    const tables = fc.uniqueArray(fc.constantFrom(...tableNames)).chain((names) =>
      fc.tuple(
        ...names.map((table) =>
          fc.record({
            table: fc.constant(table),
            rows: fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 4 }),
          }),
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(tables, async (filled) => {
        const parts: readonly BackupPart[] = [
          { kind: "header", header },
          ...filled.flatMap(({ table, rows }): BackupPart[] => [
            { kind: "table", table, columns: ["a", "b"] },
            { kind: "rows", rows },
          ]),
        ];
        expect(await read(await linesOf(parts))).toEqual(parts);
      }),
      { seed: 14, numRuns: 200 },
    );
  });

  const small: readonly BackupPart[] = [
    { kind: "header", header },
    { kind: "table", table: "facts", columns: ["name", "value"] },
    { kind: "rows", rows: [["instance_id", "here"]] },
  ];

  it.each([
    ["a row that was changed", (text: string) => text.replace('"here"]', '"gone"]')],
    ["a row that was left out", (text: string) => text.replace(/^\["instance_id.*\n/m, "")],
    ["a row that stands twice", (text: string) => text.replace(/^(\["instance_id.*\n)/m, "$1$1")],
    ["a header that was changed", (text: string) => text.replace("2027", "2026")],
    ["a row that is too long", (text: string) => text.replace('"here"]', '"here",1]')],
    ["a table nobody knows", (text: string) => text.replace('"facts"', '"sqlite_master"')],
    ["no end", (text: string) => text.replace(/^\{"end.*\n/m, "")],
    ["something after its end", (text: string) => `${text}["instance_id","again"]\n`],
    ["nothing in it", () => ""],
    ["a last line that is cut off", (text: string) => text.slice(0, -1)],
  ])("is damaged with %s", async (_, damage) => {
    await expect(read(damage(await linesOf(small)))).rejects.toMatchObject({ code: "damaged" });
  });

  it("without a header is none", async () => {
    const rest = (await linesOf(small)).replace(/^.*\n/, "");
    await expect(read(rest)).rejects.toMatchObject({ code: "foreign" });
  });

  it("of a later form is told from a damaged one", async () => {
    const later = (await linesOf(small)).replace('"version":1', '"version":2');
    await expect(read(later)).rejects.toMatchObject({ code: "newer" });
  });
});
