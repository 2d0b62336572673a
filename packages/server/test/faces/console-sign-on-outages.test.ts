import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openBrowser, type Visit } from "./console-browser.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

const start = (world: ConsoleWorld) => `${world.app.url}/console/sign-in/start`;
const callback = (world: ConsoleWorld) => `${world.app.url}/console/sign-in/callback`;

/** What a person is to see of an outage: a page that can be quoted, and when to come again. */
function expectPage({ status, headers, text }: Visit, expected: number): void {
  expect([status, headers.get("content-type")]).toEqual([expected, "text/html; charset=utf-8"]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(headers.get("content-security-policy")).toContain("style-src 'self'");
  expect(text).toContain('<a href="/console/">Back to the sign-in page</a>');
  expect(text).toContain(`Reference id: ${headers.get("x-request-id")}`);
}

describe("an outage on the way", () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld();
  });
  afterAll(() => world.close());

  /** From then on nobody else can write. */
  function lockDatabase(): void {
    const other = new DatabaseSync(join(world.app.dataDir, "countersign.db"), { timeout: 20_000 });
    other.exec("begin immediate");
    onTestFinished(() => other.close());
  }

  /** Goes through the provider, up to the answer that would be brought back. */
  async function answered() {
    const browser = openBrowser();
    const visited = await browser.follow(start(world), callback(world));
    return { browser, answer: new URL(visited.headers.get("location") ?? "", visited.url).href };
  }

  it("of the database before the code is redeemed is told on a page, with the time to wait", async () => {
    const { browser, answer } = await answered();
    lockDatabase();
    expectPage(await browser.visit(answer), 503);
  }, 20_000);

  it("of the database before the exchange is no refusal of the person", async () => {
    const { browser, answer } = await answered();
    world.provider.before = (path) => {
      if (path === "/token") lockDatabase();
    };
    onTestFinished(() => {
      world.provider.before = () => undefined;
    });
    const visited = await browser.visit(answer);
    expectPage(visited, 503);
    expect(visited.text).toContain("The server cannot record the exchange right now");
  }, 20_000);
});

describe("an identity provider that is down", () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsoleWorld();
    await world.provider.close();
  });
  afterAll(() => world.close());

  it("is an outage, with the time until it is asked again", async () => {
    const visited = await openBrowser().visit(start(world));
    expectPage(visited, 503);
    expect(Number(visited.headers.get("retry-after"))).toBeLessThanOrEqual(10);
  });

  it("is told to nobody but whoever reads the log", async () => {
    const { text, headers } = await openBrowser().visit(start(world));
    expect(text).toContain("The keys of provider staff cannot be fetched right now.");
    expect(text).not.toMatch(/ECONNREFUSED|openid-configuration|127\.0\.0\.1/);
    const lines = world.app.log.map((line) => JSON.parse(line));
    const line = lines.find(
      ({ msg, requestId }) => msg === "single sign-on failed" && requestId === headers.get("x-request-id"),
    );
    expect(line).toMatchObject({
      stage: "discovery",
      cause: "issuer_unreachable",
      hint: expect.stringContaining(`Fetching ${world.provider.url}/.well-known/openid-configuration failed`),
    });
  });
});

describe("whoever asks more often than the limit allows", () => {
  it("reads on a page when to come again", async () => {
    const world = await startConsoleWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    onTestFinished(() => world.close());
    for (let count = 0; count < 11; count += 1) await openBrowser().visit(callback(world));
    expectPage(await openBrowser().visit(callback(world)), 429);
    expectPage(await openBrowser().visit(start(world)), 429);
  });
});
