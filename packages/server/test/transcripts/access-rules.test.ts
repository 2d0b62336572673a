/**
 * The rules by which a configuration and a request decide over an exchange: "Create OIDC Configuration", "OIDC Token
 * Exchange" (JFrog REST APIs); the recipes GCP.md, AZURE.md and AWS.md of jfrog/jfrog-credentials-provider; GitHub's
 * two types as jfrog/terraform-provider-platform sends them.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccessWorld,
  audience,
  create,
  type Document,
  documentOf,
  errorOf,
  grantType,
  idTokenType,
  startAccessWorld,
} from "./access-world.ts";

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => world.close());

let names = 0;
/** A configuration of its own with one mapping that fits everybody. @returns its name */
async function configured(members: Document = {}, spec: Document = {}): Promise<string> {
  const name = `rule-${++names}`;
  await create(world, "/access/api/v1/oidc", { name, issuer_url: world.issuer.url, ...members });
  await create(world, `/access/api/v1/oidc/${name}/identity_mappings`, {
    name: "everybody",
    claims: {},
    token_spec: { username: "u", ...spec },
  });
  return name;
}
const exchange = (provider_name: string, claims: Document = {}, members: Document = {}) =>
  world.exchange({ provider_name, subject_token: world.idToken(claims), ...members });

describe("the organization", () => {
  const github = { provider_type: "GitHub", organization: "Acme" };
  const enterprise = { ...github, provider_type: "GitHub Enterprise" };

  it.each([
    ["GitHub", github, "acme", 200],
    ["GitHub", github, "ACME", 200],
    ["GitHub", github, "acme-evil", 401],
    ["GitHub", github, undefined, 401],
    ["permissive GitHub", { ...github, enable_permissive_configuration: true }, "acme-evil", 200],
    ["GitHub without one", { provider_type: "GitHub", enable_permissive_configuration: true }, "any", 200],
    ["GitHub Enterprise", enterprise, "aCME", 200],
    ["GitHub Enterprise", enterprise, "acme-evil", 401],
    ["GitHub Enterprise without one, as Terraform sends it", { ...enterprise, organization: "" }, "any", 200],
  ])("of %s %j: a token of %s is answered %i", async (_type, members, repository_owner, status) => {
    const answer = await exchange(await configured(members), { repository_owner });
    expect(answer.status).toBe(status);
    if (status === 401) {
      expect((await errorOf(answer)).message).toMatch(/repository_owner.* Reference id: /);
    }
  });

  it.each([
    [{ ...enterprise, organization: "" }, 1],
    [{ provider_type: "GitHub", enable_permissive_configuration: true }, 1],
    [enterprise, 0],
    [github, 0],
    [{ provider_type: "generic" }, 0],
  ])("that %j does not name is a finding for the administrator: %i", async (members, count) => {
    const name = await configured(members);
    const answer = await world.app.asAdmin("GET", `/api/v1/providers/${name}`);
    const findings = (await documentOf(answer))["findings"] as readonly Document[];
    expect(findings.filter(({ code }) => code === "organization_open")).toHaveLength(count);
  });
});

describe("the issuer", () => {
  it("is token_issuer where that is set, and keys still come from issuer_url", async () => {
    const name = await configured({ token_issuer: "https://accounts.example.com" });
    expect((await exchange(name, { iss: "https://accounts.example.com" })).status).toBe(200);
    expect((await exchange(name)).status).toBe(401);
  });

  it("is compared with its slash, which discovery does without", async () => {
    const { url } = world.issuer;
    const slashed = await configured({ issuer_url: `${url}/` });
    expect((await exchange(slashed)).status).toBe(401);
    expect((await exchange(slashed, { iss: `${url}/` })).status).toBe(200);
    const named = await configured({ issuer_url: `${url}/`, token_issuer: url });
    expect((await exchange(named)).status).toBe(200);
  });

  it("of an application of Azure publishes its keys under the application's id", async () => {
    const name = await configured({
      provider_type: "Azure",
      azure_app_id: "6731de76-14a6-49ae-97bc-6eba6914391e",
    });
    expect((await exchange(name)).status).toBe(200);
    expect(world.issuer.requests).toContainEqual(
      expect.stringMatching(
        /\/\.well-known\/openid-configuration\?appid=6731de76-14a6-49ae-97bc-6eba6914391e$/,
      ),
    );
  });
});

