import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { findTerraform } from "../../../server/test/clients/terraform.ts";
import { exampleFiles } from "../../scripts/examples.ts";
import { describedTypes, generatePages, isGenerated } from "../../scripts/pages.ts";

const terraform = findTerraform();
const home = resolve(import.meta.dirname, "../..");
const folder = join(home, "docs");
const pages = generatePages();
const written = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".md"),
);
const examples = describedTypes().flatMap(({ kind, name }) => exampleFiles(kind, `platform_${name}`));

describe("the provider's pages", () => {
  it.each(pages)(
    "say what the schema and the examples have; else run: npm run docs: $path",
    ({ path, markdown }) => {
      expect(readFileSync(join(folder, path), "utf8")).toBe(markdown);
    },
  );

  it("are of types that the provider has, and of no others", () => {
    expect(written.filter(isGenerated).sort()).toEqual(pages.map(({ path }) => path).sort());
  });

  it.each(pages)("lead to sections that are there: $path", ({ markdown }) => {
    const targets = [...markdown.matchAll(/\]\(#([\w-]+)\)/g)].map(([, target]) => target);
    expect(targets.filter((target) => !markdown.includes(`<a id="${target}"></a>`))).toEqual([]);
  });

  it("have a summary of one line in front, for lists and searches", () => {
    const summaries = pages.map(
      ({ markdown }) => /^description: \|-\n {2}(.*)\n---$/m.exec(markdown)?.[1] ?? "",
    );
    expect(summaries.filter((summary) => !/^\S.*\.$/.test(summary) || /\]\(/.test(summary))).toEqual([]);
  });
});

describe("the provider's examples", () => {
  it.each(examples)("are there for every type: %s", (path) => {
    expect(existsSync(join(home, "examples", path))).toBe(true);
  });

  it("belong to types that the provider has", () => {
    const below = readdirSync(join(home, "examples"), { recursive: true, encoding: "utf8" });
    const folders = new Set(examples.map((path) => path.replace(/\/[^/]*$/, "")));
    const strays = below.filter(
      (path) =>
        /\.(tf|sh)$/.test(path) &&
        !path.startsWith("provider/") &&
        !folders.has(path.replace(/\/[^/]*$/, "")),
    );
    expect(strays).toEqual([]);
  });

  it.skipIf(terraform === null)("are formatted as `terraform fmt` does it", async () => {
    const run = promisify(execFile);
    const { stdout } = await run(terraform ?? "", [
      "fmt",
      "-check",
      "-recursive",
      join(home, "examples"),
    ]).catch((ended: { readonly stdout: string }) => ended);
    expect(stdout).toBe("");
  });
});
