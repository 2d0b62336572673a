/**
 * Azure: pipelines of Azure DevOps under its own issuer and under Microsoft Entra, and workload or managed
 * identities of Entra. The two versions of an Entra issuer differ in a slash at the end; it is part of the
 * issuer's name. The claim lists are unconfirmed, and say so.
 */

import { claimsNamed, onceByTokenId, type Preset, reusable } from "./preset.ts";

const exchangeAudience = "api://AzureADTokenExchange";
const tenant = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

const fixedAudienceAdvice = `Every token of this issuer carries ${exchangeAudience}; set exactly that. Tokens meant for Azure itself carry it too, so keep the provider single-use and its tokens short-lived.`;

export const azureDevOps: Preset = {
  id: "azure-devops",
  title: "Azure Pipelines, Azure DevOps issuer",
  issuers: ["https://vstoken.dev.azure.com/{organization}"],
  algorithms: ["RS256"],
  audienceAdvice: fixedAudienceAdvice,
  replay: {
    recommended: onceByTokenId,
    why: "The audience does not tell this server from any other, so a token must at least not be good twice.",
  },
  traits: {
    title: "this Azure DevOps organization",
    shared: false,
    fixedAudience: exchangeAudience,
    immutable: claimsNamed("def_id", "rpo_id", "prj_id", "org_id"),
    names: [
      { path: ["sub"], pinnedBy: ["prj_id"] },
      { path: ["rpo_uri"], pinnedBy: ["rpo_id"] },
    ],
    callerControlled: claimsNamed("rpo_ref", "rpo_ver", "run_id"),
    conditions: claimsNamed("rpo_ref"),
    changing: claimsNamed("run_id", "rpo_ver"),
    subjectFormats: [{ prefix: "sc://", naming: "names", example: "sc://acme-org/Payments/prod-artifacts" }],
    subjectIds: null,
  },
  recommendedClaims: {
    org_id: "<id of the organization, the last part of the issuer>",
    prj_id: "<id of the project>",
    def_id: "<number of the pipeline, as text>",
    rpo_ref: "refs/heads/main",
  },
  dangerousBindings: [
    {
      binding: 'sub "sc://acme-org/Payments/*"',
      why: "It covers every service connection of the project, and their names can be used again.",
    },
    {
      binding: "the audience",
      why: "It is the same for everybody who accepts such tokens, so it tells nothing about whom a token was made for.",
    },
    {
      binding: "this issuer as the only way in",
      why: "It is retired on 2027-07-01. Keep a second provider for the Entra issuer beside it.",
    },
  ],
  examples: [
    {
      title: "run of a pipeline",
      claims: {
        iss: "https://vstoken.dev.azure.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        aud: exchangeAudience,
        jti: "0f6d2c1e-6b55-4c0e-9a5b-3a7f0d6f1c13",
        iat: 1789000000,
        nbf: 1789000000,
        exp: 1789000600,
        sub: "sc://acme-org/Payments/prod-artifacts",
        org_id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        prj_id: "9b2d5b4e-2d1c-4b0e-8f54-6f1a5b9f0c22",
        def_id: "133",
        rpo_id: "0c7e2d9a-7b7c-4f5d-9c3a-1f2e3d4c5b6a",
        rpo_ref: "refs/heads/main",
        run_id: "20777",
      },
    },
  ],
  source: "https://learn.microsoft.com/azure/devops/pipelines/release/convert-service-connections",
  unconfirmed: "The claims besides iss: compare them with a live token.",
};

