/**
 * Connections of the guarded fetch: straight to addresses that were checked, or through the egress proxy.
 * The name in the URL stays what the certificate is checked against and what the server is told; only
 * where the packets go is taken from the route.
 */

import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, isIPv6, type LookupFunction, type Socket } from "node:net";
import { connect, createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import { withoutBrackets } from "./address-policy.ts";

/** How a URL is reached. */
export type Route = {
  /** PEM certificates trusted here in addition. */
  readonly caCertificates: string | null;
} & (
  | { readonly kind: "direct" /** All checked. */; readonly addresses: readonly string[] }
  | { readonly kind: "proxy" }
);

export interface Connector {
  /**
   * Sends GET, or POST with a form, and resolves with the answer's head; the body has not been read.
   * @param form absent: GET
   * @throws whatever the network, TLS or the signal come up with
   */
  send(url: URL, route: Route, signal: AbortSignal, form?: Form): Promise<IncomingMessage>;
}

/** What is posted, and with which credential; null: none. */
export interface Form {
  readonly parameters: URLSearchParams;
  readonly authorization: string | null;
}

const usualHeaders = {
  accept: "application/json",
  // What cannot be compressed cannot expand (CVE-2026-22036 and its kind).
  "accept-encoding": "identity",
  "user-agent": "countersign",
};

/** An HTTP proxy that knows CONNECT. */
export interface OutboundProxy {
  /** User name and password in it are sent to it. */
  readonly url: string;
  /**
   * PEM trusted for the certificate of an https proxy in addition to the usual authorities; for nothing else, as
   * whoever is trusted for issuers could replace their keys. Those trusted for issuers do not count here.
   */
  readonly caCertificates: string | null;
}

/** @param caCertificates PEM trusted for every issuer in addition to the usual authorities */
export function createConnector(
  caCertificates: string | null,
  outboundProxy: OutboundProxy | null,
): Connector {
  const trust = createTrust(caCertificates);
  const trustInProxy = createTrust(outboundProxy?.caCertificates ?? null);
  return {
    async send(url, route, signal, form) {
      const body = form?.parameters.toString();
      const method = form === undefined ? ("GET" as const) : ("POST" as const);
      const headers = form === undefined ? usualHeaders : { ...usualHeaders, ...formHeaders(form) };
      if (route.kind === "direct") {
        const direct = {
          method,
          headers,
          signal,
          agent: false as const,
          lookup: answerWith(route.addresses),
        };
        return url.protocol === "http:"
          ? await answered(requestHttp(url, direct), body)
          : await answered(requestHttps(url, { ...direct, ...trust(route.caCertificates) }), body);
      }
      if (outboundProxy === null) throw new TypeError("a route through a proxy needs a proxy");
      const socket = await openTunnel(new URL(outboundProxy.url), url, { signal, ...trustInProxy(null) });
      const secure = { socket, ...peerOf(url), ...trust(route.caCertificates) };
      // Without an agent: an agent would connect by itself.
      const tunnelled = { method, headers, signal, createConnection: () => connect(secure) };
      return await answered(requestHttps(url, tunnelled), body);
    },
  };
}

/** Distinct sets of additional authorities kept ready; making one anew costs about 20 ms. */
const maxSecureContexts = 64;

/** TLS options that say who is trusted. Spelt out, so that `NODE_TLS_REJECT_UNAUTHORIZED` does not trust everybody. */
interface Trust {
  readonly rejectUnauthorized: true;
  /** Absent: the usual authorities. */
  readonly secureContext?: SecureContext;
}
const usualTrust: Trust = { rejectUnauthorized: true };

/** @returns what trusts the usual authorities and these */
function createTrust(everywhere: string | null): (additional: string | null) => Trust {
  const contexts = new Map<string, SecureContext>();
  return (additional) => {
    const extra = [everywhere, additional].filter((pem) => pem !== null).join("\n");
    if (extra === "") return usualTrust;
    const known = contexts.get(extra);
    if (known !== undefined) return { ...usualTrust, secureContext: known };
    const secureContext = createSecureContext({ ca: [...getCACertificates("default"), extra] });
    if (contexts.size >= maxSecureContexts) contexts.clear();
    contexts.set(extra, secureContext);
    return { ...usualTrust, secureContext };
  };
}

/** A look-up that knows only the checked addresses. */
function answerWith(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (hostname, options, callback) => {
    const [first] = answers;
    if (first === undefined) callback(new Error(`${hostname} has no address`), "");
    else if (options.all === true) callback(null, answers);
    else callback(null, first.address, first.family);
  };
}

function formHeaders({ parameters, authorization }: Form) {
  return {
    "content-type": "application/x-www-form-urlencoded",
    "content-length": Buffer.byteLength(parameters.toString()),
    ...(authorization !== null && { authorization }),
  };
}

function answered(request: ReturnType<typeof requestHttp>, body = ""): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request
      .on("response", resolve)
      .on("error", reject)
      // An answer of status 101 comes as neither of them, and would be waited for without an end.
      .on("close", () => reject(new Error("the connection was closed without an answer")))
      .end(body);
  });
}

/** Whose certificate is expected. An address is never told as a name (RFC 6066 §3). */
function peerOf(url: URL): { readonly host: string; readonly servername: string } {
  const host = withoutBrackets(url.hostname);
  return { host, servername: isIP(host) === 0 ? host : "" };
}

/**
 * Asks the proxy for a tunnel to the URL's host.
 * @throws Error that names the proxy, which an administrator would not think of first
 * @see RFC 9110 §9.3.6
 */
function openTunnel(
  proxy: URL,
  url: URL,
  connection: Trust & { readonly signal: AbortSignal },
): Promise<Socket> {
  const authority = `${url.hostname}:${url.port === "" ? 443 : url.port}`;
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const request = (proxy.protocol === "https:" ? requestHttps : requestHttp)({
    // Without its name, that in the Host header, which is the issuer's, would have to be in the proxy's certificate.
    ...peerOf(proxy),
    // Empty: that of the scheme.
    port: proxy.port,
    method: "CONNECT",
    path: authority,
    headers: {
      host: authority,
      ...(proxy.username === ""
        ? {}
        : { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` }),
    },
    agent: false,
    ...connection,
  });
  return new Promise((resolve, reject) => {
    request
      // Whatever the status of the answer is.
      .on("connect", ({ statusCode = 0 }, socket) => {
        if (statusCode >= 200 && statusCode < 300) return resolve(socket);
        socket.destroy();
        reject(new Error(`the outbound proxy answered with status ${statusCode}`));
      })
      .on("error", (problem) => {
        problem.message = `the outbound proxy: ${problem.message}`;
        reject(problem);
      })
      .end();
  });
}
