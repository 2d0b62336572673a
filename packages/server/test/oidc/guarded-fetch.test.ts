import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseAllowList } from "../../src/oidc/address-policy.ts";
import {
  createGuardedFetch,
  defaultFetchLimits,
  type FetchLimits,
  type GuardedFetch,
  type ResolveName,
} from "../../src/oidc/guarded-fetch.ts";
import { type Canary, type DocumentFault, startCanary, startIssuer, type TestIssuer } from "../issuer.ts";
import { makeSelfSigned, startProxy, type TestProxy } from "../outbound-proxy.ts";

const provider = { name: "acme", caCertificates: null, useProxy: false };

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

function fetchWith(
  overrides: {
    allow?: readonly string[];
    ca?: string | null;
    proxy?: string;
    proxyCa?: string;
    resolve?: ResolveName;
    limits?: Partial<FetchLimits>;
  } = {},
): GuardedFetch {
  return createGuardedFetch({
    allow: parseAllowList(overrides.allow ?? [issuer.origin]).list,
    caCertificates: overrides.ca === undefined ? issuer.ca : overrides.ca,
    outboundProxy:
      overrides.proxy === undefined
        ? null
        : { url: overrides.proxy, caCertificates: overrides.proxyCa ?? null },
    limits: { ...defaultFetchLimits, ...overrides.limits },
    ...(overrides.resolve === undefined ? {} : { resolve: overrides.resolve }),
  });
}

const reasonOf = async (fetching: ReturnType<GuardedFetch["fetchJson"]>) => {
  const verdict = await fetching;
  return verdict.ok ? "ok" : verdict.refusal.reason;
};

describe("the guarded fetch", () => {
  it("reads a JSON object over https", async () => {
    issuer.setJwksHeaders({ "cache-control": "max-age=90" });
    const verdict = await fetchWith().fetchJson(issuer.jwksUri, provider);
    issuer.setJwksHeaders({});
    expect(verdict).toMatchObject({
      ok: true,
      value: { document: { keys: [{ kid: "rsa-1" }, {}, {}] }, cacheControl: "max-age=90" },
    });
  });

  it("asks for JSON that is not compressed", async () => {
    const asked: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers);
      response.end("{}");
    });
    const origin = `http://127.0.0.1:${await listen(server)}`;
    expect(await reasonOf(fetchWith({ allow: [origin] }).fetchJson(origin, provider))).toBe("ok");
    expect(asked).toMatchObject([{ accept: "application/json", "accept-encoding": "identity" }]);
    server.close();
  });

  it("trusts the authority of the provider beside the global one", async () => {
    const fetching = fetchWith({ ca: null }).fetchJson(issuer.jwksUri, {
      ...provider,
      caCertificates: issuer.ca,
    });
    expect(await reasonOf(fetching)).toBe("ok");
  });

  it("does not trust an authority nobody named", async () => {
    const verdict = await fetchWith({ ca: null }).fetchJson(issuer.jwksUri, provider);
    expect(verdict).toMatchObject({ refusal: { reason: "issuer_unreachable" } });
  });

  it("names the URL, the provider and the cause in the evidence", async () => {
    await issuer.setConnectionFault("tls-wrong-name");
    expect(await fetchWith().fetchJson(issuer.jwksUri, provider)).toEqual({
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
      expect(await reasonOf(fetchWith().fetchJson(issuer.jwksUri, provider))).toBe("issuer_unreachable");
    },
  );

  it("cannot reach a port where nobody listens", async () => {
    const gone = await startCanary();
    await gone.close();
    const fetching = fetchWith({ allow: [gone.origin] }).fetchJson(gone.origin, provider);
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
    expect(await reasonOf(fetchWith().fetchJson(issuer.jwksUri, provider))).toBe(reason);
  });

  it.each<DocumentFault & string>(["hang", "drip"])("gives up on an issuer that does %s", async (fault) => {
    issuer.setFault("jwks", fault);
    const fetch = fetchWith({ limits: { timeoutMs: 150 } });
    expect(await fetch.fetchJson(issuer.jwksUri, provider)).toMatchObject({
      refusal: {
        reason: "issuer_unreachable",
        evidence: { detail: "no complete answer within 150 ms" },
      },
    });
  });

  it("gives up on a name server that does not answer", async () => {
    const fetch = fetchWith({ limits: { timeoutMs: 50 }, resolve: () => new Promise(() => {}) });
    expect(await reasonOf(fetch.fetchJson("https://idp.example", provider))).toBe("issuer_unreachable");
  });

  it("holds no more of an oversize answer than the limit", async () => {
    issuer.setJwks({ padding: "x".repeat(2000) });
    const small = fetchWith({ limits: { maxBytes: 2000 } });
    expect(await reasonOf(small.fetchJson(issuer.jwksUri, provider))).toBe("issuer_response_invalid");
    const enough = fetchWith({ limits: { maxBytes: 2014 } });
    expect(await reasonOf(enough.fetchJson(issuer.jwksUri, provider))).toBe("ok");
    issuer.publish(issuer.keys);
  });
});

