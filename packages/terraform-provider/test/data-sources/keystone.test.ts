import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { groupSource, groupsSource, readGroupNames } from "../../src/data-sources/group.ts";
import {
  keystoneIdentityProviderSource,
  keystoneIdentityProvidersSource,
} from "../../src/data-sources/keystone-identity-provider.ts";
import { keystoneMappingSource, keystoneMappingsSource } from "../../src/data-sources/keystone-mapping.ts";
import { keystoneProtocolSource, keystoneProtocolsSource } from "../../src/data-sources/keystone-protocol.ts";
import type { AnyDataSource } from "../../src/engine/kinds.ts";
import type { Server } from "../../src/server/connection.ts";
import { call, type KeystoneServer, startKeystoneServer } from "../resources/keystone-server.ts";
import { must, problemOf } from "../resources/outcomes.ts";

const rules = [{ remote: [{ type: "sub" }], local: [{ user: { name: "{0}" } }] }];

let server: KeystoneServer;
beforeAll(async () => {
  server = await startKeystoneServer();
  await server.operator("PUT", "/identity_providers/ci", {
    identity_provider: { enabled: true, remote_ids: ["https://ci.example"] },
  });
  await server.operator("PUT", "/mappings/rules", { mapping: { rules, schema_version: "1.0" } });
  await server.operator("PUT", "/identity_providers/ci/protocols/openid", {
    protocol: { mapping_id: "rules" },
  });
  await server.asAdmin("POST", "/access/api/v1/oidc", {
    name: "github",
    issuer_url: "https://github.example",
  });
  for (const name of ["deployers", "readers"]) {
    await server.asAdmin("POST", "/access/api/v2/groups", { name, description: `The ${name}` });
  }
});
afterAll(() => server.close());

const asked = (source: AnyDataSource<Server>, configuration: Record<string, string | null> = {}) =>
  source.read(server.connection, configuration, call);
const read = async (...asking: Parameters<typeof asked>) => must(await asked(...asking));

const ci = {
  id: "ci",
  remote_ids: ["https://ci.example"],
  domain_id: expect.any(String),
  description: null,
  enabled: true,
  authorization_ttl: null,
  sso_type: null,
};

describe("data sources", () => {
  it("show an identity provider, and all, also those that were made elsewhere", async () => {
    expect(await read(keystoneIdentityProviderSource, { id: "ci" })).toEqual(ci);
    expect(await read(keystoneIdentityProvidersSource)).toEqual({
      identity_providers: [ci, expect.objectContaining({ id: "github" })],
    });
  });

  it("show a mapping with the version that counts, and which there are", async () => {
    expect(await read(keystoneMappingSource, { id: "rules" })).toEqual({
      id: "rules",
      rules_json: '[{"local":[{"user":{"name":"{0}"}}],"remote":[{"type":"sub"}]}]',
      schema_version: "1.0",
    });
    expect(await read(keystoneMappingsSource)).toEqual({ ids: ["rules"] });
  });

  it("show a protocol, and all of an identity provider", async () => {
    const protocol = { id: "openid", mapping_id: "rules" };
    const names = { identity_provider_id: "ci", id: "openid" };
    expect(await read(keystoneProtocolSource, names)).toEqual({ ...names, ...protocol });
    expect(await read(keystoneProtocolsSource, { identity_provider_id: "ci" })).toEqual({
      identity_provider_id: "ci",
      protocols: [protocol],
    });
  });

  it("show a group, and the names of all, or of some", async () => {
    expect(await read(groupSource, { name: "readers" })).toEqual({
      name: "readers",
      description: "The readers",
      external_id: null,
      auto_join: false,
      admin_privileges: false,
      realm: "internal",
    });
    expect(await read(groupsSource, { name_contains: null })).toEqual({
      name_contains: null,
      names: ["deployers", "readers"],
    });
    expect(await read(groupsSource, { name_contains: "ploy" })).toMatchObject({ names: ["deployers"] });
  });

  it("show all groups of more than one page", async () => {
    const names = await readGroupNames(server.connection, { part: null, pageSize: 1 }, call);
    expect(must(names)).toEqual(["deployers", "readers"]);
  });

  it.each([
    [keystoneIdentityProviderSource, { id: "none" }, "id"],
    [keystoneMappingSource, { id: "none" }, "id"],
    [keystoneProtocolSource, { identity_provider_id: "ci", id: "none" }, "id"],
    [keystoneProtocolSource, { identity_provider_id: "none", id: "openid" }, "identity_provider_id"],
    [keystoneProtocolsSource, { identity_provider_id: "none" }, "identity_provider_id"],
    [groupSource, { name: "none" }, "name"],
  ] as const)("say where there is no such object: %#", async (source, configuration, at) => {
    const problem = problemOf(await asked(source, configuration));
    expect(problem).toMatchObject({ severity: "error", at: [at] });
    expect(problem.summary).toMatch(/^The .+ could not be read$/);
    expect(problem.detail).toMatch(/(Could not find|doesn't exist).*none.*Reference id: /);
  });

  it("say which credential they need", async () => {
    const connection = {
      ...server.connection,
      token: async () =>
        ({ ok: true, token: "nobody's", source: { kind: "given", from: "access_token" } }) as const,
    };
    const problem = problemOf(await keystoneMappingsSource.read(connection, { ids: null }, call));
    expect(problem.detail).toContain("Manage Keystone's with a service token of an administrator");
  });
});
