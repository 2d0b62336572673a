import { afterAll, beforeAll, expect, it } from "vitest";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

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
});
