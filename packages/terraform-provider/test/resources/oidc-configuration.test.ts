import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unknown, type Values } from "../../src/engine/values.ts";
import { type RealServer, settle, silent, startServer, told } from "./real-server.ts";

const type = "platform_oidc_configuration";
const path = (name: string) => `/access/api/v1/oidc/${name}`;

let server: RealServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const githubIssuer = "https://token.actions.githubusercontent.com";
const generic = { name: "generic", issuer_url: "https://issuer.example", provider_type: "generic" };

describe("an OIDC configuration settles", () => {
  it.each<[string, Values, Values]>([
    [
      "of another issuer, with an issuer in its tokens that is not where its keys are",
      { token_issuer: "https://other.example", audience: "countersign" },
      { provider_type: "Generic OpenID Connect" },
    ],
    [
      "of GitHub's cloud for enterprises",
      { provider_type: "GitHub", issuer_url: `${githubIssuer}/acme`, organization: "acme" },
      { provider_type: "GitHub" },
    ],
    [
      "of GitHub, open to every organization",
      { provider_type: "GitHub", issuer_url: githubIssuer, enable_permissive_configuration: true },
      {},
    ],
    [
      "of GitHub, explicitly not open",
      {
        provider_type: "GitHub",
        issuer_url: githubIssuer,
        organization: "acme",
        enable_permissive_configuration: false,
      },
      {},
    ],
    [
      "of a GitHub Enterprise Server, whose organization is sent too",
      { provider_type: "GitHubEnterprise", organization: "acme", description: "Ours" },
      { provider_type: "GitHub Enterprise" },
    ],
    [
      "of an application in Azure",
      {
        provider_type: "Azure",
        azure_app_id: "6f2d0c7e-0000-4000-8000-000000000000",
        use_default_proxy: true,
      },
      { provider_type: "Azure" },
    ],
    ["with an empty description", { description: "" }, {}],
  ])("%s", async (what, given, words) => {
    const name = what.replaceAll(/[^a-z]+/gi, "-").toLowerCase();
    // An import cannot tell "not open" from nothing said, nor empty text from none.
    const importable = Object.values(given).every((value) => value !== false && value !== "");
    const settled = importable
      ? await settle(server, type, { ...generic, ...given, name }, name)
      : silent(await server.terraform.apply(type, null, { ...generic, ...given, name }));
    expect(settled).toMatchObject(given);
    expect(
      (
        await server.terraform.plan(type, silent(await server.terraform.refresh(type, settled)), {
          ...generic,
          ...given,
          name,
        })
      ).action,
    ).toBe("nothing");
    const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
    expect(await server.document(path(name))).toMatchObject({ ...sent, ...words });
  });

  it("within a project, by an id of both", async () => {
    const state = await settle(
      server,
      type,
      { ...generic, name: "owned", project_key: "payments" },
      "owned:payments",
    );
    expect(state["project_key"]).toBe("payments");
  });
});

