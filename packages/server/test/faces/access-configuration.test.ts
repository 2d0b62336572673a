import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/terms.ts";
import { toConfigurationDocument } from "../../src/faces/access/translate-configuration.ts";
import { tried } from "../properties/property.ts";
import { configurations, faultOf, mustRead, readProvider, withoutNotes } from "./access-documents.ts";

const github = {
  name: "github-oidc",
  issuer_url: "https://token.actions.githubusercontent.com",
  provider_type: "GitHub",
  organization: "Acme",
};
const generic = { name: "generic-oidc", issuer_url: "https://tempurl.org" };
const azure = {
  name: "azure-oidc",
  issuer_url: "https://login.microsoftonline.com/6F8A0E4B-1111-2222-3333-444455556666/v2.0",
  provider_type: "Azure",
};
const owner = (value: string) => ({ claim: "repository_owner", value, ignoreCase: false });
const tenant = { claim: "tid", value: "6f8a0e4b-1111-2222-3333-444455556666", ignoreCase: false };
const read = (body: JsonObject) => mustRead(readProvider(body));
const seeded = tried(11, 300);

describe("a configuration", () => {
  it("is read back exactly as it was sent, with the one default", () => {
    fc.assert(
      fc.property(configurations, (document) => {
        expect(toConfigurationDocument(read(document))).toEqual({ use_default_proxy: false, ...document });
      }),
      seeded,
    );
  });

  it("made through another interface is shown as the document that would make it", () => {
    fc.assert(
      fc.property(configurations, (document) => {
        const provider = withoutNotes(read(document));
        const shown = read(toConfigurationDocument(provider));
        expect(withoutNotes(shown)).toEqual(provider);
      }),
      seeded,
    );
  });

  it.each([
    ["generic", "Generic OpenID Connect"],
    ["Generic", "Generic OpenID Connect"],
    ["generic-openid", "Generic OpenID Connect"],
    ["GENERIC OPENID CONNECT", "Generic OpenID Connect"],
    ["GenericOidc", "Generic OpenID Connect"],
    ["azure", "Azure"],
  ])("has its type %s answered in the canonical spelling", (spelling, canonical) => {
    expect(toConfigurationDocument(read({ ...generic, provider_type: spelling }))).toMatchObject({
      provider_type: canonical,
    });
  });

  it.each(["Github", "GITHUB"])("has the GitHub type under the spelling %s", (spelling) => {
    expect(read({ ...github, provider_type: spelling }).pins).toHaveLength(1);
  });

  it("does not get a type it was sent without", () => {
    expect(toConfigurationDocument(read(generic))).toEqual({ ...generic, use_default_proxy: false });
  });

  it("takes null for a member that is not set", () => {
    expect(toConfigurationDocument(read({ ...generic, description: null, audience: null }))).toEqual({
      ...generic,
      use_default_proxy: false,
    });
  });

  it("ignores members it does not know", () => {
    expect(toConfigurationDocument(read({ ...generic, enabled: false }))).not.toHaveProperty("enabled");
  });

  it.each([
    [{ ...generic, issuer_url: undefined }, "issuer_url must not be blank"],
    [{ ...generic, issuer_url: " " }, "issuer_url must not be blank"],
    [{ issuer_url: "https://tempurl.org" }, "name must not be blank"],
    [{ ...generic, audience: ["a"] }, "audience must be a string"],
    [{ ...generic, provider_type: "okta" }, "provider_type must be one of"],
    [{ ...generic, use_default_proxy: "yes" }, "use_default_proxy must be true or false"],
    [{ ...generic, name: "Test" }, "name must begin with a-z"],
    [{ ...generic, name: "1test" }, "name must begin with a-z"],
    [{ ...generic, name: "test!@" }, "name must begin with a-z"],
    [{ ...generic, name: "t" }, "name must begin with a-z"],
    [{ ...generic, name: "token" }, "name cannot be token"],
    [{ ...generic, project_key: "project-0738A19" }, 'did you mean "project-0738a19"?'],
    [{ ...generic, project_key: "one", projectKey: "two" }, 'project_key is given as "one" and as "two"'],
    [{ ...generic, organization: "acme" }, "oidc_setting Organization is not valid"],
    [{ ...github, organization: "" }, "oidc_setting Organization is not valid"],
    [{ ...github, organization: "a b" }, "oidc_setting Organization is not valid"],
    [{ ...github, azure_app_id: "app" }, "azure_app_id is not valid"],
    [{ ...azure, azure_app_id: "a\u0000" }, "azure_app_id is not valid"],
  ])("is refused: %j", (body, message) => {
    expect(faultOf(readProvider(JSON.parse(JSON.stringify(body))))).toContain(message);
  });
});

