/**
 * JFrog's action setup-jfrog-cli, from a job's ID token to a configured `jf`, as a runner runs it: the way through
 * `jf eot` and the one it has for older versions of `jf`, and what it does when the job ends.
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audience } from "../transcripts/access-world.ts";
import { type Runner, startRunner } from "./actions-runner.ts";
import { findClient } from "./client.ts";
import { type ClientWorld, provider, repositories, startClientWorld } from "./client-world.ts";

const action = findClient({ name: "setup-jfrog-cli", variable: "COUNTERSIGN_TEST_SETUP_JFROG_CLI" });
const jf = findClient({ name: "JFrog's command line", variable: "COUNTERSIGN_TEST_JF", program: "jf" });

/** Versions that the workflow asks for; the action exchanges the token itself for those before 2.75.0. */
const ways = [
  { way: "jf eot", version: "2.91.0" },
  { way: "a request of its own", version: "2.74.1" },
];

describe.skipIf(action === null || jf === null)("setup-jfrog-cli", () => {
  let world: ClientWorld;
  let runner: Runner;
  beforeAll(async () => {
    world = await startClientWorld();
  });
  afterAll(() => world?.close());
  afterEach(() => runner.close());

  const startJob = async (repository: string) => {
    runner = await startRunner(world, repository, { JF_URL: `${world.app.url}/` });
    for (const { version } of ways)
      for (const name of ["jf", "jfrog"]) await runner.cacheTool(name, version, jf ?? "");
    world.requests();
  };
  const inputs = (version: string) => ({
    version,
    "oidc-provider-name": provider,
    "oidc-audience": audience,
    "disable-job-summary": "false",
    "disable-auto-build-publish": "false",
    "disable-auto-evidence-collection": "false",
    "enable-package-alias": "false",
  });
  const setUp = (version: string) => runner.step(join(action ?? "", "lib/main.js"), inputs(version));
  const cleanUp = (version: string) => runner.step(join(action ?? "", "lib/cleanup.js"), inputs(version));

  describe.each(ways)("by $way", ({ version }) => {
    it("gives the job a token, its user, and a jf that works", async () => {
      await startJob(repositories.app);
      const { code, out, outputs } = await setUp(version);
      expect({ code, out }).toEqual({ code: 0, out: expect.not.stringContaining("::error") });
      expect(outputs["oidc-user"]).toBe("ci-user");
      const own = { headers: { authorization: `Bearer ${outputs["oidc-token"]}` } };
      expect((await world.app.send("/artifactory/api/system/ping", own)).status).toBe(200);
      expect(world.requests()[0]).toBe("POST /access/api/v1/oidc/token 200");
      expect(await runner.command(["jf", "rt", "ping"])).toMatchObject({ code: 0, out: "OK\n" });
    });

    it("names provider and mapping where there is no user", async () => {
      await startJob(repositories.docs);
      expect((await setUp(version)).outputs["oidc-user"]).toBe(`${provider}/docs`);
    });

    it("fails the job with our sentence and reference id when the token is refused", async () => {
      await startJob(repositories.other);
      const { code, out, outputs } = await setUp(version);
      expect(code).toBe(1);
      expect(outputs).toEqual({});
      expect(out).toContain(`No identity mapping of provider ${provider} matches the claims of this token`);
      expect(out).toMatch(/Reference id: [0-9a-f-]{36}/);
    });
  });

  describe("at the end of the job", () => {
    beforeEach(async () => {
      await startJob(repositories.app);
      await setUp("2.91.0");
      world.requests();
    });

    it("reaches the server and takes away what it configured, without a warning", async () => {
      const { code, out } = await cleanUp("2.91.0");
      expect({ code, out }).toEqual({ code: 0, out: expect.not.stringMatching(/::(warning|error)/) });
      expect(world.requests()).toContain("GET /artifactory/api/system/ping 200");
      expect((await runner.command(["jf", "c", "show"])).out).toBe("");
    });

    it("hears that evidence is not collected here", async () => {
      await writeFile(join(runner.temp, "created_attestation_paths.txt"), "attestation.json\n");
      const { code, out } = await cleanUp("2.91.0");
      expect({ code, out }).toEqual({ code: 0, out: expect.not.stringMatching(/::(warning|error)/) });
      expect(out).toContain("Evidence collection is not supported");
      expect(world.requests()).toContain("GET /evidence/api/v1/config 200");
    });
  });
});
