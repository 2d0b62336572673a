import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import type { ConsolePage } from "./console-page.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";
import { issueTokens, keptThings } from "./kept-world.ts";

/** Each page by what tells that it is there, whole. */
const pages = [
  ["tokens", "/console/tokens", "row", /shop-deploy/],
  ["keys", "/console/keys", "row", /ES256/],
  ["projects", "/console/projects", "row", /Web shop/],
  ["project", "/console/projects/shop", "link", /ci \/ shop-deploy/],
  ["audit", "/console/audit", "button", /Copy the checkpoint/],
  ["settings", "/console/settings", "row", /COUNTERSIGN_LISTEN/],
] as const;

const wide = { width: 1440, height: 900 };
const narrow = { width: 360, height: 1_600 };

describeInBrowser("the pages with which an installation is kept", (browser) => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld();
    await keptThings(world);
    await issueTokens(world);
  });
  afterAll(() => world?.close());

  describe.each(["light", "dark"] as const)("%s", (scheme) => {
    let visitor: ConsolePage;
    beforeAll(async () => {
      visitor = await world.visitAsOperator(browser(), "/console/tokens", { scheme });
    });

    it.each(pages)(
      "%s is sound for assistive technology, and fits a phone",
      async (name, path, role, text) => {
        await visitor.page.setViewportSize(wide);
        await visitor.open(path);
        await visitor.page.getByRole(role, { name: text }).first().waitFor();
        expect(await violations(visitor.page)).toEqual([]);
        await visitor.screenshot(`${name}-${scheme}-${wide.width}`);
        await visitor.page.setViewportSize(narrow);
        expect(await visitor.overflow()).toBeLessThanOrEqual(0);
        await visitor.screenshot(`${name}-${scheme}-${narrow.width}`);
        expect(visitor.faults).toEqual([]);
      },
    );
  });
});
