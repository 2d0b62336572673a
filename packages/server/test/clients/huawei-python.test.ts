/**
 * Huawei Cloud's SDK for Python, unmodified, by a small program of our own (openstack/huawei_iam.py): the operations
 * that Huawei's documents name, from the identity provider to a scoped token.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { type Machine, startMachine } from "./client.ts";
import { type Conversation, converse, type Document } from "./conversation.ts";
import { audience, type KeystoneWorld, startKeystoneWorld, subject } from "./keystone-world.ts";
import { currentRelease } from "./openstack-client.ts";

const program = new URL("openstack/huawei_iam.py", import.meta.url).pathname;
const idp_id = "huawei-ci";

describe.skipIf(currentRelease.openstack === null)("Huawei Cloud's SDK for Python", () => {
  let issuer: TestIssuer;
  let world: KeystoneWorld;
  let machine: Machine;
  let sdk: Conversation;
  beforeAll(async () => {
    issuer = await startIssuer();
    world = await startKeystoneWorld({ COUNTERSIGN_ISSUER_ALLOW: issuer.origin });
    machine = await startMachine();
    sdk = converse(machine, [currentRelease.python, program], { environment: { URL: world.app.url } });
    await setUp();
  });
  afterAll(async () => {
    await sdk?.close();
    await machine?.close();
    await world?.close();
    await issuer?.close();
  });

  const call = (operation: string, request: Document = {}, token?: string) =>
    sdk.say({ operation, request, ...(token !== undefined && { token }) });
  const operate = async (operation: string, request: Document, status: number) => {
    const answer = await call(operation, request, world.app.adminToken);
    if (answer["status"] !== status) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
    return answer["answer"] as Document;
  };

  async function setUp() {
    await operate(
      "keystone_create_identity_provider",
      {
        id: idp_id,
        body: { identity_provider: { sso_type: "virtual_user_sso", description: "CI", enabled: true } },
      },
      201,
    );
    await operate(
      "create_open_id_connect_config",
      {
        idp_id,
        body: {
          openid_connect_config: {
            access_mode: "program",
            idp_url: issuer.url,
            client_id: audience,
            signing_key: JSON.stringify({ keys: issuer.keys.map((key) => key.publicJwk) }),
          },
        },
      },
      201,
    );
    const rules = [
      {
        local: [{ user: { name: "{0}" } }, { group: { name: "deployers" } }],
        remote: [{ type: "sub" }, { type: "repository", any_one_of: ["octo-org/app"] }],
      },
    ];
    await operate("keystone_create_mapping", { id: idp_id, body: { mapping: { rules } } }, 201);
    await operate(
      "keystone_create_protocol",
      { idp_id, protocol_id: "oidc", body: { protocol: { mapping_id: idp_id } } },
      201,
    );
  }

  const idToken = (changes: Document = {}) =>
    issuer.sign({ aud: audience, sub: subject, repository: "octo-org/app", ...changes });
  const login = (authorization = `Bearer ${idToken()}`) =>
    call("create_unscoped_token_with_id_token", { idp_id, protocol_id: "oidc", authorization });
  const unscopedToken = async () => String(((await login())["answer"] as Document)["x_subject_token"]);

  it("obtains an unscoped token with an ID token", async () => {
    expect(await login()).toEqual({
      status: 201,
      answer: {
        x_subject_token: expect.any(String),
        token: expect.objectContaining({
          methods: ["mapped"],
          expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
          user: expect.objectContaining({
            name: subject,
            os_federation: expect.objectContaining({
              groups: [{ id: world.ids.deployers, name: "deployers" }],
            }),
          }),
        }),
      },
    });
  });

  it("finds where it may work", async () => {
    const token = await unscopedToken();
    expect(await call("keystone_list_auth_projects", {}, token)).toMatchObject({
      status: 200,
      answer: { projects: [{ id: world.projects.shop, name: "shop" }] },
    });
    expect(await call("keystone_list_auth_domains", {}, token)).toMatchObject({
      status: 200,
      answer: { domains: [{ id: "default" }, { id: world.domain }] },
    });
  });

  it("obtains a token for a project in one call", async () => {
    const scope = { project: { id: world.projects.shop } };
    const auth = { id_token: { id: idToken() }, scope };
    expect(await call("create_token_with_id_token", { x_idp_id: idp_id, body: { auth } })).toMatchObject({
      status: 201,
      answer: {
        x_subject_token: expect.any(String),
        token: {
          project: { id: world.projects.shop, name: "shop" },
          roles: [{ id: world.ids.member, name: "member" }],
        },
      },
    });
  });

  it("has a token validated by itself", async () => {
    const x_subject_token = await unscopedToken();
    expect(await call("keystone_validate_token", { x_subject_token }, x_subject_token)).toMatchObject({
      status: 200,
      answer: { token: { user: { name: subject } } },
    });
  });

  it("reads what was configured", async () => {
    expect(await operate("show_open_id_connect_config", { idp_id }, 200)).toMatchObject({
      openid_connect_config: { access_mode: "program", idp_url: issuer.url },
    });
    expect(await operate("keystone_show_identity_provider", { id: idp_id }, 200)).toMatchObject({
      identity_provider: { id: idp_id, enabled: true, description: "CI" },
    });
    expect(await operate("keystone_list_protocols", { idp_id }, 200)).toMatchObject({
      protocols: [{ id: "oidc", mapping_id: idp_id }],
    });
  });

  it("is told in Keystone's form why an ID token is not taken", async () => {
    expect(await login(`Bearer ${idToken({ exp: 1 })}`)).toEqual({
      status: 401,
      error: expect.objectContaining({ message: "The request you have made requires authentication." }),
    });
  });

  it("is told in Huawei's form below /v3.0", async () => {
    const auth = { id_token: { id: idToken({ exp: 1 }) } };
    expect(await call("create_token_with_id_token", { x_idp_id: idp_id, body: { auth } })).toEqual({
      status: 401,
      error: expect.objectContaining({ code: "IAM.0001" }),
    });
  });
});
