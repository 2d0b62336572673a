import { describe, expect, it } from "vitest";
import { accept } from "../../src/core/refusal.ts";
import type { JsonObject } from "../../src/core/terms.ts";
import { discover, discoverJwksUri, discoveryUrl } from "../../src/oidc/discovery.ts";
import { maxUrlLength } from "../../src/oidc/issuer-url.ts";
import { providerFor } from "./provider.ts";

const issuer = "https://idp.example";
const provider = providerFor(issuer);

const answering = (document: JsonObject) => ({
  fetchJson: async () => accept({ document, cacheControl: null }),
});

const jwksUriIn = (document: JsonObject) => discoverJwksUri(answering(document), provider);

const refusedWith = (detail: string) => ({
  ok: false,
  refusal: {
    reason: "issuer_response_invalid",
    evidence: { provider: "acme", url: `${issuer}/.well-known/openid-configuration`, detail },
  },
});

describe("the discovery document", () => {
  it.each([
    [issuer, null, `${issuer}/.well-known/openid-configuration`],
    [`${issuer}/`, null, `${issuer}/.well-known/openid-configuration`],
    [`${issuer}/tenant/`, "appid=1", `${issuer}/tenant/.well-known/openid-configuration?appid=1`],
  ])("of %s with the query %s is at %s", (issuerUrl, discoveryQuery, url) => {
    expect(discoveryUrl(providerFor(issuerUrl, { discoveryQuery }))).toBe(url);
  });

  it("says where the keys are", async () => {
    expect(await jwksUriIn({ issuer, jwks_uri: `${issuer}/jwks` })).toEqual(accept(`${issuer}/jwks`));
  });

  it("that speaks for another issuer is refused with both in the evidence", async () => {
    expect(await jwksUriIn({ issuer: "https://other.example" })).toEqual(
      refusedWith("its issuer is https://other.example, not https://idp.example"),
    );
  });

  it("that speaks for the token issuer is taken only where the provider has one", async () => {
    const document = { issuer: "https://tokens.example", jwks_uri: `${issuer}/jwks` };
    expect(await jwksUriIn(document)).toMatchObject({ ok: false });
    const named = providerFor(issuer, { tokenIssuer: "https://tokens.example" });
    expect(await discoverJwksUri(answering(document), named)).toMatchObject({ ok: true });
  });

  it("without the URL that is looked for is refused with its name", async () => {
    expect(await jwksUriIn({ issuer })).toEqual(refusedWith("it has no jwks_uri"));
    const discovered = await discover(answering({ issuer }), provider);
    expect(discovered.ok && discovered.value.urlAt("token_endpoint")).toEqual(
      refusedWith("it has no token_endpoint"),
    );
  });

  it("has no member but its own", async () => {
    const inherited = Object.assign(Object.create({ jwks_uri: "https://evil.example" }), { issuer });
    expect(await jwksUriIn(inherited)).toEqual(refusedWith("it has no jwks_uri"));
  });

  it("may name a URL of 2048 characters and no longer one", async () => {
    const longest = `${issuer}/`.padEnd(maxUrlLength, "a");
    expect(await jwksUriIn({ issuer, jwks_uri: longest })).toEqual(accept(longest));
    expect(await jwksUriIn({ issuer, jwks_uri: `${longest}a` })).toEqual(
      refusedWith("its jwks_uri is too long"),
    );
  });
});
