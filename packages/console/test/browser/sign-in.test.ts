import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ConsoleWorld as SignOnWorld,
  startConsoleWorld as startSignOnWorld,
} from "../../../server/test/faces/console-world.ts";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import { openConsolePage } from "./console-page.ts";
import { buildConsole, type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

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

  it("speaks of no single sign-on where none is set up", async () => {
    const { page, open } = await world.visit(browser());
    const answered = page.waitForResponse(/session\/options/);
    await open("/console/");
    await answered;
    await page.getByLabel("Administrator's token").waitFor();
    expect(await page.getByText(/Sign in with/).count()).toBe(0);
  });

  it.each(["light", "dark"] as const)("is sound for assistive technology, %s", async (scheme) => {
    const visitor = await world.visit(browser(), { scheme });
    await visitor.open("/console/");
    await visitor.page.getByLabel("Administrator's token").waitFor();
    expect(await violations(visitor.page)).toEqual([]);
    await visitor.screenshot(`sign-in-${scheme}`);
  });
});

describeInBrowser("signing in to the console by single sign-on", (browser) => {
  let world: SignOnWorld;
  beforeAll(async () => {
    await buildConsole();
    world = await startSignOnWorld();
  });
  afterAll(() => world?.close());

  it("leads by its button to the provider, and from there to the page that was asked for", async () => {
    const { page, open, screenshot, close } = await openConsolePage(browser(), world.app.url);
    await open("/console/projects");
    const button = page.getByRole("link", { name: "Sign in with staff" });
    await button.waitFor();
    expect(await violations(page)).toEqual([]);
    await screenshot("sign-in-single-sign-on");
    await button.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/console/projects");
    expect(await page.getByRole("banner").textContent()).toContain("alice");
    await close();
  });
});
