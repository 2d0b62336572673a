/**
 * One page of the console in a browser context of its own, as one person sees it. It notes whatever a page of ours
 * must never do: a script error, a breach of the content security policy, a request to another origin, a dialog.
 */

import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";

export interface PageOptions {
  /** In CSS pixels; default 1440. */
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** Other origins that this journey leads to, such as where people sign on. */
  readonly among?: readonly string[];
  /** Certificates of tests are of no authority the browser knows. */
  readonly ignoreCertificates?: boolean;
}

export interface ConsolePage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong so far, a line each; a good page leaves none. */
  readonly faults: readonly string[];
  /** Opens a path of the console, such as `/console/log`. */
  open(path: string): Promise<void>;
  /** Types an administrator's secret at the sign-in page, which must be shown, and waits to be let in. */
  signIn(secret: string): Promise<void>;
  /** Below the folder that COUNTERSIGN_TEST_SCREENSHOTS names, such as `docs/images`; not taken where it is not set. */
  screenshot(name: string): Promise<void>;
  /** How many pixels the page is wider than the window; 0 where nobody has to scroll sideways. */
  overflow(): Promise<number>;
  close(): Promise<void>;
}

/** @param url of the server, without a path */
export async function openConsolePage(
  browser: Browser,
  url: string,
  { width = 1440, height = 900, scheme = "light", among = [], ignoreCertificates = false }: PageOptions = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
    ignoreHTTPSErrors: ignoreCertificates,
  });
  const faults: string[] = [];
  watch(context, [url, ...among], faults);
  const page = await context.newPage();
  return {
    page,
    context,
    faults,
    async open(path) {
      await page.goto(`${url}${path}`);
    },
    async signIn(secret) {
      await page.getByLabel("Administrator's token").fill(secret);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByRole("navigation").first().waitFor();
    },
    async screenshot(name) {
      const folder = process.env["COUNTERSIGN_TEST_SCREENSHOTS"];
      if (folder === undefined || folder === "") return;
      const path = resolve(folder, `${name}.png`);
      await mkdir(dirname(path), { recursive: true });
      await page.screenshot({ path, animations: "disabled", caret: "hide" });
    },
    overflow: () =>
      page.evaluate(() =>
        Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ),
    close: () => context.close(),
  };
}

function watch(context: BrowserContext, urls: readonly string[], faults: string[]): void {
  const origins = urls.map((url) => new URL(url).origin);
  context.on("weberror", (error) => void faults.push(`script error: ${error.error().message}`));
  context.on("console", (message) => {
    // The browser reports an answer that is no success; pages show it, and tests look for that.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      faults.push(`console: ${message.text()}`);
    }
  });
  context.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("request", (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:" && !origins.includes(asked)) {
      faults.push(`request to another origin: ${request.url()}`);
    }
  });
}