describe("redirects", () => {
  it("are followed inside the origin", async () => {
    issuer.setFault("discovery", { redirectTo: "/jwks" });
    const url = `${issuer.origin}/.well-known/openid-configuration`;
    expect(await reasonOf(fetchWith().fetchJson(url, provider))).toBe("ok");
  });

  it("are followed at most three times", async () => {
    issuer.setFault("jwks", { redirectTo: "/jwks" });
    const before = issuer.jwksRequests();
    expect(await reasonOf(fetchWith().fetchJson(issuer.jwksUri, provider))).toBe("redirect_refused");
    expect(issuer.jwksRequests() - before).toBe(4);
  });

  it("are not followed when they add a user name", async () => {
    issuer.setFault("discovery", { redirectTo: issuer.jwksUri.replace("://", "://user@") });
    const url = `${issuer.origin}/.well-known/openid-configuration`;
    expect(await reasonOf(fetchWith().fetchJson(url, provider))).toBe("redirect_refused");
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
      expect(await reasonOf(fetchWith().fetchJson(issuer.jwksUri, provider))).toBe("redirect_refused");
    }
    expect(canary.connections()).toBe(before);
  });
});

describe("the address check", () => {
  it("refuses loopback that is not listed, and does not connect", async () => {
    const before = canary.connections();
    const verdict = await fetchWith().fetchJson(`${canary.origin}/jwks`, provider);
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
    expect(await reasonOf(fetchWith().fetchJson(url, provider))).toBe("blocked_address");
  });

  it.each(["https://user:pass@idp.example/", "jwks", ""])("refuses %j as no usable URL", async (url) => {
    expect(await reasonOf(fetchWith().fetchJson(url, provider))).toBe("issuer_response_invalid");
  });

  it("refuses a name when one of its addresses is not public", async () => {
    const before = canary.connections();
    const fetch = fetchWith({ resolve: async () => ["8.8.8.8", "127.0.0.1"] });
    expect(await fetch.fetchJson(`https://idp.example:${canary.port}/`, provider)).toMatchObject({
      refusal: { reason: "blocked_address", evidence: { address: "127.0.0.1" } },
    });
    expect(canary.connections()).toBe(before);
  });

  it("connects to the address that was checked, under the name it was checked for", async () => {
    // The certificate is for other.example, a name only this resolver knows.
    await issuer.setConnectionFault("tls-wrong-name");
    const url = issuer.jwksUri.replace("localhost", "other.example");
    const fetch = fetchWith({ allow: ["127.0.0.1"], resolve: async () => ["127.0.0.1"] });
    expect(await reasonOf(fetch.fetchJson(url, provider))).toBe("ok");
  });

  it("asks the name server once for a fetch", async () => {
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    let asked = 0;
    const fetch = fetchWith({ resolve: async () => answers[asked++] ?? [] });
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, provider))).toBe("ok");
    expect(asked).toBe(1);
  });

  it("checks again on every fetch", async () => {
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    let asked = 0;
    const fetch = fetchWith({ allow: ["127.0.0.0/8"], resolve: async () => answers[asked++] ?? [] });
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, provider))).toBe("ok");
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, provider))).toBe("blocked_address");
  });

  it("checks the certificate against the name, not against the address", async () => {
    const fetch = fetchWith({ allow: ["127.0.0.0/8"], resolve: async () => ["127.0.0.1"] });
    const url = issuer.jwksUri.replace("localhost", "idp.example");
    expect(await reasonOf(fetch.fetchJson(url, provider))).toBe("issuer_unreachable");
  });

  it("lets plain http through to a listed origin on loopback only", async () => {
    const server = createServer((_, response) => response.end("{}"));
    const port = await listen(server);
    const origin = `http://127.0.0.1:${port}`;
    expect(await reasonOf(fetchWith({ allow: [origin] }).fetchJson(origin, provider))).toBe("ok");
    expect(await reasonOf(fetchWith({ allow: ["127.0.0.0/8"] }).fetchJson(origin, provider))).toBe(
      "blocked_address",
    );
    const named = `http://localhost:${port}`;
    const elsewhere = fetchWith({ allow: [named], resolve: async () => ["10.0.0.1"] });
    expect(await reasonOf(elsewhere.fetchJson(named, provider))).toBe("blocked_address");
    server.close();
  });
});

