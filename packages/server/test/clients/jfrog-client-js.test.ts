/**
 * jfrog-client-js, the library below JFrog's extensions of editors. It exchanges no token; it is given one, asks
 * whether the server is there and which version it is, and reports that it was used.
 */

import { createRequire } from "node:module";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { documentOf } from "../transcripts/access-world.ts";
import { findClient } from "./client.ts";
import { type ClientWorld, repositories, startClientWorld } from "./client-world.ts";

const library = findClient({ name: "jfrog-client-js", variable: "COUNTERSIGN_TEST_JFROG_CLIENT_JS" });

/** As much of the library's own types as is called here. */
interface Library {
  readonly JfrogClient: new (settings: {
    platformUrl: string;
    accessToken: string;
    retries: number;
  }) => {
    artifactory(): {
      system(): {
        ping(): Promise<unknown>;
        version(): Promise<unknown>;
        reportUsage(agent: string, features: readonly { readonly featureId: string }[]): Promise<unknown>;
      };
    };
  };
}

describe.skipIf(library === null)("jfrog-client-js", () => {
  let world: ClientWorld;
  beforeAll(async () => {
    world = await startClientWorld();
  });
  afterAll(() => world?.close());
  beforeEach(() => void world.requests());

  const systemFor = (accessToken: string) => {
    const { JfrogClient } = createRequire(import.meta.url)(library ?? "") as Library;
    return new JfrogClient({ platformUrl: world.app.url, accessToken, retries: 0 }).artifactory().system();
  };
  const accessToken = async () =>
    String(
      (await documentOf(await world.exchange({ subject_token: world.tokenOf(repositories.app) })))[
        "access_token"
      ],
    );

  it("finds the server there, of a version of Artifactory that it knows", async () => {
    const system = systemFor(await accessToken());
    expect(await system.ping()).toBe("OK");
    expect(await system.version()).toMatchObject({ version: expect.stringMatching(/^7\.\d+\.\d+$/) });
  });

  it("reports that it was used", async () => {
    const system = systemFor(await accessToken());
    await system.reportUsage("jfrog-vscode-extension/2.0.0", [{ featureId: "ide" }]);
    expect(world.requests()).toContain("POST /artifactory/api/system/usage 200");
  });
});
