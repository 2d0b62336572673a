import { describe, expect, it } from "vitest";
import type { ExchangeRequest, TokenFacts } from "../../src/core/exchange-request.ts";
import type { MintedToken } from "../../src/core/minting.ts";
import { kindSentences, type Reason, reasons } from "../../src/core/reasons.ts";
import { type Progress, refuse } from "../../src/core/refusal.ts";
import type { GrantSubject, TokenGrant } from "../../src/core/terms.ts";
import { failureOfChange, failureOfRefusal, toErrorDocument } from "../../src/faces/access/errors.ts";
import { accessTokenLayout, authorityOf } from "../../src/faces/access/profile.ts";
import { toExchangeAnswer, toExchangeRequest } from "../../src/faces/access/translate.ts";
import { exchangeDocument, readDocument } from "../../src/faces/access/wire.ts";
import { parametersOfForm } from "../../src/faces/request-body.ts";
import { faultOf, mustRead } from "./access-documents.ts";

const serviceId = "01ggmqqp7436n90wwr8bng1zy9";
const minimal = {
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  subject_token: "a.b.c",
  provider_name: "github-oidc",
};

function translate(body: unknown) {
  return toExchangeRequest(
    mustRead(readDocument(exchangeDocument, body)),
    { requestId: "reference", client: { addressPrefix: "203.0.113.0/24", userAgent: null } },
    { requireAudience: false, serviceId },
  );
}

function requestOf(body: unknown): ExchangeRequest {
  const verdict = translate(body);
  if (!verdict.ok) throw new Error(verdict.refusal.reason);
  return verdict.value;
}

function reasonOf(body: unknown): Reason | null {
  const verdict = translate(body);
  return verdict.ok ? null : verdict.refusal.reason;
}

const nothing: TokenGrant = {
  subject: { kind: "user", name: "Moshey" },
  user: null,
  groups: [],
  projectRoles: [],
  admin: false,
  ownPermissions: true,
  audience: ["*@*"],
  lifetimeSeconds: 60,
  selfRevocable: false,
};
const asWorkload: GrantSubject = { kind: "mapping", provider: "github-oidc", mapping: "Deploy_main" };

function issuedWith(grant: Partial<TokenGrant>): MintedToken {
  return {
    tokenId: "id",
    accessToken: "header.payload.signature",
    referenceToken: null,
    issuedAt: 1_000,
    expiresAt: 1_060,
    grant: { ...nothing, ...grant },
  };
}

function layOut(grant: Partial<TokenGrant>) {
  const { issuedAt, expiresAt } = issuedWith(grant);
  const facts: TokenFacts = {
    issuer: "https://sts.example.com",
    tokenId: "id",
    face: "access",
    issuedAt,
    expiresAt,
    grant: { ...nothing, ...grant },
    client: "github-oidc",
  };
  return accessTokenLayout(serviceId)(facts);
}

describe("an exchange request", () => {
  it("needs no more than a grant type, a token and its type", () => {
    const { provider_name: _, ...unnamed } = minimal;
    expect(requestOf(unnamed)).toMatchObject({
      provider: { kind: "by_issuer" },
      project: null,
      mapping: null,
      wantsReferenceToken: false,
      audience: { requested: [], rule: "covered" },
    });
  });

  it.each([
    [{ project_key: "proj" }, { project: "proj" }],
    [{ projectKey: "proj" }, { project: "proj" }],
    [{ project_key: "" }, { project: null }],
    [{ project_key: null }, { project: null }],
    [{ identity_mapping_name: "deploy" }, { mapping: "deploy" }],
    [{ identity_mapping_name: "" }, { mapping: null }],
    [{ include_reference_token: true }, { wantsReferenceToken: true }],
    [{ include_reference_token: "true" }, { wantsReferenceToken: true }],
    [{ audience: "jfrt@* jfac@*" }, { audience: { requested: ["jfrt@*", "jfac@*"], rule: "covered" } }],
    [{ audience: ["jfrt@*", "jfac@*"] }, { audience: { requested: ["jfrt@*", "jfac@*"], rule: "covered" } }],
    [{ audience: "" }, { audience: { requested: [], rule: "covered" } }],
    [{ subject_token_type: "urn:ietf:params:oauth:token-type:jwt" }, { subjectToken: "a.b.c" }],
    [{ issuer_url: 5, expires_in: "soon", unknown: {} }, { subjectToken: "a.b.c" }],
    [
      { provider_type: "GitHub", gh_job_id: "build", run_id: 7 },
      { context: { provider_type: "GitHub", gh_job_id: "build", run_id: "7" } },
    ],
  ])("understands %j", (members, expected) => {
    expect(requestOf({ ...minimal, ...members })).toMatchObject(expected);
  });

  it("names one project at most", () => {
    const both = readDocument(exchangeDocument, { ...minimal, project_key: "a", projectKey: "b" });
    expect(both).toEqual({ ok: false, message: 'project_key is given as "a" and as "b"' });
    expect(requestOf({ ...minimal, project_key: "", projectKey: "b" }).project).toBe("b");
  });

  it("is the same when it comes as a form", () => {
    const form = new Map(Object.entries(minimal).map(([name, value]) => [name, [value]]));
    const { layout: _one, ...fromForm } = requestOf(parametersOfForm(form));
    const { layout: _other, ...fromJson } = requestOf(minimal);
    expect(fromForm).toEqual(fromJson);
  });

  it("keeps only the beginning of what a client tells about its run", () => {
    expect(requestOf({ ...minimal, repo: "x".repeat(1_000) }).context["repo"]).toHaveLength(256);
  });

  it.each([
    [{ ...minimal, grant_type: "client_credentials" }, "unsupported_grant"],
    [
      { ...minimal, subject_token_type: "urn:ietf:params:oauth:token-type:access_token" },
      "unsupported_token_type",
    ],
  ])("is refused: %j", (body, reason) => {
    expect(reasonOf(body)).toBe(reason);
  });

  it.each([
    [{ ...minimal, subject_token: undefined }, "subject_token must not be blank"],
    [{ ...minimal, subject_token: "" }, "subject_token must not be blank"],
    [{ ...minimal, subject_token: 5 }, "subject_token must be a string"],
    [{ ...minimal, grant_type: undefined }, "grant_type must not be blank"],
    [{ ...minimal, provider_name: {} }, "provider_name must be a string"],
    [{ ...minimal, include_reference_token: "perhaps" }, "include_reference_token must be true or false"],
    [{ ...minimal, audience: { a: 1 } }, "audience must be a string"],
    [[], "request body must be a JSON object"],
  ])("is not understood: %j", (body, message) => {
    expect(faultOf(readDocument(exchangeDocument, body))).toBe(message);
  });
});

