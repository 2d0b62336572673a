import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Canary, type DocumentFault, startCanary, startIssuer, type TestIssuer } from "../issuer.ts";
import { acme, type FetchOverrides, guardedFetch, reasonOf, serve } from "./fetching.ts";

let issuer: TestIssuer;
let canary: Canary;

beforeAll(async () => {
  issuer = await startIssuer();
  canary = await startCanary();
});
afterEach(async () => {
  issuer.setFault("both", null);
  await issuer.setConnectionFault(null);
});
afterAll(() => Promise.all([issuer.close(), canary.close()]));

const fetchWith = (overrides?: FetchOverrides) => guardedFetch(issuer, overrides);

describe("the guarded fetch", () => {
  it("reads a JSON object over https", async () => {
    issuer.setJwksHeaders({ "cache-control": "max-age=90" });
    const verdict = await fetchWith().fetchJson(issuer.jwksUri, acme);
    issuer.setJwksHeaders({});
    expect(verdict).toMatchObject({
      ok: true,
      value: { document: { keys: [{ kid: "rsa-1" }, {}, {}] }, cacheControl: "max-age=90" },
    });
  });

  it("asks for JSON that is not compressed", async () => {
    const asked: unknown[] = [];
    const origin = await serve(({ method, headers }, response) => {
      asked.push({ method, headers });
      response.end("{}");
    });
    expect(await reasonOf(fetchWith({ allow: [origin] }).fetchJson(origin, acme))).toBe("ok");
    const headers = { accept: "application/json", "accept-encoding": "identity" };
    expect(asked).toMatchObject([{ method: "GET", headers }]);
  });

  it("trusts the authority of the provider beside the global one", async () => {
    const fetching = fetchWith({ ca: null }).fetchJson(issuer.jwksUri, {
      ...acme,
      caCertificates: issuer.ca,
    });
    expect(await reasonOf(fetching)).toBe("ok");
  });

  it("does not trust an authority nobody named", async () => {
    const verdict = await fetchWith({ ca: null }).fetchJson(issuer.jwksUri, acme);
    expect(verdict).toMatchObject({ refusal: { reason: "issuer_unreachable" } });
  });

  it("names the URL, the provider and the cause in the evidence", async () => {
    await issuer.setConnectionFault("tls-wrong-name");
    expect(await fetchWith().fetchJson(issuer.jwksUri, acme)).toEqual({
      ok: false,
      refusal: {
        reason: "issuer_unreachable",
        evidence: {
          provider: "acme",
          url: issuer.jwksUri,
          detail: expect.stringContaining("ERR_TLS_CERT_ALTNAME_INVALID"),
        },
      },
    });
  });

  it.each(["refuse", "tls-expired", "tls-wrong-name"] as const)(
    "cannot reach an issuer with the fault %s",
    async (fault) => {
      await issuer.setConnectionFault(fault);
      expect(await reasonOf(fetchWith().fetchJson(issuer.jwksUri, acme))).toBe("issuer_unreachable");
    },
  );

  it("cannot reach a port where nobody listens", async () => {
    const gone = await startCanary();
    await gone.close();
    const fetching = fetchWith({ allow: [gone.origin] }).fetchJson(gone.origin, acme);
    expect(await reasonOf(fetching)).toBe("issuer_unreachable");
  });

  it.each<[DocumentFault & string, string]>([
    ["http404", "issuer_unreachable"],
    ["http500", "issuer_unreachable"],
    ["html", "issuer_response_invalid"],
    ["json-array", "issuer_response_invalid"],
    ["oversize", "issuer_response_invalid"],
    ["gzip", "issuer_response_invalid"],
    ["encoding-chain", "issuer_response_invalid"],
  ])("refuses the answer %s with %s", async (fault, reason) => {
    issuer.setFault("jwks", fault);
    expect(await reasonOf(fetchWith().fetchJson(issuer.jwksUri, acme))).toBe(reason);
  });

  it.each<DocumentFault & string>(["hang", "drip"])("gives up on an issuer that does %s", async (fault) => {
    issuer.setFault("jwks", fault);
    const fetch = fetchWith({ limits: { timeoutMs: 150 } });
    expect(await fetch.fetchJson(issuer.jwksUri, acme)).toMatchObject({
      refusal: {
        reason: "issuer_unreachable",
        evidence: { detail: "no complete answer within 150 ms" },
      },
    });
  });

  it("gives up on a name server that does not answer", async () => {
    const fetch = fetchWith({ limits: { timeoutMs: 50 }, resolve: () => new Promise(() => {}) });
    expect(await reasonOf(fetch.fetchJson("https://idp.example", acme))).toBe("issuer_unreachable");
  });

  it("holds no more of an oversize answer than the limit", async () => {
    issuer.setJwks({ padding: "x".repeat(2000) });
    const small = fetchWith({ limits: { maxBytes: 2000 } });
    expect(await reasonOf(small.fetchJson(issuer.jwksUri, acme))).toBe("issuer_response_invalid");
    const enough = fetchWith({ limits: { maxBytes: 2014 } });
    expect(await reasonOf(enough.fetchJson(issuer.jwksUri, acme))).toBe("ok");
    issuer.publish(issuer.keys);
  });
});

