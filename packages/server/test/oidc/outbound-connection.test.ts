import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:https";
import { getDefaultAutoSelectFamily, setDefaultAutoSelectFamily } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { makeServerCertificate } from "../certificates.ts";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { makeSelfSigned, startProxy, type TestProxy } from "../outbound-proxy.ts";
import { acme, type FetchOverrides, guardedFetch, listen, reasonOf, serve } from "./fetching.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

const viaProxy = { ...acme, useProxy: true };

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
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, viaProxy))).toBe("ok");
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
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, viaProxy))).toBe("ok");
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

  it("has to be certified also where the environment says that nobody has to", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    onTestFinished(() => void vi.unstubAllEnvs());
    const before = secure.seen.length;
    const fetching = fetchWith({ proxy: secureProxyUrl }).fetchJson(issuer.jwksUri, viaProxy);
    expect(await reasonOf(fetching)).toBe("issuer_unreachable");
    expect(secure.seen).toHaveLength(before);
  });

  it("has no authority over issuers", async () => {
    const own = await makeSelfSigned();
    const server = createServer({ cert: own.cert, key: own.key }, (_, response) => response.end("{}"));
    onTestFinished(() => void server.close());
    const origin = `https://127.0.0.1:${await listen(server)}`;
    const fetch = (trusted: { readonly ca?: string; readonly proxyCa: string }) =>
      reasonOf(fetchWith({ allow: [origin], proxy: secureProxyUrl, ...trusted }).fetchJson(origin, viaProxy));
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
    const fetching = fetchWith({ proxy: proxyUrl }).fetchJson("https://169.254.169.254/", viaProxy);
    expect(await reasonOf(fetching)).toBe("blocked_address");
    expect(plain.seen).toHaveLength(before);
  });

  it("is named as the cause when it refuses", async () => {
    const refusing = await startProxy();
    onTestFinished(() => refusing.close());
    refusing.answer("403 Forbidden");
    const fetching = fetchWith({ proxy: `http://${refusing.authority}` }).fetchJson(issuer.jwksUri, viaProxy);
    expect(await fetching).toMatchObject({
      refusal: {
        reason: "issuer_unreachable",
        evidence: { detail: expect.stringContaining("proxy answered with status 403") },
      },
    });
  });

  it("is told no user where its URL names none", async () => {
    const before = plain.seen.length;
    await fetchWith({ proxy: `http://${plain.authority}` }).fetchJson(issuer.jwksUri, viaProxy);
    expect(plain.seen.slice(before)).toMatchObject([{ authorization: undefined }]);
  });

  it.each([
    ["https://idp.example/keys", "idp.example:443"],
    ["https://idp.example:8443/keys", "idp.example:8443"],
    ["https://[2606:4700::1111]/keys", "[2606:4700::1111]:443"],
  ])("is asked for %s as %s", async (url, target) => {
    const refusing = await startProxy();
    onTestFinished(() => refusing.close());
    refusing.answer("403 Forbidden");
    await fetchWith({ proxy: `http://${refusing.authority}` }).fetchJson(url, viaProxy);
    expect(refusing.seen.map((one) => one.target)).toEqual([target]);
  });

  // RFC 9110 §9.3.6: any 2xx says that the tunnel is there.
  it.each(["200 Connection established", "201 Created"])("opens a tunnel with %s", async (status) => {
    const proxy = await startProxy();
    onTestFinished(() => proxy.close());
    proxy.answer(status);
    const fetch = fetchWith({ proxy: `http://${proxy.authority}` });
    expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, viaProxy))).toBe("ok");
  });

  it("is left alone for plain http, which leads to loopback only", async () => {
    const origin = await serve((_, response) => response.end("{}"));
    const before = plain.seen.length;
    expect(await reasonOf(fetchWith({ proxy: proxyUrl, allow: [origin] }).fetchJson(origin, viaProxy))).toBe(
      "ok",
    );
    expect(plain.seen).toHaveLength(before);
  });

  it("is done without where the server has none", async () => {
    expect(await reasonOf(fetchWith().fetchJson(issuer.jwksUri, viaProxy))).toBe("ok");
  });

  /** A proxy that answers this and keeps the connection. @returns its URL, and when it is left */
  async function keeping(answer: string) {
    const { promise: left, resolve } = Promise.withResolvers<void>();
    const server = createPlainServer().on("connect", (_, socket) => {
      socket.on("error", resolve).once("end", resolve).resume().write(answer);
    });
    onTestFinished(() => void server.close());
    return { proxy: `http://127.0.0.1:${await listen(server)}`, left };
  }

  it("is left when it refuses, though it would keep the connection", async () => {
    const { proxy, left } = await keeping("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const fetch = fetchWith({ proxy, limits: { timeoutMs: 60_000 } });
    expect(await fetch.fetchJson(issuer.jwksUri, viaProxy)).toMatchObject({
      refusal: { evidence: { detail: "Error: the outbound proxy answered with status 407" } },
    });
    await left;
  });

  it.each(["", "HTTP/1.1 200 Connection established\r\n\r\n"])(
    "is left when the time is up after it has answered %j",
    async (answer) => {
      const { proxy, left } = await keeping(answer);
      const fetch = fetchWith({ proxy, limits: { timeoutMs: 150 } });
      expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, viaProxy))).toBe("issuer_unreachable");
      await left;
    },
  );
});

