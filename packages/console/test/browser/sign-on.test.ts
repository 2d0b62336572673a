/**
 * Single sign-on in the browser, through a provider of OpenID Connect that the server asks as it asks any: an operator
 * sets it up by form, people sign on and off, and whoever looks after one project sees nothing of others.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../../../server/test/app.ts";
import { created, exchange, itemsOf } from "../../../server/test/end-to-end/exchange-world.ts";
import {
  confidential,
  type SignOnProvider,
  startSignOnProvider,
} from "../../../server/test/sign-on-provider.ts";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import type { ConsolePage } from "./console-page.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";
import { type Keyboard, keyboardOf } from "./keyboard.ts";

/** Each step stands on those before it. */
describeInBrowser("single sign-on", (browser) => {
  let world: ConsoleWorld;
  let provider: SignOnProvider;
  let secrets: string;
  beforeAll(async () => {
    const port = await freePort();
    provider = await startSignOnProvider([`http://127.0.0.1:${port}/console/sign-in/callback`]);
    secrets = await mkdtemp(join(tmpdir(), "countersign-sign-on-"));
    const secretFile = join(secrets, "client-secret");
    await writeFile(secretFile, confidential.secret);
    world = await startConsoleWorld({
      COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
      COUNTERSIGN_CONSOLE_PROVIDER: "staff",
      COUNTERSIGN_CONSOLE_CLIENT_ID: confidential.id,
      COUNTERSIGN_CONSOLE_CLIENT_SECRET_FILE: secretFile,
      COUNTERSIGN_ISSUER_ALLOW: provider.url,
    });
    await twoProjects(world);
  });
  afterAll(async () => {
    await world?.close();
    await provider?.close();
    await rm(secrets, { recursive: true, force: true });
  });

  const heading = (visitor: ConsolePage, name: string | RegExp) =>
    visitor.page.getByRole("heading", { name, level: 1 }).first().waitFor();
  const textbox = (visitor: ConsolePage, name: string) =>
    visitor.page.getByRole("textbox", { name, exact: true });

  /** Goes to the provider, which knows the person at once, and comes back. */
  async function signOn(person: string, path = "/console/"): Promise<ConsolePage> {
    provider.person = person;
    const visitor = await world.visit(browser(), { among: [provider.url] });
    await visitor.open(path);
    await keyboardOf(visitor.page).press(visitor.page.getByRole("link", { name: "Sign in with staff" }));
    return visitor;
  }

  async function writeMapping(keys: Keyboard, visitor: ConsolePage, name: string, claims: object) {
    await visitor.open("/console/integrations/staff/mappings/new");
    await keys.write(textbox(visitor, "Name"), name);
    await keys.choose(visitor.page.getByRole("radio", { name: "people who sign in to this console" }));
    await keys.write(textbox(visitor, "Claims JSON"), JSON.stringify(claims));
    expect(await textbox(visitor, "Token expiration time (minutes)").inputValue()).toBe("480");
    expect(await visitor.page.getByRole("group", { name: "Services" }).count()).toBe(0);
  }

  it("is set up by form: who becomes an operator, and who keeps a project", async () => {
    await created(world.app, "/api/v1/providers", {
      name: "staff",
      issuer_url: provider.url,
      audience: confidential.id,
    });
    const visitor = await world.visitAsOperator(browser());
    const keys = keyboardOf(visitor.page);
    const save = async () => {
      await keys.press(visitor.page.getByRole("button", { name: "Save", exact: true }));
      await heading(visitor, "staff");
    };
    await writeMapping(keys, visitor, "operators", { sub: "olga" });
    await keys.tick(visitor.page.getByRole("checkbox", { name: "Operator", exact: true }));
    await visitor.page.getByRole("radio", { name: "made from claims by a pattern" }).check();
    await keys.write(textbox(visitor, "Username pattern"), "{{sub}}");
    expect(await violations(visitor.page)).toEqual([]);
    await save();
    await writeMapping(keys, visitor, "payments", { sub: "paul" });
    await keys.tick(visitor.page.getByRole("checkbox", { name: "Roles in a project" }));
    await keys.write(textbox(visitor, "Project"), "payments");
    await keys.write(visitor.page.getByLabel("Roles in payments", { exact: true }), "Project Admin");
    await visitor.page.keyboard.press("Enter");
    await keys.write(textbox(visitor, "Username"), "paul");
    await save();
    expect(await itemsOf(world.app, "/api/v1/mappings?provider=staff")).toMatchObject([
      {
        name: "operators",
        entry: { kind: "console" },
        grant: { operator: true, user_pattern: "{{sub}}" },
        audience: [],
        lifetime_seconds: 28_800,
      },
      { name: "payments", grant: { project_roles: [{ project: "payments", roles: ["Project Admin"] }] } },
    ]);
    expect(visitor.faults).toEqual([]);
  });

  it("takes an operator to the page that was asked for, lets her act once she signed in anew, and out again", async () => {
    const visitor = await signOn("olga", "/console/keys");
    await heading(visitor, "Keys");
    await visitor.page.getByTitle("olga, operator, signed in by single sign-on").waitFor();
    const keys = keyboardOf(visitor.page);
    const rotate = async () => {
      await keys.press(visitor.page.getByRole("button", { name: "Rotate now…" }));
      await keys.press(visitor.page.getByRole("button", { name: "Rotate", exact: true }));
    };
    await rotate();
    // The provider knew her, and asked nothing: now it is to.
    const asked = visitor.page.waitForRequest((request) => request.url().startsWith(`${provider.url}/auth`));
    await keys.press(visitor.page.getByRole("link", { name: "Sign in again" }));
    expect(new URL((await asked).url()).searchParams.get("prompt")).toBe("login");
    await heading(visitor, "Keys");
    await rotate();
    await visitor.page.getByRole("row", { name: /next/ }).first().waitFor();
    await keys.press(visitor.page.getByRole("button", { name: "Sign out" }));
    await visitor.page.getByLabel("Administrator's token").waitFor();
    expect(
      (await visitor.context.cookies(world.app.url)).filter(({ name }) => name.includes("countersign")),
    ).toEqual([]);
    expect(visitor.faults).toEqual([]);
  });

  it("has an operator sign in once more for a grave act, at the provider, and leads back", async () => {
    const visitor = await signOn("olga", "/console/keys");
    const { page } = visitor;
    const rotate = async () => {
      await page.getByRole("button", { name: "Rotate now…" }).click();
      await page.getByRole("button", { name: "Rotate", exact: true }).click();
    };
    await heading(visitor, "Keys");
    world.app.advance(301);
    await rotate();
    const again = page.getByRole("link", { name: "Sign in again" });
    expect(await again.getAttribute("href")).toMatch(/confirm=1$/);
    world.app.advance(-301);
    await again.click();
    await page.waitForURL(`${world.app.url}/console/keys`);
    await rotate();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(visitor.faults).toEqual([]);
  });

  it("shows whoever keeps one project nothing of another, on any page", async () => {
    const visitor = await signOn("paul");
    const { page } = visitor;
    await page.getByTitle("paul, project administrator, signed in by single sign-on").waitFor();
    for (const [path, shown] of theirs) {
      await visitor.open(`/console${path}`);
      await page.getByRole("main").getByText(shown).first().waitFor();
      await page.waitForLoadState("networkidle");
      expect(await page.getByRole("main").textContent(), path).not.toMatch(/billing/i);
      await visitor.screenshot(`project-admin${path.replaceAll("/", "-")}`);
    }
    await visitor.open("/console/projects/billing");
    await page.getByText("There is no such project here.").waitFor();
    expect(visitor.faults).toEqual([]);
  });

  it.each([
    ["/keys", "Keys", "operators"],
    ["/settings", "Settings", "operators"],
    ["/audit", "Audit", "administrators"],
  ])("says of %s whose it is", async (path, title, only) => {
    const visitor = await signOn("paul", `/console${path}`);
    await heading(visitor, title);
    await visitor.page.getByText(`This page is for ${only}.`).waitFor();
    expect(await violations(visitor.page)).toEqual([]);
    await visitor.screenshot(`not-yours-${title}`);
    expect(visitor.faults).toEqual([]);
  });

  it("lets whoever keeps a project map jobs of an integration that all share, and change nothing of it", async () => {
    const visitor = await signOn("paul", "/console/integrations/ci");
    const { page } = visitor;
    const keys = keyboardOf(page);
    await page.getByRole("link", { name: "Create Identity Mapping" }).first().waitFor();
    expect(await page.getByRole("link", { name: "Edit", exact: true }).count()).toBe(0);
    await keys.press(page.getByRole("link", { name: "Create Identity Mapping" }).first());
    await keys.write(textbox(visitor, "Name"), "payments-night");
    expect(await page.getByLabel("Project", { exact: true }).first().inputValue()).toBe("payments");
    expect(await page.getByRole("group", { name: "For" }).count()).toBe(0);
    await keys.write(textbox(visitor, "Claims JSON"), '{ "sub": "night-of-payments" }');
    await keys.tick(page.getByRole("checkbox", { name: "Roles in a project" }));
    await keys.write(page.getByLabel("Roles in payments", { exact: true }), "Project Admin");
    await page.keyboard.press("Enter");
    await page.getByText("Trials of an integration that all projects share").waitFor();
    await visitor.screenshot("project-admin-mapping");
    await keys.press(page.getByRole("button", { name: "Save", exact: true }));
    await page.getByRole("row", { name: /payments-night/ }).waitFor();
    expect(visitor.faults).toEqual([]);
  });

  it("tells whom no mapping names what to do, and lets nobody in", async () => {
    const visitor = await signOn("mallory");
    await visitor.page.getByText(/Reference id: [\w-]{36}/).waitFor();
    await visitor.open("/console/");
    await visitor.page.getByLabel("Administrator's token").waitFor();
    expect(visitor.faults).toEqual([]);
  });
});

