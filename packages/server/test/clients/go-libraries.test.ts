/**
 * The two libraries that JFrog's Go clients are made of, by a small program of our own (go-libraries/main.go):
 * jfrog-client-go, below `jf` and Frogbot, and terraform-provider-shared, below all of JFrog's Terraform providers.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Document } from "../transcripts/access-world.ts";
import { findClient, type Machine, startMachine } from "./client.ts";
import { type ClientWorld, provider, repositories, startClientWorld } from "./client-world.ts";

const program = findClient({ name: "JFrog's Go libraries", variable: "COUNTERSIGN_TEST_GO_LIBRARIES" });

describe.skipIf(program === null)("JFrog's Go libraries", () => {
  let world: ClientWorld;
  let machine: Machine;
  beforeAll(async () => {
    world = await startClientWorld();
    machine = await startMachine();
  });
  afterAll(async () => {
    await machine?.close();
    await world?.close();
  });
  beforeEach(() => void world.requests());

  const run = (command: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    machine.run([program ?? "", ...command], { environment: { URL: world.app.url, ...environment } });
  /** What the library made of the answer. @throws with its error */
  const answerTo = async (command: readonly string[], environment: Readonly<Record<string, string>>) => {
    const { code, out, err } = await run(command, environment);
    if (code !== 0) throw new Error(err);
    return JSON.parse(out) as Document;
  };
  const tokenFor = async (repository: string) => {
    const exchanged = await answerTo(["exchange", provider], { ID_TOKEN: world.tokenOf(repository) });
    return String(exchanged["access_token"]);
  };

  it("read an exchange's answer and the token in it, having sent every member they know", async () => {
    const exchanged = await answerTo(["exchange", provider], { ID_TOKEN: world.tokenOf(repositories.app) });
    expect(exchanged).toEqual({
      access_token: expect.any(String),
      username: "ci-user",
      scope: "applied-permissions/user",
      token_type: "Bearer",
      issued_type: "urn:ietf:params:oauth:token-type:access_token",
      expires_in: 600,
      lifetime: 600,
      subject: expect.stringMatching(/^jfac@01[0-9a-z]{24}\/users\/ci-user$/),
      user: "ci-user",
    });
    expect(world.requests()).toEqual(["POST /access/api/v1/oidc/token 200"]);
  });

  it("find provider and mapping in the token of no user", async () => {
    const exchanged = await answerTo(["exchange", provider], { ID_TOKEN: world.tokenOf(repositories.docs) });
    expect(exchanged).toMatchObject({ username: `${provider}/docs`, user: `${provider}/docs` });
  });

  it("give up a refused exchange at once, with our sentence and reference id", async () => {
    const { code, err } = await run(["exchange", provider], { ID_TOKEN: world.tokenOf(repositories.other) });
    expect(code).toBe(1);
    expect(err).toContain(`No identity mapping of provider ${provider} matches the claims of this token`);
    expect(err).toMatch(/Reference id: [0-9a-f-]{36}/);
    expect(world.requests()).toHaveLength(1);
  });

  it("read what the server says of itself", async () => {
    const about = await answerTo(["about"], { ACCESS_TOKEN: await tokenFor(repositories.app) });
    expect(about).toEqual({
      access: "OK",
      artifactory: "OK",
      version: expect.stringMatching(/^7\.\d+\.\d+$/),
      service_id: expect.stringMatching(/^jfrt@01[0-9a-z]{24}$/),
    });
  });

  it("read a project as they wrote it, change it, list it and find it gone", async () => {
    const ACCESS_TOKEN = await tokenFor(repositories.infra);
    const kept = await answerTo(["project", "octo-project"], { ACCESS_TOKEN });
    expect(kept).toEqual({
      created: {
        project_key: "octo-project",
        display_name: "A project",
        description: "Made by a library",
        admin_privileges: { manage_members: true, manage_resources: false, index_resources: true },
        soft_limit: false,
        storage_quota_bytes: 1073741825,
      },
      updated: "Another name",
      projects: 1,
      rest: null,
    });
  });

  it("make a token for another user, with a reference to it", async () => {
    const ACCESS_TOKEN = await tokenFor(repositories.infra);
    const made = await answerTo(["token", "deployer"], { ACCESS_TOKEN });
    expect(made).toEqual({
      token_id: expect.any(String),
      reference: expect.stringMatching(/^cmVmdGtu[A-Za-z0-9]{56}$/),
      expires_in: 120,
      user: "deployer",
    });
    const own = { headers: { authorization: `Bearer ${made["reference"]}` } };
    expect((await world.app.send("/artifactory/api/system/ping", own)).status).toBe(200);
  });

  it("log Terraform in, find a server that takes an organization, and report the resource", async () => {
    const workspace = { TFC_WORKLOAD_IDENTITY_TOKEN: world.tokenOf(repositories.infra) };
    expect(await answerTo(["terraform", provider], workspace)).toEqual({
      user: "infra-bot",
      artifactory: expect.stringMatching(/^7\.\d+\.\d+$/),
      takes_organization: true,
    });
    expect(world.requests()).toContain("POST /artifactory/api/system/usage 200");
  });
});