describe("a change of an OIDC configuration", () => {
  it("of its type is made in place, so that its identity mappings stay", async () => {
    const given = { ...generic, name: "changing" };
    const state = silent(await server.terraform.apply(type, null, given));
    const mapping = {
      name: "kept",
      priority: 1,
      claims: { sub: "x" },
      token_spec: { scope: "applied-permissions/user", username: "ci" },
    };
    await server.asAdmin("POST", `${path("changing")}/identity_mappings`, mapping);
    const github = { ...given, issuer_url: githubIssuer, provider_type: "GitHub", organization: "acme" };
    expect((await server.terraform.plan(type, state, github)).action).toBe("update");
    expect(silent(await server.terraform.apply(type, state, github))).toMatchObject(github);
    expect(await server.document(`${path("changing")}/identity_mappings/kept`)).toMatchObject(mapping);
  });

  it("takes away what is no longer given", async () => {
    const given = { ...generic, name: "shrinking" };
    const full = {
      ...given,
      description: "d",
      audience: "a",
      token_issuer: "https://t.example",
      use_default_proxy: true,
    };
    const state = silent(await server.terraform.apply(type, null, full));
    const less = silent(await server.terraform.apply(type, state, given));
    expect(less).toMatchObject({
      description: null,
      audience: null,
      token_issuer: null,
      use_default_proxy: false,
    });
    expect(await server.document(path("shrinking"))).toEqual({
      name: "shrinking",
      issuer_url: generic.issuer_url,
      provider_type: "Generic OpenID Connect",
      use_default_proxy: false,
    });
  });

  it.each(["name", "project_key"])("of its %s makes another object", async (attribute) => {
    const given = { ...generic, name: `replaced-by-${attribute.replace("_", "-")}`, project_key: "one" };
    const state = silent(await server.terraform.apply(type, null, given));
    const plan = await server.terraform.plan(type, state, { ...given, [attribute]: "two" });
    expect([plan.action, plan.replace]).toEqual(["replace", [attribute]]);
  });

  it("leaves standing what another interface demands of its tokens, and shows nothing of it", async () => {
    const made = await server.asAdmin("POST", "/api/v1/providers", {
      name: "foreign",
      issuer_url: "https://issuer.example",
      audience: "countersign",
      pins: [{ claim: "tenant", value: "acme", ignore_case: false }],
    });
    expect(made.status, await made.clone().text()).toBe(201);
    const given = { ...generic, name: "foreign", audience: "countersign" };
    const state = silent(await server.terraform.import(type, "foreign"));
    expect((await server.terraform.plan(type, state, given)).action).toBe("nothing");
    silent(await server.terraform.apply(type, state, { ...given, description: "mine now" }));
    expect(await server.document("/api/v1/providers/foreign")).toMatchObject({
      pins: [{ claim: "tenant", value: "acme" }],
    });
  });
});

describe("an OIDC configuration on the server", () => {
  it("that somebody changed is told as drift, and changed back", async () => {
    const given = { ...generic, name: "drifting", audience: "mine" };
    const state = silent(await server.terraform.apply(type, null, given));
    await server.asAdmin("PUT", path("drifting"), { issuer_url: "https://evil.example", audience: "" });
    const drifted = silent(await server.terraform.refresh(type, state));
    expect(drifted).toMatchObject({ issuer_url: "https://evil.example", audience: null });
    silent(await server.terraform.apply(type, drifted, given));
    expect(await server.document(path("drifting"))).toMatchObject({ audience: "mine" });
  });

  it("that somebody deleted is made again", async () => {
    const given = { ...generic, name: "deleted" };
    const state = silent(await server.terraform.apply(type, null, given));
    await server.asAdmin("DELETE", path("deleted"));
    expect((await server.terraform.refresh(type, state)).state).toBeNull();
    expect((await server.terraform.apply(type, state, null)).diagnostics).toEqual([]);
  });

  it("of another project that took its name is not taken for it", async () => {
    const given = { ...generic, name: "taken", project_key: "one" };
    const state = silent(await server.terraform.apply(type, null, given));
    await server.asAdmin("DELETE", path("taken"));
    await server.asAdmin("POST", "/access/api/v1/oidc", {
      ...given,
      provider_type: "generic",
      project_key: "two",
    });
    expect((await server.terraform.refresh(type, state)).state).toBeNull();
  });

  it("of the same name is not taken over, and an import told in full", async () => {
    const given = { ...generic, name: "there", project_key: "payments" };
    silent(await server.terraform.apply(type, null, given));
    const message = told((await server.terraform.apply(type, null, given)).diagnostics);
    expect(message).toMatch(
      /^error name: The OIDC configuration was not created\. A provider called there already exists\. .* Reference id: \S+\n/,
    );
    expect(message).toContain(
      'import {\n  to = platform_oidc_configuration.NAME\n  id = "there:payments"\n}',
    );
    expect(message).toContain("terraform import platform_oidc_configuration.NAME 'there:payments'");
  });

  it("that is refused is told at the attribute at fault, in the server's words", async () => {
    const message = told(
      (await server.terraform.apply(type, null, { ...generic, name: "bad", issuer_url: "https://a b" }))
        .diagnostics,
    );
    expect(message).toMatch(
      /^error issuer_url: The server will refuse this\. issuer_url must have .* Reference id: \S+$/,
    );
  });
});

