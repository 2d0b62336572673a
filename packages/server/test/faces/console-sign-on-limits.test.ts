import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { stateOf } from "../../src/sign-on-attempt.ts";
import { startApp, type TestApp } from "../app.ts";
import { type Browser, openBrowser } from "./console-browser.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

const metricsOf = async (app: TestApp) => (await app.send("/metrics")).text();

describe("attempts to sign in that fail", () => {
  it("fill no more than ten lines a minute, and are counted by where they ended", async () => {
    const app = await startApp();
    onTestFinished(() => app.close());
    for (let count = 0; count < 25; count += 1) await app.send("/console/sign-in/start");
    for (let count = 0; count < 5; count += 1) await app.send("/console/sign-in/callback?code=c&state=s");
    const lines = () => app.log.filter((line) => line.includes("single sign-on failed"));
    expect(lines()).toHaveLength(10);
    const metrics = await metricsOf(app);
    expect(metrics).toContain('countersign_sign_on_failures_total{stage="not_set_up"} 25\n');
    expect(metrics).toContain('countersign_sign_on_failures_total{stage="attempt"} 5\n');
    expect(metrics).toContain('countersign_sign_on_failures_total{stage="token_endpoint"} 0\n');
    app.advance(60);
    await app.send("/console/sign-in/start");
    expect(JSON.parse(lines()[10] ?? "")).toMatchObject({ stage: "not_set_up", leftOut: 20 });
  });
});

describe("a database that fails", () => {
  it("fills no more lines than other attempts to sign in that fail, and is counted", async () => {
    const world = await openWorld();
    const attempts = await Promise.all(Array.from({ length: 12 }, () => begun(world)));
    failToUse(world);
    for (const { browser, answer } of attempts) expect((await browser.visit(answer)).status).toBe(503);
    const lines = world.app.log
      .map((line) => JSON.parse(line))
      .filter(({ level }) => level === "warn" || level === "error");
    expect(lines.map(({ msg }) => msg)).toEqual(Array(10).fill("single sign-on failed"));
    expect(lines[0]).toMatchObject({
      stage: "database",
      cause: "overloaded",
      hint: expect.stringContaining("Look after the database and its disk: no such table"),
    });
    expect(await metricsOf(world.app)).toContain('countersign_sign_on_failures_total{stage="database"} 12\n');
  });

  it("keeps nobody from bringing the same answer again", async () => {
    const world = await openWorld();
    const { browser, answer } = await begun(world);
    const repair = failToUse(world);
    expect((await browser.visit(answer)).status).toBe(503);
    repair();
    expect((await browser.visit(answer)).text).toContain("did not take the code");
  });
});

/** Takes the table away that used attempts are noted in. @returns brings it back */
function failToUse({ app }: ConsoleWorld): () => void {
  const rename = (from: string, to: string) => {
    const database = new DatabaseSync(join(app.dataDir, "countersign.db"), { timeout: 5_000 });
    database.exec(`alter table ${from} rename to ${to}`);
    database.close();
  };
  rename("console_sign_ins", "elsewhere");
  return () => rename("elsewhere", "console_sign_ins");
}

async function openWorld(environment: Readonly<Record<string, string>> = {}): Promise<ConsoleWorld> {
  const world = await startConsoleWorld(environment);
  onTestFinished(() => world.close());
  return world;
}

/** What answers in the provider's name would cost: requests of its token endpoint, rows in the database. */
function costs(world: ConsoleWorld) {
  const database = new DatabaseSync(join(world.app.dataDir, "countersign.db"), { readOnly: true });
  const rows = database.prepare("select count(*) as count from console_sign_ins").get();
  database.close();
  return { asked: world.provider.requests.filter((path) => path === "/token").length, rows: rows?.["count"] };
}

/** The answer of whoever has never been at the provider. */
const madeUp = (world: ConsoleWorld, state: string | null) =>
  `${world.app.url}/console/sign-in/callback?code=garbage&iss=${world.provider.url}&state=${state}`;

/** Begins a sign-in. @returns a browser that has, and the answer it brings in the provider's name */
async function begun(world: ConsoleWorld): Promise<{ readonly browser: Browser; readonly answer: string }> {
  const browser = openBrowser();
  const { headers } = await browser.visit(`${world.app.url}/console/sign-in/start`);
  const state = new URL(headers.get("location") ?? "").searchParams.get("state");
  return { browser, answer: madeUp(world, state) };
}

describe("an attempt that nobody began here", () => {
  it.each([
    ["no MAC", ""],
    ["a MAC of another server", `.${"m".repeat(43)}`],
  ])("with %s costs neither a request nor a row", async (_, end) => {
    const world = await openWorld();
    for (let count = 0; count < 20; count += 1) {
      const attempt = {
        secret: String(count).padStart(43, "s"),
        begunAt: world.app.now(),
        confirms: null,
        returnTo: "/console/",
      };
      const text = `${attempt.secret}.${attempt.begunAt}..${Buffer.from("/console/").toString("base64url")}`;
      const refused = await openBrowser().visit(madeUp(world, stateOf(attempt)), {
        cookie: `countersign-sign-in=${text}${end}`,
      });
      expect([refused.status, refused.text]).toEqual([
        400,
        expect.stringContaining("This browser has begun no such sign-in"),
      ]);
    }
    expect(costs(world)).toEqual({ asked: 0, rows: 0 });
  });
});

describe("codes that are redeemed", () => {
  it("are as many as the provider's limit allows, and the others are good again after a while", async () => {
    const world = await openWorld({ COUNTERSIGN_RATE_PER_PROVIDER: "1" });
    world.app.stopMonotonicClock();
    for (let count = 0; count < 10; count += 1) {
      const { browser, answer } = await begun(world);
      expect((await browser.visit(answer)).text).toContain("did not take the code");
    }
    const { browser, answer } = await begun(world);
    const limited = await browser.visit(answer);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(costs(world)).toEqual({ asked: 10, rows: 10 });
    world.app.advance(1);
    expect((await browser.visit(answer)).text).toContain("did not take the code");
  });

  it("are as many as the server's limit allows", async () => {
    const world = await openWorld({ COUNTERSIGN_RATE_TOTAL: "1" });
    world.app.stopMonotonicClock();
    const attempts = await Promise.all(Array.from({ length: 12 }, () => begun(world)));
    for (const { browser, answer } of attempts) await browser.visit(answer);
    expect(costs(world)).toEqual({ asked: 10, rows: 10 });
  });

  it("are 32 at a time at most, however slowly the provider answers", async () => {
    const world = await openWorld();
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    world.provider.before = (path) => (path === "/token" ? answered : undefined);
    const attempts = await Promise.all(Array.from({ length: 33 }, () => begun(world)));
    const [last, ...first] = attempts;
    const visits = first.map((one) => one.browser.visit(one.answer));
    await vi.waitFor(() => expect(costs(world).asked).toBe(32), 4_000);
    const limited = await last?.browser.visit(last.answer);
    expect([limited?.status, limited?.headers.get("retry-after")]).toEqual([429, "5"]);
    expect(costs(world)).toEqual({ asked: 32, rows: 32 });
    answer();
    await Promise.all(visits);
    expect((await last?.browser.visit(last.answer))?.text).toContain("did not take the code");
  });

  it("are none where the provider refused to sign anybody in", async () => {
    const world = await openWorld();
    const { browser, answer } = await begun(world);
    await browser.visit(answer.replace("code=garbage", "error=access_denied"));
    expect(costs(world)).toEqual({ asked: 0, rows: 0 });
  });
});
