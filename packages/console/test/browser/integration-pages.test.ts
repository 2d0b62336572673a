/** The pages on which integrations and mappings are kept: for every eye, and at the width of a phone. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "./axe.ts";
import { describeInBrowser } from "./chromium.ts";
import type { ConsolePage } from "./console-page.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";

const wide = { width: 1440, height: 900 };
const narrow = { width: 360, height: 1_600 };

/** Name, path, and what is read when the page is there; `mapping` is one whose trial has near misses. */
const pages = [
  ["integrations", "/console/integrations", "https://token.actions.githubusercontent.com"],
  ["integration", "/console/integrations/github", "Steps of a job in .github/workflows"],
  ["integration-edit", "/console/integrations/github/edit", "any repository in the world fits"],
  ["integration-new", "/console/new-integration", "Which CI system is it?"],
  ["mapping-new", "/console/integrations/github/mappings/new", "Still to be filled in"],
  ["mapping", "mapping", "Near miss: Only upper and lower case differ"],
] as const;

describeInBrowser("the pages of integrations and mappings", (browser) => {
  let world: ConsoleWorld;
  let mapping: string;
  beforeAll(async () => {
    world = await startConsoleWorld();
    await world.provider({
      name: "github",
      issuer_url: "https://token.actions.githubusercontent.com",
      preset: "github-actions",
    });
    const claims = { repository_id: "77001234", ref: "refs/heads/Main", event_name: ["push", "release"] };
    const grant = { user: "payments-ci", groups: ["deployers"] };
    const made = await world.mapping({
      name: "release",
      provider: "github",
      claims,
      grant,
      audience: ["*@*"],
    });
    mapping = `/console/mappings/${made["id"]}`;
  });
  afterAll(() => world?.close());

  describe.each(["light", "dark"] as const)("%s", (scheme) => {
    let visitor: ConsolePage;
    beforeAll(async () => {
      visitor = await world.visitAsOperator(browser(), "/console/integrations", { scheme });
    });

    it.each(pages)("%s is sound for assistive technology, and fits a phone", async (name, path, text) => {
      await visitor.page.setViewportSize(wide);
      await visitor.open(path === "mapping" ? mapping : path);
      await visitor.page.getByText(text).first().waitFor();
      expect(await violations(visitor.page)).toEqual([]);
      await visitor.screenshot(`${name}-${scheme}-${wide.width}`);
      await visitor.page.setViewportSize(narrow);
      expect(await visitor.overflow()).toBeLessThanOrEqual(0);
      await visitor.screenshot(`${name}-${scheme}-${narrow.width}`);
      expect(visitor.faults).toEqual([]);
    });
  });
});
