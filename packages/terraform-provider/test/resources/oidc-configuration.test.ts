import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unknown } from "../../src/engine/values.ts";
import { oidcConfiguration } from "../../src/resources/oidc-configuration.ts";
import { call, must, problemOf, type RealServer, startServer } from "./real-server.ts";

type Planned = Parameters<typeof oidcConfiguration.create>[1];

let server: RealServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const generic: Planned = {
  name: "generic",
  description: null,
  issuer_url: "https://issuer.example",
  provider_type: "generic",
  audience: null,
  organization: null,
  enable_permissive_configuration: null,
  token_issuer: null,
  azure_app_id: null,
  use_default_proxy: false,
  project_key: null,
};
const githubIssuer = "https://token.actions.githubusercontent.com";

const create = (planned: Planned) => oidcConfiguration.create(server.connection, planned, call);
const read = async (state: Planned) => must(await oidcConfiguration.read(server.connection, state, call));
const update = (prior: Planned, planned: Planned) =>
  oidcConfiguration.update?.(server.connection, { prior, planned }, call);
const importState = (id: string) => {
  const parsed = oidcConfiguration.import.parse(id);
  if (!parsed.ok) throw new Error(parsed.detail);
  const nothing = Object.fromEntries(Object.keys(generic).map((name) => [name, null]));
  return { ...nothing, ...parsed.value } as Planned;
};
const stored = async (name: string) => (await server.asAdmin("GET", `/access/api/v1/oidc/${name}`)).json();

describe("an OIDC configuration", () => {
  it.each([
    [
      "other",
      "generic",
      { token_issuer: "https://other.example", audience: "countersign" },
      "Generic OpenID Connect",
    ],
    ["enterprise-cloud", "GitHub", { issuer_url: `${githubIssuer}/acme`, organization: "acme" }, "GitHub"],
    ["open", "GitHub", { issuer_url: githubIssuer, enable_permissive_configuration: true }, "GitHub"],
    ["ghes", "GitHubEnterprise", { organization: "acme", description: "Ours" }, "GitHub Enterprise"],
    [
      "azure",
      "Azure",
      { azure_app_id: "6f2d0c7e-0000-4000-8000-000000000000", use_default_proxy: true },
      "Azure",
    ],
    ["owned", "generic", { project_key: "payments" }, "Generic OpenID Connect"],
  ] as const)(
    "%s is created as planned, and read back and imported without drift",
    async (name, type, given, wire) => {
      const planned = { ...generic, ...given, provider_type: type, name };
      expect(must(await create(planned))).toEqual(planned);
      expect(await read(planned)).toEqual(planned);
      expect(await read(importState(name))).toEqual(planned);
      expect(await stored(name)).toMatchObject({ ...given, provider_type: wire });
    },
  );
});

describe("checks of an OIDC configuration", () => {
  const check = (given: Partial<Record<keyof Planned, unknown>>) =>
    (oidcConfiguration.check?.({ ...generic, ...given } as never) ?? []).map(({ at, detail }) => [
      at,
      detail,
    ]);

  it("judge nothing that is unknown", () => {
    expect(check({ provider_type: unknown, azure_app_id: "x", token_issuer: "y" })).toEqual([]);
    expect(check({ provider_type: "GitHub", issuer_url: unknown, organization: unknown })).toEqual([]);
  });
});

export { problemOf, update };
