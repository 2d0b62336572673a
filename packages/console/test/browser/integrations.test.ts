/** Connecting a CI system and what is kept of it, in the browser as an administrator does it. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asAdmin, itemsOf } from "../../../server/test/end-to-end/exchange-world.ts";
import { describeInBrowser } from "./chromium.ts";
import type { ConsolePage } from "./console-page.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

describeInBrowser("integrations", (browser) => {
  let world: ConsoleWorld;
  let visitor: ConsolePage;
  beforeAll(async () => {
    world = await startConsoleWorld();
    visitor = await world.visitAsOperator(browser());
  });
  afterAll(() => world?.close());

  /** A window of its own, signed in with the others. */
  async function visit(path: string) {
    const page = await visitor.context.newPage();
    await page.goto(`${world.app.url}${path}`);
    return { page, faults: visitor.faults };
  }
  const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 }).waitFor();

  /** Writes a mapping in the dialog of a new integration. */
  async function addMapping(page: Page, name: string) {
    await page.getByRole("button", { name: "Add identity mapping" }).click();
    const dialog = page.getByRole("alertdialog", { name: "Identity mapping" });
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    await dialog
      .getByRole("textbox", { name: "Claims JSON", exact: true })
      .fill('{ "repository_id": "77001234", "ref": "refs/heads/main" }');
    await dialog.getByLabel("Admin", { exact: true }).check();
    await dialog.getByRole("button", { name: "Keep it with the integration" }).click();
    await dialog.waitFor({ state: "detached" });
  }

  it("GitHub is connected by choosing it, with a mapping beside, and the workflow's step to paste", async () => {
    const { page, faults } = await visit("/console/integrations");
    await page.getByText("No CI system is connected yet").waitFor();
    await page.getByRole("link", { name: "New Integration" }).first().click();
    await page
      .getByRole("button", {
        name: "GitHub Actions https://token.actions.githubusercontent.com",
        exact: true,
      })
      .click();
    await page.getByText("any repository in the world fits").waitFor();
    expect(await page.getByLabel("Provider URL").inputValue()).toBe(
      "https://token.actions.githubusercontent.com",
    );
    expect(await page.getByLabel("Audience", { exact: true }).inputValue()).toBe(world.app.url);
    await page.getByLabel("Organization").fill("acme-robotics");
    await addMapping(page, "release");
    await page.getByText("admin, for all services, 1 min").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await heading(page, "github");
    await page.getByText(`-d provider_name=github`).waitFor();
    expect(
      await page.getByRole("region", { name: "Steps of a job in .github/workflows" }).textContent(),
    ).toContain(encodeURIComponent(world.app.url));
    await page.getByRole("row", { name: /release.*repository_id, ref.*admin/ }).waitFor();
    expect(await asAdmin(world.app, "GET", "/api/v1/providers/github")).toMatchObject({
      issuer_url: "https://token.actions.githubusercontent.com",
      audience: world.app.url,
      algorithms: ["RS256"],
      replay: { policy: "single_use", key: { kind: "jti" } },
      pins: [{ claim: "repository_owner", value: "acme-robotics", ignore_case: true }],
      preset: "github-actions",
    });
    expect(faults).toEqual([]);
  });

  it("an issuer of one's own is put together from its host, and a finding is repaired with a button", async () => {
    const { page } = await visit("/console/new-integration");
    await page.getByRole("button", { name: /^GitHub Enterprise Server/ }).click();
    await page.getByText("Still to be filled in: the Provider URL.").waitFor();
    await page.getByLabel("Host").fill("github.acme.example");
    expect(await page.getByLabel("Provider URL").inputValue()).toBe(
      "https://github.acme.example/_services/token",
    );
    await page.getByText("Nothing risky is found.").waitFor();
    await page.getByText("Advanced", { exact: true }).click();
    await page.getByLabel("as often as it is shown, until it expires").check();
    await page.getByRole("button", { name: "Accept each token once" }).click();
    await page.getByText("Nothing risky is found.").waitFor();
    expect(await page.getByLabel("once, known by its jti").isChecked()).toBe(true);
  });

  it("a failure half-way says what is saved, and going on saves the rest and nothing twice", async () => {
    const { page } = await visit("/console/new-integration");
    await page
      .getByRole("button", { name: /^GitLab/ })
      .first()
      .click();
    await addMapping(page, "first");
    await addMapping(page, "with blank");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page
      .getByText(
        "The integration gitlab is saved, and of its mappings first. The mapping with blank was refused.",
      )
      .waitFor();
    await page.getByRole("button", { name: "Actions for with blank" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    const dialog = page.getByRole("alertdialog", { name: "Identity mapping" });
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("second");
    await dialog.getByRole("button", { name: "Keep it with the integration" }).click();
    await page.getByRole("button", { name: "Save the rest" }).click();
    await heading(page, "gitlab");
    const mappings = await itemsOf(world.app, "/api/v1/mappings?provider=gitlab");
    expect(mappings.map(({ name }) => name)).toEqual(["first", "second"]);
  });

  it("one is disabled and enabled again from its page", async () => {
    await world.provider({ name: "switched" });
    const { page } = await visit("/console/integrations/switched");
    const menu = page.getByRole("button", { name: "Actions for switched" });
    await menu.click();
    await page.getByRole("menuitem", { name: "Disable" }).click();
    await page.getByRole("button", { name: "Disable" }).click();
    await page.getByText("Every exchange with it is refused. Enable it").waitFor();
    expect(await asAdmin(world.app, "GET", "/api/v1/providers/switched")).toMatchObject({ enabled: false });
    await menu.click();
    await page.getByRole("menuitem", { name: "Enable" }).click();
    await page.getByText("The integration switched is enabled.").waitFor();
  });

  it("an edit is saved, unless somebody was faster, who is not overwritten unasked", async () => {
    const made = await world.provider({ name: "edited" });
    const { page } = await visit("/console/integrations/edited/edit");
    await page.getByLabel("Description").fill("mine");
    await asAdmin(world.app, "PUT", "/api/v1/providers/edited", { ...made, description: "theirs" });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Somebody else changed this integration meanwhile").waitFor();
    expect(await asAdmin(world.app, "GET", "/api/v1/providers/edited")).toMatchObject({
      description: "theirs",
    });
    await page.getByRole("button", { name: "Save mine over it" }).click();
    await page.getByText("The integration edited is saved.").waitFor();
    expect(await asAdmin(world.app, "GET", "/api/v1/providers/edited")).toMatchObject({
      description: "mine",
    });
  });

  it("one is deleted from the row's menu once its name is typed, with all its mappings", async () => {
    await world.provider({ name: "leaving" });
    await world.mapping({ name: "m", provider: "leaving", claims: { sub: "a" }, grant: { groups: ["g"] } });
    const { page } = await visit("/console/integrations");
    await page.getByRole("button", { name: "Actions for leaving" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const dialog = page.getByRole("alertdialog", { name: "Delete the integration leaving?" });
    await dialog.getByText("Its identity mapping goes with it.").waitFor();
    expect(await dialog.getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Type leaving to go on").fill("leaving");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByText("The integration leaving is deleted.").waitFor();
    const names = (await itemsOf(world.app, "/api/v1/providers?limit=200")).map(({ name }) => name);
    expect(names).not.toContain("leaving");
  });
});
