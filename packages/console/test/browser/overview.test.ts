import { afterAll, beforeAll, expect, it } from "vitest";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";
import { type Showcase, startShowcase } from "./showcase.ts";

describeInBrowser("the overview of an installation with nothing in it", (browser) => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld();
  }, 120_000);
  afterAll(() => world?.close());

  it("shows the three steps to the first exchange, the first to be done first", async () => {
    const visitor = await world.visitAsOperator(browser(), "/console/");
    const { page } = visitor;
    await page.getByRole("heading", { name: "Three steps to the first exchange" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await visitor.screenshot("overview-empty");
    await page.getByRole("link", { name: "New integration" }).click();
    await page.waitForURL(/\/console\/new-integration$/);
    expect(visitor.faults).toEqual([]);
  });
});

describeInBrowser("the overview", (browser) => {
  let world: Showcase;
  beforeAll(async () => {
    world = await startShowcase();
  }, 120_000);
  afterAll(() => world?.close());

  const visit = async (path = "/console/", options = {}) => {
    const visitor = await world.visitAsOperator(browser(), path, options);
    await visitor.page.getByRole("heading", { level: 1 }).waitFor();
    return visitor;
  };

  it("reads out the counts of each bar to whoever goes along them by the keyboard", async () => {
    const { page } = await visit();
    const chart = page.getByRole("slider");
    await chart.focus();
    const atEnd = await chart.getAttribute("aria-valuetext");
    await page.keyboard.press("ArrowLeft");
    const before = await chart.getAttribute("aria-valuetext");
    expect(before).toMatch(/: \d+ accepted, \d+ refused$/);
    expect(before).not.toBe(atEnd);
    await page.keyboard.press("End");
    expect(await chart.getAttribute("aria-valuetext")).toBe(atEnd);
  });

  it("leads from a reason to the refusals of that reason", async () => {
    const { page } = await visit();
    await page.getByRole("list", { name: "Reasons of refusals" }).getByRole("link").first().click();
    await page.waitForURL(/\/console\/log\?reason=[a-z_]+&last=24h$/);
  });

  it("leads from a finding to where it is mended", async () => {
    const { page } = await visit();
    await page.getByRole("link", { name: "All findings" }).click();
    await page.getByRole("heading", { level: 1, name: "Findings" }).waitFor();
    await page.getByLabel("Severity").selectOption("critical");
    await page.waitForURL(/severity=critical/);
    await page.getByRole("main").getByRole("listitem").getByRole("link").last().click();
    await page.waitForURL(/\/console\/(mappings|integrations)\//);
  });
});
