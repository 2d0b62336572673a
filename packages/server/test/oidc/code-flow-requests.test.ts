/** What the client of the code flow finds, sends and reads, without a network. */

import { describe, expect, it } from "vitest";
import { accept, refuse } from "../../src/core/refusal.ts";
import type { JsonObject } from "../../src/core/terms.ts";
import {
  authorizationUrl,
  type CodeClient,
  errorWord,
  findEndpoints,
  redeemCode,
} from "../../src/oidc/code-flow.ts";
import type { AnsweredForm, GuardedFetch } from "../../src/oidc/guarded-fetch.ts";
import type { Form } from "../../src/oidc/outbound-connection.ts";
import { providerFor } from "./provider.ts";

const issuer = "https://idp.example";
const endpoints = {
  authorization: `${issuer}/authorize`,
  token: `${issuer}/token`,
  sendsIssuer: false,
  secretInForm: false,
};

describe("a provider's endpoints", () => {
  const find = (changes: JsonObject, issuerUrl = issuer) => {
    const document: JsonObject = {
      issuer: issuerUrl,
      authorization_endpoint: `${issuerUrl}/authorize`,
      token_endpoint: `${issuerUrl}/token`,
      ...changes,
    };
    const fetch = { fetchJson: async () => accept({ document, cacheControl: null }) };
    return findEndpoints(fetch, providerFor(issuerUrl));
  };
  const found = async (changes: JsonObject) => {
    const verdict = await find(changes);
    return verdict.ok ? verdict.value : verdict.refusal;
  };

  it("are as its discovery document says", async () => {
    expect(await find({})).toEqual({ ok: true, value: endpoints });
  });

  it("are not known when it cannot be asked", async () => {
    const refused = refuse("issuer_unreachable", { provider: "acme" });
    expect(await findEndpoints({ fetchJson: async () => refused }, providerFor(issuer))).toEqual(refused);
  });

  it.each(["authorization_endpoint", "token_endpoint"])("are not complete without %s", async (member) => {
    expect(await found({ [member]: null })).toMatchObject({
      reason: "issuer_response_invalid",
      evidence: { detail: `it has no ${member}` },
    });
  });

  it.each(["http://idp.example/authorize", "javascript:alert(1)", "authorize"])(
    "send no browser to %s",
    async (authorization) => {
      expect(await find({ authorization_endpoint: authorization })).toEqual({
        ok: false,
        refusal: {
          reason: "issuer_response_invalid",
          evidence: {
            provider: "acme",
            url: authorization,
            detail: "its authorization_endpoint is no https URL without user name and fragment",
          },
        },
      });
    },
  );

  it("may send a browser over plain http where the issuer itself is reached so", async () => {
    expect(await find({}, "http://localhost:8080")).toMatchObject({ ok: true });
    const script = { authorization_endpoint: "javascript:alert(1)" };
    expect(await find(script, "http://localhost:8080")).toMatchObject({ ok: false });
  });

  it.each([
    [true, true],
    [false, false],
    ["true", false],
  ])("send the issuer with every answer where the document says %j: %s", async (said, sendsIssuer) => {
    expect(await found({ authorization_response_iss_parameter_supported: said })).toMatchObject({
      sendsIssuer,
    });
  });

  it.each([
    [["client_secret_post"], true],
    ["client_secret_post", true],
    [["client_secret_post", "client_secret_basic"], false],
    [["client_secret_basic"], false],
    [["private_key_jwt"], false],
    [[], false],
  ])("take the secret in the form where they take %j: %s", async (methods, secretInForm) => {
    expect(await found({ token_endpoint_auth_methods_supported: methods })).toMatchObject({ secretInForm });
  });
});

describe("the browser's way to the provider", () => {
  const attempt = { redirectUri: "https://sts.example/back", state: "s", nonce: "n", again: false };
  const parametersOf = (url: string) => Object.fromEntries(new URL(url).searchParams);
  const asked = {
    response_type: "code",
    client_id: "console",
    redirect_uri: "https://sts.example/back",
    scope: "openid profile email",
    state: "s",
    nonce: "n",
    code_challenge: "digest",
    code_challenge_method: "S256",
  };

  it("asks for a code with PKCE, state and nonce", () => {
    const url = authorizationUrl(endpoints, { clientId: "console" }, attempt, "digest");
    expect(url).toMatch(/^https:\/\/idp\.example\/authorize\?/);
    expect(parametersOf(url)).toEqual(asked);
  });

  it("asks for the credential again where the person is to show it", () => {
    const url = authorizationUrl(endpoints, { clientId: "console" }, { ...attempt, again: true }, "digest");
    expect(parametersOf(url)).toEqual({ ...asked, prompt: "login", max_age: "0" });
  });

  it("keeps what the endpoint has in its query, but nothing in place of ours", () => {
    const authorization = `${issuer}/authorize?tenant=a&client_id=other`;
    const url = authorizationUrl({ authorization }, { clientId: "console" }, attempt, "digest");
    expect(parametersOf(url)).toEqual({ ...asked, tenant: "a" });
  });
});