describe("redirects", () => {
  it("are followed inside the origin", async () => {
    issuer.setFault("discovery", { redirectTo: "/jwks" });
    const url = `${issuer.origin}/.well-known/openid-configuration`;
    expect(await reasonOf(fetchWith().fetchJson(url, acme))).toBe("ok");
  });

  it("are followed at most three times", async () => {
    issuer.setFault("jwks", { redirectTo: "/jwks" });
    const before = issuer.jwksRequests();
    expect(await reasonOf(fetchWith().fetchJson(issuer.jwksUri, acme))).toBe("redirect_refused");
    expect(issuer.jwksRequests() - before).toBe(4);
  });

  it.each(["user@", ":pass@", "user:pass@"])("are not followed when they add %s", async (credentials) => {
    issuer.setFault("discovery", { redirectTo: issuer.jwksUri.replace("://", `://${credentials}`) });
    const url = `${issuer.origin}/.well-known/openid-configuration`;
    expect(await reasonOf(fetchWith().fetchJson(url, acme))).toBe("redirect_refused");
  });

  it("to another origin are refused, and nobody is contacted there", async () => {
    const before = canary.connections();
    const targets = [
      `${canary.origin}/jwks`,
      `//127.0.0.1:${canary.port}/`,
      issuer.jwksUri.replace("https", "http"),
      "file:///etc/passwd",
      "https://[",
    ];
    for (const redirectTo of targets) {
      issuer.setFault("jwks", { redirectTo });
      expect(await reasonOf(fetchWith().fetchJson(issuer.jwksUri, acme))).toBe("redirect_refused");
    }
    expect(canary.connections()).toBe(before);
  });
});

describe("the address check", () => {
  it("refuses loopback that is not listed, and does not connect", async () => {
    const before = canary.connections();
    const verdict = await fetchWith().fetchJson(`${canary.origin}/jwks`, acme);
    expect(verdict).toMatchObject({
      refusal: { reason: "blocked_address", evidence: { address: "127.0.0.1" } },
    });
    expect(canary.connections()).toBe(before);
  });

  it.each([
    "https://169.254.169.254/latest",
    "https://[::ffff:169.254.169.254]/",
    "https://2852039166/",
    "https://localhost/",
    "http://idp.example/jwks",
    "file:///etc/passwd",
  ])("refuses %s", async (url) => {
    expect(await reasonOf(fetchWith().fetchJson(url, acme))).toBe("blocked_address");
  });

  it.each(["https://user:pass@idp.example/", "jwks", ""])("refuses %j as no usable URL", async (url) => {
    expect(await reasonOf(fetchWith().fetchJson(url, acme))).toBe("issuer_response_invalid");
  });

  it("refuses a name when one of its addresses is not public", async () => {
    const before = canary.connections();
    const fetch = fetchWith({ resolve: async () => ["8.8.8.8", "127.0.0.1"] });
    expect(await fetch.fetchJson(`https://idp.example:${canary.port}/`, acme)).toMatchObject({
      refusal: { reason: "blocked_address", evidence: { address: "127.0.0.1" } },
    });
    expect(canary.connections()).toBe(before);
  });

  it("connects to the address that was checked, under the name it was checked for", async () => {
    // The certificate is for other.example, a name only this resolver knows.
    await issuer.setConnectionFault("tls-wrong-name");
    const url = issuer.jwksUri.replace("localhost", "other.example");
    const fetch = fetchWith({ allow: ["127.0.0.1"], resolve: async () => ["127.0.0.1"] });
    expect(await reasonOf(fetch.fetchJson(url, acme))).toBe("ok");
  });

  it("asks the name server once for a fetch", async () => {
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    let asked = 0;
    const fetch = fetchWith({ resolve: async () => answers[asked++] ?? [] });
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, acme))).toBe("ok");
    expect(asked).toBe(1);
  });

  it("checks again on every fetch", async () => {
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    let asked = 0;
    const fetch = fetchWith({ allow: ["127.0.0.0/8"], resolve: async () => answers[asked++] ?? [] });
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, acme))).toBe("ok");
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, acme))).toBe("blocked_address");
  });

  it("checks the certificate against the name, not against the address", async () => {
    const fetch = fetchWith({ allow: ["127.0.0.0/8"], resolve: async () => ["127.0.0.1"] });
    const url = issuer.jwksUri.replace("localhost", "idp.example");
    expect(await reasonOf(fetch.fetchJson(url, acme))).toBe("issuer_unreachable");
  });

  it("lets plain http through to a listed origin on loopback only", async () => {
    const origin = await serve((_, response) => response.end("{}"));
    expect(await reasonOf(fetchWith({ allow: [origin] }).fetchJson(origin, acme))).toBe("ok");
    expect(await reasonOf(fetchWith({ allow: ["127.0.0.0/8"] }).fetchJson(origin, acme))).toBe(
      "blocked_address",
    );
    const named = origin.replace("127.0.0.1", "localhost");
    const elsewhere = fetchWith({ allow: [named], resolve: async () => ["10.0.0.1"] });
    expect(await reasonOf(elsewhere.fetchJson(named, acme))).toBe("blocked_address");
  });
});