describe("the configuration of an OIDC configuration", () => {
  const github = { ...generic, provider_type: "GitHub", issuer_url: githubIssuer, organization: "acme" };

  it.each<[string, Values, RegExp]>([
    ["capitals in its name", { name: "Test" }, /^error name: .*must begin with a lower-case letter/],
    [
      "special characters in its name",
      { name: "test!@" },
      /^error name: .*only lower-case letters, digits and hyphens/,
    ],
    [
      "a digit at the beginning of its name",
      { name: "1test" },
      /^error name: .*must begin with a lower-case letter/,
    ],
    ["a name of one letter", { name: "a" }, /^error name: .*2 to 255 characters/],
    ["a name of 256 letters", { name: "a".repeat(256) }, /^error name: .*2 to 255 characters/],
    ["an issuer without https", { issuer_url: "http://" }, /^error issuer_url: .*must begin with https:\/\//],
    [
      "a type that is none",
      { provider_type: "gitlab" },
      /^error provider_type: .*must be "generic", "GitHub", "GitHubEnterprise" or "Azure"/,
    ],
    ["a type in other letters", { provider_type: "github" }, /^error provider_type: .*in these letters/],
    ["an empty audience", { audience: "" }, /^error audience: .*Leave the attribute out/],
    ["a project key in capitals", { project_key: "Shop" }, /^error project_key: .*2 to 32 characters/],
    [
      "another issuer with the type GitHub",
      { ...github, issuer_url: "https://tempurl.org" },
      /^error issuer_url: .*With provider_type "GitHub" issuer_url is https:\/\/token\.actions\.githubusercontent\.com/,
    ],
    [
      "an issuer that only looks like GitHub's",
      { ...github, issuer_url: `${githubIssuer}.evil.example` },
      /^error issuer_url: .*or begins with that and a slash/,
    ],
    [
      "GitHub without an organization",
      { ...github, organization: null },
      /^error organization: Missing organization\..*whose workflows are accepted.*enable_permissive_configuration = true/,
    ],
    [
      "GitHub Enterprise without an organization",
      {
        ...github,
        provider_type: "GitHubEnterprise",
        organization: null,
        enable_permissive_configuration: false,
      },
      /^error organization: .*provider_type "GitHubEnterprise"/,
    ],
    [
      "an issuer in tokens of GitHub's",
      { ...github, token_issuer: "https://t.example" },
      /^error token_issuer: .*only for provider_type "generic" or "Azure", and provider_type is "GitHub"/,
    ],
    [
      "an application of Azure elsewhere",
      { azure_app_id: "x" },
      /^error azure_app_id: .*only for provider_type "Azure", and provider_type is "generic"/,
    ],
    [
      "an organization elsewhere",
      { organization: "acme" },
      /^error organization: .*only for provider_type "GitHub" or "GitHubEnterprise"/,
    ],
    [
      "openness elsewhere",
      { enable_permissive_configuration: true },
      /^error enable_permissive_configuration: .*only for/,
    ],
  ])("with %s is refused before anything is asked", async (_, given, message) => {
    expect(told(await server.terraform.validate(type, { ...generic, ...given }))).toMatch(message);
  });

  it.each<[string, Values]>([
    ["the type", { provider_type: unknown, azure_app_id: "x", organization: "acme" }],
    ["the issuer", { ...github, issuer_url: unknown }],
    ["the organization", { ...github, organization: unknown }],
    ["whether it is open", { ...github, organization: null, enable_permissive_configuration: unknown }],
    ["an attribute of another type", { azure_app_id: unknown }],
  ])("is not judged by %s while that is unknown", async (_, given) => {
    expect(await server.terraform.validate(type, { ...generic, ...given })).toEqual([]);
  });

  it.each(["", ":p", "a:", "a:b:c"])("cannot be imported by the id %j", async (id) => {
    expect(told((await server.terraform.import(type, id)).diagnostics)).toMatch(
      /does not say which OIDC configuration is meant.*"github:payments".*name\[:project_key\]/,
    );
  });
});
