/** Writing an identity mapping in the browser: field for field, with the trial, the findings and the replay beside it. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asAdmin, audience, exchange, itemsOf } from "../../../server/test/end-to-end/exchange-world.ts";
import { describeInBrowser } from "./chromium.ts";
import type { ConsolePage } from "./console-page.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";
import { keyboardOf } from "./keyboard.ts";

describeInBrowser("an identity mapping", (browser) => {
  let world: ConsoleWorld;
  let visitor: ConsolePage;
  beforeAll(async () => {
    world = await startConsoleWorld();
    await world.provider();
    visitor = await world.visitAsOperator(browser());
  });
  afterAll(() => world?.close());

  /** A window of its own, signed in with the others. */
  async function visit(path: string) {
    const page = await visitor.context.newPage();
    await page.goto(`${world.app.url}${path}`);
    return { page, faults: visitor.faults };
  }
  const claimsField = (page: Page) => page.getByRole("textbox", { name: "Claims JSON", exact: true });
  const document = async (name: string) =>
    (await itemsOf(world.app, `/api/v1/mappings?provider=ci&name=${name}`))[0];

  it("is made from the row menu, field for field as the vendor's page lists them, by keyboard alone", async () => {
    const { page, faults } = await visit("/console/integrations");
    const { keyboard } = page;
    await page.getByRole("button", { name: "Actions for ci" }).focus();
    await keyboard.press("Enter");
    await keyboardOf(page).pick(page.getByRole("menuitem", { name: "Create Identity Mapping" }));
    await page.getByRole("heading", { name: "New identity mapping" }).waitFor();
    await page.getByRole("textbox", { name: "Name", exact: true }).focus();
    await keyboard.type("by-form");
    await keyboard.press("Tab");
    await keyboard.type("1");
    await keyboard.press("Tab");
    await keyboard.type("Releases of the payments job");
    await claimsField(page).focus();
    await keyboard.press("ControlOrMeta+a");
    await keyboard.type('{\n  "sub": "job-1"\n  "x": 1 }');
    await page.getByText("Line 3, column 3: A comma is missing before this.").waitFor();
    await keyboard.press("ControlOrMeta+a");
    await keyboard.type('{ "sub": "job-1" }');
    await page.getByLabel("Group", { exact: true }).focus();
    await keyboard.press("Space");
    await page.getByLabel("Groups", { exact: true }).focus();
    await keyboard.type("deployers");
    await keyboard.press("Enter");
    await page.getByLabel("Username", { exact: true }).focus();
    await keyboard.type("payments-ci");
    expect(await page.getByLabel("All", { exact: true }).isChecked()).toBe(true);
    expect(await page.getByLabel("Token expiration time (minutes)").inputValue()).toBe("1");
    await page.getByRole("button", { name: "Save", exact: true }).focus();
    await keyboard.press("Enter");
    await page
      .getByRole("row", { name: /by-form.*group deployers, as payments-ci, for all services, 1 min/ })
      .waitFor();
    expect(await document("by-form")).toMatchObject({
      priority: 1,
      description: "Releases of the payments job",
      claims: { sub: "job-1" },
      grant: { user: "payments-ci", groups: ["deployers"] },
      audience: ["*@*"],
      lifetime_seconds: 60,
    });
    expect(faults).toEqual([]);
  });

  it("is one document in form and JSON, whichever is typed in, and broken JSON keeps the last good form", async () => {
    const { page } = await visit("/console/integrations/ci/mappings/new");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("in-step");
    await page.getByRole("tab", { name: "JSON", exact: true }).click();
    const json = page.getByLabel("The mapping as JSON");
    expect(await json.inputValue()).toContain('"name": "in-step"');
    await json.fill(
      '{ "name": "other", "provider": "ci", "lifetime_seconds": 90, "claims": {}, "grant": { "admin": true } }',
    );
    expect(await page.getByRole("textbox", { name: "Name", exact: true }).inputValue()).toBe("other");
    expect(await page.getByLabel("Admin", { exact: true }).isChecked()).toBe(true);
    expect(await page.getByLabel("Token expiration time (minutes)").inputValue()).toBe("1:30");
    await json.fill('{ "name": ');
    await page.getByText("The form shows the last one that could be. Line 1, column 11").waitFor();
    expect(await page.getByRole("textbox", { name: "Name", exact: true }).inputValue()).toBe("other");
    expect(await page.getByRole("button", { name: "Save", exact: true }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Back to the last that could be read" }).click();
    expect(await json.inputValue()).toContain('"name": "other"');
  });

  it("is written claim by claim too, what looks like a number staying text until one says otherwise", async () => {
    const { page } = await visit("/console/integrations/ci/mappings/new");
    await page.getByRole("tab", { name: "Claim by claim" }).click();
    await page.getByLabel("Claim to add").fill("project_id");
    await page.getByRole("button", { name: "Add claim" }).click();
    await page.getByLabel("Value of project_id").fill("42");
    const claims = async () => {
      await page.getByRole("tab", { name: "Claims JSON" }).click();
      const text = await claimsField(page).inputValue();
      await page.getByRole("tab", { name: "Claim by claim" }).click();
      return JSON.parse(text);
    };
    expect(await claims()).toEqual({ project_id: "42" });
    await page.getByLabel("Type of project_id").selectOption("number");
    expect(await claims()).toEqual({ project_id: 42 });
    await page.getByLabel("How project_id is compared").selectOption("any_of");
    expect(await claims()).toEqual({ project_id: [42] });
  });

  it("is tried with a pasted token, which goes into no address and is gone with the page", async () => {
    const { page } = await visit("/console/integrations/ci/mappings/new");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("tried");
    await claimsField(page).fill('{ "sub": "Job-1" }');
    await page.getByLabel("a pasted token").check();
    const token = world.idToken();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.getByLabel("ID token").fill(token);
    await page.getByText("Near miss: Only upper and lower case differ").waitFor();
    await claimsField(page).fill('{ "sub": "job-1" }');
    await page
      .getByText("Decides", { exact: true })
      .or(page.getByText("Fits, but another decides"))
      .waitFor();
    expect(asked.some((url) => url.includes(token.slice(0, 40)))).toBe(false);
    expect(
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
    ).not.toContain(token.slice(0, 40));
    await page.getByLabel("claims", { exact: true }).check();
    await page.getByLabel("a pasted token").check();
    expect(await page.getByLabel("ID token").inputValue()).toBe("");
  });

  it("is tried with an example of its platform, as a token that its own provider takes", async () => {
    const made = await world.provider({
      name: "hub",
      preset: "github-actions",
      issuer_url: "https://token.actions.githubusercontent.com",
      audience: "this-server",
    });
    expect(made).toMatchObject({ audience: "this-server" });
    const { page } = await visit("/console/integrations/hub/mappings/new");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("pushes");
    await claimsField(page).fill('{ "repository_id": "77001234" }');
    await page.getByText("Decides", { exact: true }).waitFor();
    await page.getByLabel("a pasted token").check();
    await page.getByLabel("ID token").fill("no.token.atall");
    await page.getByText("Not tried", { exact: true }).waitFor();
  });

  it("has what is risky in it repaired with a button, and the repair undone", async () => {
    const { page } = await visit("/console/integrations/ci/mappings/new");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("risky");
    await claimsField(page).fill('{ "sub": "job-1" }');
    await page.getByLabel("Admin", { exact: true }).check();
    await page.getByLabel("Token expiration time (minutes)").fill("1440");
    const findings = page.getByRole("region", { name: "Findings" });
    const repairs = findings.getByRole("listitem").getByRole("button");
    await repairs.first().waitFor();
    const before = await findings.getByRole("listitem").count();
    await repairs.first().click();
    const undo = findings.getByRole("button", { name: "Undo the last repair" });
    await undo.waitFor();
    await expect.poll(() => findings.getByRole("listitem").count()).toBeLessThan(before);
    await undo.click();
    await expect.poll(() => findings.getByRole("listitem").count()).toBe(before);
  });

  it("shows who would lose access before it is saved", async () => {
    await world.mapping({
      name: "watched",
      claims: { sub: "night-job" },
      grant: { groups: ["g"] },
      priority: 5,
    });
    expect((await exchange(world.app, "oauth", world.idToken({ sub: "night-job" }))).status).toBe(200);
    const id = String((await document("watched"))?.["id"]);
    const { page } = await visit(`/console/mappings/${id}`);
    await claimsField(page).fill('{ "sub": "day-job" }');
    await page.getByRole("tab", { name: "Who is affected" }).click();
    await page.getByRole("button", { name: "Judge them with this change" }).click();
    await page.getByText("1 would lose access").waitFor();
    await page.getByText("night-job", { exact: true }).first().waitFor();
    await page.getByRole("link", { name: "see the exchange" }).waitFor();
  });

  it("asks before changes are lost, by a link and by going back", async () => {
    const { page } = await visit("/console/integrations/ci");
    await page.getByRole("link", { name: "Create Identity Mapping" }).first().click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("unsaved");
    const dialog = page.getByRole("alertdialog", { name: "Leave without saving?" });
    await page.getByRole("link", { name: "Cancel" }).click();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.goBack();
    await dialog.waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByRole("textbox", { name: "Name", exact: true }).inputValue()).toBe("unsaved");
    await page.getByRole("link", { name: "Cancel" }).click();
    await dialog.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("heading", { name: "ci", level: 1 }).waitFor();
  });

  it("is changed, not over somebody who was faster, and deleted", async () => {
    const made = await world.mapping({ name: "contested", claims: { sub: "c" }, grant: { groups: ["g"] } });
    const path = `/api/v1/mappings/${made["id"]}`;
    const { page } = await visit(`/console/mappings/${made["id"]}`);
    await page.getByLabel("Description").fill("mine");
    await asAdmin(world.app, "PUT", path, { ...made, description: "theirs" });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const conflict = page.getByRole("dialog", { name: "Somebody else changed this mapping meanwhile" });
    await conflict.getByText('"description": "theirs"').waitFor();
    await conflict.getByRole("button", { name: "Save mine over it" }).click();
    await page.getByText("The mapping contested is saved.").waitFor();
    expect(await asAdmin(world.app, "GET", path)).toMatchObject({ description: "mine" });
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("The mapping contested is deleted.").waitFor();
    expect(await document("contested")).toBeUndefined();
  });

  it("whose rules the form cannot show is kept whole, and edited as JSON", async () => {
    const rules = [
      { when: [{ path: ["never"], test: { kind: "present" } }], grant: { groups: [] } },
      { when: [{ path: ["nowhere"], test: { kind: "present" } }], grant: { admin: false } },
    ];
    const made = await world.mapping({ name: "by-rules", rules, audience: [audience], priority: 9 });
    const { page } = await visit(`/console/mappings/${made["id"]}`);
    await page.getByText("This says more than the form has fields for.").waitFor();
    await page.getByLabel("Description").fill("kept");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The mapping by-rules is saved.").waitFor();
    expect(await asAdmin(world.app, "GET", `/api/v1/mappings/${made["id"]}`)).toMatchObject({
      description: "kept",
      rules: made["rules"],
    });
  });

  it("arrives drafted from a refused exchange, with its reasons, and is tried with that exchange", async () => {
    const refused = await exchange(
      world.app,
      "oauth",
      world.idToken({ sub: "stranger", project_path: "a/b" }),
    );
    const requestId = refused.headers.get("x-request-id") ?? "";
    const { page } = await visit(`/console/log/${requestId}`);
    await page.getByRole("button", { name: "Draft a mapping from this" }).click();
    await page.getByRole("button", { name: "Open it in the editor" }).click();
    await page.getByText(`It was drafted from the exchange ${requestId}`).waitFor();
    await page.getByText("Why it demands these claims").waitFor();
    expect(await page.getByLabel("Reference id").inputValue()).toBe(requestId);
    await page.getByText("Decides", { exact: true }).waitFor();
    expect(await claimsField(page).inputValue()).toContain("stranger");
  });
});