describe("a code", () => {
  const provider = providerFor(issuer);
  const attempt = { redirectUri: "https://sts.example/back", codeVerifier: "verifier", code: "code" };
  const answers = { accepted: true, document: { id_token: "an.id.token" } };

  /** @returns what was posted, where, and what came of it */
  async function redeem(client: CodeClient, answer: AnsweredForm = answers, secretInForm = false) {
    const posted: { readonly url: string; readonly form: Form }[] = [];
    const postForm: GuardedFetch["postForm"] = async (url, _, form) => {
      posted.push({ url, form });
      return accept(answer);
    };
    const verdict = await redeemCode({ postForm }, provider, { ...endpoints, secretInForm }, client, attempt);
    const [first] = posted;
    return {
      verdict,
      url: first?.url,
      authorization: first?.form.authorization,
      parameters: Object.fromEntries(first?.form.parameters ?? []),
    };
  }
  const bare = {
    grant_type: "authorization_code",
    code: "code",
    redirect_uri: "https://sts.example/back",
    code_verifier: "verifier",
  };

  it("goes to the token endpoint with the secret in the header", async () => {
    expect(await redeem({ clientId: "a:b", clientSecret: "c d" })).toEqual({
      verdict: accept({ ok: true, idToken: "an.id.token" }),
      url: `${issuer}/token`,
      authorization: `Basic ${btoa("a%3Ab:c+d")}`,
      parameters: bare,
    });
  });

  it("goes there with the secret in the form where it is taken so only", async () => {
    expect(await redeem({ clientId: "console", clientSecret: "secret" }, answers, true)).toMatchObject({
      authorization: null,
      parameters: { ...bare, client_id: "console", client_secret: "secret" },
    });
  });

  it.each([false, true])("goes there with the client's name alone where it has no secret", async (inForm) => {
    expect(await redeem({ clientId: "console", clientSecret: null }, answers, inForm)).toMatchObject({
      authorization: null,
      parameters: { ...bare, client_id: "console" },
    });
    const { parameters } = await redeem({ clientId: "console", clientSecret: null }, answers, inForm);
    expect(parameters).not.toHaveProperty("client_secret");
  });

  it.each([
    ["invalid_grant", "invalid_grant"],
    ["<b>no</b>", "a code that cannot be shown"],
    [5, "no word of it"],
    [undefined, "no word of it"],
  ])("that is refused with %j is told as %s", async (error, told) => {
    const document = error === undefined ? {} : { error };
    const { verdict } = await redeem(
      { clientId: "console", clientSecret: null },
      { accepted: false, document },
    );
    expect(verdict).toEqual(accept({ ok: false, error: told }));
  });

  it.each([{}, { id_token: 5 }])("that brings %j has come to nothing", async (document) => {
    const { verdict } = await redeem(
      { clientId: "console", clientSecret: null },
      { accepted: true, document },
    );
    expect(verdict).toEqual({
      ok: false,
      refusal: {
        reason: "issuer_response_invalid",
        evidence: { provider: "acme", url: `${issuer}/token`, detail: "it has no id_token" },
      },
    });
  });

  it("is kept where the token endpoint cannot be reached", async () => {
    const refused = refuse("issuer_unreachable", { provider: "acme" });
    const postForm = async () => refused;
    const client = { clientId: "console", clientSecret: null };
    expect(await redeemCode({ postForm }, provider, endpoints, client, attempt)).toEqual(refused);
  });
});

describe("what a token endpoint calls a refusal", () => {
  it.each(["invalid_grant", "A.b-1", "a".repeat(64)])("is shown when it is a word: %s", (word) => {
    expect(errorWord(word)).toBe(word);
  });

  it.each(["", "a b", "a".repeat(65), "error\n", "!error"])("is not shown when it is %j", (text) => {
    expect(errorWord(text)).toBe("a code that cannot be shown");
  });
});
