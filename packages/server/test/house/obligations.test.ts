/**
 * The table of obligations names the tests that hold them, each by its title as it stands in its file: a test that
 * was renamed or taken out is named there no more. A row without a test promises nothing.
 */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const faces = new URL("../faces/", import.meta.url);
const page = readFileSync(new URL("../../../../docs/faces/oauth.md", import.meta.url), "utf8");

/** Obligation and test of each row; a row in bold only heads a group. */
const rows = page
  .slice(page.indexOf("## Obligations and tests"))
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map((line) => line.slice(2, -2).split(" | "))
  .filter(([obligation = ""]) => !obligation.startsWith("**"))
  .map(([obligation = "", , test = ""]) => ({ obligation, test }));

/** `file.test.ts` "title", "another title". */
const named = rows.flatMap(({ test }) =>
  [...test.matchAll(/`([\w./-]+\.test\.ts)`((?:,? "[^"]+")+)/g)].flatMap(([, file = "", titles = ""]) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => ({ file, title })),
  ),
);

/** A text that is the first argument of `it(`, of `it.each(…)(`, or of the same with `describe`. */
const titlePattern = /(?:\b(?:it|describe)(?:\.\w+)*|\))\(\s*(["`])((?:\\.|(?!\1).)*)\1,/g;

const titlesOf = (file: string): ReadonlySet<string> =>
  new Set(
    [...readFileSync(new URL(file, faces), "utf8").matchAll(titlePattern)].map(([, , title = ""]) => title),
  );

describe("the obligations of the OAuth face", () => {
  it("are many", () => {
    expect(rows.length).toBeGreaterThan(80);
  });

  it.each(rows)("name a test that holds them: $obligation", ({ test }) => {
    expect(test).toMatch(/^(?:(?:^|; )`[\w./-]+\.test\.ts`(?:,? "[^"]+")+)+$/);
  });

  it.each(named)("are held by $file: $title", ({ file, title }) => {
    expect(titlesOf(file)).toContain(title);
  });
});
