/**
 * gophercloud, which Go's and Terraform's clients of OpenStack are made of, by a small program of our own
 * (gophercloud/main.go). It knows no login with an ID token; it takes a token as it is.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask } from "../transcripts/access-clients.ts";
import { findClient, type Machine, startMachine } from "./client.ts";
import type { Document } from "./conversation.ts";
import { type KeystoneWorld, loginPath, startKeystoneWorld } from "./keystone-world.ts";

const program = findClient({ name: "gophercloud", variable: "COUNTERSIGN_TEST_GOPHERCLOUD" });

describe.skipIf(program === null)("gophercloud", () => {
  let world: KeystoneWorld;
  let machine: Machine;
  beforeAll(async () => {
    world = await startKeystoneWorld();
    machine = await startMachine();
  });
  afterAll(async () => {
    await machine?.close();
    await world?.close();
  });
  beforeEach(() => void world.requests());

  const run = (command: string, TOKEN: string, more: Readonly<Record<string, string>> = {}) =>
    machine.run([program ?? "", command], { environment: { URL: world.app.url, TOKEN, ...more } });
  /** What the library made of the answers. @throws with its error */
  const answerTo = async (...command: Parameters<typeof run>) => {
    const { code, out, err } = await run(...command);
    if (code !== 0) throw new Error(err);
    return JSON.parse(out) as Document;
  };
  const login = async () => {
    const headers = { authorization: `Bearer ${world.idToken()}` };
    const answer = await ask(`${world.app.url}${loginPath}`, { method: "POST", headers });
    return String(answer.headers["x-subject-token"]);
  };

  it("scopes a token to a project and reads all that is said of it", async () => {
    expect(await answerTo("scope", await login(), { PROJECT: world.projects.shop })).toMatchObject({
      token: expect.any(String),
      expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      projects: [expect.objectContaining({ id: world.projects.shop, name: "shop" })],
      project: { id: world.projects.shop, name: "shop" },
      roles: [{ id: world.ids.member, name: "member" }],
      services: 2,
    });
  });

  it("gives up on a project where the token has no role, with our sentence", async () => {
    const { code, err } = await run("scope", await login(), { PROJECT: world.projects.vault });
    expect(code).toBe(1);
    expect(err).toContain("The request you have made requires authentication.");
  });

  it("validates a token, revokes it, and is refused afterwards", async () => {
    expect(await answerTo("revoke", await login())).toMatchObject({
      before: true,
      after: expect.stringContaining("but got 401 instead"),
    });
  });

  it("makes, changes, lists and deletes a mapping", async () => {
    expect(await answerTo("mappings", world.app.adminToken)).toMatchObject({
      created: expect.objectContaining({ id: "go" }),
      rules: 2,
      listed: 2,
      gone: expect.stringContaining("Could not find mapping: go."),
    });
  });
});
