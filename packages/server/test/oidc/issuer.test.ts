import { request } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import { startIssuer, type TestIssuer } from "../issuer.ts";

describe("the test issuer", () => {
  let issuer: TestIssuer;
  afterEach(() => issuer.close());

  it("serves discovery and keys over https with a certificate of its authority", async () => {
    issuer = await startIssuer({ path: "/tenant" });
    const discovery = await get(`${issuer.url}/.well-known/openid-configuration`, issuer.ca);
    expect(JSON.parse(discovery)).toEqual({ issuer: issuer.url, jwks_uri: issuer.jwksUri });
    const jwks = JSON.parse(await get(issuer.jwksUri, issuer.ca)) as { keys: { kid: string }[] };
    expect(jwks.keys.map((key) => key.kid)).toEqual(["rsa-1", "ec-1", "ed-1"]);
    expect(issuer.jwksRequests()).toBe(1);
  });
});

function get(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { ca, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks).toString()));
    })
      .on("error", reject)
      .end();
  });
}
