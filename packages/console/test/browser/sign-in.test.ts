import { afterAll, beforeAll, expect, it } from "vitest";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

describeInBrowser("signing in to the console", (browser) => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld();
  });
  afterAll(() => world?.close());

  it("lets an operator in with the server's secret, to the page that was asked for", async () => {
    const { page, faults } = await world.visitAsOperator(browser(), "/console/");
    expect(await page.getByRole("navigation").first().isVisible()).toBe(true);
    expect(new URL(page.url()).pathname).toBe("/console/");
    expect(faults).toEqual([]);
  });

  it.each(["light", "dark"] as const)("is sound for assistive technology, %s", async (scheme) => {
    const visitor = await world.visit(browser(), { scheme });
    await visitor.open("/console/");
    await visitor.page.getByLabel("Administrator's token").waitFor();
    expect(await violations(visitor.page)).toEqual([]);
    await visitor.screenshot(`sign-in-${scheme}`);
  });
});
