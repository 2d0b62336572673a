import { afterAll, beforeAll, expect, it } from "vitest";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import { openConsolePage } from "./console-page.ts";
import { serveGallery } from "./gallery/serve-gallery.ts";
import { waitForFocus } from "./keyboard.ts";

describeInBrowser("the console's components", (browser) => {
  let gallery: Awaited<ReturnType<typeof serveGallery>>;
  beforeAll(async () => {
    gallery = await serveGallery();
  });
  afterAll(() => gallery?.close());

  async function openGallery(options: Parameters<typeof openConsolePage>[2] = {}) {
    const visitor = await openConsolePage(browser(), gallery.url, options);
    await visitor.open("/");
    await visitor.page.getByRole("heading", { name: "Components", exact: true }).waitFor();
    return visitor;
  }

  it.each([
    { scheme: "light", width: 1440 },
    { scheme: "dark", width: 1440 },
    { scheme: "light", width: 360 },
    { scheme: "dark", width: 360 },
  ] as const)("are sound and nowhere too wide, $scheme, $width px", async (look) => {
    const visitor = await openGallery({ ...look, height: 4_000 });
    expect(await violations(visitor.page)).toEqual([]);
    expect(await visitor.overflow()).toBe(0);
    await visitor.screenshot(`components-${look.width}-${look.scheme}`);
    await visitor.page.getByRole("button", { name: "Open the dialog" }).click();
    expect(await violations(visitor.page)).toEqual([]);
    await visitor.page.keyboard.press("Escape");
    await visitor.page.getByRole("button", { name: "Acts", exact: true }).click();
    await visitor.page.getByRole("menuitem", { name: "Delete" }).click();
    expect(await violations(visitor.page)).toEqual([]);
    await visitor.screenshot(`components-confirm-${look.width}-${look.scheme}`);
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it("give the focus back to the button of the menu from which a dialog was opened", async () => {
    const { page, close } = await openGallery();
    await page.getByRole("button", { name: "Acts", exact: true }).focus();
    await page.keyboard.press("Enter");
    await waitForFocus(page.getByRole("menuitem", { name: "Look" }));
    await page.keyboard.press("ArrowDown");
    await waitForFocus(page.getByRole("menuitem", { name: "Delete" }));
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog", { name: "Delete it?" }).waitFor();
    // The way out is what a hasty Enter does.
    await waitForFocus(page.getByRole("button", { name: "Cancel" }));
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog").waitFor({ state: "hidden" });
    await waitForFocus(page.getByRole("button", { name: "Acts", exact: true }));
    await close();
  });

  it("keep the keyboard inside an open dialog, with a menu that opens in it", async () => {
    const { page, close } = await openGallery();
    await page.getByRole("button", { name: "Open the dialog" }).press("Enter");
    await waitForFocus(page.getByRole("dialog").getByRole("textbox"));
    for (let step = 0; step < 8; step++) {
      await page.keyboard.press("Tab");
      // Between the last and the first, the browser's own parts have their turn, and the page's body stands for them.
      expect(
        await page.evaluate("document.activeElement.matches('dialog *, dialog, body')"),
        `step ${step}`,
      ).toBe(true);
    }
    await page.getByRole("button", { name: "Acts in the dialog" }).press("Enter");
    await waitForFocus(page.getByRole("menuitem", { name: "Close it" }));
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await waitForFocus(page.getByRole("button", { name: "Open the dialog" }));
    await close();
  });

  it("go from tab to tab by arrows, and read out what was done", async () => {
    const { page, close } = await openGallery();
    await page.getByRole("tab", { name: "Form" }).focus();
    await page.keyboard.press("ArrowRight");
    await page
      .getByRole("tabpanel")
      .filter({ hasText: /^The document$/ })
      .waitFor();
    await page.getByRole("button", { name: "Tell" }).click();
    await page.getByRole("status").filter({ hasText: "The mapping is saved." }).waitFor();
    await close();
  });
});
