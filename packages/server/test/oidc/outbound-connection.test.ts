import { createServer } from "node:https";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { makeSelfSigned, startProxy, type TestProxy } from "../outbound-proxy.ts";
import { acme, type FetchOverrides, guardedFetch, listen, reasonOf } from "./fetching.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

const fetchWith = (overrides?: FetchOverrides) => guardedFetch(issuer, overrides);

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
    const before = plain.seen.length;
    const fetch = fetchWith({ proxy: proxyUrl });
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, { ...acme, useProxy: true }))).toBe("ok");
    expect(plain.seen.slice(before)).toEqual([
      {
        target: issuer.origin.slice("https://".length),
        authorization: `Basic ${Buffer.from("me:s@cret").toString("base64")}`,
      },
    ]);
  });

  it("may speak TLS itself, with an authority of its own", async () => {
    const before = secure.seen.length;
    const fetch = fetchWith({ proxy: secureProxyUrl, proxyCa });
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, { ...acme, useProxy: true }))).toBe("ok");
    expect(secure.seen.slice(before)).toMatchObject([{ target: issuer.origin.slice("https://".length) }]);
  });

  it("is named, and told nothing, when its authority is trusted for issuers only", async () => {
    const before = secure.seen.length;
    const ca = `${issuer.ca}\n${proxyCa}`;
    const fetching = fetchWith({ proxy: secureProxyUrl, ca }).fetchJson(issuer.jwksUri, {
      ...acme,
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
    const server = createServer({ cert: own.cert, key: own.key }, (_, response) => response.end("{}"));
    onTestFinished(() => void server.close());
    const origin = `https://127.0.0.1:${await listen(server)}`;
    const asked = { ...acme, useProxy: true };
    const fetch = (trusted: { readonly ca?: string; readonly proxyCa: string }) =>
      reasonOf(fetchWith({ allow: [origin], proxy: secureProxyUrl, ...trusted }).fetchJson(origin, asked));
    expect(await fetch({ proxyCa: `${proxyCa}\n${own.cert}` })).toBe("issuer_unreachable");
    expect(await fetch({ proxyCa, ca: own.cert })).toBe("ok");
  });

  it("is left alone by the others", async () => {
    const before = plain.seen.length;
    expect(await reasonOf(fetchWith({ proxy: proxyUrl }).fetchJson(issuer.jwksUri, acme))).toBe("ok");
    expect(plain.seen).toHaveLength(before);
  });

  it("does not lead to addresses that are not public", async () => {
    const before = plain.seen.length;
    const fetching = fetchWith({ proxy: proxyUrl }).fetchJson("https://169.254.169.254/", {
      ...acme,
      useProxy: true,
    });
    expect(await reasonOf(fetching)).toBe("blocked_address");
    expect(plain.seen).toHaveLength(before);
  });

  it("is named as the cause when it refuses", async () => {
    const refusing = await startProxy();
    onTestFinished(() => refusing.close());
    refusing.refuse();
    const fetching = fetchWith({ proxy: `http://${refusing.authority}` }).fetchJson(issuer.jwksUri, {
      ...acme,
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
