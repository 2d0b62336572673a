/**
 * JFrog's action Frogbot, up to the start of the scanner: it exchanges the job's ID token itself. In the scanner's
 * place is a script that keeps the token it was started with.
 */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { audience } from "../transcripts/access-world.ts";
import { type Runner, startRunner } from "./actions-runner.ts";
import { findClient } from "./client.ts";
import { type ClientWorld, provider, repositories, startClientWorld } from "./client-world.ts";

const action = findClient({ name: "Frogbot's action", variable: "COUNTERSIGN_TEST_FROGBOT" });
const version = "3.0.0";

describe.skipIf(action === null)("Frogbot's action", () => {
  let world: ClientWorld;
  let runner: Runner;
  beforeAll(async () => {
    world = await startClientWorld();
  });
  afterAll(() => world?.close());
  afterEach(() => runner.close());

  const run = async (repository: string) => {
    runner = await startRunner(world, repository, { JF_URL: world.app.url, JF_GIT_BASE_BRANCH: "main" });
    const scanner = join(runner.temp, "scanner");
    await writeFile(scanner, '#!/bin/sh\nprintf %s "$JF_ACCESS_TOKEN" > "$RUNNER_TEMP/token"\n');
    await runner.cacheTool("frogbot", version, scanner);
    return runner.step(join(action ?? "", "action/lib/main.js"), {
      version,
      "oidc-provider-name": provider,
      "oidc-audience": audience,
    });
  };

  it("starts the scanner with a token that works", async () => {
    expect(await run(repositories.app)).toMatchObject({ code: 0 });
    const token = await readFile(join(runner.temp, "token"), "utf8");
    const own = { headers: { authorization: `Bearer ${token}` } };
    expect((await world.app.send("/artifactory/api/system/ping", own)).status).toBe(200);
  });

  it("fails the job with our sentence when the token is refused", async () => {
    const { code, out } = await run(repositories.other);
    expect(code).toBe(1);
    expect(out).toContain(`No identity mapping of provider ${provider} matches the claims of this token`);
  });
});
