import { expect, it } from "vitest";
import { checkProviderBlock, type ProviderConfiguration } from "../../src/configuration/attributes.ts";
import type { Environment } from "../../src/configuration/environment.ts";
import { identityOf } from "../../src/configuration/identity.ts";
import { unknown } from "../../src/engine/values.ts";

const nothing: ProviderConfiguration = {
  url: null,
  access_token: null,
  oidc_provider_name: null,
  oidc_token_file: null,
  tfc_credential_tag_name: null,
  oidc_project_key: null,
  anonymous: null,
  timeout_seconds: null,
  accepted_findings: null,
  check_license: null,
  myjfrog_api_token: null,
};
const everything: Environment = {
  COUNTERSIGN_TOKEN: "of-countersign",
  JFROG_ACCESS_TOKEN: "of-jfrog",
  COUNTERSIGN_ID_TOKEN: "a.b.c",
  TFC_WORKLOAD_IDENTITY_TOKEN: "d.e.f",
  TFC_WORKLOAD_IDENTITY_TOKEN_STS: "g.h.i",
};

function identity(given: Partial<ProviderConfiguration>, environment: Environment) {
  const outcome = identityOf({ ...nothing, ...given }, environment);
  return outcome.ok ? outcome.value : outcome.problems;
}

it("takes the first credential in the documented order", () => {
  const named = { oidc_provider_name: "ci" } as const;
  const idTokenOf = (given: Partial<ProviderConfiguration>, environment: Environment) => {
    const found = identity({ ...named, ...given }, environment);
    return "kind" in found && found.kind === "workload" ? found.idToken : found;
  };
  const { COUNTERSIGN_ID_TOKEN: _, ...hcp } = everything;
  const { COUNTERSIGN_TOKEN: __, ...jfrog } = everything;
  expect(identity({ ...named, access_token: "given" }, everything)).toEqual({
    kind: "token",
    token: "given",
    from: "access_token",
  });
  expect(idTokenOf({ oidc_token_file: "/run/id" }, everything)).toEqual({ kind: "file", path: "/run/id" });
  expect(idTokenOf({}, everything)).toMatchObject({ value: "a.b.c", from: "COUNTERSIGN_ID_TOKEN" });
  expect(idTokenOf({}, hcp)).toMatchObject({ value: "d.e.f" });
  expect(identity({}, everything)).toEqual({
    kind: "token",
    token: "of-countersign",
    from: "COUNTERSIGN_TOKEN",
  });
  expect(identity({}, jfrog)).toEqual({
    kind: "token",
    token: "of-jfrog",
    from: "JFROG_ACCESS_TOKEN",
  });
});

it("takes the ID token of a configured tag, and never the one without", () => {
  const tagged = { oidc_provider_name: "ci", tfc_credential_tag_name: "STS" } as const;
  expect(identity(tagged, everything)).toMatchObject({ idToken: { value: "g.h.i" } });
  const { TFC_WORKLOAD_IDENTITY_TOKEN_STS: _, ...untagged } = everything;
  expect(identity(tagged, untagged)).toEqual([
    expect.objectContaining({
      at: ["tfc_credential_tag_name"],
      detail: expect.stringContaining("TFC_WORKLOAD_IDENTITY_TOKEN_STS is not set."),
    }),
  ]);
});

it("asks for an ID token where an exchange is configured, whatever other credential lies about", () => {
  expect(identity({ oidc_provider_name: "ci" }, { COUNTERSIGN_TOKEN: "other" })).toEqual([
    expect.objectContaining({
      at: ["oidc_provider_name"],
      detail: expect.stringContaining(
        "COUNTERSIGN_ID_TOKEN and TFC_WORKLOAD_IDENTITY_TOKEN are not set. Put the ID token into COUNTERSIGN_ID_TOKEN, or name a file that holds it in oidc_token_file;",
      ),
    }),
  ]);
});

it("says what to set when nothing says who is asking, unless nobody is meant to", () => {
  expect(identity({}, {})).toEqual([
    expect.objectContaining({ at: ["access_token"], detail: expect.stringContaining("COUNTERSIGN_TOKEN") }),
  ]);
  expect(identity({ anonymous: true }, everything)).toEqual({ kind: "nobody" });
});

it("does not repeat what is no credential", () => {
  const problems = identity({}, { COUNTERSIGN_TOKEN: "two words" });
  expect(problems).toEqual([expect.objectContaining({ severity: "error" })]);
  expect(JSON.stringify(problems)).not.toContain("two words");
});

it("waits for what is known only after apply", () => {
  expect(identity({ access_token: unknown }, everything)).toEqual({
    kind: "later",
    attribute: "access_token",
  });
  expect(identity({ oidc_provider_name: unknown }, everything)).toMatchObject({ kind: "later" });
});

it("warns that a given access token keeps the exchange from being made", () => {
  const outcome = identityOf({ ...nothing, access_token: "given", oidc_provider_name: "ci" }, {});
  expect(outcome).toMatchObject({ ok: true, warnings: [{ at: ["oidc_provider_name"] }] });
});

it("warns of accepted findings that are written as no code is", () => {
  const told = (accepted_findings: readonly string[]) =>
    checkProviderBlock({ ...nothing, accepted_findings }).map(({ severity, detail }) => [severity, detail]);
  expect(told(["No Audience"])).toEqual([
    ["warning", expect.stringMatching(/^"No Audience" accepts nothing/)],
  ]);
  expect(told(["no_audience", "no_audience:git hub"])).toEqual([]);
});

it("refuses a block that contradicts itself, on the attribute that is one too many", () => {
  const places = (given: Partial<ProviderConfiguration>) =>
    checkProviderBlock({ ...nothing, ...given }).map(({ at }) => at);
  expect(places({ anonymous: true, access_token: "given" })).toEqual([["access_token"]]);
  expect(places({ oidc_provider_name: "ci", oidc_token_file: "f", tfc_credential_tag_name: "T" })).toEqual([
    ["tfc_credential_tag_name"],
  ]);
  expect(places({ oidc_token_file: "f" })).toEqual([["oidc_token_file"]]);
  expect(places({ oidc_token_file: "f", oidc_provider_name: unknown })).toEqual([]);
  expect(places({})).toEqual([]);
});
