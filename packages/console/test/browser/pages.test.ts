import { afterAll, beforeAll, expect, it } from "vitest";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import type { ConsolePage } from "./console-page.ts";
import { type Showcase, startShowcase } from "./showcase.ts";

/** Every page there is, by the name of its picture. */
const pages: Readonly<Record<string, (world: Showcase) => string>> = {
  overview: () => "/",
  integrations: () => "/integrations",
  "new-integration": () => "/new-integration",
  integration: () => "/integrations/github",
  "edit-integration": () => "/integrations/github/edit",
  findings: () => "/findings",
  "new-mapping": () => "/integrations/github/mappings/new",
  mapping: ({ riskyMapping }) => `/mappings/${riskyMapping}`,
  log: () => "/log",
  refusal: ({ refusal }) => `/log/${refusal}`,
  success: ({ success }) => `/log/${success}`,
  explain: () => "/log/explain",
  tokens: () => "/tokens",
  keys: () => "/keys",
  projects: () => "/projects",
  project: () => "/projects/payments",
  audit: () => "/audit",
  settings: () => "/settings",
  "no-such-page": () => "/nowhere",
};

const looks = [
  { width: 1440, scheme: "light" },
  { width: 1440, scheme: "dark" },
  { width: 360, scheme: "light" },
  { width: 360, scheme: "dark" },
] as const;

describeInBrowser("every page of the console", (browser) => {
  let world: Showcase;
  beforeAll(async () => {
    world = await startShowcase();
  });
  afterAll(() => world?.close());

  for (const look of looks) {
    let visitor: ConsolePage;
    it(`lets somebody in, ${look.scheme} at ${look.width} px`, async () => {
      visitor = await world.visit(browser(), { ...look, height: look.width === 360 ? 780 : 900 });
      await visitor.page.clock.setSystemTime(world.app.now() * 1_000);
      await visitor.open("/console/");
      await visitor.signIn(world.app.adminToken);
    });
    it.each(Object.keys(pages))(
      `is sound for assistive technology, needs no sideways scrolling and does nothing it must not: %s, ${look.scheme} at ${look.width} px`,
      async (name) => {
        const { page } = visitor;
        await visitor.open(`/console${pages[name]?.(world)}`);
        const heading = page.getByRole("heading", { level: 1 }).first();
        await heading.waitFor();
        await page.waitForLoadState("networkidle");
        await visitor.screenshot(`${name}-${look.width}-${look.scheme}`);
        if (name !== "no-such-page") expect(await heading.textContent()).not.toBe("There is no such page");
        expect(await violations(page)).toEqual([]);
        expect(await visitor.overflow()).toBe(0);
        expect(visitor.faults).toEqual([]);
      },
    );
  }
});
