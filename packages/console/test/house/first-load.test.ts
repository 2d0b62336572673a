import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleConsole, type ConsoleFile } from "../../scripts/bundle.ts";

/** What somebody waits for on a slow line before the first page is there. */
const mostBytes = 150 * 1_000;

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

describe("the console as it is built", () => {
  let files: ReadonlyMap<string, ConsoleFile["contents"]>;
  beforeAll(async () => {
    files = new Map((await bundleConsole()).map(({ path, contents }) => [path, contents]));
  });
  const textOf = (path: string) => Buffer.from(files.get(path) ?? "").toString();

  it("loads less than 150 KB of compressed script for any page that one opens first", () => {
    const chunks = JSON.parse(textOf(".vite/manifest.json")) as Readonly<Record<string, Chunk>>;
    const sizeWith = (page: string) => {
      const needed = new Set<string>();
      const need = (name: string) => {
        const chunk = chunks[name];
        if (chunk === undefined || needed.has(chunk.file)) return;
        needed.add(chunk.file);
        for (const other of chunk.imports ?? []) need(other);
      };
      need("index.html");
      need(page);
      return [...needed].reduce((sum, file) => sum + gzipSync(textOf(file)).byteLength, 0);
    };
    const pages = Object.keys(chunks).filter((name) => /^src\/pages\/.*-page\.tsx$/.test(name));
    expect(pages.length).toBeGreaterThan(5);
    const sizes = pages.map((page) => ({ page, bytes: sizeWith(page) }));
    expect(sizes.filter(({ bytes }) => bytes >= mostBytes)).toEqual([]);
  });

  it("has every script and style in a file of its own, and nothing from elsewhere", () => {
    const page = textOf("index.html");
    expect(page).toMatch(/<script type="module" crossorigin src="\/console\/assets\//);
    expect(page).not.toMatch(/<script[^>]*>[^<]|<style|\sstyle=|\son\w+=|https?:/);
  });
});
