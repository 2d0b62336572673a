import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { publicClient } from "../sign-on-provider.ts";
import { type Browser, openBrowser, type Visit } from "./console-browser.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

const start = (world: ConsoleWorld) => `${world.app.url}/console/sign-in/start`;
const callback = (world: ConsoleWorld) => `${world.app.url}/console/sign-in/callback`;

/** Goes through the provider, up to the answer that would be brought back. */
async function answered(world: ConsoleWorld): Promise<{ readonly browser: Browser; readonly answer: URL }> {
  const browser = openBrowser();
  const { url, headers } = await browser.follow(start(world), callback(world));
  return { browser, answer: new URL(headers.get("location") ?? "", url) };
}

const withoutProvider = { COUNTERSIGN_CONSOLE_PROVIDER: "nobody" };

async function visitWithoutProvider(world: ConsoleWorld): Promise<Visit> {
  return openBrowser().visit(start(world));
}

async function visitWithDisabledProvider(world: ConsoleWorld): Promise<Visit> {
  const { items } = Object(await (await world.app.asAdmin("GET", "/api/v1/providers")).json());
  const { name, issuer_url, audience } = items[0];
  const disabled = { name, issuer_url, audience, enabled: false };
  expect((await world.app.asAdmin("PUT", `/api/v1/providers/${name}`, disabled)).status).toBe(200);
  return openBrowser().visit(start(world));
}

async function visitWithOtherClient(world: ConsoleWorld): Promise<Visit> {
  const { browser, answer } = await answered(world);
  return browser.visit(answer.href);
}

const setUps = [
  [
    "a provider that is missing",
    withoutProvider,
    visitWithoutProvider,
    { stage: "provider" },
    "COUNTERSIGN_CONSOLE_PROVIDER names nobody",
  ],
  ["a disabled provider", {}, visitWithDisabledProvider, { stage: "provider" }, "staff is disabled"],
  [
    "a client that the provider does not accept",
    // A public client is none that shows a secret.
    { COUNTERSIGN_CONSOLE_CLIENT_ID: publicClient.id },
    visitWithOtherClient,
    { stage: "token_endpoint", cause: "invalid_client" },
    "should compare COUNTERSIGN_CONSOLE_CLIENT_ID",
  ],
] as const;

describe("what is wrong with the set-up", () => {
  it.each(setUps)("is told of %s on the page, and in the log", async (_, environment, visit, line, told) => {
    const world = await startConsoleWorld(environment);
    onTestFinished(() => world.close());
    const page = await visit(world);
    expect([page.status, page.text]).toEqual([400, expect.stringContaining(told)]);
    expect(lineOf(world, page)).toMatchObject({ ...line, hint: expect.stringContaining(told) });
  });

  it.each(setUps)(
    "is told of %s in the log alone where little is to be disclosed",
    async (_, environment, visit, line, told) => {
      const world = await startConsoleWorld({ ...environment, COUNTERSIGN_DISCLOSURE: "minimal" });
      onTestFinished(() => world.close());
      const page = await visit(world);
      expect(page.status).toBe(400);
      expect(page.text).toContain(
        "You could not be signed in through the provider. Begin again; if that does not help, ask the administrator of this server to look up the reference id.",
      );
      expect(page.text).not.toMatch(/COUNTERSIGN|nobody|staff|disabled|invalid_/);
      expect(lineOf(world, page)).toMatchObject({ ...line, hint: expect.stringContaining(told) });
    },
  );
});

describe("what a browser did wrong", () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld({ COUNTERSIGN_DISCLOSURE: "minimal" });
  });
  afterAll(() => world.close());

  it("is told at once, however little is to be disclosed", async () => {
    const { text } = await openBrowser().visit(callback(world));
    expect(text).toContain("This browser has begun no such sign-in");
  });

  it("is told in the provider's words, which it brought along", async () => {
    const { browser, answer } = await answered(world);
    answer.searchParams.delete("code");
    answer.searchParams.set("error", "access_denied");
    expect((await browser.visit(answer.href)).text).toContain("did not sign you in (access_denied)");
  });
});

/** The line of the log about the request that a page answers. */
function lineOf({ app }: ConsoleWorld, { headers }: Visit): unknown {
  const lines = app.log.map((line) => JSON.parse(line));
  return lines.find(
    ({ msg, requestId }) => msg === "single sign-on failed" && requestId === headers.get("x-request-id"),
  );
}
