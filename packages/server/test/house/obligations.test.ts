/**
 * The tables of obligations in the pages about faces name the tests that hold them, each by its title as it stands
 * in its file: a test that was renamed or taken out is named there no more. A row without a test promises nothing.
 */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const faces = new URL("../faces/", import.meta.url);

interface Row {
  readonly obligation: string;
  readonly test: string;
}

/** The rows of every table whose last column is headed "Test"; a row in bold only heads a group. */
function rowsOf(page: string): readonly Row[] {
  const text = readFileSync(new URL(`../../../../docs/faces/${page}`, import.meta.url), "utf8");
  const tables = text.matchAll(/^\|.*\| Test \|\n\|[-|]+\|\n((?:\|.*\|\n)*)/gm);
  return [...tables]
    .flatMap(([, rows = ""]) => rows.trimEnd().split("\n"))
    .filter((line) => line !== "" && !line.startsWith("| **"))
    .map((line) => line.slice(2, -1).split(/ ?\| ?/))
    .map((cells) => ({ obligation: cells[0] ?? "", test: cells.at(-1)?.trim() ?? "" }));
}

/** `file.test.ts` "title", "another title". */
const namedBy = ({ test }: Row) =>
  [...test.matchAll(/`([\w./-]+\.test\.ts)`((?:,? "[^"]+")+)/g)].flatMap(([, file = "", titles = ""]) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => ({ file, title })),
  );

/** A text that is the first argument of `it(`, of `it.each(…)(`, or of the same with `describe`. */
const titlePattern = /(?:\b(?:it|describe)(?:\.\w+)*|\))\(\s*(["`])((?:\\.|(?!\1).)*)\1,/g;

const titlesOf = (file: string): ReadonlySet<string> =>
  new Set(
    [...readFileSync(new URL(file, faces), "utf8").matchAll(titlePattern)].map(([, , title = ""]) => title),
  );

describe.each([
  ["OAuth", rowsOf("oauth.md"), 80],
  ["Keystone", rowsOf("keystone.md"), 110],
  ["the console", rowsOf("console.md"), 25],
])("the obligations of the face of %s", (_, rows, atLeast) => {
  it("are many", () => {
    expect(rows.length).toBeGreaterThanOrEqual(atLeast);
  });

  it.each(rows)("name a test that holds them: $obligation", ({ test }) => {
    expect(test).toMatch(/^(?:(?:^|; )`[\w./-]+\.test\.ts`(?:,? "[^"]+")+)+$/);
  });

  it.each(rows.flatMap(namedBy))("are held by $file: $title", ({ file, title }) => {
    expect(titlesOf(file)).toContain(title);
  });
});
