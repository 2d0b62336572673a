import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { answerOf, exchange } from "../../../server/test/end-to-end/exchange-world.ts";
import { describeInBrowser } from "./chromium.ts";
import type { ConsolePage } from "./console-page.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";
import { type Keyboard, keyboardOf } from "./keyboard.ts";

const github = "https://token.actions.githubusercontent.com";
/** As a job of the repository has it in its ID token. */
const job = {
  sub: "repo:acme/payments-api:ref:refs/heads/main",
  repository: "acme/payments-api",
  repository_id: "77001234",
  repository_owner: "acme",
  repository_owner_id: "90210001",
  ref: "refs/heads/main",
  event_name: "push",
};
const onBranch = { ...job, sub: "repo:acme/payments-api:ref:refs/heads/fix", ref: "refs/heads/fix" };

/** One person, one afternoon, no mouse. Each step stands on those before it. */
describeInBrowser("from an empty server to a mended refusal, by keyboard alone", (browser) => {
  let world: ConsoleWorld;
  let visitor: ConsolePage;
  let keys: Keyboard;
  let reference = "";
  afterEach(({ task }) => {
    if (task.result?.state === "fail") return visitor.screenshot("story-failed");
  });
  beforeAll(async () => {
    world = await startConsoleWorld();
    visitor = await world.visit(browser());
    visitor.page.setDefaultTimeout(10_000);
    keys = keyboardOf(visitor.page);
  });
  afterAll(() => world?.close());

  const button = (name: string | RegExp) => visitor.page.getByRole("button", { name, exact: true }).first();
  const link = (name: string | RegExp) => visitor.page.getByRole("link", { name, exact: true }).first();
  const radio = (name: string | RegExp) => visitor.page.getByRole("radio", { name }).first();
  const field = (name: string | RegExp) => visitor.page.getByLabel(name).first();
  const heading = (name: string | RegExp) => visitor.page.getByRole("heading", { name }).first();
  const idToken = (claims: object) =>
    world.issuer.sign({
      iss: github,
      aud: new URL(visitor.page.url()).origin,
      jti: crypto.randomUUID(),
      ...claims,
    });
  const run = (claims: object) => exchange(world.app, "access", idToken(claims), { provider_name: "github" });

  it("signs in with the operator's secret", async () => {
    await visitor.open("/console/integrations");
    await keys.write(field("Administrator's token"), world.app.adminToken);
    await keys.press(button("Sign in"));
    await heading("Manage Integrations").waitFor();
  });

  it("connects GitHub", async () => {
    await keys.press(link(/New Integration/));
    await keys.press(visitor.page.getByRole("button", { name: /GitHub Actions/ }).first());
    await keys.write(field("Provider Name"), "github");
    await keys.press(visitor.page.locator("summary", { hasText: "Advanced" }));
    await keys.choose(radio(/pasted here/));
    await keys.write(
      field("Key set (JWKS)"),
      JSON.stringify({ keys: world.issuer.keys.map((key) => key.publicJwk) }),
    );
    await keys.press(button("Save"));
    await heading("github").waitFor();
  });

  it("writes a mapping by the form, field for field as the vendor's page lists it", async () => {
    await keys.press(link("Create Identity Mapping"));
    await keys.write(field("Name"), "payments-release");
    await keys.write(field("Priority"), "1");
    await keys.write(field("Description"), "Releases of payments-api");
    await keys.write(
      visitor.page.getByRole("textbox", { name: "Claims JSON" }),
      JSON.stringify({ repository_id: "77001234", repository_owner_id: "90210001", ref: "refs/heads/main" }),
    );
    await keys.tick(visitor.page.getByRole("checkbox", { name: "Group" }));
    await keys.write(visitor.page.getByRole("textbox", { name: "Groups", exact: true }), "deployers");
    await visitor.page.keyboard.press("Enter");
    await keys.write(field("Username"), "payments-ci");
    await keys.write(field("Token expiration time (minutes)"), "10");
  });

  it("tries it with a token before it is saved", async () => {
    await keys.choose(radio("a pasted token"));
    await keys.write(field("ID token"), idToken(job));
    await visitor.page.getByText("The draft decides this exchange.").waitFor();
  });

  it("saves it, and a job gets its token", async () => {
    await keys.press(button("Save"));
    await heading("github").waitFor();
    const answer = await run(job);
    expect(answer.status).toBe(200);
    reference = answer.headers.get("x-request-id") ?? "";
  });

  it("sees the exchange in the log", async () => {
    await keys.press(link("Exchange log"));
    await visitor.page.getByText("repo:acme/payments-api:ref:refs/heads/main").first().waitFor();
    expect(reference).not.toBe("");
  });

  it("finds out why another job was refused, while it looks", async () => {
    const answer = await run(onBranch);
    expect(answer.status).toBe(401);
    reference = answer.headers.get("x-request-id") ?? "";
    await keys.write(field(/Subject or reference id/), reference);
    await visitor.page.keyboard.press("Enter");
    await visitor.page.getByText("refs/heads/fix").first().waitFor();
    await button("Draft a mapping from this").waitFor();
  });

  it("drafts a mapping from the refusal, and is shown who would gain access by it", async () => {
    await keys.press(button("Draft a mapping from this"));
    await keys.press(button("Open it in the editor"));
    await keys.tick(visitor.page.getByRole("checkbox", { name: "Group" }));
    await keys.write(visitor.page.getByRole("textbox", { name: "Groups", exact: true }), "previewers");
    await visitor.page.keyboard.press("Enter");
    await keys.choose(visitor.page.getByRole("tab", { name: "Who is affected" }));
    await keys.press(button("Judge them with this change"));
    await visitor.page.getByText("1 would gain access").waitFor();
    await keys.press(button("Save"));
    await heading("github").waitFor();
    expect((await run(onBranch)).status).toBe(200);
  });

  it("revokes a token", async () => {
    await keys.press(link("Tokens"));
    const before = await liveTokens(world);
    await keys.press(button("Acts for the token of payments-ci"));
    await keys.pick(visitor.page.getByRole("menuitem", { name: "Revoke…" }));
    await keys.press(visitor.page.getByRole("alertdialog").getByRole("button", { name: /^Revoke/ }));
    await visitor.page.getByRole("alertdialog").waitFor({ state: "detached" });
    expect(await liveTokens(world)).toBe(before - 1);
  });

  it("rotates the signing keys", async () => {
    await keys.press(link("Keys"));
    await keys.press(button(/^Rotate now/));
    await keys.press(button("Rotate"));
    await visitor.page.getByText("next", { exact: true }).first().waitFor();
  });

  it("signs out, and nothing of the console is left to see", async () => {
    await keys.press(button("Sign out"));
    await field("Administrator's token").waitFor();
    expect(await visitor.context.cookies()).toEqual([]);
    expect(visitor.faults).toEqual([]);
  });
});

async function liveTokens(world: ConsoleWorld): Promise<number> {
  const { document } = await answerOf(await world.app.asAdmin("GET", "/api/v1/tokens"));
  return Array.isArray(document["items"]) ? document["items"].length : -1;
}
