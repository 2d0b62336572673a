import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Values } from "../../src/engine/values.ts";
import { type RealServer, silent, startServer, told } from "../resources/real-server.ts";

let server: RealServer;

const provider = { name: "github", issuer_url: "https://issuer.example", provider_type: "generic" };
const user = { scope: "applied-permissions/user", username: "ci" };
const mapping = {
  priority: 1,
  claims: { n: 9007199254740991, s: "<>" },
  token_spec: { ...user, expires_in: 60 },
};

beforeAll(async () => {
  server = await startServer();
  const post = (path: string, body: unknown) => server.asAdmin("POST", `/access/api/v1/${path}`, body);
  await post("projects", { project_key: "shop", display_name: "Shop" });
  await post("projects/shop/roles", { name: "Deployer", actions: ["DEPLOY_BUILD"], environments: ["DEV"] });
  await post("oidc", provider);
  await post("oidc", { ...provider, name: "azure", provider_type: "Azure", project_key: "shop" });
  await post("oidc/github/identity_mappings", { ...mapping, name: "global" });
  await post("oidc/github/identity_mappings?project_key=shop", { ...mapping, name: "owned", priority: 2 });
  await post("oidc/github/identity_mappings?project_key=shop", { ...mapping, name: "global", priority: 3 });
});
afterAll(() => server.close());

const read = async (type: string, given: Values) => silent(await server.terraform.read(type, given));
const namesIn = (list: unknown, key = "name") => (list as readonly Values[]).map((one) => one[key]);

describe("the data source", () => {
  it("platform_oidc_configuration reads one by its name, in the words of the resource", async () => {
    expect(await read("platform_oidc_configuration", { name: "azure" })).toEqual({
      name: "azure",
      description: null,
      issuer_url: "https://issuer.example",
      provider_type: "Azure",
      audience: null,
      organization: null,
      enable_permissive_configuration: null,
      token_issuer: null,
      azure_app_id: null,
      use_default_proxy: false,
      project_key: "shop",
    });
  });

  it("platform_oidc_configurations reads all, or those of a project", async () => {
    const all = await read("platform_oidc_configurations", {});
    expect(namesIn(all["configurations"])).toEqual(["azure", "github"]);
    const owned = await read("platform_oidc_configurations", { project_key: "shop" });
    expect(namesIn(owned["configurations"])).toEqual(["azure"]);
  });

  it("platform_oidc_identity_mapping reads the global one, the one of a project, and the only one", async () => {
    const of = (name: string, more: Values = {}) =>
      read("platform_oidc_identity_mapping", { name, provider_name: "github", ...more });
    expect(await of("global")).toMatchObject({ project_key: null, priority: 1 });
    expect(await of("global", { project_key: "shop" })).toMatchObject({ project_key: "shop", priority: 3 });
    expect(await of("owned")).toEqual({
      name: "owned",
      description: null,
      provider_name: "github",
      priority: 2,
      claims_json: '{"n":9007199254740991,"s":"\\u003c\\u003e"}',
      token_spec: { ...user, username_pattern: null, groups_pattern: null, audience: "*@*", expires_in: 60 },
      project_key: "shop",
    });
  });

  it("platform_oidc_identity_mappings reads those of an OIDC configuration, or of a project", async () => {
    const all = await read("platform_oidc_identity_mappings", { provider_name: "github" });
    expect(namesIn(all["identity_mappings"]).toSorted()).toEqual(["global", "global", "owned"]);
    const owned = await read("platform_oidc_identity_mappings", {
      provider_name: "github",
      project_key: "shop",
    });
    expect(owned["identity_mappings"]).toMatchObject([
      { name: "owned", claims_json: '{"n":9007199254740991,"s":"\\u003c\\u003e"}' },
      { name: "global", priority: 3 },
    ]);
    expect(await read("platform_oidc_identity_mappings", { provider_name: "azure" })).toMatchObject({
      identity_mappings: [],
    });
  });

  it("platform_project and platform_projects read projects", async () => {
    expect(await read("platform_project", { key: "shop" })).toMatchObject({
      display_name: "Shop",
      max_storage_in_gibibytes: -1,
      admin_privileges: null,
    });
    expect(namesIn((await read("platform_projects", {}))["projects"], "key")).toEqual(["shop"]);
  });

  it("platform_project_role reads a role of the project, and one that every project has", async () => {
    const of = (name: string) => read("platform_project_role", { project_key: "shop", name });
    expect(await of("Deployer")).toMatchObject({
      actions: ["DEPLOY_BUILD"],
      environments: ["DEV"],
      type: "CUSTOM",
    });
    expect(await of("Developer")).toMatchObject({ type: "PREDEFINED", actions: [] });
  });
});

describe("a data source of something that does not exist", () => {
  it.each<[string, Values, RegExp]>([
    [
      "platform_oidc_configuration",
      { name: "nobody" },
      /^error name: The OIDC configuration could not be read\. .*"nobody".* Reference id: /,
    ],
    [
      "platform_oidc_identity_mapping",
      { name: "nobody", provider_name: "github" },
      /^error name: .*"nobody" doesn't exist for provider "github"/,
    ],
    [
      "platform_oidc_identity_mapping",
      { name: "owned", provider_name: "github", project_key: "other" },
      /^error name: .*in that project\. One of that name has project_key "shop"/,
    ],
    [
      "platform_oidc_identity_mapping",
      { name: "x", provider_name: "nobody" },
      /^error provider_name: .*oidc integration doesn't exist/,
    ],
    [
      "platform_oidc_identity_mappings",
      { provider_name: "nobody" },
      /^error provider_name: .*oidc integration doesn't exist/,
    ],
    ["platform_project", { key: "nobody" }, /^error key: .*project doesn't exist: "nobody"/],
    [
      "platform_project_role",
      { project_key: "nobody", name: "x" },
      /^error project_key: .*project doesn't exist/,
    ],
    [
      "platform_project_role",
      { project_key: "shop", name: "x" },
      /^error name: .*role "x" doesn't exist in project "shop"/,
    ],
  ])("%s %j says so at the attribute", async (type, given, message) => {
    expect(told((await server.terraform.read(type, given)).diagnostics)).toMatch(message);
  });
});
