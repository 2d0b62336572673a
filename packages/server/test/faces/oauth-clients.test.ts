/** Stock clients of RFC 8693, RFC 7662 and RFC 7009, unmodified: Google's external account client and panva's openid-client. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { IdentityPoolClient } from "google-auth-library";
import { decodeJwt } from "jose";
import * as openid from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { introspected, issue, serviceToken } from "./oauth-tokens-world.ts";
import { grantType, idTokenType, startWorld, type World } from "./oauth-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** What a credential configuration file of an external account holds. */
const externalAccount = () => ({
  type: "external_account" as const,
  audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/ci",
  subject_token_type: idTokenType,
  token_url: `${world.app.url}/oauth2/token`,
});

describe("google-auth-library", () => {
  it("exchanges an ID token from a file", async () => {
    const file = join(world.app.dataDir, "id-token");
    await writeFile(file, world.idToken());
    const client = new IdentityPoolClient({ ...externalAccount(), credential_source: { file } });
    const { token } = await client.getAccessToken();
    expect(decodeJwt(token ?? "").sub).toBe("deployer");
  });

  it("exchanges an ID token from a supplier, also with client authentication", async () => {
    const client = new IdentityPoolClient({
      ...externalAccount(),
      client_id: "client",
      client_secret: "secret",
      subject_token_supplier: { getSubjectToken: async () => world.idToken() },
    });
    const headers = await client.getRequestHeaders();
    expect(headers.get("authorization")).toMatch(/^Bearer ey/);
  });

  it("shows the code and the sentence of a refusal", async () => {
    const client = new IdentityPoolClient({
      ...externalAccount(),
      subject_token_supplier: { getSubjectToken: async () => world.idToken({ aud: "another" }) },
    });
    await expect(client.getAccessToken()).rejects.toThrow(/invalid_request: Invalid audience/);
  });
});

describe("openid-client", () => {
  const discover = () =>
    openid.discovery(new URL(world.app.url), "ci-job", undefined, openid.None(), {
      algorithm: "oauth2",
      execute: [openid.allowInsecureRequests],
    });

  it("finds the server by its metadata and exchanges an ID token", async () => {
    const answer = await openid.genericGrantRequest(await discover(), grantType, {
      subject_token: world.idToken(),
      subject_token_type: idTokenType,
      resource: "https://api.example",
      provider_name: "ci",
    });
    expect([answer.token_type, answer.expires_in, decodeJwt(answer.access_token).aud]).toEqual([
      "bearer",
      600,
      "https://api.example",
    ]);
  });

  it("also finds it as an OpenID provider", async () => {
    const found = await openid.discovery(new URL(world.app.url), "ci-job", undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    expect(found.serverMetadata().token_endpoint).toBe(`${world.app.url}/oauth2/token`);
  });

  it("reads the code and the sentence of a refusal", async () => {
    const asked = openid.genericGrantRequest(await discover(), grantType, {
      subject_token: world.idToken({ aud: "another" }),
      subject_token_type: idTokenType,
    });
    await expect(asked).rejects.toMatchObject({
      error: "invalid_request",
      error_description: expect.stringContaining("Invalid audience"),
    });
  });

  const asResourceServer = async (metadata: Partial<openid.ClientMetadata> = {}) => {
    const secret = await serviceToken(world, "rs", "--role", "introspect");
    return openid.discovery(new URL(world.app.url), "rs", metadata, openid.ClientSecretBasic(secret), {
      algorithm: "oauth2",
      execute: [openid.allowInsecureRequests],
    });
  };

  it("introspects as a resource server", async () => {
    const server = await asResourceServer();
    const { accessToken, referenceToken, tokenId } = await issue(world);
    for (const token of [accessToken, referenceToken]) {
      expect(await openid.tokenIntrospection(server, token)).toMatchObject({ active: true, jti: tokenId });
    }
    expect(await openid.tokenIntrospection(server, "hello")).toEqual({ active: false });
  });

  it("introspects with signed answers, and checks their signature", async () => {
    const server = await asResourceServer({ introspection_signed_response_alg: "ES256" });
    openid.enableNonRepudiationChecks(server);
    const { accessToken, tokenId } = await issue(world);
    expect(await openid.tokenIntrospection(server, accessToken)).toMatchObject({
      active: true,
      jti: tokenId,
    });
  });

  it("revokes the token it holds", async () => {
    const { accessToken } = await issue(world);
    await openid.tokenRevocation(await discover(), accessToken, { token_type_hint: "access_token" });
    expect(await introspected(world, accessToken)).toEqual({ active: false });
  });
});