describe("the answer", () => {
  it("has exactly the members clients read", () => {
    expect(toExchangeAnswer(issuedWith({}))).toEqual({
      access_token: "header.payload.signature",
      expires_in: 60,
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      scope: "applied-permissions/user",
      username: "moshey",
      token_id: "id",
    });
  });

  it("has a reference token when there is one", () => {
    const issued = { ...issuedWith({}), referenceToken: "cmVmdGtu" };
    expect(toExchangeAnswer(issued).reference_token).toBe("cmVmdGtu");
  });

  it("names the workload where no user was named", () => {
    expect(toExchangeAnswer(issuedWith({ subject: asWorkload })).username).toBe("github-oidc/Deploy_main");
  });
});

describe("the access token", () => {
  it("has the header and claims clients read, and no others", () => {
    expect(layOut({})).toEqual({
      typ: "JWT",
      header: { ver: "2" },
      payload: {
        sub: `jfac@${serviceId}/users/moshey`,
        scp: "applied-permissions/user",
        aud: "*@*",
        iss: "https://sts.example.com",
        exp: 1_060,
        iat: 1_000,
        jti: "id",
      },
    });
  });

  it("stands for provider and mapping where no user was named", () => {
    expect(layOut({ subject: asWorkload }).payload["sub"]).toBe("github-oidc/Deploy_main");
  });

  it("has a bare name that clients would cut at its slash otherwise", () => {
    expect(layOut({ subject: { kind: "user", name: "acme/App" } }).payload["sub"]).toBe("acme/app");
  });

  it("has several audiences as an array", () => {
    expect(layOut({ audience: ["jfrt@*", "jfac@*"] }).payload["aud"]).toEqual(["jfrt@*", "jfac@*"]);
  });

  it("has a scope of the groups that any client knows, quoted", () => {
    const group = { id: null, name: "readers", domain: null };
    const foreign = { ...group, name: "theirs", domain: { id: "d", name: null } };
    expect(layOut({ ownPermissions: false, groups: [group, foreign] }).payload["scp"]).toBe(
      'applied-permissions/groups:"readers"',
    );
  });
});

describe("the authority of an access token on this face", () => {
  it("is an administrator's with the administrator's scope", () => {
    expect(authorityOf({ scp: "applied-permissions/admin" }).admin).toBe(true);
  });

  it("is its roles' with a roles scope", () => {
    expect(authorityOf({ scp: 'applied-permissions/roles:proj:"Project Admin"' })).toEqual({
      admin: false,
      projectRoles: [{ project: "proj", roles: ["Project Admin"] }],
      introspects: [],
    });
  });

  it.each([{}, { scp: 5 }, { scp: "applied-permissions/admin applied-permissions/user" }, { scp: "admin" }])(
    "is none with %j",
    (claims) => {
      expect(authorityOf(claims)).toEqual({ admin: false, projectRoles: [], introspects: [] });
    },
  );
});

