import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  audience,
  created,
  grantType,
  idTokenType,
  mapping,
  provider,
  startWorld,
  type World,
} from "./oauth-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

async function refusal(response: Response) {
  const body = (await response.json()) as { error: string; error_description: string };
  return { status: response.status, error: body.error, description: body.error_description };
}

async function tokenOf(response: Response): Promise<string> {
  const body = (await response.json()) as { access_token: string };
  return body.access_token;
}

describe("the token endpoint", () => {
  it("exchanges an ID token for an access token that others can verify", async () => {
    const response = await world.exchange();
    expect(response.status).toBe(200);
    const keys = createRemoteJWKSet(new URL(`${world.app.url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(await tokenOf(response), keys, {
      typ: "at+jwt",
      issuer: world.app.url,
      audience: "https://api.example",
      requiredClaims: ["exp", "sub", "client_id", "iat", "jti"],
    });
    expect(payload).toMatchObject({
      sub: "deployer",
      client_id: "ci",
      aud: mapping.audience,
      groups: ["readers"],
      roles: ["shop:Developer"],
    });
  });

  it("answers as RFC 8693 asks, and never for a cache", async () => {
    const response = await world.exchange();
    expect(await response.json()).toEqual({
      access_token: expect.any(String),
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      expires_in: 600,
    });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("pragma")).toBe("no-cache");
    expect(response.headers.get("content-type")).toContain("application/json");
  });

  it("also reads JSON", async () => {
    const response = await world.app.send("/oauth2/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        grant_type: grantType,
        subject_token: world.idToken(),
        subject_token_type: idTokenType,
        include_reference_token: true,
      }),
    });
    expect(await response.json()).toMatchObject({ reference_token: expect.any(String) });
  });

  it.each(["id_token", "jwt"])("exchanges a subject token that is called %s", async (type) => {
    const response = await world.exchange({ subject_token_type: `urn:ietf:params:oauth:token-type:${type}` });
    expect(response.status).toBe(200);
  });

  it.each(["access_token", "refresh_token", "saml1", "saml2", "nonsense"])(
    "refuses a subject token that is called %s",
    async (type) => {
      const response = await world.exchange({
        subject_token_type: `urn:ietf:params:oauth:token-type:${type}`,
      });
      expect(await refusal(response)).toMatchObject({ status: 400, error: "invalid_request" });
    },
  );

  it("does not mind the client authentication of a stock client", async () => {
    const response = await world.app.send("/oauth2/token", {
      method: "POST",
      headers: { authorization: `Basic ${btoa("client:secret")}` },
      body: new URLSearchParams({
        grant_type: grantType,
        subject_token: world.idToken(),
        subject_token_type: idTokenType,
        client_id: "client",
        client_secret: "secret",
      }),
    });
    expect(response.status).toBe(200);
  });

  it("narrows the audience to the targets the mapping knows and ignores the others", async () => {
    const response = await world.exchange({ audience: ["//iam.example/pool", "https://billing.example"] });
    expect(decodeJwt(await tokenOf(response)).aud).toBe("https://billing.example");
  });

  it("narrows the audience to a resource", async () => {
    const response = await world.exchange({ resource: "https://api.example" });
    expect(decodeJwt(await tokenOf(response)).aud).toBe("https://api.example");
  });

  it("refuses a resource the mapping does not know", async () => {
    const answer = await refusal(await world.exchange({ resource: "https://unknown.example" }));
    expect(answer).toMatchObject({ status: 400, error: "invalid_target" });
  });

  it("ignores the scope of another server", async () => {
    const response = await world.exchange({ scope: "https://www.example/auth/cloud-platform" });
    expect(await response.json()).toMatchObject({
      scope: "applied-permissions/groups:readers applied-permissions/roles:shop:Developer",
    });
  });

  it("narrows the grant to a known scope", async () => {
    const response = await world.exchange({ scope: "applied-permissions/groups:readers" });
    const claims = decodeJwt(await tokenOf(response));
    expect([claims["groups"], claims["roles"]]).toEqual([["readers"], undefined]);
  });

  it("refuses a known scope beyond the mapping", async () => {
    const answer = await refusal(await world.exchange({ scope: "applied-permissions/admin" }));
    expect(answer).toMatchObject({ status: 400, error: "invalid_scope" });
  });

  it.each(["subject_token", "grant_type", "provider_name", "nobody_knows"])(
    "refuses %s given twice",
    async (name) => {
      const answer = await refusal(await world.exchange({ [name]: ["a", "b"] }));
      expect(answer).toMatchObject({ status: 400, error: "invalid_request" });
    },
  );

  it("tells nothing about a token whose signature does not verify, but a reference id", async () => {
    const [header, , signature] = world.idToken().split(".");
    const [, payload] = world.idToken({ sub: "somebody-else" }).split(".");
    const response = await world.exchange({ subject_token: `${header}.${payload}.${signature}` });
    const requestId = response.headers.get("x-request-id");
    const answer = await refusal(response);
    expect(answer).toMatchObject({ status: 400, error: "invalid_request" });
    expect(answer.description).toContain(`Reference id: ${requestId}.`);
    expect(answer.description).not.toMatch(/signature|somebody/);
  });

  it("tells expected and presented audience once the signature holds, in the letters the standard allows", async () => {
    const answer = await refusal(
      await world.exchange({ subject_token: world.idToken({ aud: 'https://other.example/"ü"\\' }) }),
    );
    expect(answer).toMatchObject({ status: 400, error: "invalid_request" });
    expect(answer.description).toContain(audience);
    expect(answer.description).toContain("https://other.example/");
    expect(answer.description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it("refuses a token no mapping accepts as an invalid request", async () => {
    const answer = await refusal(await world.exchange({ subject_token: world.idToken({ sub: "stranger" }) }));
    expect(answer).toMatchObject({ status: 400, error: "invalid_request" });
  });

  it("asks for provider_name when several providers trust the issuer", async () => {
    await created(world.app, "/api/v1/providers", { ...provider(world.issuer), name: "second" });
    const unnamed = await refusal(await world.exchange());
    expect(unnamed).toMatchObject({ status: 400, error: "invalid_request" });
    expect(unnamed.description).toContain("provider_name");
    expect((await world.exchange({ provider_name: "ci" })).status).toBe(200);
    await world.app.asAdmin("DELETE", "/api/v1/providers/second");
  });

  it("refuses providers without an audience", async () => {
    await created(world.app, "/api/v1/providers", { ...provider(world.issuer), name: "any", audience: null });
    const answer = await refusal(await world.exchange({ provider_name: "any" }));
    expect(answer).toMatchObject({ status: 400, error: "invalid_request" });
    expect(answer.description).toContain("no audience");
    await world.app.asAdmin("DELETE", "/api/v1/providers/any");
  });

  it.each([
    ["GET", undefined, 405],
    ["POST", { "content-type": "text/plain" }, 415],
    ["POST", { "content-type": "application/json", "content-encoding": "gzip" }, 415],
  ] as const)("answers %s with %j in its own envelope: %i", async (method, headers, status) => {
    const body = method === "GET" ? null : "x";
    const response = await world.app.send("/oauth2/token", { method, body, headers: { ...headers } });
    expect(await refusal(response)).toMatchObject({ status, error: "invalid_request" });
  });

  it("says what is wrong with broken JSON and where", async () => {
    const response = await world.app.send("/oauth2/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"grant_type": “x”}',
    });
    const answer = await refusal(response);
    expect(answer).toMatchObject({ status: 400, error: "invalid_request" });
    expect(answer.description).toMatch(/line 1, column 16/);
  });
});

describe("the token endpoint under strain", () => {
  it("answers 503 with Retry-After while the issuer's keys cannot be had, never 401", async () => {
    const other = await startWorld();
    await other.issuer.setConnectionFault("refuse");
    const response = await other.exchange();
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await refusal(response)).toMatchObject({ status: 503, error: "temporarily_unavailable" });
    await other.close();
  });

  it("answers 429 with Retry-After to a flood", async () => {
    const other = await startWorld({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    const responses = await Promise.all(Array.from({ length: 20 }, () => other.exchange()));
    const limited = responses.find(({ status }) => status === 429);
    expect(limited?.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await limited?.json()).toMatchObject({ error: "temporarily_unavailable" });
    await other.close();
  });
});

describe("what verifiers read", () => {
  it("publishes keys without private members, for a while", async () => {
    const response = await world.app.send("/.well-known/jwks.json");
    expect(response.headers.get("cache-control")).toBe("public, max-age=300");
    expect(response.headers.get("pragma")).toBeNull();
    const { keys } = (await response.json()) as { keys: Record<string, unknown>[] };
    expect(keys[0]).toMatchObject({ kid: expect.any(String), alg: "ES256", use: "sig" });
    expect(keys.flatMap((key) => Object.keys(key)).filter((name) => /^(d|p|q|k)$/.test(name))).toEqual([]);
  });

  it("answers 304 to a copy that is still current", async () => {
    const etag = (await world.app.send("/.well-known/jwks.json")).headers.get("etag") ?? "";
    const again = await world.app.send("/.well-known/jwks.json", { headers: { "if-none-match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it.each<[string, object]>([
    ["oauth-authorization-server", {}],
    [
      "openid-configuration",
      { subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["ES256"] },
    ],
  ])("describes itself in %s, and promises nothing else", async (name, openidMembers) => {
    const response = await world.app.send(`/.well-known/${name}`);
    expect(await response.json()).toEqual({
      issuer: world.app.url,
      token_endpoint: `${world.app.url}/oauth2/token`,
      jwks_uri: `${world.app.url}/.well-known/jwks.json`,
      grant_types_supported: [grantType],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ["none"],
      introspection_endpoint: `${world.app.url}/oauth2/introspect`,
      introspection_endpoint_auth_methods_supported: ["Bearer", "client_secret_basic"],
      introspection_signing_alg_values_supported: ["ES256"],
      revocation_endpoint: `${world.app.url}/oauth2/revoke`,
      revocation_endpoint_auth_methods_supported: ["none", "Bearer", "client_secret_basic"],
      ...openidMembers,
    });
  });

  it("names every algorithm it publishes a key of where verifiers of OpenID Connect look", async () => {
    const other = await startWorld({ COUNTERSIGN_SIGNING_ALG: "RS256,EdDSA" });
    const described = await (await other.app.send("/.well-known/openid-configuration")).json();
    const { keys } = (await (await other.app.send("/.well-known/jwks.json")).json()) as {
      keys: { alg: string }[];
    };
    const signed = decodeProtectedHeader(await tokenOf(await other.exchange()));
    await other.close();
    expect(described).toMatchObject({
      id_token_signing_alg_values_supported: expect.toSatisfy(
        (listed: string[]) => listed.toSorted().join() === "EdDSA,RS256",
      ),
    });
    expect(keys.map(({ alg }) => alg).toSorted()).toEqual(["EdDSA", "RS256"]);
    expect(signed.alg).toBe("RS256");
  });

  it("leaves out of its description what is not mounted", async () => {
    const other = await startWorld({ COUNTERSIGN_FACES: "access,admin" });
    const described = await (await other.app.send("/.well-known/oauth-authorization-server")).json();
    await other.close();
    expect(Object.keys(described as object).toSorted()).toEqual([
      "grant_types_supported",
      "issuer",
      "jwks_uri",
      "response_types_supported",
      "token_endpoint_auth_methods_supported",
    ]);
  });
});
