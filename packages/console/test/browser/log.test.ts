/** The exchange log in a browser: found, explained, followed and read, by mouse and by keyboard, wide and narrow. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange } from "../../../server/test/end-to-end/exchange-world.ts";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import type { ConsolePage } from "./console-page.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

const job = {
  repository: "acme/shop",
  repository_owner: "acme",
  repository_id: "123456",
  event_name: "push",
};

describeInBrowser("the exchange log", (browser) => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld();
    await world.provider({ preset: "github-actions" });
    await world.mapping({
      name: "deploy",
      claims: { repository_id: "123456", ref: "refs/heads/main" },
      grant: { user: "deployer", groups: ["deployers"] },
    });
    for (let count = 0; count < 120; count += 1) await accepted();
  });
  afterAll(() => world?.close());
  let shared: Promise<ConsolePage> | null = null;
  /** One visitor for the journeys, who goes from one to the next. */
  const goTo = async (path: string) => {
    shared ??= world.visitAsOperator(browser());
    const visitor = await shared;
    await visitor.open(path);
    return visitor;
  };

  const present = (ref: string, changes = {}) =>
    exchange(
      world.app,
      "oauth",
      world.idToken({ ...job, sub: `repo:acme/shop:ref:${ref}`, ref, ...changes }),
    );
  const accepted = () => present("refs/heads/main");
  /** What the pipeline's log says of it. */
  const refused = async (ref = "refs/heads/Main") => {
    const { status, document } = await present(ref);
    expect(status).toBe(400);
    return String(document["error_description"]);
  };
  const referenceIn = (message: string) => /[0-9a-f-]{36}/.exec(message)?.[0] ?? "";
  const entry = (page: Page) => page.getByRole("region", { name: "The entry" });
  const rows = (page: Page) => page.getByRole("rowgroup").getByRole("link");

  describe("a refusal of last night", () => {
    it("is found by what the caller was told, and explained down to the letter that differs", async () => {
      const message = await refused();
      const { page, faults } = await goTo("/console/log");
      await page.getByLabel("Subject or reference id").fill(message);
      await page.waitForURL(`**/console/log/${referenceIn(message)}`);
      const shown = entry(page);
      await shown.getByText("came nearest").waitFor();
      expect(await shown.locator("mark").allTextContents()).toEqual(["m", "M"]);
      expect(
        await shown.getByText("Near miss: Only upper and lower case differ", { exact: true }).count(),
      ).toBe(1);
      expect(await shown.getByText(message.slice(0, 60)).count()).toBe(1);
      await shown
        .getByText("Today's rules refuse it for the same reason", { exact: false })
        .or(shown.getByText("The rules have not changed since."))
        .waitFor();
      expect(faults).toEqual([]);
    });

    it("becomes a draft of a mapping, with the reasons, and nothing of it is saved or in the address", async () => {
      const reference = referenceIn(await refused());
      const { page, faults } = await goTo(`/console/log/${reference}`);
      await page.getByRole("button", { name: "Draft a mapping from this" }).click();
      const dialog = page.getByRole("dialog", { name: "Draft a mapping" });
      await dialog.getByText("repository_id", { exact: true }).filter({ visible: true }).waitFor();
      await dialog.getByRole("button", { name: "Open it in the editor" }).click();
      await page.waitForURL("**/console/integrations/ci/mappings/new");
      expect(faults).toEqual([]);
      await page.goBack();
      await page.getByRole("button", { name: "Draft a mapping from this" }).click();
      await dialog.getByRole("button", { name: "Amend this mapping in the editor" }).first().click();
      await page.waitForURL("**/console/mappings/*");
    });
  });

  describe("while it goes on", () => {
    it("shows new exchanges on top by itself", async () => {
      const { page } = await goTo("/console/log?outcome=refused");
      await page.getByRole("table", { name: "Exchanges" }).or(page.getByText("Nothing fits")).waitFor();
      await refused("refs/heads/just-now");
      await page.getByRole("link", { name: /refused, repo:acme\/shop:ref:refs\/heads\/just-now/ }).waitFor();
    });

    it("holds new ones back while one reads further down, and shows them when asked", async () => {
      const { page } = await goTo("/console/log");
      await rows(page).first().waitFor();
      await page.mouse.wheel(0, 2_000);
      await page.waitForFunction(() => scrollY > 1_000);
      for (let count = 0; count < 3; count += 1) await accepted();
      const button = page.getByRole("button", { name: "3 new exchanges" });
      await button.waitFor();
      await button.click();
      await page.waitForFunction(() => scrollY === 0);
      expect(await button.count()).toBe(0);
    });

    it("stands still when told to", async () => {
      const visitor = await world.visitAsOperator(browser());
      const { page } = visitor;
      await page.clock.install();
      await visitor.open("/console/log");
      await rows(page).first().waitFor();
      const looks: string[] = [];
      page.on("request", (request) => {
        if (request.url().includes("after=")) looks.push(request.url());
      });
      const live = page.getByRole("switch", { name: "Live" });
      await Promise.all([page.waitForRequest(/after=/), page.clock.runFor(2_100)]);
      await live.click();
      await page.clock.runFor(2_100);
      looks.length = 0;
      await page.clock.runFor(20_000);
      expect(looks).toEqual([]);
      await live.click();
      await Promise.all([page.waitForRequest(/after=/), page.clock.runFor(2_100)]);
    });
  });

  describe("filters", () => {
    it("stand in the address, so that it can be shared", async () => {
      await refused();
      const { page } = await goTo("/console/log");
      await page.getByLabel("Outcome").selectOption("Refused");
      await page.getByLabel("Subject or reference id").fill("heads/Main");
      await page.waitForURL("**/console/log?outcome=refused&text=heads%2FMain");
      const another = await world.visitAsOperator(
        browser(),
        new URL(page.url()).pathname + new URL(page.url()).search,
      );
      await rows(another.page).first().waitFor();
      const names = await rows(another.page).allTextContents();
      expect(names.every((name) => name.includes("refused") && name.includes("heads/Main"))).toBe(true);
    });
  });

  describe("by keyboard alone", () => {
    it("rows are reached, walked and opened, and closing leads back to the row", async () => {
      const { page } = await goTo("/console/log");
      await rows(page).first().waitFor();
      await page.getByRole("switch", { name: "Live" }).focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("PageDown");
      const row = page.locator("[data-request]:focus");
      const reference = await row.getAttribute("data-request");
      expect(
        await row.evaluate((element) => element.closest("[role=row]")?.getAttribute("aria-rowindex")),
      ).toBe("14");
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/console/log/${reference}`);
      await page.locator("h2:focus", { hasText: "Entry" }).waitFor();
      await page.keyboard.press("Escape");
      await page.waitForURL("**/console/log");
      await page.locator(`[data-request="${reference}"]:focus`).waitFor();
    });

    it("the last row is reached with one key, and brings the next page", async () => {
      const { page } = await goTo("/console/log");
      await rows(page).first().focus();
      await page.keyboard.press("End");
      await page.locator('[role=row][aria-rowindex="101"]').waitFor();
      await page.getByText("These are all there are.").waitFor();
    });
  });

  describe("where there is little room", () => {
    it("an entry takes the place of the list, and going back leads to where one was", async () => {
      const { page } = await world.visitAsOperator(browser(), "/console/log", { width: 360, height: 800 });
      await rows(page).first().waitFor();
      await page.mouse.wheel(0, 3_000);
      await page.waitForFunction(() => scrollY > 2_000);
      // A row in sight: the click must not scroll.
      const reference = await page.evaluate(() => {
        const inSight = [...document.querySelectorAll("[data-request]")].find((link) => {
          const { top, bottom } = link.getBoundingClientRect();
          return top > 100 && bottom < innerHeight - 100;
        });
        return inSight?.getAttribute("data-request") ?? "";
      });
      const place = await page.evaluate(() => scrollY);
      await page.locator(`[data-request="${reference}"]`).click();
      await page.getByRole("heading", { name: "Entry of the log" }).waitFor();
      await page.goBack();
      await page.locator(`[data-request="${reference}"]:focus`).waitFor();
      expect(Math.abs((await page.evaluate(() => scrollY)) - place)).toBeLessThan(50);
    });
  });

  describe("a token tried by hand", () => {
    it("is explained, and stays nowhere", async () => {
      const { page, faults } = await goTo("/console/log");
      await page.getByRole("link", { name: "Explain a token" }).click();
      const token = world.idToken({ ...job, sub: "by-hand", ref: "refs/heads/Main" });
      await page.getByLabel("ID token").fill(` "${token}"\n`);
      await page.getByRole("button", { name: "Explain", exact: true }).click();
      await page.getByText("This token would be refused: no mapping fits.").waitFor();
      expect(await page.locator("mark").allTextContents()).toEqual(["m", "M"]);
      const kept = await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]),
      );
      expect(kept).not.toContain(token.slice(0, 20));
      expect(faults).toEqual([]);
    });

    it("of claims says where their JSON is wrong", async () => {
      const { page } = await goTo("/console/log/explain");
      await page.getByRole("tab", { name: "Claims" }).click();
      await page.getByLabel("Claims as JSON").fill('{ "sub": }');
      await page.getByRole("button", { name: "Explain", exact: true }).click();
      await page.getByText("Line 1, column 10").waitFor();
    });
  });

  describe.each([
    [1440, "light"],
    [1440, "dark"],
    [360, "light"],
    [360, "dark"],
  ] as const)("at %i pixels, %s", (width, scheme) => {
    let visitor: ConsolePage;
    let reference: string;
    beforeAll(async () => {
      reference = referenceIn(await refused());
      visitor = await world.visitAsOperator(browser(), "/console/log", { width, scheme });
    });
    afterAll(() => visitor?.close());

    const button = (name: string) => visitor.page.getByRole("button", { name, exact: true });
    it.each([
      [
        "the list with its filters",
        "list",
        async () => {
          await rows(visitor.page).first().waitFor();
          await button("More filters").click();
        },
      ],
      [
        "a draft",
        "draft",
        async () => {
          await visitor.open(`/console/log/${reference}`);
          await button("Draft a mapping from this").click();
          await button("Open it in the editor").waitFor();
        },
      ],
    ])("%s is sound for assistive technology, and never wider than the window", async (_, name, show) => {
      await show();
      await visitor.screenshot(`log-${name}-${width}-${scheme}`);
      expect(await violations(visitor.page)).toEqual([]);
      expect(await visitor.overflow()).toBeLessThanOrEqual(0);
      expect(visitor.faults).toEqual([]);
    });
  });
});