describe("an issuer", () => {
  /** A server for `localhost` that notes the names it is asked for. */
  async function named() {
    const names: unknown[] = [];
    const certificate = await makeServerCertificate({ names: ["localhost"], addresses: ["127.0.0.1"] });
    const server = createServer(certificate, (_, response) => response.end("{}"));
    server.on("secureConnection", (socket) => names.push(socket.servername));
    onTestFinished(() => void server.close());
    const port = await listen(server);
    return { names, port, origins: [`https://localhost:${port}`, `https://127.0.0.1:${port}`] };
  }

  it.each([false, true])("is told its name and no address, through a proxy: %s", async (useProxy) => {
    const { names, origins } = await named();
    const proxy = await startProxy();
    onTestFinished(() => proxy.close());
    const fetch = fetchWith({ allow: origins, proxy: `http://${proxy.authority}` });
    for (const origin of origins) {
      expect(await reasonOf(fetch.fetchJson(origin, { ...acme, useProxy }))).toBe("ok");
    }
    expect(names).toEqual(["localhost", false]);
  });

  it("is reached under the first of its addresses where Node.js does not choose among them", async () => {
    const chosen = getDefaultAutoSelectFamily();
    onTestFinished(() => setDefaultAutoSelectFamily(chosen));
    setDefaultAutoSelectFamily(false);
    const resolve = async () => ["127.0.0.1", "::1"];
    expect(await reasonOf(fetchWith({ resolve }).fetchJson(issuer.jwksUri, acme))).toBe("ok");
  });

  it("is trusted by either authority, that of all and that of the provider, however their files end", async () => {
    const own = (await makeSelfSigned()).cert.trimEnd();
    const ca = issuer.ca.trimEnd();
    const from = (everywhere: string, caCertificates: string) =>
      reasonOf(fetchWith({ ca: everywhere }).fetchJson(issuer.jwksUri, { ...acme, caCertificates }));
    expect([await from(ca, own), await from(own, ca)]).toEqual(["ok", "ok"]);
  });

  it.each([false, true])(
    "has to be certified also where the environment says that nobody has to, through a proxy: %s",
    async (useProxy) => {
      vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
      onTestFinished(() => void vi.unstubAllEnvs());
      const proxy = await startProxy();
      onTestFinished(() => proxy.close());
      const fetch = fetchWith({ ca: null, proxy: `http://${proxy.authority}` });
      for (const caCertificates of [null, (await makeSelfSigned()).cert]) {
        const asking = { ...acme, useProxy, caCertificates };
        expect(await reasonOf(fetch.fetchJson(issuer.jwksUri, asking))).toBe("issuer_unreachable");
      }
    },
  );

  it("is trusted by what the asking provider trusts, whoever asked before", async () => {
    const fetch = fetchWith({ ca: null });
    const trusting = { ...acme, caCertificates: issuer.ca };
    const other = { ...acme, caCertificates: (await makeSelfSigned()).cert };
    const found: string[] = [];
    for (const one of [trusting, acme, other, trusting]) {
      found.push(await reasonOf(fetch.fetchJson(issuer.jwksUri, one)));
    }
    expect(found).toEqual(["ok", "issuer_unreachable", "issuer_unreachable", "ok"]);
  });
});