describe("the outbound proxy", () => {
  let plain: TestProxy;
  let secure: TestProxy;
  let proxyUrl: string;
  let secureProxyUrl: string;
  let proxyCa: string;

  beforeAll(async () => {
    const pair = await makeSelfSigned();
    proxyCa = pair.cert;
    plain = await startProxy();
    secure = await startProxy(pair);
    proxyUrl = `http://me:s%40cret@${plain.authority}`;
    secureProxyUrl = `https://me:s%40cret@${secure.authority}`;
  });
  afterAll(() => {
    plain.close();
    secure.close();
  });

  it("carries the requests of providers that ask for it, end to end encrypted", async () => {
    const fetch = fetchWith({ proxy: proxyUrl });
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, { ...provider, useProxy: true }))).toBe("ok");
    expect(plain.seen).toEqual([
      {
        target: issuer.origin.slice("https://".length),
        authorization: `Basic ${Buffer.from("me:s@cret").toString("base64")}`,
      },
    ]);
  });

  it("may speak TLS itself, with an authority of its own", async () => {
    const before = secure.seen.length;
    const fetch = fetchWith({ proxy: secureProxyUrl, proxyCa });
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, { ...provider, useProxy: true }))).toBe("ok");
    expect(secure.seen.slice(before)).toMatchObject([{ target: issuer.origin.slice("https://".length) }]);
  });

  it("is named, and told nothing, when its authority is trusted for issuers only", async () => {
    const before = secure.seen.length;
    const ca = `${issuer.ca}\n${proxyCa}`;
    const fetching = fetchWith({ proxy: secureProxyUrl, ca }).fetchJson(issuer.jwksUri, {
      ...provider,
      caCertificates: proxyCa,
      useProxy: true,
    });
    expect(await fetching).toMatchObject({
      refusal: {
        reason: "issuer_unreachable",
        evidence: { detail: expect.stringMatching(/^DEPTH_ZERO_SELF_SIGNED_CERT: the outbound proxy: /) },
      },
    });
    expect(secure.seen).toHaveLength(before);
  });

  it("has no authority over issuers", async () => {
    const own = await makeSelfSigned();
    const server = createSecureServer({ cert: own.cert, key: own.key }, (_, response) => response.end("{}"));
    const origin = `https://127.0.0.1:${await listen(server)}`;
    const asked = { ...provider, useProxy: true };
    const fetch = (trusted: { readonly ca?: string; readonly proxyCa: string }) =>
      reasonOf(fetchWith({ allow: [origin], proxy: secureProxyUrl, ...trusted }).fetchJson(origin, asked));
    expect(await fetch({ proxyCa: `${proxyCa}\n${own.cert}` })).toBe("issuer_unreachable");
    expect(await fetch({ proxyCa, ca: own.cert })).toBe("ok");
    server.close();
  });

  it("is left alone by the others", async () => {
    const before = plain.seen.length;
    expect(await reasonOf(fetchWith({ proxy: proxyUrl }).fetchJson(issuer.jwksUri, provider))).toBe("ok");
    expect(plain.seen).toHaveLength(before);
  });

  it("does not lead to addresses that are not public", async () => {
    const before = plain.seen.length;
    const fetching = fetchWith({ proxy: proxyUrl }).fetchJson("https://169.254.169.254/", {
      ...provider,
      useProxy: true,
    });
    expect(await reasonOf(fetching)).toBe("blocked_address");
    expect(plain.seen).toHaveLength(before);
  });

  it("is named as the cause when it refuses", async () => {
    plain.refuse();
    const fetching = fetchWith({ proxy: proxyUrl }).fetchJson(issuer.jwksUri, {
      ...provider,
      useProxy: true,
    });
    expect(await fetching).toMatchObject({
      refusal: {
        reason: "issuer_unreachable",
        evidence: { detail: expect.stringContaining("proxy answered with status 403") },
      },
    });
  });
});

function listen(server: Server | SecureServer): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(address !== null && typeof address === "object" ? address.port : 0);
    });
  });
}
