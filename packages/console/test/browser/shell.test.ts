import { afterAll, beforeAll, expect, it } from "vitest";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";
import { waitForFocus } from "./keyboard.ts";

const sizes = [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
] as const;
const schemes = ["light", "dark"] as const;
const looks = sizes.flatMap((size) => schemes.map((scheme) => ({ ...size, scheme })));

describeInBrowser("the shell of the console", (browser) => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld();
  });
  afterAll(() => world?.close());

  it.each(looks)("is sound and nowhere too wide, $scheme, $width px", async (look) => {
    const visitor = await world.visit(browser(), look);
    await visitor.open("/console/sign-in");
    await visitor.page.getByText("Which token is that?").click();
    expect(await violations(visitor.page)).toEqual([]);
    await visitor.screenshot(`shell-sign-in-${look.width}-${look.scheme}`);
    await visitor.signIn(world.app.adminToken);
    await visitor.open("/console/nowhere");
    await visitor.page.getByRole("heading", { name: "There is no such page" }).waitFor();
    expect(await violations(visitor.page)).toEqual([]);
    expect(await visitor.overflow()).toBe(0);
    await visitor.screenshot(`shell-page-${look.width}-${look.scheme}`);
    expect(visitor.faults).toEqual([]);
  });

  it("leads by keyboard from the skip link to a page's heading, and names the window after it", async () => {
    const { page, close } = await world.visitAsOperator(browser(), "/console/keys");
    await page.getByRole("heading", { level: 1, name: "Keys" }).waitFor();
    await page.keyboard.press("Tab");
    await waitForFocus(page.getByRole("link", { name: "Skip to the content" }));
    await page.keyboard.press("Enter");
    await waitForFocus(page.locator("#content"));
    await page.getByRole("link", { name: "Tokens" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Tokens" }).waitFor();
    await waitForFocus(page.getByRole("heading", { level: 1, name: "Tokens" }));
    expect(await page.title()).toBe("Tokens · Countersign");
    expect(await page.locator("[aria-current=page]").textContent()).toBe("Tokens");
    await close();
  });

  it("keeps what one was writing when the session ends, and goes on there after signing in again", async () => {
    const { page, context, signIn, close } = await world.visitAsOperator(browser(), "/console/log/explain");
    const written = page.getByLabel("ID token");
    await written.fill("half-written");
    await context.clearCookies();
    await page.getByRole("button", { name: "Explain" }).press("Enter");
    await page.getByText("Your session has ended").waitFor();
    await waitForFocus(page.getByRole("heading", { name: "Sign in" }));
    expect(await violations(page)).toEqual([]);
    expect(await written.isVisible()).toBe(false);
    await signIn(world.app.adminToken);
    expect(await written.inputValue()).toBe("half-written");
    expect(new URL(page.url()).pathname).toBe("/console/log/explain");
    await close();
  });

  it("asks an operator for the token again before a grave act, and then does it", async () => {
    const { page, faults, close } = await world.visitAsOperator(browser(), "/console/keys");
    await page.getByRole("button", { name: "Rotate now…" }).waitFor();
    world.app.advance(301);
    await page.getByRole("button", { name: "Rotate now…" }).press("Enter");
    await page.getByRole("button", { name: "Rotate", exact: true }).press("Enter");
    const asked = page.getByRole("alertdialog", { name: "Confirm that it is you" });
    await asked.waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type("not the token");
    await page.keyboard.press("Enter");
    await asked.getByRole("alert").waitFor();
    await asked.getByLabel("The token you signed in with").fill(world.app.adminToken);
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog").first().waitFor({ state: "hidden" });
    expect(await page.getByRole("alertdialog").count()).toBe(0);
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });

  it("says so while the server does not answer, and stops when it does", async () => {
    const { page, context, close } = await world.visitAsOperator(browser(), "/console/keys");
    await page.getByRole("heading", { level: 1, name: "Keys" }).waitFor();
    await context.setOffline(true);
    await page.getByRole("button", { name: "Sign out" }).press("Enter");
    await page.getByRole("alert").getByText("You are still signed in").waitFor();
    const notice = page.getByText("The server does not answer", { exact: true });
    await notice.waitFor();
    await page.getByRole("link", { name: "Tokens" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "This page did not load" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await context.setOffline(false);
    await notice.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Reload" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Tokens" }).waitFor();
    await close();
  });

  it("shows that a page failed in place of it, and leads away and back", async () => {
    const { page, close } = await world.visitAsOperator(browser(), "/console/projects");
    await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
    const keys = (url: URL) => url.pathname === "/api/v1/keys";
    await page.route(keys, (route) => route.fulfill({ json: { items: [null] } }));
    await page.getByRole("link", { name: "Keys" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "This page failed" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.getByRole("alert").textContent()).not.toMatch(/TypeError|undefined/);
    await page.getByRole("link", { name: "Go to the overview" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await page.getByRole("link", { name: "Keys" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "This page failed" }).waitFor();
    await page.unroute(keys);
    await page.getByRole("button", { name: "Try again" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Keys" }).waitFor();
    await close();
  });

  it("signs out by itself where nobody does anything for half an hour", async () => {
    const { page, context, open, close } = await world.visitAsOperator(browser());
    await page.clock.install();
    await open("/console/log");
    const heading = page.getByRole("heading", { level: 1, name: "Exchange log" });
    await heading.waitFor();
    for (let count = 0; count < 2; count += 1) {
      await page.clock.fastForward("29:00");
      await page.keyboard.press("Shift");
      expect(await heading.isVisible()).toBe(true);
    }
    await page.clock.fastForward("30:00");
    await page.getByText("Your session has ended").waitFor();
    expect(await heading.isVisible()).toBe(false);
    await expect.poll(() => context.cookies()).toEqual([]);
    await close();
  });

  it("keeps the theme one chooses, and opens the places to go on a small screen", async () => {
    const { page, close } = await world.visitAsOperator(browser(), "/console/keys", { width: 360 });
    await page.getByLabel("Theme").selectOption("Dark");
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    await page.reload();
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    await page.getByRole("button", { name: "Menu" }).press("Enter");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Audit" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Audit" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    await close();
  });

  it("lets nobody in after signing out, nor with a wrong token, and says why", async () => {
    const visitor = await world.visitAsOperator(browser(), "/console/keys");
    const { page } = visitor;
    await page.getByRole("button", { name: "Sign out" }).press("Enter");
    const token = page.getByLabel("Administrator's token");
    await token.waitFor();
    await page.goBack();
    await token.waitFor();
    expect(await token.getAttribute("type")).toBe("password");
    await token.fill("wrong");
    await token.press("Enter");
    await page.getByRole("alert").getByText("You are not signed in").waitFor();
    expect(await page.getByRole("alert").textContent()).toMatch(/Reference/);
    expect(await token.inputValue()).toBe("");
    await visitor.close();
  });

  it("leads from the sign-in page to the page its address names", async () => {
    const { page, close } = await world.visitAsOperator(
      browser(),
      "/console/sign-in?return=%2Fconsole%2Fprojects",
    );
    await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/console/projects");
    await close();
  });
});
