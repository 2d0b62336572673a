/**
 * A whole installation for the browser: the server with an issuer that signs whatever job is wanted, and the console
 * as it is built. Nothing in it is replaced.
 */

import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { startWorld, type World } from "../../../server/test/end-to-end/exchange-world.ts";
import { type ConsolePage, openConsolePage, type PageOptions } from "./console-page.ts";

const root = resolve(import.meta.dirname, "../../../..");
let building: Promise<unknown> | null = null;

export interface ConsoleWorld extends World {
  /** A new visitor; the page is closed with the world. */
  visit(browser: Browser, options?: PageOptions): Promise<ConsolePage>;
  /** The same, signed in with the server's bootstrap secret and at this path. */
  visitAsOperator(browser: Browser, path?: string, options?: PageOptions): Promise<ConsolePage>;
}

/** @param environment settings beside the defaults */
export async function startConsoleWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<ConsoleWorld> {
  await buildConsole();
  const world = await startWorld(environment);
  const visitors: ConsolePage[] = [];
  const visit = async (browser: Browser, options?: PageOptions) => {
    const visitor = await openConsolePage(browser, world.app.url, options);
    visitors.push(visitor);
    return visitor;
  };
  return {
    ...world,
    visit,
    async visitAsOperator(browser, path = "/console/", options) {
      const visitor = await visit(browser, options);
      await visitor.open(path);
      await visitor.signIn(world.app.adminToken);
      return visitor;
    },
    async close() {
      await Promise.all(visitors.map((visitor) => visitor.close()));
      await world.close();
    },
  };
}

/** The console is built as users get it, once for each process, and only where it is older than its sources. */
export function buildConsole(): Promise<unknown> {
  building ??= promisify(execFile)(process.execPath, ["scripts/build.ts", "--if-stale"], { cwd: root });
  return building;
}