export const azureDevOpsEntra: Preset = {
  ...azureDevOps,
  id: "azure-devops-entra",
  title: "Azure Pipelines, Microsoft Entra issuer",
  issuers: ["https://login.microsoftonline.com/{tenant}/v2.0"],
  replay: {
    // These tokens may have no `jti`, and a missing key claim would refuse every one of them.
    recommended: { policy: "single_use", key: { kind: "payload" } },
    why: "The audience does not tell this server from any other, and the tokens are not known to carry a jti: the whole payload is remembered.",
  },
  traits: {
    title: "this Entra tenant",
    shared: true,
    fixedAudience: exchangeAudience,
    immutable: [],
    names: [],
    callerControlled: [],
    conditions: [],
    changing: [],
    subjectFormats: [
      {
        prefix: "/eid1/c/pub/t/",
        naming: "ids",
        example:
          "/eid1/c/pub/t/eWb-fCV03kCUS-B_wfkK5w/a/T2wQsn0yTU-x2mB1mXk3Vg/sc/3f2504e0-4f89-41d3-9a0c-0305e82c3301/5d0a7b52-9d1e-4d2f-8b0d-2a6c0a7e1f44",
      },
    ],
    subjectIds: null,
  },
  recommendedClaims: {
    tid: "<id of the tenant>",
    sub: "/eid1/c/pub/t/<tenant>/a/<application>/sc/<organization>/<service connection>",
  },
  dangerousBindings: [
    {
      binding: "tid without sub",
      why: "The tenant's issuer signs for every application and every person of the tenant.",
    },
  ],
  examples: [
    {
      title: "run of a pipeline",
      claims: {
        iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
        aud: exchangeAudience,
        iat: 1789000000,
        nbf: 1789000000,
        exp: 1789000600,
        sub: "/eid1/c/pub/t/eWb-fCV03kCUS-B_wfkK5w/a/T2wQsn0yTU-x2mB1mXk3Vg/sc/3f2504e0-4f89-41d3-9a0c-0305e82c3301/5d0a7b52-9d1e-4d2f-8b0d-2a6c0a7e1f44",
        tid: tenant,
        uti: "mEDv2u6Zc0eJm2y0b1QHAA",
        ver: "2.0",
      },
    },
  ],
  unconfirmed: "The form of sub and the other claims: compare them with a live token.",
};

export const entraWorkload: Preset = {
  id: "entra-workload",
  title: "Microsoft Entra workload or managed identity",
  issuers: ["https://login.microsoftonline.com/{tenant}/v2.0", "https://sts.windows.net/{tenant}/"],
  algorithms: ["RS256"],
  audienceAdvice:
    "Register an application for this server in the tenant and set its application id (or its api:// URI) as the audience; the workload requests a token for that application.",
  replay: {
    recommended: reusable,
    why: "Platform and libraries hand out the same token again until it is about to expire.",
  },
  traits: {
    title: "this Entra tenant",
    shared: true,
    fixedAudience: null,
    // `tid` is the same for everybody in the tenant and pins nobody.
    immutable: claimsNamed("oid", "azp", "appid"),
    names: [
      { path: ["email"], pinnedBy: ["oid"] },
      { path: ["name"], pinnedBy: ["oid"] },
      { path: ["preferred_username"], pinnedBy: ["oid"] },
      { path: ["unique_name"], pinnedBy: ["oid"] },
      { path: ["upn"], pinnedBy: ["oid"] },
    ],
    callerControlled: [],
    conditions: [],
    changing: [],
    subjectFormats: [{ prefix: "", naming: "ids", example: "1b4e28ba-2fa1-11d2-883f-0016d3cca427" }],
    subjectIds: null,
  },
  recommendedClaims: {
    tid: "<id of the tenant>",
    oid: "<object id of the service principal>",
    idtyp: "app",
  },
  dangerousBindings: [
    {
      binding: "an issuer for common or organizations instead of one tenant",
      why: "It stands for every tenant there is.",
    },
    {
      binding: "tid and the audience only",
      why: "Every application and every person of the tenant can get such a token unless assignment is required.",
    },
    {
      binding: "email, upn or preferred_username",
      why: "They change, and a guest's may have been chosen in another tenant.",
    },
    {
      binding: "no condition on idtyp",
      why: "A token of a person who uses the application would pass for the application itself.",
    },
  ],
  examples: [
    {
      title: "managed identity, version 2 token",
      claims: {
        iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
        aud: "6f1c2f0e-9d0b-4f6e-9c55-0d4f0b7e1a10",
        iat: 1789000000,
        nbf: 1788999700,
        exp: 1789003600,
        sub: "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
        oid: "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
        tid: tenant,
        azp: "c56a4180-65aa-42ec-a945-5fd21dec0538",
        idtyp: "app",
        ver: "2.0",
      },
    },
  ],
  source: "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference",
  unconfirmed: "All claims: compare them with a live token.",
};
