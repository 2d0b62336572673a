/** axe-core, the accessibility checker, run in a page as it stands. */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds: a line for each rule and element, empty where the page is sound. WCAG 2.2 AA and best practices. */
export async function violations(page: Page): Promise<readonly string[]> {
  // Through the debugger, which no content security policy concerns.
  await page.evaluate(await source);
  const found = await page.evaluate<readonly Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${impact} ${id}: ${html} ${failureSummary ?? ""}`),
  );
}
