/** Groups and Keystone's objects as Terraform has them: planned, applied, refreshed, imported, replaced. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../../src/engine/values.ts";
import { type KeystoneServer, startKeystoneServer } from "./keystone-server.ts";
import { settle, silent } from "./real-server.ts";

const identityProvider = "platform_keystone_identity_provider";
const mapping = "platform_keystone_mapping";
const protocol = "platform_keystone_protocol";
const group = "platform_group";
const rules = (user: string) =>
  JSON.stringify([{ remote: [{ type: "OIDC-sub" }], local: [{ user: { name: user } }] }]);

let server: KeystoneServer;
beforeAll(async () => {
  server = await startKeystoneServer();
  await server.operator("PUT", "/identity_providers/owner", { identity_provider: {} });
  for (const id of ["one", "two"]) {
    await server.operator("PUT", `/mappings/${id}`, { mapping: { rules: JSON.parse(rules("{0}")) } });
  }
});
afterAll(() => server.close());

/** How something is given first, what is changed of it in place, and what makes another one of it. */
const lives: readonly (readonly [
  string,
  string,
  { readonly given: Values; readonly importId: string; readonly changed: Values; readonly moved: Values },
])[] = [
  [
    "an identity provider of which all is said",
    identityProvider,
    {
      given: {
        id: "whole",
        remote_ids: ["https://b.example", "https://a.example"],
        domain_id: "default",
        description: "d",
        enabled: false,
        authorization_ttl: 0,
      },
      importId: "whole",
      changed: { description: null, remote_ids: [], enabled: true, authorization_ttl: null },
      moved: { id: "moved" },
    },
  ],
  [
    "an identity provider of which nothing is said",
    identityProvider,
    {
      given: { id: "bare" },
      importId: "bare",
      changed: { description: "d" },
      moved: { domain_id: "default" },
    },
  ],
  [
    "an identity provider of Huawei Cloud's kind",
    identityProvider,
    {
      given: { id: "huawei", sso_type: "virtual_user_sso" },
      importId: "huawei",
      changed: { enabled: false },
      moved: { sso_type: "iam_user_sso" },
    },
  ],
  [
    "a mapping",
    mapping,
    {
      given: { id: "rules", rules_json: rules("a <b>") },
      importId: "rules",
      changed: { rules_json: rules("{0}"), schema_version: "2.0" },
      moved: { id: "moved" },
    },
  ],
  [
    "a mapping with a version",
    mapping,
    {
      given: { id: "versioned", rules_json: rules("{0}"), schema_version: "3.0" },
      importId: "versioned",
      changed: { schema_version: null },
      moved: { id: "versioned-moved" },
    },
  ],
  [
    "a protocol",
    protocol,
    {
      given: { identity_provider_id: "owner", id: "openid", mapping_id: "one" },
      importId: "owner/openid",
      changed: { mapping_id: "two" },
      moved: { id: "moved" },
    },
  ],
  [
    "a group",
    group,
    {
      given: { name: "Those & others", description: "d", external_id: "x", policy_viewer: true },
      importId: "Those & others",
      changed: { description: null, external_id: null, auto_join: true },
      moved: { name: "moved" },
    },
  ],
];

describe.each(lives)("%s", (_, type, { given, importId, changed, moved }) => {
  it("settles, is changed in place, replaced where it must be, and deleted", async () => {
    const { terraform } = server;
    let state = await settle(server, type, given, importId);

    const later = { ...given, ...changed };
    expect((await terraform.plan(type, state, later)).action).toBe("update");
    state = silent(await terraform.apply(type, state, later));
    state = silent(await terraform.refresh(type, state));
    expect((await terraform.plan(type, state, later)).action).toBe("nothing");

    const another = { ...later, ...moved };
    expect(await terraform.plan(type, state, another)).toMatchObject({
      action: "replace",
      replace: Object.keys(moved),
    });
    state = silent(await terraform.apply(type, state, another));
    expect((await terraform.plan(type, state, another)).action).toBe("nothing");

    expect(await terraform.apply(type, state, null)).toEqual({ state: null, diagnostics: [] });
    expect((await terraform.refresh(type, state)).state).toBeNull();
  });
});

describe("what another interface changed", () => {
  it("is put back", async () => {
    const { terraform } = server;
    const given = { id: "drifting", remote_ids: ["https://drift.example"] };
    const made = silent(await terraform.apply(identityProvider, null, given));
    await server.operator("PATCH", "/identity_providers/drifting", {
      identity_provider: { enabled: false, description: "other", remote_ids: [] },
    });
    const drifted = silent(await terraform.refresh(identityProvider, made));
    expect((await terraform.plan(identityProvider, drifted, given)).action).toBe("update");
    const mended = silent(await terraform.apply(identityProvider, drifted, given));
    expect(mended).toEqual(made);
    expect((await server.operator("GET", "/identity_providers/drifting")).identity_provider).toMatchObject({
      enabled: true,
      description: null,
      remote_ids: ["https://drift.example"],
    });
  });

  it("of the rules is none where they only stand in another form", async () => {
    const { terraform } = server;
    const given = { id: "spelled", rules_json: rules("a <b>") };
    const made = silent(await terraform.apply(mapping, null, given));
    const spelled = JSON.stringify(JSON.parse(given.rules_json), null, 2);
    expect((await terraform.plan(mapping, made, { ...given, rules_json: spelled })).action).toBe("nothing");
  });
});

describe("a state of JFrog's provider", () => {
  it("is good here, and one of here there", async () => {
    const { terraform } = server;
    const off = {
      reports_manager: false,
      watch_manager: false,
      policy_manager: false,
      policy_viewer: false,
      manage_resources: false,
      manage_webhook: false,
    };
    const theirs = { name: "both", description: "d", auto_join: false, admin_privileges: false, ...off };
    await server.asAdmin("POST", "/access/api/v2/groups", theirs);
    const given = { name: "both", description: "d" };
    const upgraded = silent(
      await terraform.upgrade(group, { ...theirs, external_id: null, members: null, realm: "internal" }),
    );
    const state = silent(await terraform.refresh(group, upgraded));
    expect((await terraform.plan(group, state, given)).action).toBe("nothing");
    const changed = silent(await terraform.apply(group, state, { ...given, auto_join: true }));
    expect(changed["watch_manager"]).toBe(false);
    expect(await server.document("/access/api/v2/groups/both")).toEqual({
      ...theirs,
      auto_join: true,
      realm: "internal",
    });
  });
});
