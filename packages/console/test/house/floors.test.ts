import { dirname, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { codeOf, filesBelow, importsOf } from "../../../server/test/house/sources.ts";

const source = resolve(import.meta.dirname, "../../src");

/** Floors from the ground up; a file may import from lower floors and from its own folder only. */
const floors: readonly (readonly string[])[] = [
  ["state"],
  ["api", "ui"],
  ["charts", "explaining"],
  ["shell"],
  ["drafting"],
  ["pages"],
  ["."],
];

/** The folder on a floor; each page is a folder of its own. */
function folderOf(file: string): string {
  const [first = ".", second, third] = relative(source, file).split("/");
  if (second === undefined) return ".";
  return first === "pages" && third !== undefined ? `pages/${second}` : first;
}

function floorOf(folder: string): number {
  return floors.findIndex((names) => names.includes(folder.split("/")[0] ?? ""));
}

const files = filesBelow(source, ["ts", "tsx"]);

describe("the house of the console", () => {
  it("every file has a floor", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => floorOf(folderOf(file)) < 0).map((file) => relative(source, file))).toEqual(
      [],
    );
  });

  it("imports run down only, and pages do not import each other", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => resolve(dirname(file), specifier))
        .filter((target) => {
          const [from, to] = [folderOf(file), folderOf(target)];
          return from !== to && floorOf(to) >= floorOf(from);
        })
        .map((target) => `${relative(source, file)} imports ${relative(source, target)}`),
    );
    expect(wrong).toEqual([]);
  });

  it("knows the published client, and nothing of the server", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) =>
          specifier.startsWith(".")
            ? !resolve(dirname(file), specifier).startsWith(`${source}/`)
            : specifier === "countersign" || specifier.startsWith("node:"),
        )
        .map((specifier) => `${relative(source, file)} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it("has no way from a text to markup or to code, and no place where a token could be kept", () => {
    const banned =
      /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|sessionStorage|indexedDB|document\.cookie/;
    const wrong = files.filter((file) => banned.test(codeOf(file)));
    expect(wrong.map((file) => relative(source, file))).toEqual([]);
    const keeping = files.filter((file) => /localStorage/.test(codeOf(file)));
    expect(keeping.map((file) => relative(source, file))).toEqual(["shell/theme.ts"]);
  });
});