/** Pages that whoever keeps the project payments reads, and what is theirs on each. */
const theirs = [
  ["/", /What your project's own providers exchanged/],
  ["/findings", "Nothing was found"],
  ["/log", "Your project has no provider of its own"],
  ["/integrations", "https://ci.example"],
  ["/integrations/ci", "payments-deploy"],
  ["/tokens", "1 live token"],
  ["/projects", "Team payments"],
  ["/projects/payments", "payments-deploy"],
] as const;

/** Two teams, each with a job that runs and one that is refused. */
async function twoProjects(world: ConsoleWorld): Promise<void> {
  const iss = "https://ci.example";
  const jwks = { keys: world.issuer.keys.map((key) => key.publicJwk) };
  await world.provider({ issuer_url: iss, ca_certificates: null, key_source: { kind: "static", jwks } });
  for (const key of ["payments", "billing"]) {
    await created(world.app, "/api/v1/projects", { key, display_name: `Team ${key}` });
    await world.mapping({
      name: `${key}-deploy`,
      project: key,
      claims: { sub: `job-of-${key}` },
      grant: { project_roles: [{ project: key, roles: ["Developer"] }] },
    });
    const job = world.idToken({ iss, sub: `job-of-${key}` });
    const answer = await exchange(world.app, "oauth", job, { project_key: key });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.document));
    await exchange(world.app, "oauth", world.idToken({ iss, sub: `stranger-at-${key}` }), {
      project_key: key,
    });
  }
}
