import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sameJson } from "../../src/engine/json-text.ts";
import { oidcIdentityMapping } from "../../src/resources/oidc-identity-mapping.ts";
import { call, must, type RealServer, startServer } from "./real-server.ts";

type Planned = Parameters<typeof oidcIdentityMapping.create>[1];

let server: RealServer;

beforeAll(async () => {
  server = await startServer();
  await server.asAdmin("POST", "/access/api/v1/oidc", {
    name: "github",
    issuer_url: "https://issuer.example",
    provider_type: "Generic OpenID Connect",
  });
});
afterAll(() => server.close());

const spec: Planned["token_spec"] = {
  username: null,
  username_pattern: null,
  groups_pattern: null,
  scope: "applied-permissions/user",
  audience: "*@*",
  expires_in: 60,
};
const mapping: Planned = {
  name: "deploy",
  description: null,
  provider_name: "github",
  priority: 1,
  claims_json: '{"sub":"repo:acme/shop:ref:refs/heads/main"}',
  token_spec: { ...spec, username: "ci" },
  project_key: null,
};

const create = async (planned: Planned) =>
  must(await oidcIdentityMapping.create(server.connection, planned, call));
const read = async (state: Planned) => must(await oidcIdentityMapping.read(server.connection, state, call));

describe("an identity mapping", () => {
  it.each([
    ["for a user", { token_spec: { ...spec, username: "ci", expires_in: 7200 } }],
    [
      "for groups",
      {
        token_spec: {
          ...spec,
          scope: 'applied-permissions/groups:"readers","my-group"',
          audience: "jfrt@* jfac@*",
        },
      },
    ],
    [
      "for roles",
      { project_key: "shop", token_spec: { ...spec, scope: 'applied-permissions/roles:shop:"Developer"' } },
    ],
    [
      "with patterns",
      { token_spec: { ...spec, scope: null, username_pattern: "{{user}}", groups_pattern: "{{groups}}" } },
    ],
    [
      "with claims of every type",
      { claims_json: '{ "n": 1490198843, "a": ["x", true, null], "o": {"b": 1.50}, "<&>": "é" }' },
    ],
  ])("%s is created as planned, and read back without drift", async (name, given) => {
    const planned: Planned = { ...mapping, ...given, name: name.replaceAll(" ", "-") };
    expect(await create(planned)).toEqual(planned);
    const found = await read(planned);
    expect({ ...found, claims_json: planned.claims_json }).toEqual(planned);
    expect(sameJson(found?.claims_json ?? "", planned.claims_json)).toBe(true);
  });
});
