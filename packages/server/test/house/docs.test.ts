import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { generateParts, withPart } from "../../../../scripts/generated-docs.ts";
import { textForms } from "../../src/core/configuring/configuration-rules.ts";
import { reasons } from "../../src/core/reasons.ts";
import { mappingInput } from "../../src/faces/admin/mapping-wire.ts";
import { settings } from "../../src/settings.ts";

const project = resolve(import.meta.dirname, "../../../..");

function read(document: string): string {
  return readFileSync(join(project, document), "utf8");
}

/** Every page people read: those beside the README, and everything below docs/. */
const pages: readonly string[] = [
  ...readdirSync(project),
  ...readdirSync(join(project, "docs"), { recursive: true, encoding: "utf8" }).map((path) => `docs/${path}`),
].filter((path) => path.endsWith(".md"));

/** Targets of links to files of this project, without their fragments; code is not searched. */
function linkedFiles(markdown: string): readonly string[] {
  const prose = markdown.replace(/^```.*?^```/gms, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.replace(/#.*$/, ""))
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}

/** Files of the code, as paths below the project's folder. */
const sources: readonly string[] = ["packages", "scripts", "bench"].flatMap((folder) =>
  globSync(`${folder}/**/*.ts`, { cwd: project, exclude: ["**/node_modules/**", "**/dist/**"] }),
);

/** Source files named in prose or tables, such as `core/refusal.ts`: the end of a path. */
function namedSources(markdown: string): readonly string[] {
  return [...markdown.matchAll(/`((?:[\w-]+\/)*[\w-]+\.ts)`/g)].map(([, path = ""]) => path);
}

describe("the documents", () => {
  it.each(generateParts())("show $name in $document as the code has it; else run: npm run docs", (part) => {
    const text = read(part.document);
    expect(withPart(text, part)).toBe(text);
  });

  it.each(pages)("link only to files that exist: %s", (page) => {
    const dead = linkedFiles(read(page)).filter(
      (target) => !existsSync(resolve(project, dirname(page), target)),
    );
    expect(dead).toEqual([]);
  });

  it.each(pages)("name only source files that exist: %s", (page) => {
    const missing = namedSources(read(page)).filter(
      (path) => !sources.some((source) => source === path || source.endsWith(`/${path}`)),
    );
    expect(missing).toEqual([]);
  });

  it("have a row for every finding, with its repair or why there is none", () => {
    const page = read("docs/FINDINGS.md");
    const linters = sources.filter((path) => /src\/(core\/linting|faces\/access)\/lint-?\w*/.test(path));
    const codes = linters.flatMap((path) =>
      [...read(path).matchAll(/(?:code: |finding\(\s*)"([a-z_]+)"/g)].map(([, code = ""]) => code),
    );
    expect(new Set(codes).size).toBeGreaterThan(30);
    expect(
      codes.filter((code) => !new RegExp(`^\\| \`${code}\` \\| .+ \\| .+ \\|$`, "m").test(page)),
    ).toEqual([]);
  });

  it("explain every reason of a refusal", () => {
    const page = read("docs/SECURITY-MODEL.md");
    expect(Object.keys(reasons).filter((reason) => !page.includes(`| \`${reason}\` |`))).toEqual([]);
  });

  it("explain every setting", () => {
    const page = read("README.md");
    const variables = Object.values(settings).map(({ variable }) => variable);
    expect(variables.filter((variable) => !page.includes(`| \`${variable}\` |`))).toEqual([]);
  });

  it("show only identity mappings that can be written", () => {
    const shown = pages.flatMap((page) =>
      [...read(page).matchAll(/^```json\n(\{.*?^\})\n```$/gms)]
        .map(([, text = ""]): unknown => JSON.parse(text))
        .filter(
          (document) => Object.hasOwn(Object(document), "claims") && Object.hasOwn(Object(document), "grant"),
        )
        .map((document) => ({ page, document })),
    );
    expect(shown.map(({ page }) => page)).toContain("docs/OPERATIONS.md");
    const isSound = (document: unknown) => {
      const read = mappingInput.safeParse(document);
      return read.success && textForms.mappingName.pattern.test(read.data.name);
    };
    expect(shown.filter(({ document }) => !isSound(document))).toEqual([]);
  });

  it("are all reached from the README, directly or through a page it links to", () => {
    const reached = new Set(["README.md"]);
    for (const page of reached) {
      for (const target of linkedFiles(read(page))) {
        const linked = relative(project, resolve(project, dirname(page), target));
        if (pages.includes(linked)) reached.add(linked);
      }
    }
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });
});
