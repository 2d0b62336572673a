import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic, Outcome } from "../../src/engine/diagnostics.ts";
import { unknown } from "../../src/engine/values.ts";
import { oidcConfiguration } from "../../src/resources/oidc-configuration.ts";
import { call, type RealServer, startServer } from "./real-server.ts";

type Planned = Parameters<typeof oidcConfiguration.create>[1];

let server: RealServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const nothing = {
  description: null,
  audience: null,
  organization: null,
  enable_permissive_configuration: null,
  token_issuer: null,
  azure_app_id: null,
  use_default_proxy: false,
  project_key: null,
};
const generic: Planned = {
  ...nothing,
  name: "generic",
  issuer_url: "https://issuer.example",
  provider_type: "generic",
};

function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems.map(({ detail }) => detail).join("\n"));
  return outcome.value;
}

function problemsOf(outcome: Outcome<unknown>): readonly Diagnostic[] {
  if (outcome.ok) throw new Error("it succeeded");
  return outcome.problems;
}

const create = async (planned: Planned) =>
  must(await oidcConfiguration.create(server.connection, planned, call));
const read = async (state: Planned) => must(await oidcConfiguration.read(server.connection, state, call));

describe("an OIDC configuration", () => {
  it.each([
    ["generic", { token_issuer: "https://other.example", audience: "countersign" }, "Generic OpenID Connect"],
    ["GitHub", { issuer_url: "https://token.actions.githubusercontent.com", organization: "acme" }, "GitHub"],
    ["GitHubEnterprise", { organization: "acme", description: "Ours" }, "GitHub Enterprise"],
    ["Azure", { azure_app_id: "6f2d0c7e-0000-4000-8000-000000000000", use_default_proxy: true }, "Azure"],
  ] as const)("of type %s is created as planned, and read back without drift", async (type, given, wire) => {
    const planned = { ...generic, ...given, provider_type: type, name: `made-${type.toLowerCase()}` };
    expect(await create(planned)).toEqual(planned);
    expect(await read(planned)).toEqual(planned);
    const document = await (await server.asAdmin("GET", `/access/api/v1/oidc/${planned.name}`)).json();
    expect(document).toMatchObject({ ...given, provider_type: wire });
  });

  it("of GitHub Enterprise demands its organization of every token", async () => {
    const planned = { ...generic, name: "ghes", provider_type: "GitHubEnterprise", organization: "acme" };
    await create(planned);
    const document = await (await server.asAdmin("GET", "/access/api/v1/oidc/ghes")).json();
    expect(document).toMatchObject({ organization: "acme" });
  });
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

export { problemsOf };
