/** The tables of obligations name the tests that hold them; a test that was renamed is named there no more. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const faces = new URL("../faces/", import.meta.url);
const page = readFileSync(new URL("../../../../docs/faces/oauth.md", import.meta.url), "utf8");

/** `file.test.ts` "name", "another name". */
const named = [...page.matchAll(/`([\w./-]+\.test\.ts)`((?:,? "[^"]+")+)/g)].flatMap(([, file, names]) =>
  [...(names ?? "").matchAll(/"([^"]+)"/g)].map(([, name]) => ({ file: file ?? "", name: name ?? "" })),
);

describe("the obligations of the OAuth face", () => {
  it("are many", () => {
    expect(named.length).toBeGreaterThan(40);
  });

  it.each(named)("are held by $file: $name", ({ file, name }) => {
    expect(readFileSync(new URL(file, faces), "utf8")).toContain(name);
  });
});