describe("the audience", () => {
  const refused = async (answer: Response) => [answer.status, (await errorOf(answer)).message];

  it("of the configuration must be among the token's, and both are named otherwise", async () => {
    const name = await configured({ audience });
    expect((await exchange(name)).status).toBe(200);
    const [status, message] = await refused(await exchange(name, { aud: "other" }));
    expect(status).toBe(400);
    expect(message).toMatch(
      `Invalid audience: provider ${name} expects ${audience}, the token carries other`,
    );
  });

  it("may be absent from both, as from the access tokens of Cognito", async () => {
    expect((await exchange(await configured(), { aud: undefined, client_id: "app" })).status).toBe(200);
    const answer = await exchange(await configured({ audience }), { aud: undefined });
    expect([answer.status, (await errorOf(answer)).message]).toEqual([
      401,
      expect.stringContaining("no aud claim"),
    ]);
  });

  it.each([
    ["", 200],
    ["jfrt@* jfac@*", 200],
    ["jfrt@eu jfac@*", 200],
    ["jfmc@*", 400],
    ["jfrt@* jfmc@*", 400],
    [audience, 200],
    ["jfrog-other", 400],
  ])("asked for as %j of a mapping for jfrt@* jfac@* is answered %i", async (requested, status) => {
    const name = await configured({ audience }, { audience: "jfrt@* jfac@*" });
    const answer = await exchange(name, {}, { audience: requested });
    expect(answer.status).toBe(status);
    if (status === 400) {
      const { message } = await errorOf(answer);
      expect(message).toMatch(
        /^Invalid audience: the request asks for .*, accepted are jfrt@\*, jfac@\*, jfrog-github\./,
      );
    }
  });

  it("may be the plain one of both the mapping and the request, as in the recipe for Google Cloud", async () => {
    const name = await configured({}, { audience: "artifactory" });
    const answer = await exchange(name, { aud: "artifactory" }, { audience: "artifactory" });
    expect(answer.status).toBe(200);
    // Also where the token is for somebody else: what the mapping says may be asked for.
    expect((await exchange(name, { aud: "other" }, { audience: "artifactory" })).status).toBe(200);
    expect((await exchange(name, { aud: "other" }, { audience: "nobody" })).status).toBe(400);
  });
});

describe("the request", () => {
  const forms = { grant_type: grantType, subject_token_type: idTokenType };

  it("says about its run what the administrator finds in the record, and nobody compares", async () => {
    const name = await configured();
    const run = {
      provider_type: "Azure",
      application_key: "app",
      job_id: "build",
      run_id: 7,
      repo: "a/b",
      revision: "abc",
      branch: "main",
      gh_job_id: "j",
      gh_run_id: "8",
      gh_repo: "c/d",
      gh_revision: "def",
      gh_branch: "dev",
    };
    const answer = await exchange(name, {}, run);
    expect(answer.status).toBe(200);
    const record = await world.app.asAdmin("GET", `/api/v1/exchanges/${answer.headers.get("x-request-id")}`);
    expect(await documentOf(record)).toMatchObject({ details: { context: { ...run, run_id: "7" } } });
  });

  it("says the same as a form, members of the run included", async () => {
    const name = await configured();
    const body = new URLSearchParams({
      ...forms,
      subject_token: world.idToken(),
      provider_name: name,
      project_key: "",
      gh_job_id: "build",
      audience: "*@*",
    });
    const answer = await world.app.send("/access/api/v1/oidc/token", { method: "POST", body });
    expect(answer.status).toBe(200);
    const record = await world.app.asAdmin("GET", `/api/v1/exchanges/${answer.headers.get("x-request-id")}`);
    expect(await documentOf(record)).toMatchObject({ details: { context: { gh_job_id: "build" } } });
  });

  it("may call the token a JWT, have its audience in a list, and members nobody knows", async () => {
    const members = {
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      audience: ["*@*"],
      expires_in: "3600",
      something: { new: true },
    };
    expect((await exchange(await configured(), {}, members)).status).toBe(200);
  });

  it("is refused with the name of the provider it looked for", async () => {
    const { message } = await errorOf(await exchange("nobody"));
    expect(message).toMatch(
      /^oidc integration doesn't exist: No provider is called nobody\..* Reference id: /,
    );
  });

  it("is refused with the name of the provider that has no mapping for it", async () => {
    const name = `rule-${++names}`;
    await create(world, "/access/api/v1/oidc", { name, issuer_url: world.issuer.url });
    const answer = await exchange(name);
    expect([answer.status, (await errorOf(answer)).message]).toEqual([
      401,
      expect.stringContaining(`No identity mapping of provider ${name} matches`),
    ]);
  });

  it("is refused with the claim that a pattern needs and the token lacks", async () => {
    const name = `rule-${++names}`;
    await create(world, "/access/api/v1/oidc", { name, issuer_url: world.issuer.url });
    await create(world, `/access/api/v1/oidc/${name}/identity_mappings`, {
      name: "pattern",
      claims: {},
      token_spec: { username_pattern: "{{actor}}" },
    });
    expect((await errorOf(await exchange(name))).message).toContain("actor");
  });
});

describe("a scope in the spelling of the page", () => {
  it("with a colon is refused with the right one", async () => {
    const name = await configured();
    const answer = await world.app.asAdmin(
      "POST",
      `/access/api/v1/oidc/${name}/identity_mappings?project_key=shop`,
      {
        name: "colon",
        claims: {},
        token_spec: { scope: 'applied-permissions:roles:shop:"Developer"' },
      },
    );
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).message).toMatch(
      /token_spec Invalid scope.*applied-permissions\/roles:shop/,
    );
  });
});

describe("the page that has PUT on the collection", () => {
  it("is answered with the methods there are", async () => {
    const answer = await world.app.asAdmin("PUT", "/access/api/v1/oidc", {});
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  });
});
