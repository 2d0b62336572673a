import { describe, expect, it } from "vitest";
import type { MintedToken } from "../../src/core/minting.ts";
import { type Reason, reasons } from "../../src/core/reasons.ts";
import { callerSentence, refuse } from "../../src/core/refusal.ts";
import type { TokenGrant } from "../../src/core/terms.ts";
import {
  answerTo,
  errorCodeOf,
  readTokenRequest,
  toErrorAnswer,
  toExchangeRequest,
  toTokenAnswer,
} from "../../src/faces/oauth/translate.ts";
import { type TokenRequest, tokenExchangeGrant, tokenTypes } from "../../src/faces/oauth/wire.ts";
import { parametersOfForm } from "../../src/faces/request-body.ts";

const least = {
  grant_type: tokenExchangeGrant,
  subject_token: "header.payload.signature",
  subject_token_type: tokenTypes.idToken,
};
const arrival = { requestId: "reference", client: { addressPrefix: "192.0.2.0/24", userAgent: null } };

function accepted(parameters: Parameters<typeof readTokenRequest>[0]): TokenRequest {
  const read = readTokenRequest(parameters);
  if (!read.ok) throw new Error(`refused: ${JSON.stringify(read.refusal)}`);
  return read.value;
}

function refusalOf(parameters: Parameters<typeof readTokenRequest>[0]) {
  const read = readTokenRequest(parameters);
  if (read.ok) throw new Error("accepted");
  return read.refusal;
}

describe("reading a token request", () => {
  it("needs only grant type, subject token and its type", () => {
    expect(toExchangeRequest(accepted(least), arrival)).toMatchObject({
      face: "oauth",
      subjectToken: "header.payload.signature",
      provider: { kind: "by_issuer" },
      entry: { kind: "exchange" },
      project: null,
      mapping: null,
      audience: { requested: [], rule: "known_only" },
      scope: [],
      requiresAudience: true,
      wantsReferenceToken: false,
    });
  });

  it("takes provider, mapping and project from the extension parameters", () => {
    const request = accepted({
      ...least,
      provider_name: "github",
      identity_mapping_name: "deploy",
      project_key: "shop",
      include_reference_token: "true",
    });
    expect(toExchangeRequest(request, arrival)).toMatchObject({
      provider: { kind: "named", name: "github" },
      mapping: "deploy",
      project: "shop",
      wantsReferenceToken: true,
    });
  });

  it("counts a parameter without a value as omitted", () => {
    const request = accepted({ ...least, provider_name: "", project_key: "", scope: "", audience: ["", ""] });
    expect(toExchangeRequest(request, arrival)).toMatchObject({
      provider: { kind: "by_issuer" },
      project: null,
      audience: { requested: [] },
      scope: [],
    });
  });

  it("holds every target to what the mapping knows once a resource is named", () => {
    const request = accepted({ ...least, resource: "https://api.example", audience: ["a", "b"] });
    expect(toExchangeRequest(request, arrival).audience).toEqual({
      requested: ["https://api.example", "a", "b"],
      rule: "all_known",
    });
  });

  it("ignores parameters nobody knows, whatever they are called", () => {
    const form = parametersOfForm(
      new Map([
        ...Object.entries(least).map(([name, value]) => [name, [value]] as const),
        ["__proto__", ["provider_name"]],
        ["constructor", ["x"]],
        ["client_secret", ["x"]],
      ]),
    );
    expect(toExchangeRequest(accepted(form), arrival).provider).toEqual({ kind: "by_issuer" });
  });

  it("refuses another grant by its own code", () => {
    const refusal = refusalOf({ ...least, grant_type: "client_credentials" });
    expect(answerTo(refusal)).toMatchObject({ status: 400, error: "unsupported_grant_type" });
  });

  it.each([
    ["no grant type", { grant_type: "" }],
    ["a grant type that is not text", { grant_type: 7 }],
    ["no subject token", { subject_token: "" }],
    ["a subject token that is null", { subject_token: null }],
    ["a subject token that is an object", { subject_token: { token: "x" } }],
    ["no subject token type", { subject_token_type: "" }],
    ["an access token as subject token", { subject_token_type: tokenTypes.accessToken }],
    ["a SAML assertion asked for", { requested_token_type: "urn:ietf:params:oauth:token-type:saml2" }],
    ["an actor token", { actor_token: "x" }],
    ["an actor token type alone", { actor_token_type: tokenTypes.jwt }],
    ["a list of provider names", { provider_name: ["a"] }],
    ["a provider name nobody can have", { provider_name: "a".repeat(256) }],
    ["a flag that is neither true nor false", { include_reference_token: "yes" }],
    ["too many audiences", { audience: Array.from({ length: 21 }, (_, index) => `a${index}`) }],
  ])("refuses %s as an invalid request", (_, changes) => {
    expect(answerTo(refusalOf({ ...least, ...changes }))).toMatchObject({
      status: 400,
      error: "invalid_request",
    });
  });
});

