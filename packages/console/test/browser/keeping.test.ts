import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser } from "./chromium.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";
import { issueTokens, keptThings } from "./kept-world.ts";

/** Reaches for a control as somebody without a mouse does, who sees that it has the focus, and presses it. */
async function press(page: Page, role: "button" | "menuitem" | "link" | "tab", name: string | RegExp) {
  const control = page.getByRole(role, { name, exact: typeof name === "string" }).first();
  await control.focus();
  await control.press("Enter");
}

describeInBrowser("keeping an installation from the console, by keyboard", (browser) => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld();
    await keptThings(world);
  });
  afterAll(() => world?.close());

  const liveTokens = async () => {
    const response = await world.app.asAdmin("GET", "/api/v1/tokens/count");
    return ((await response.json()) as { count: number }).count;
  };
  const at = async (path: string) => (await world.visitAsOperator(browser(), path)).page;

  it("ends one token after saying what that means, and lists it among the revocations", async () => {
    await issueTokens(world);
    const before = await liveTokens();
    const page = await at("/console/tokens");
    await press(page, "button", "Acts for the token of alice");
    await press(page, "menuitem", "Revoke…");
    const dialog = page.getByRole("alertdialog", { name: "Revoke the token of alice?" });
    expect(await dialog.textContent()).toContain("The same job can exchange again");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await liveTokens()).toBe(before);
    await press(page, "button", "Acts for the token of alice");
    await press(page, "menuitem", "Revoke…");
    await press(page, "button", "Revoke");
    await page.getByText("The token of alice is revoked.").waitFor();
    expect(await liveTokens()).toBe(before - 1);
    await press(page, "tab", "Revocations");
    await page.getByRole("row", { name: /^Token .*bootstrap/ }).waitFor();
  });

  it("ends everything of a provider once it was counted and typed", async () => {
    await issueTokens(world);
    const live = await liveTokens();
    const page = await at("/console/tokens");
    await press(page, "button", "Revoke many…");
    await page.getByRole("dialog").getByLabel("Provider", { exact: true }).selectOption("ci");
    await page.getByText(`This ends ${live} live tokens.`).waitFor();
    await press(page, "button", "Continue");
    const revoke = page.getByRole("button", { name: "Revoke", exact: true });
    expect(await revoke.isDisabled()).toBe(true);
    await page.getByLabel("Type ci to go on").fill("ci");
    await revoke.press("Enter");
    await page.getByText(/^Revoked: everything issued through ci up to .+ UTC\.$/).waitFor();
    expect(await liveTokens()).toBe(0);
    await page.getByText("No token is live").waitFor();
  });

  it("narrows the tokens to one user, and leads to the exchange of each", async () => {
    await issueTokens(world);
    const page = await at("/console/tokens");
    await page.getByLabel("User", { exact: true }).fill("ALICE");
    await page.getByText("1 live token", { exact: true }).waitFor();
    await press(page, "button", "Acts for the token of alice");
    await press(page, "menuitem", "Show the exchange");
    await page.waitForURL(/\/console\/log\/[0-9a-f-]{36}$/);
  });

  it("publishes a next key, and in an emergency ends every token once that was typed", async () => {
    await issueTokens(world);
    const page = await at("/console/keys");
    await press(page, "button", "Rotate now…");
    await press(page, "button", "Rotate");
    await page.getByRole("row", { name: /next/ }).waitFor();
    expect(await liveTokens()).toBeGreaterThan(0);
    await press(page, "button", "Emergency…");
    await page.getByLabel("Type emergency to go on").fill("emergency");
    await press(page, "button", "Withdraw all keys");
    await page.getByText(/Every token issued before is ended/).waitFor();
    expect(await liveTokens()).toBe(0);
  });

  it("creates a project, changes its roles, says what stands in the way of its end, and ends it", async () => {
    const page = await at("/console/projects");
    await press(page, "button", "New project");
    await page.getByLabel(/^Key/).fill("Depot");
    await press(page, "button", "Create project");
    await page.getByText("The project was not saved").waitFor();
    await page.getByLabel(/^Key/).fill("depot");
    await press(page, "button", "Add a role");
    await page.getByLabel("Name of role 1").fill("Packer");
    await press(page, "button", "Create project");
    await page.getByRole("heading", { name: "depot" }).waitFor();
    await press(page, "button", "Edit");
    await page.getByLabel("Name of role 1").fill("Sender");
    await press(page, "button", "Save");
    await page.getByText("The project depot is saved.").waitFor();
    await page.getByText("Sender").waitFor();
    await world.mapping({
      name: "depot-own",
      project: "depot",
      claims: { sub: "depot" },
      grant: { project_roles: [{ project: "depot", roles: ["Sender"] }] },
    });
    await press(page, "button", "Delete…");
    await page.getByLabel("Type depot to go on").fill("depot");
    await press(page, "button", "Delete");
    await page.getByText("Nothing was done").waitFor();
    const { items } = (await (await world.app.asAdmin("GET", "/api/v1/mappings?project=depot")).json()) as {
      items: { id: string }[];
    };
    await world.app.asAdmin("DELETE", `/api/v1/mappings/${items[0]?.id}`);
    await press(page, "button", "Delete");
    await page.waitForURL(/\/console\/projects$/);
    expect((await world.app.asAdmin("GET", "/api/v1/projects/depot")).status).toBe(404);
  });

  it("verifies the audit, makes a checkpoint, and saves an export", async () => {
    const page = await at("/console/audit");
    await press(page, "button", "Verify now");
    await page.getByText("The audit chain of the database holds.").waitFor();
    await page.getByText("What this does not say").waitFor();
    const rows = await page.getByRole("row").count();
    await press(page, "button", "Make a checkpoint");
    await expect.poll(() => page.getByRole("row").count()).toBe(rows + 1);
    const downloading = page.waitForEvent("download");
    await press(page, "link", "Download the export");
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^countersign-audit-.+\.jsonl$/);
    const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\n");
    expect([lines[0], lines.at(-1)]).toEqual([
      expect.stringContaining('"format":"countersign-audit"'),
      `{"kind":"end","lines":${lines.length - 1}}`,
    ]);
  });

  it("makes a service token, shows it once, and ends it", async () => {
    const page = await at("/console/settings");
    await press(page, "button", "New service token");
    await page.getByLabel(/^Name/).fill("two words");
    await press(page, "button", "Create");
    await page.getByText("No service token was made").waitFor();
    await page.getByLabel(/^Name/).fill("release-bot");
    await press(page, "button", "Create");
    const shown = page.getByRole("alertdialog", { name: "The service token release-bot" });
    const secret = (await shown.locator("code").textContent()) ?? "";
    const headers = { authorization: `Bearer ${secret}` };
    expect(await (await world.app.send("/api/v1/whoami", { headers })).json()).toMatchObject({
      name: "service:release-bot",
    });
    await press(page, "button", "I have kept it");
    await page.getByRole("row", { name: /release-bot/ }).waitFor();
    expect(await page.content()).not.toContain(secret);
    await press(page, "button", "Revoke release-bot");
    await press(page, "button", "Revoke");
    await page.getByText("The service token release-bot is revoked.").waitFor();
    expect((await world.app.send("/api/v1/whoami", { headers })).status).toBe(401);
  });

  it("shows every setting in effect, and no secret", async () => {
    const page = await at("/console/settings");
    await page.getByLabel("Find a setting").fill("bootstrap");
    await page.getByRole("row", { name: /COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN.*a secret, not shown/ }).waitFor();
    expect(await page.content()).not.toContain(world.app.adminToken);
    await page.getByLabel("Find a setting").fill("");
    await page.getByLabel("Only those that were given").press("Space");
    await expect.poll(() => page.getByRole("row", { name: /default/ }).count()).toBe(0);
  });
});
