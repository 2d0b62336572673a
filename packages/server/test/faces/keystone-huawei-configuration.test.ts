/** The OpenID Connect configuration of an identity provider, written and read as Huawei Cloud's clients do. */

import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type HuaweiWorld, startHuaweiWorld } from "./keystone-huawei-world.ts";

let world: HuaweiWorld;
beforeAll(async () => {
  world = await startHuaweiWorld({ COUNTERSIGN_ISSUER_ALLOW: "127.0.0.0/8,http://localhost:9001" });
});
afterAll(() => world.close());

/** Each test has an identity provider and an issuer of its own. */
let idp: string;
let configuration: Readonly<Record<string, string>>;
let tests = 0;
beforeEach(() => {
  tests += 1;
  idp = `idp-${tests}`;
  configuration = { ...world.configuration, idp_url: `https://issuer-${tests}.example` };
});

const identityProviders = "/v3/OS-FEDERATION/identity_providers";
const pathOf = (idp: string) => `/v3.0/OS-FEDERATION/identity-providers/${idp}/openid-connect-config`;
const noConsole = { authorization_endpoint: null, scope: null, response_type: null, response_mode: null };
const forConsole = {
  access_mode: "program_console",
  authorization_endpoint: "https://issuer.example/authorize",
  scope: "openid email",
  response_type: "id_token",
  response_mode: "form_post",
};

/** Makes an identity provider. */
async function make(idp: string, remote_ids?: readonly string[]): Promise<void> {
  const identity_provider = { enabled: true, ...(remote_ids !== undefined && { remote_ids }) };
  await world.done("PUT", `${identityProviders}/${idp}`, { identity_provider });
}

/** Sends a configuration, or asks for it: the status, and the code or the configuration. */
async function send(
  method: "POST" | "PUT" | "GET",
  idp: string,
  config?: object,
): Promise<[number, unknown]> {
  const body = config === undefined ? undefined : { openid_connect_config: config };
  const response = await world.admin(method, pathOf(idp), body);
  const answer = Object(await response.json());
  return [response.status, answer["error_code"] ?? answer["openid_connect_config"]];
}

/** The sentence of a refusal. */
async function refusalOf(
  method: "POST" | "PUT",
  idp: string,
  openid_connect_config: object,
): Promise<string> {
  const response = await world.admin(method, pathOf(idp), { openid_connect_config });
  return Object(await response.json())["error_msg"];
}

/** The provider of that name, as the admin API has it. */
async function provider(name: string): Promise<Record<string, unknown>> {
  const { items } = Object(await (await world.app.asAdmin("GET", "/api/v1/providers")).json());
  return items.find((one: Record<string, unknown>) => one["name"] === name);
}

/** One that was pasted by mistake. */
function privateKey() {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
}

/** A provider without what only an answer has. */
function written({
  id: _id,
  revision: _revision,
  created_at: _c,
  updated_at: _u,
  findings: _f,
  ...rest
}: Record<string, unknown>) {
  return rest;
}