describe("a resource", () => {
  it.each([
    ["is relative", "/api"],
    ["has a fragment", "https://api.example/#part"],
    ["is too long", `https://api.example/${"a".repeat(2048)}`],
  ])("that %s is an invalid target, and the answer says why", (_, resource) => {
    const refusal = refusalOf({ ...least, resource });
    expect(answerTo(refusal)).toMatchObject({ status: 400, error: "invalid_target" });
    expect(callerSentence(refusal, "unverified", "full")).toMatch(/^resource /);
  });
});

describe("answering", () => {
  const issued = {
    accessToken: "a.b.c",
    referenceToken: null,
    issuedAt: 1000,
    expiresAt: 1600,
    grant: { admin: false, ownPermissions: false, groups: [], projectRoles: [] },
  } as unknown as MintedToken;
  const group = (name: string) => ({ id: null, name, domain: null });

  it("tells token, types and lifetime", () => {
    expect(toTokenAnswer(issued, accepted(least))).toEqual({
      access_token: "a.b.c",
      issued_token_type: tokenTypes.accessToken,
      token_type: "Bearer",
      expires_in: 600,
    });
  });

  it("hands out the reference token that was asked for", () => {
    const answer = toTokenAnswer({ ...issued, referenceToken: "reference" }, accepted(least));
    expect(answer.reference_token).toBe("reference");
  });

  it.each([tokenTypes.jwt, tokenTypes.accessToken])(
    "names the requested token type %s as the issued one, which is a bearer token all the same",
    (requested_token_type) => {
      const answer = toTokenAnswer(issued, accepted({ ...least, requested_token_type }));
      expect(answer).toMatchObject({ issued_token_type: requested_token_type, token_type: "Bearer" });
    },
  );

  describe("a request for a scope", () => {
    const scopeOf = (grant: Partial<TokenGrant>, scope: string) =>
      toTokenAnswer({ ...issued, grant: { ...issued.grant, ...grant } }, accepted({ ...least, scope })).scope;

    it("tells the scope of the token, whatever was asked for", () => {
      const grant = {
        ownPermissions: true,
        groups: [group("readers"), group("team/a")],
        projectRoles: [{ project: "shop", domain: null, roles: ["Developer", "Viewer"] }],
      };
      for (const asked of ["openid", "applied-permissions/groups:readers"]) {
        expect(scopeOf(grant, asked)).toBe(
          "applied-permissions/user applied-permissions/groups:readers,team/a applied-permissions/roles:shop:Developer,Viewer",
        );
      }
      expect(scopeOf({ ...grant, admin: true }, "openid")).toBe("applied-permissions/admin");
    });

    it("is told none where no word of a scope can say what was granted, rather than an empty one", () => {
      expect(scopeOf({}, "openid")).toBeUndefined();
      expect(
        scopeOf({ groups: [{ id: null, name: "readers", domain: { id: null, name: "other" } }] }, "openid"),
      ).toBeUndefined();
      for (const name of ["team a", 'team"a', "team\\a", "team,a", "équipe"]) {
        expect(scopeOf({ groups: [group(name)] }, "openid")).toBeUndefined();
      }
    });
  });

  it.each(Object.keys(reasons) as Reason[])("answers %s without a server error of our own", (reason) => {
    const { status, headers } = answerTo(refuse(reason).refusal);
    expect([400, 413, 429, 503]).toContain(status);
    expect(headers["retry-after"] !== undefined).toBe(status === 429 || status === 503);
  });

  it("answers a token that is too long as it answers a body that is", () => {
    expect(answerTo(refuse("too_large").refusal)).toMatchObject({ status: 413, error: "invalid_request" });
  });

  it("waits as long as the limit says", () => {
    const { refusal } = refuse("rate_limited", { retryAfterSeconds: 17 });
    expect(answerTo(refusal)).toMatchObject({ status: 429, headers: { "retry-after": "17" } });
  });

  it("tells a target from a scope", () => {
    expect(answerTo(refuse("invalid_target").refusal).error).toBe("invalid_target");
    expect(answerTo(refuse("invalid_scope").refusal).error).toBe("invalid_scope");
  });

  it("gives failures below the face a code clients know", () => {
    expect([errorCodeOf("too_large", 413), errorCodeOf("unavailable", 503)]).toEqual([
      "invalid_request",
      "temporarily_unavailable",
    ]);
  });

  it("writes descriptions in the letters the standard allows", () => {
    const { error_description } = toErrorAnswer("invalid_request", 'say "é" \\ 日\n…', "reference");
    expect(error_description).toBe("say '?' / ??... Reference id: reference.");
  });
});
