/**
 * Debian's Chromium, driven through playwright-core. Where there is none, the tests that need it are skipped, with
 * one line that says so.
 */

import { accessSync, constants } from "node:fs";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";

const places = [process.env["COUNTERSIGN_TEST_CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** Undefined: there is none. */
export const executable = places.find((path) => path !== undefined && isExecutable(path));

export const launchOptions: LaunchOptions = {
  ...(executable !== undefined && { executablePath: executable }),
  // A sandbox of its own needs user namespaces, which containers seldom have; it sees our own pages only.
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"],
};

/**
 * A suite in a browser of its own. @param suite is given how to get the browser, from the first hook on
 */
export function describeInBrowser(title: string, suite: (browser: () => Browser) => void): void {
  if (executable === undefined) {
    describe.skip(`${title} (no Chromium here: install it, or name it in COUNTERSIGN_TEST_CHROMIUM)`, () =>
      suite(() => {
        throw new Error("There is no browser.");
      }));
    return;
  }
  describe(title, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch(launchOptions);
    });
    afterAll(() => browser?.close());
    suite(() => browser);
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