describe("an OpenID Connect configuration", () => {
  it("is created once, with 201, and read as it was written", async () => {
    await make(idp);
    const whole = { ...configuration, ...noConsole };
    expect(await send("GET", idp)).toEqual([404, "IAM.0004"]);
    expect(await send("POST", idp, configuration)).toEqual([201, whole]);
    expect(await send("GET", idp)).toEqual([200, whole]);
    expect(await send("POST", idp, configuration)).toEqual([409, "IAM.0005"]);
    await world.app.restart();
    expect(await send("GET", idp)).toEqual([200, whole]);
  });

  it("is changed in parts, with 200, and only where there is one", async () => {
    await make(idp);
    expect(await send("PUT", idp, { client_id: "another" })).toEqual([404, "IAM.0004"]);
    await send("POST", idp, configuration);
    const changed = { ...configuration, ...forConsole, client_id: "another" };
    expect(await send("PUT", idp, { ...forConsole, client_id: "another" })).toEqual([200, changed]);
    const back = { ...configuration, ...noConsole, client_id: "another" };
    expect(await send("PUT", idp, { access_mode: "program" })).toEqual([200, back]);
    expect(await send("GET", idp)).toEqual([200, back]);
  });

  it("is a provider of the admin API, with its issuer, audience and keys", async () => {
    await make(idp);
    await send("POST", idp, configuration);
    expect(await provider(idp)).toMatchObject({
      issuer_url: configuration["idp_url"],
      audience: "client_id_example",
      enabled: true,
      key_source: { kind: "static", jwks: JSON.parse(configuration["signing_key"] ?? "") },
    });
  });

  it("shows what was changed through the admin API", async () => {
    await make(idp);
    await send("POST", idp, configuration);
    const changed = { audience: "https://sts.example", additional_audiences: ["second"] };
    const document = { ...written(await provider(idp)), ...changed, key_source: { kind: "discovery" } };
    const response = await world.app.asAdmin("PUT", `/api/v1/providers/${idp}`, document);
    expect([response.status, await response.text()]).toEqual([200, expect.anything()]);
    const shown = {
      ...configuration,
      ...noConsole,
      client_id: "https://sts.example",
      signing_key: null,
    };
    expect(await send("GET", idp)).toEqual([200, shown]);
    await send("PUT", idp, { client_id: "client_id_example" });
    expect(await provider(idp)).toMatchObject({ additional_audiences: ["second"] });
  });

  it("contacts nobody when it is written", async () => {
    await make(idp);
    await send("POST", idp, { ...configuration, idp_url: world.issuer.url, signing_key: null });
    await send("PUT", idp, { jwks_uri: world.issuer.jwksUri });
    expect(world.issuer.requests).toEqual([]);
  });

  it.each([
    ["idp_url", { idp_url: "http://issuer.example", signing_key: null }],
    ["idp_url", { idp_url: "https://169.254.169.254/", signing_key: null }],
    ["idp_url", { idp_url: "http://localhost:9000" }],
    ["idp_url", { idp_url: "file:///etc/passwd" }],
    ["idp_url", { idp_url: "https://user:password@issuer.example/" }],
    ["idp_url", { idp_url: "https://issuer.example/?q=1" }],
    ["idp_url", { idp_url: "https://issuer.example with blanks" }],
    [
      "idp_url",
      { idp_url: "javascript:alert(1)", signing_key: null, jwks_uri: "https://issuer.example/keys" },
    ],
    ["jwks_uri", { signing_key: null, jwks_uri: "ftp://issuer.example/keys" }],
    ["signing_key", { signing_key: JSON.stringify({ keys: [] }) }],
    ["signing_key", { signing_key: JSON.stringify({ keys: [{ kty: "oct", k: "c2VjcmV0" }] }) }],
    ["signing_key", { signing_key: JSON.stringify({ keys: [{ kty: "RSA", n: "AQAB", e: "AQAB" }] }) }],
    ["signing_key", { signing_key: JSON.stringify({ keys: [privateKey()] }) }],
    ["client_id", { client_id: "four" }],
  ])("is refused with a sentence about %s for %j, and nothing is written", async (member, wrong) => {
    await make(idp);
    const asked = { ...configuration, ...wrong };
    expect(await send("POST", idp, asked)).toEqual([400, "IAM.0011"]);
    expect(await refusalOf("POST", idp, asked)).toMatch(new RegExp(`^openid_connect_config\\.${member} `));
    expect([await provider(idp), await send("GET", idp)]).toEqual([undefined, [404, "IAM.0004"]]);
  });

  it.each(["http://issuer.example", "https://user@issuer.example", "https://issuer.example/?q=1"])(
    "keeps its issuer when another one is %s",
    async (idp_url) => {
      await make(idp);
      await send("POST", idp, configuration);
      expect(await send("PUT", idp, { idp_url })).toEqual([400, "IAM.0011"]);
      expect(await refusalOf("PUT", idp, { idp_url })).toMatch(/^openid_connect_config\.idp_url /);
      expect(await send("GET", idp)).toMatchObject([200, { idp_url: configuration["idp_url"] }]);
    },
  );

  it("may name an issuer that nobody may contact, while its keys are written", async () => {
    await make(idp);
    const asked = { ...configuration, idp_url: "https://10.0.0.1/realm" };
    expect(await send("POST", idp, asked)).toMatchObject([201, { idp_url: asked.idp_url }]);
    expect(await send("PUT", idp, { signing_key: null })).toEqual([400, "IAM.0011"]);
  });

  it("may name a listed issuer on loopback that speaks plain http", async () => {
    await make(idp);
    const asked = { ...configuration, idp_url: "http://localhost:9001" };
    expect(await send("POST", idp, asked)).toMatchObject([201, { idp_url: asked.idp_url }]);
  });

  it("is refused for what can be no identity provider, as a fault of a parameter", async () => {
    expect(await send("POST", "a%20b", configuration)).toEqual([400, "IAM.0007"]);
    expect(await send("GET", "a".repeat(65))).toEqual([400, "IAM.0007"]);
  });

  it("is refused for an identity provider that is not there", async () => {
    expect(await send("POST", "none", configuration)).toEqual([404, "IAM.0004"]);
    expect(await send("PUT", "none", {})).toEqual([404, "IAM.0004"]);
  });

  it("is refused for a provider that was made through the admin API", async () => {
    const made = { name: "ci", issuer_url: configuration["idp_url"], audience: "client_id_example" };
    expect((await world.app.asAdmin("POST", "/api/v1/providers", made)).status).toBe(201);
    expect(await send("POST", "ci", configuration)).toEqual([403, "IAM.0003"]);
    expect(await send("GET", "ci")).toEqual([403, "IAM.0003"]);
  });

  it("needs an administrator", async () => {
    await make(idp);
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    const without = await world.app.send(pathOf(idp), init);
    expect(without.status).toBe(401);
    expect(without.headers.get("www-authenticate")).toMatch(/^Keystone uri="/);
    expect(await without.json()).toMatchObject({
      error_code: "IAM.0001",
      error_msg: expect.stringMatching(/^The request you have made requires authentication\. Send a token /),
    });
  });

  it("tells whoever signs requests with an access key that nobody reads signatures here", async () => {
    const authorization = "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=00";
    const response = await world.app.send(pathOf(idp), { headers: { authorization } });
    expect(await response.json()).toMatchObject({
      error_code: "IAM.0001",
      error_msg: expect.stringMatching(/signed with access keys .*X-Auth-Token/),
    });
  });
});

describe("remote_ids and an OpenID Connect configuration", () => {
  it("name the same issuer", async () => {
    await make(idp, [`${configuration["idp_url"]}`]);
    expect(await send("POST", idp, configuration)).toMatchObject([201, {}]);
    await send("PUT", idp, { idp_url: "https://moved.example" });
    const { identity_provider } = await world.done("GET", `${identityProviders}/${idp}`);
    expect(identity_provider).toMatchObject({ remote_ids: ["https://moved.example"] });
  });

  it("leave an identity provider one issuer: others have to go before", async () => {
    await make(idp, [`${configuration["idp_url"]}`, "https://second.example"]);
    expect(await send("POST", idp, configuration)).toEqual([409, "IAM.0005"]);
    expect(await refusalOf("POST", idp, configuration)).toContain("https://second.example");
    await world.done("PATCH", `${identityProviders}/${idp}`, {
      identity_provider: { remote_ids: [configuration["idp_url"]] },
    });
    expect(await send("POST", idp, configuration)).toMatchObject([201, {}]);
  });

  it("cannot contradict each other afterwards", async () => {
    await make(idp);
    await send("POST", idp, configuration);
    const change = (identity_provider: object) =>
      world.admin("PATCH", `${identityProviders}/${idp}`, { identity_provider });
    const refused = await change({ remote_ids: ["https://second.example"] });
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining("idp_url")]);
    expect((await change({ remote_ids: [configuration["idp_url"]], description: "same" })).status).toBe(200);
    expect(await provider(idp)).toMatchObject({ audience: "client_id_example", description: "same" });
  });

  it("lead to a description and a switch being all that is changed of it", async () => {
    await make(idp);
    await send("POST", idp, configuration);
    const change = { enabled: false, description: "off" };
    await world.done("PATCH", `${identityProviders}/${idp}`, { identity_provider: change });
    expect(await provider(idp)).toMatchObject(change);
    expect(await send("GET", idp)).toEqual([200, { ...configuration, ...noConsole }]);
  });

  it("of two identity providers cannot name the same issuer", async () => {
    await make(idp, [`${configuration["idp_url"]}`]);
    await make(`${idp}b`);
    expect(await send("POST", `${idp}b`, configuration)).toEqual([409, "IAM.0005"]);
  });
});