describe("a refusal", () => {
  const failure = (reason: Reason, progress: Progress = "claims_valid", evidence = {}) =>
    failureOfRefusal(refuse(reason, evidence).refusal, progress, "full");

  it.each<[Reason, number, string]>([
    ["request_malformed", 400, "BAD_REQUEST"],
    ["unsupported_grant", 400, "BAD_REQUEST"],
    ["ambiguous_provider", 400, "BAD_REQUEST"],
    ["too_large", 413, "PAYLOAD_TOO_LARGE"],
    ["unknown_provider", 404, "NOT_FOUND"],
    ["provider_disabled", 404, "NOT_FOUND"],
    ["issuer_not_trusted", 404, "NOT_FOUND"],
    ["malformed_token", 401, "UNAUTHORIZED"],
    ["bad_signature", 401, "UNAUTHORIZED"],
    ["expired", 401, "UNAUTHORIZED"],
    ["replayed", 401, "UNAUTHORIZED"],
    ["pin_mismatch", 401, "UNAUTHORIZED"],
    ["audience_mismatch", 400, "BAD_REQUEST"],
    ["no_matching_mapping", 401, "UNAUTHORIZED"],
    ["mapping_not_found", 401, "UNAUTHORIZED"],
    ["template_failed", 401, "UNAUTHORIZED"],
    ["invalid_target", 400, "BAD_REQUEST"],
    ["issuer_unreachable", 503, "SERVICE_UNAVAILABLE"],
    ["overloaded", 503, "SERVICE_UNAVAILABLE"],
    ["rate_limited", 429, "TOO_MANY_REQUESTS"],
  ])("%s is answered %d %s", (reason, status, code) => {
    expect(failure(reason)).toMatchObject({ status, code });
  });

  it.each<[Reason, string]>([
    ["unknown_provider", "oidc integration doesn't exist"],
    ["audience_mismatch", "Invalid audience"],
    ["invalid_target", "Invalid audience"],
    ["issuer_unreachable", "Failed to get public key"],
  ])("%s holds the phrase people search for: %s", (reason, phrase) => {
    expect(failure(reason).message).toContain(phrase);
  });

  it("never answers 5xx for what the caller did", () => {
    for (const [reason, { kind }] of Object.entries(reasons)) {
      if (kind !== "unavailable") expect(failure(reason as Reason).status).toBeLessThan(500);
    }
  });

  it("says when to try again", () => {
    expect(failure("rate_limited", "unverified", { retryAfterSeconds: 7 }).headers["retry-after"]).toBe("7");
    expect(failure("overloaded").headers["retry-after"]).toBe("5");
  });

  it("tells a stranger no more than its kind", () => {
    expect(failure("bad_signature", "unverified").message).toBe(kindSentences.invalid_token);
  });

  it("tells nobody more than its kind where the server is set to tell no more", () => {
    const { refusal } = refuse("audience_mismatch", { provider: "ci", expected: "a", presented: "b" });
    expect(failureOfRefusal(refusal, "claims_valid", "minimal")).toMatchObject({
      status: 401,
      message: kindSentences.invalid_token,
    });
  });

  it("is written in the vendor's envelope with the reference, and for OAuth clients beside it", () => {
    const { status, code, message, details } = failure("unsupported_grant", "unverified", { received: "x" });
    const told = `${message} Reference id: r-1`;
    expect(toErrorDocument({ status, code, sentence: message, requestId: "r-1", details })).toEqual({
      errors: [{ code: "BAD_REQUEST", message: told }],
      error: "unsupported_grant_type",
      error_description: told,
    });
  });
});

describe("a refused change", () => {
  it.each([
    ["mapping", "lifetimeSeconds", "token_spec Invalid expiry: expires_in must be less."],
    ["mapping", "audience.0", "token_spec.audience must be less."],
    ["mapping", "rules.0.when.3.test.matcher", "claims must be less."],
    ["mapping", "rules.0.grant.user.name", "token_spec.username must be less."],
    ["mapping", "rules.0.grant.user.name.pattern", "token_spec.username_pattern must be less."],
    ["mapping", "rules.0.grant.groups.1.names.pattern", "token_spec.groups_pattern must be less."],
    ["mapping", "rules.0.grant.projectRoles.0.roles", "token_spec Invalid scope: scope must be less."],
    ["mapping", "priority", "priority must be less."],
    ["configuration", "issuerUrl", "issuer_url must be less."],
    ["configuration", "pins.0.value", "organization must be less."],
  ] as const)("of a %s names %s as its clients know it", (thing, field, message) => {
    const refusal = { kind: "invalid", field, detail: `${field} must be less.` } as const;
    expect(failureOfChange(refusal, thing)).toMatchObject({ status: 400, message });
  });

  it.each([
    ["not_found", 404],
    ["already_exists", 409],
    ["forbidden", 403],
    ["stale", 409],
  ] as const)("as %s is answered %d", (kind, status) => {
    expect(failureOfChange({ kind, detail: "Why." }, "mapping")).toMatchObject({ status, message: "Why." });
  });
});
