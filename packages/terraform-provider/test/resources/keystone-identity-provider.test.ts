import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unknown } from "../../src/engine/values.ts";
import { keystoneIdentityProvider as resource } from "../../src/resources/keystone-identity-provider.ts";
import { call, type KeystoneServer, startKeystoneServer } from "./keystone-server.ts";
import { must, problemOf } from "./outcomes.ts";

type Planned = Parameters<typeof resource.create>[1];
type State = Parameters<typeof resource.read>[1];

let server: KeystoneServer;
beforeAll(async () => {
  server = await startKeystoneServer();
});
afterAll(() => server.close());

const planned = (id: string, given: Partial<Planned> = {}): Planned => ({
  id,
  remote_ids: unknown,
  domain_id: unknown,
  description: null,
  enabled: true,
  authorization_ttl: null,
  sso_type: null,
  ...given,
});
const create = (plan: Planned) => resource.create(server.connection, plan, call);
const read = async (state: State) => must(await resource.read(server.connection, state, call));
const update = (prior: State, given: Partial<Planned>) =>
  resource.update?.(server.connection, { prior, planned: { ...prior, ...given } }, call);
const destroy = (state: State) => resource.destroy(server.connection, state, call);

describe("an identity provider", () => {
  it("is created with what is left to the server, read without drift, changed in place and deleted", async () => {
    const made = must(
      await create(
        planned("whole", { remote_ids: ["https://b.example", "https://a.example"], description: "d" }),
      ),
    );
    expect(made).toMatchObject({ id: "whole", description: "d", enabled: true });
    expect(made.domain_id).toMatch(/^[0-9a-f]{32}$/);
    expect(await read(made)).toEqual(made);

    const given = {
      remote_ids: ["https://a.example"],
      description: null,
      enabled: false,
      authorization_ttl: 5,
    };
    const outcome = await update(made, given);
    expect(outcome && must(outcome)).toEqual({ ...made, ...given });
    expect(await read(made)).toEqual({ ...made, ...given });

    expect(must(await destroy(made))).toBeNull();
    expect(await read(made)).toBeNull();
    expect(must(await destroy(made))).toBeNull();
  });

  it("keeps an empty description apart from none", async () => {
    const made = must(await create(planned("empty", { description: "" })));
    expect(made.description).toBe("");
    expect(await read(made)).toEqual(made);
  });

  it("shows what another interface made of it", async () => {
    const made = must(await create(planned("drifting")));
    await server.operator("PATCH", "/identity_providers/drifting", {
      identity_provider: { enabled: false, remote_ids: ["https://drift.example"] },
    });
    expect(await read(made)).toEqual({ ...made, enabled: false, remote_ids: ["https://drift.example"] });
  });

  it("in Huawei Cloud's dialect keeps the issuer that its configuration says", async () => {
    const made = must(await create(planned("huawei", { sso_type: "virtual_user_sso" })));
    expect(made).toMatchObject({ domain_id: "default", sso_type: "virtual_user_sso" });
    const path = "/v3.0/OS-FEDERATION/identity-providers/huawei/openid-connect-config";
    const answer = await server.send(path, {
      method: "POST",
      headers: { "x-auth-token": server.adminToken, "content-type": "application/json" },
      body: JSON.stringify({
        openid_connect_config: {
          access_mode: "program",
          idp_url: "https://huawei.example",
          client_id: "countersign",
          signing_key: null,
        },
      }),
    });
    expect([answer.status, await answer.text()]).toEqual([201, expect.any(String)]);
    const state = await read(made);
    expect(state?.remote_ids).toEqual(["https://huawei.example"]);
    const outcome = await update(state ?? made, { description: "d" });
    expect(outcome && must(outcome).description).toBe("d");
  });

  it("is imported by its id", async () => {
    await create(planned("imported", { remote_ids: ["https://imported.example"] }));
    const parsed = resource.import.parse("imported");
    if (!parsed.ok) throw new Error(parsed.detail);
    expect(await read(parsed.value as State)).toMatchObject({
      id: "imported",
      remote_ids: ["https://imported.example"],
      description: null,
      enabled: true,
    });
    expect(resource.import.parse("")).toMatchObject({ ok: false });
  });

  it("that was made through another interface is told to be changed there", async () => {
    await server.asAdmin("POST", "/access/api/v1/oidc", {
      name: "foreign",
      issuer_url: "https://foreign.example",
    });
    const state = await read(planned("foreign") as State);
    expect(state).toMatchObject({ id: "foreign", remote_ids: ["https://foreign.example"] });
    const outcome = await update(state ?? (planned("foreign") as State), { description: "d" });
    expect(outcome && problemOf(outcome).detail).toMatch(/change it there.*Reference id: /s);
  });
});

describe("what the server refuses", () => {
  it.each([
    ["remote_ids", { remote_ids: ["http://a.example"] }, /must begin with https:\/\//],
    ["domain_id", { domain_id: "nowhere" }, /Could not find domain: nowhere\./],
    ["description", { description: "\0" }, /at most 4096 characters/],
    ["sso_type", { sso_type: "other" }, /must be virtual_user_sso or iam_user_sso/],
    ["authorization_ttl", { authorization_ttl: -1 }, /must not be negative/],
    ["id", { id: "a b" }, /1 to 64 characters of letters/],
  ] as const)("is said at %s", async (name, given, sentence) => {
    const problem = problemOf(await create(planned("refused", given as Partial<Planned>)));
    expect(problem).toMatchObject({
      severity: "error",
      summary: "The identity provider was not created",
      at: [name],
    });
    expect(problem.detail).toMatch(sentence);
    expect(problem.detail).toMatch(/Reference id: [0-9a-f-]{36}/);
    expect(await read(planned("refused") as State)).toBeNull();
  });

  it("at an issuer that another one has", async () => {
    must(await create(planned("first", { remote_ids: ["https://one.example"] })));
    const problem = problemOf(await create(planned("second", { remote_ids: ["https://one.example"] })));
    expect(problem.at).toEqual(["remote_ids"]);
    expect(problem.detail).toContain("another identity provider with the issuer");
    expect(problem.detail).not.toContain("import {");
  });

  it("at an id that is taken, with how to import it", async () => {
    must(await create(planned("taken")));
    const problem = problemOf(await create(planned("taken")));
    expect(problem.at).toEqual(["id"]);
    expect(problem.detail).toContain('to = platform_keystone_identity_provider.NAME\n  id = "taken"');
  });

  it("of a token of another face says which credential to use", async () => {
    const made = await server.asAdmin("POST", "/access/api/v1/tokens", {
      username: "infra",
      scope: "applied-permissions/admin",
      expires_in: 60,
    });
    const { access_token: token } = (await made.json()) as { access_token: string };
    const connection = {
      ...server.connection,
      token: async () => ({ ok: true, token, source: { kind: "given", from: "access_token" } }) as const,
    };
    const problem = problemOf(await resource.create(connection, planned("as-workload"), call));
    expect(problem.detail).toContain("it was made for another interface of this server");
    expect(problem.detail).toContain("Manage Keystone's with a service token of an administrator");
  });
});