describe("the organization of a GitHub configuration", () => {
  const pin = { claim: "repository_owner", value: "Acme", ignoreCase: true };

  it("is demanded of every token, whatever its letter case", () => {
    expect(read(github).pins).toEqual([pin]);
  });

  it("is demanded of nobody when the configuration is permissive", () => {
    expect(read({ ...github, enable_permissive_configuration: true }).pins).toEqual([]);
  });

  it("may be empty when the configuration is permissive", () => {
    expect(read({ ...github, organization: "", enable_permissive_configuration: true }).pins).toEqual([]);
  });

  it("may be empty for GitHub Enterprise, where Terraform always sends an empty one", () => {
    expect(read({ ...github, provider_type: "GitHub Enterprise", organization: "" }).pins).toEqual([]);
  });

  it("is demanded for GitHub Enterprise when it is given", () => {
    expect(read({ ...github, provider_type: "GitHub Enterprise" }).pins).toEqual([pin]);
  });
});

describe("an Azure configuration", () => {
  it("demands the tenant of its issuer of every token", () => {
    expect(read(azure).pins).toEqual([
      { claim: "tid", value: "6F8A0E4B-1111-2222-3333-444455556666", ignoreCase: true },
    ]);
  });

  it("asks for the keys of its application", () => {
    expect(read({ ...azure, azure_app_id: "a+b&c" }).discoveryQuery).toBe("appid=a%2Bb%26c");
  });
});

describe("replacing a configuration", () => {
  it("clears what the new document does not say", () => {
    const standing = read({ ...github, description: "old", audience: "old", token_issuer: "https://old" });
    const replaced = mustRead(
      readProvider({ issuer_url: "https://new", provider_type: "generic" }, standing),
    );
    expect(replaced).toMatchObject({
      name: "github-oidc",
      description: "",
      audience: null,
      tokenIssuer: null,
      pins: [],
    });
  });

  it("keeps what the document cannot say", () => {
    const standing = {
      ...read(generic),
      enabled: false,
      caCertificates: "-----BEGIN CERTIFICATE-----",
      keySource: { kind: "jwks_uri" as const, url: "https://tempurl.org/keys" },
    };
    const replaced = mustRead(readProvider(generic, standing));
    expect(replaced.enabled).toBe(false);
    expect(replaced.caCertificates).toBe(standing.caCertificates);
    expect(replaced.keySource).toEqual(standing.keySource);
  });

  it.each([
    ["a tenant that its issuer does not name", azure.issuer_url.replace(/6F.*5666/, "common"), [tenant]],
    ["a tenant beside an owner", generic.issuer_url, [owner("acme"), tenant]],
    ["several owners", generic.issuer_url, [owner("acme"), owner("other")]],
    ["an owner in just these letters", generic.issuer_url, [owner("acme")]],
  ])("leaves standing what another interface demands of every token: %s", (_what, issuerUrl, pins) => {
    const standing = { ...withoutNotes(read(generic)), issuerUrl, pins };
    const replaced = mustRead(readProvider(toConfigurationDocument(standing), standing));
    expect(new Set(replaced.pins)).toEqual(new Set(pins));
  });

  it("no longer demands the organization or the tenant that the document had", () => {
    const moved = azure.issuer_url.replace("6F8A", "7F8A");
    expect(mustRead(readProvider({ ...github, organization: "Other" }, read(github))).pins).toEqual([
      { claim: "repository_owner", value: "Other", ignoreCase: true },
    ]);
    expect(mustRead(readProvider({ ...azure, issuer_url: moved }, read(azure))).pins).toMatchObject([
      { claim: "tid", value: /[^/]{36}/.exec(moved)?.[0] },
    ]);
  });

  it("leaves standing how another interface has its keys looked for", () => {
    const standing = { ...withoutNotes(read(azure)), discoveryQuery: "appid=one&policy=two" };
    const shown = toConfigurationDocument(standing);
    expect(mustRead(readProvider(shown, standing)).discoveryQuery).toBe("appid=one&policy=two");
    expect(mustRead(readProvider({ ...shown, azure_app_id: "other" }, standing)).discoveryQuery).toBe(
      "appid=other",
    );
    expect(mustRead(readProvider(azure, standing)).discoveryQuery).toBeNull();
  });

  it("keeps the project when the document does not name it", () => {
    const standing = read({ ...generic, project_key: "proj" });
    expect(toConfigurationDocument(mustRead(readProvider(generic, standing)))).toMatchObject({
      project_key: "proj",
    });
  });

  it("never changes name or project", () => {
    const standing = read({ ...generic, project_key: "proj" });
    expect(faultOf(readProvider({ ...generic, name: "other-name" }, standing))).toContain(
      "name cannot be changed",
    );
    expect(faultOf(readProvider({ ...generic, project_key: "other" }, standing))).toContain(
      "project_key cannot be changed",
    );
  });
});
