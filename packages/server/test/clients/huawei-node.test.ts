/**
 * Huawei Cloud's SDK for Node, with the two workarounds that huawei-node/program.mjs names: as it is published its
 * main module cannot be imported, and its credentials replace the ID token by a signature.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findClient, type Machine, startMachine } from "./client.ts";
import { type Conversation, converse, type Document } from "./conversation.ts";
import {
  identityProvider,
  type KeystoneWorld,
  protocol,
  startKeystoneWorld,
  subject,
} from "./keystone-world.ts";

const library = findClient({ name: "Huawei Cloud's SDK for Node", variable: "COUNTERSIGN_TEST_HUAWEI_NODE" });
const program = new URL("huawei-node/program.mjs", import.meta.url).pathname;

describe.skipIf(library === null)("Huawei Cloud's SDK for Node", () => {
  let world: KeystoneWorld;
  let machine: Machine;
  let sdk: Conversation;
  beforeAll(async () => {
    world = await startKeystoneWorld();
    machine = await startMachine();
    const environment = { URL: world.app.url, FOLDER: library ?? "" };
    sdk = converse(machine, [process.execPath, program], { environment });
  });
  afterAll(async () => {
    await sdk?.close();
    await machine?.close();
    await world?.close();
  });

  const login = (idToken: string, more: Document = {}) =>
    sdk.say({
      operation: "createUnscopedTokenWithIdToken",
      request: { idpId: identityProvider, protocolId: protocol, authorization: `Bearer ${idToken}` },
      ...more,
    });

  it("obtains an unscoped token with an ID token", async () => {
    expect(await login(world.idToken())).toMatchObject({
      httpStatusCode: 201,
      "X-Subject-Token": expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token: {
        methods: [protocol],
        user: {
          name: subject,
          "OS-FEDERATION": {
            identity_provider: { id: identityProvider },
            groups: [{ id: world.ids.deployers, name: "deployers" }],
          },
        },
      },
    });
  });

  it("obtains a token for a project in one call", async () => {
    const scope = { project: { id: world.projects.shop } };
    const answer = await sdk.say({
      operation: "createTokenWithIdToken",
      request: { xIdpId: identityProvider, body: { auth: { id_token: { id: world.idToken() }, scope } } },
    });
    expect(answer).toMatchObject({ httpStatusCode: 201, token: { project: { id: world.projects.shop } } });
  });

  it("is refused with our sentence, and so it is with credentials of its own, which lose the ID token", async () => {
    const refused = {
      httpStatusCode: 401,
      error: { message: "The request you have made requires authentication." },
    };
    expect(await login(world.idToken({ exp: 1 }))).toMatchObject(refused);
    expect(await login(world.idToken(), { credential: "signed" })).toMatchObject(refused);
  });
});
