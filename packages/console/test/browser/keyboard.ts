/** A person without a mouse: goes from one thing to the next with Tab, and does everything with keys. */

import type { Locator, Page } from "playwright-core";

/** Nobody presses Tab more often than this to get anywhere. */
const mostSteps = 120;
/** An arrow that has not moved the focus by then leads nowhere. */
const mostMilliseconds = 1_000;

export interface Keyboard {
  /** Goes to it with Tab. @throws when Tab does not lead there */
  reach(target: Locator): Promise<void>;
  /** Goes to it and presses Enter. */
  press(target: Locator): Promise<void>;
  /** Goes to a field and writes this in the place of what is there. */
  write(target: Locator, text: string): Promise<void>;
  /** Goes to a checkbox and changes it. */
  tick(target: Locator): Promise<void>;
  /** Goes to an act of the menu that is open, and does it. */
  pick(target: Locator): Promise<void>;
  /** Goes to the group of a radio button or tab, and to that one with the arrows. */
  choose(target: Locator): Promise<void>;
}

/** Waits until it has the focus, which moves a moment after what moves it. */
export async function waitForFocus(target: Locator): Promise<void> {
  await target.and(target.page().locator(":focus")).waitFor({ timeout: 15_000 });
}

export function keyboardOf(page: Page): Keyboard {
  const reach = async (target: Locator) => {
    await target.waitFor({ timeout: 15_000 });
    for (let step = 0; step < mostSteps; step += 1) {
      if (await isFocused(target)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${target}.`);
  };
  return {
    reach,
    async press(target) {
      await reach(target);
      await page.keyboard.press("Enter");
    },
    async write(target, text) {
      await reach(target);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText(text);
    },
    async tick(target) {
      await reach(target);
      await page.keyboard.press("Space");
    },
    async pick(target) {
      // A menu takes the focus a moment after it opens.
      await page.locator("[role=menu]:focus, [role=menu]:focus-within").waitFor();
      for (let step = 0; step < mostSteps; step += 1) {
        if (await isFocused(target)) break;
        await pressArrow(page, "ArrowDown");
      }
      if (!(await isFocused(target))) throw new Error(`No arrow leads to ${target}.`);
      await page.keyboard.press("Enter");
    },
    async choose(target) {
      const group = target.locator(
        "xpath=ancestor::*[@role='radiogroup' or @role='tablist' or self::fieldset][1]",
      );
      await target.waitFor({ timeout: 15_000 });
      for (let step = 0; step < mostSteps; step += 1) {
        if (await group.evaluate((element) => element.contains(document.activeElement))) break;
        await page.keyboard.press("Tab");
      }
      for (let step = 0; step < mostSteps; step += 1) {
        if (await isFocused(target)) break;
        await pressArrow(page, "ArrowRight");
      }
      if (!(await isFocused(target))) throw new Error(`No arrow leads to ${target}.`);
      await page.keyboard.press("Space");
    },
  };
}

/** Menus and tabs move the focus a moment after the key: who pressed on meanwhile would pass by. */
async function pressArrow(page: Page, key: "ArrowDown" | "ArrowRight"): Promise<void> {
  const before = await page.evaluateHandle(() => document.activeElement);
  await page.keyboard.press(key);
  await page
    .waitForFunction((was) => document.activeElement !== was, before, { timeout: mostMilliseconds })
    .catch(() => undefined);
}

function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement);
}
