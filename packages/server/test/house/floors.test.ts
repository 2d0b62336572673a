import { dirname, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { codeOf, filesBelow, importsOf } from "./sources.ts";

const packages = resolve(import.meta.dirname, "../../..");
const source = resolve(packages, "server/src");

/** Floors from the ground up; a file may import from lower floors and from its own folder only. */
const floors: readonly (readonly string[])[] = [
  ["core"],
  ["jws", "presets", "files"],
  ["oidc", "keys", "store"],
  ["audit"],
  ["faces/access", "faces/oauth", "faces/keystone", "faces/admin", "faces", "runtime"],
  ["."],
  ["cli"],
  ["main"],
];

/** Names of vendors and their products: the core has never heard of them. */
const vendorWords = /jfrog|artifactory|keystone|openstack|huawei|github|gitlab|azure|terraform/i;

/** Effects come into the core as small functions; these would be effects of its own. */
const ambientEffects =
  /\b(Date\.now|new Date\(\s*\)|performance\.now|Math\.random|crypto\.|fetch\(|setTimeout|setInterval|process\.|console\.|new RegExp|RegExp\()/;

/** Folder names below `src`, deepest known first: `faces/access`, `core`, `.`; the program's entry stands alone. */
function folderOf(file: string): string {
  if (relative(source, file) === "main.ts") return "main";
  const folder = dirname(relative(source, file));
  const known = floors.flat().filter((name) => folder === name || folder.startsWith(`${name}/`));
  return known.sort((a, b) => b.length - a.length)[0] ?? ".";
}

function floorOf(folder: string): number {
  return floors.findIndex((names) => names.includes(folder));
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  // Faces share what lies directly in faces/, and do not know each other.
  if (from.startsWith("faces/") && to === "faces") return true;
  return floorOf(to) < floorOf(from) && !(from === "faces" && to.startsWith("faces/"));
}

describe("the house", () => {
  it("imports run down only, and folders of one floor do not import each other", () => {
    const wrong = filesBelow(source).flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => resolve(dirname(file), specifier))
        .filter((target) => !mayImport(folderOf(file), folderOf(target)))
        .map((target) => `${relative(source, file)} imports ${relative(source, target)}`),
    );
    expect(wrong).toEqual([]);
  });

  it("core imports nothing but core", () => {
    const wrong = filesBelow(resolve(source, "core")).flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !resolve(dirname(file), specifier).startsWith(`${source}/core/`))
        .map((specifier) => `${relative(source, file)} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it("nothing outside the server imports the server, and only the cli uses the client", () => {
    const outside = ["client", "console", "terraform-provider"].flatMap((name) => {
      try {
        return filesBelow(resolve(packages, name, "src"));
      } catch {
        return [];
      }
    });
    const upward = outside.filter((file) =>
      importsOf(file).some((specifier) => specifier === "countersign" || specifier.includes("server/src")),
    );
    const clientUsers = filesBelow(source).filter(
      (file) => folderOf(file) !== "cli" && importsOf(file).includes("@countersign/client"),
    );
    expect([...upward, ...clientUsers].map((file) => relative(packages, file))).toEqual([]);
  });

  it("nothing outside jws calls JSON.parse, which misreads names (nodejs/node#63785)", () => {
    const wrong = filesBelow(source).filter(
      (file) => folderOf(file) !== "jws" && /\bJSON\s*\.\s*parse\b/.test(codeOf(file)),
    );
    expect(wrong.map((file) => relative(source, file))).toEqual([]);
  });

  it("core holds no vendor's name", () => {
    const wrong = filesBelow(resolve(source, "core")).filter((file) => vendorWords.test(codeOf(file)));
    expect(wrong.map((file) => relative(source, file))).toEqual([]);
  });

  it("core has one way to a token: nothing in it but the mint signs and commits", () => {
    const ways = filesBelow(resolve(source, "core")).filter((file) => /\.(sign|commit)\(/.test(codeOf(file)));
    expect(ways.map((file) => relative(source, file))).toEqual(["core/minting.ts"]);
  });

  it("core has no ambient effect", () => {
    const wrong = filesBelow(resolve(source, "core")).filter((file) => ambientEffects.test(codeOf(file)));
    expect(wrong.map((file) => relative(source, file))).toEqual([]);
  });
});
