/**
 * Every request this server makes to an issuer. A URL may come from an administrator or from an issuer's
 * own answer, so nothing about it is trusted: the name is resolved once, every address is judged, and the
 * connection goes to what was judged, so a second answer of the name server changes nothing. Size, time
 * and redirects are bounded, compressed answers are refused, and failures come back as refusals.
 */

import { lookup } from "node:dns/promises";
import type { IncomingMessage } from "node:http";
import { isJsonObject } from "../core/json.ts";
import type { Reason } from "../core/reasons.ts";
import { accept, type Evidence, refuse, type Verdict } from "../core/refusal.ts";
import type { JsonObject, Provider } from "../core/terms.ts";
import type { JsonLimits } from "../jws/json-limits.ts";
import { parseStrictJson } from "../jws/strict-json.ts";
import { type AllowList, isLoopbackAddress, isPublicAddress, literalAddress } from "./address-policy.ts";
import { checkDestination } from "./issuer-url.ts";
import { createConnector, type Form, type OutboundProxy, type Route } from "./outbound-connection.ts";

/** Bounds of one fetch, redirects included. */
export interface FetchLimits {
  /** From the first look-up to the last byte: an answer that drips is cut off too. */
  readonly timeoutMs: number;
  /** Discovery documents and key sets in the field have a few kilobytes; some enterprise sets tens. */
  readonly maxBytes: number;
  readonly maxRedirects: number;
}
export const defaultFetchLimits: FetchLimits = { timeoutMs: 5_000, maxBytes: 1 << 20, maxRedirects: 3 };

/** Bounds of an issuer's document: key sets with certificate chains hold more members than tokens do. */
export const documentLimits: JsonLimits = { maxDepth: 32, maxMembers: 4_096, exactNumbers: false };

/** Every address of a name, IPv4 and IPv6. @throws when the name does not exist. */
export type ResolveName = (hostname: string) => Promise<readonly string[]>;

export interface GuardedFetchOptions {
  readonly allow: AllowList;
  /** PEM certificates trusted for every issuer in addition to the usual ones. */
  readonly caCertificates: string | null;
  /** The egress proxy, used for providers that ask for it. */
  readonly outboundProxy: OutboundProxy | null;
  /** Default: the system's resolver. */
  readonly resolve?: ResolveName;
  readonly limits?: FetchLimits;
}

/** On whose behalf a document is fetched. */
export type FetchingProvider = Pick<Provider, "name" | "caCertificates" | "useProxy">;

export interface FetchedDocument {
  readonly document: JsonObject;
  /** The `Cache-Control` header, null when absent. */
  readonly cacheControl: string | null;
}

export interface GuardedFetch {
  /**
   * Fetches one JSON object with GET.
   * @returns refused with `blocked_address` (the URL leads to an address that is not public),
   *   `redirect_refused`, `issuer_unreachable` (no connection, bad certificate, other status than 200, too
   *   slow) or `issuer_response_invalid` (not a JSON object, too large, compressed). Never throws.
   */
  fetchJson(url: string, provider: FetchingProvider): Promise<Verdict<FetchedDocument>>;
  /**
   * Posts a form and reads the JSON object that is answered, whether it says yes (200) or why not (RFC 6749 §5.2: 400
   * or 401). No redirect is followed: a form may hold a secret.
   * @returns refused like `fetchJson`
   */
  postForm(url: string, provider: FetchingProvider, form: Form): Promise<Verdict<AnsweredForm>>;
}

export interface AnsweredForm {
  readonly accepted: boolean;
  readonly document: JsonObject;
}

/** Makes the one fetch the server uses for issuers. */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const limits = options.limits ?? defaultFetchLimits;
  const resolve = options.resolve ?? resolveName;
  const connector = createConnector(options.caCertificates, options.outboundProxy);

  const fetchJson: GuardedFetch["fetchJson"] = (text, provider) =>
    ask(text, provider, getFollowing, (response, failed) =>
      response.statusCode === 200
        ? readDocument(response, limits.maxBytes, failed)
        : unexpectedStatus(response, failed),
    );

  const postForm: GuardedFetch["postForm"] = (text, provider, form) =>
    ask(
      text,
      provider,
      async (url, route, signal) => {
        const response = await connector.send(url, route, signal, form);
        return redirectStatuses.has(response.statusCode ?? 0) ? dropped(response) : response;
      },
      async (response, failed) => {
        const { statusCode = 0 } = response;
        if (!formStatuses.has(statusCode)) return unexpectedStatus(response, failed);
        const read = await readDocument(response, limits.maxBytes, failed);
        return read.ok ? accept({ accepted: statusCode === 200, document: read.value.document }) : read;
      },
    );

  /** @param send null: it leads elsewhere */
  async function ask<T>(
    text: string,
    provider: FetchingProvider,
    send: (url: URL, route: Route, signal: AbortSignal) => Promise<IncomingMessage | null>,
    read: (response: IncomingMessage, failed: Failed) => Promise<Verdict<T>>,
  ): Promise<Verdict<T>> {
    const failed = (reason: Reason, evidence: Evidence) =>
      refuse(reason, { provider: provider.name, url: text, ...evidence });
    const url = URL.parse(text);
    if (url === null || url.username !== "" || url.password !== "") {
      return failed("issuer_response_invalid", {
        detail: "this is not a URL without user name and password",
      });
    }
    const signal = AbortSignal.timeout(limits.timeoutMs);
    try {
      const route = await chooseRoute(url, provider, signal);
      if (typeof route === "string") return failed("blocked_address", { address: route });
      const response = await send(url, route, signal);
      if (response === null) return failed("redirect_refused", {});
      return await read(response, failed);
    } catch (error) {
      const detail = signal.aborted ? `no complete answer within ${limits.timeoutMs} ms` : describe(error);
      // What the HTTP parser refuses (HPE_…) was an answer, only not a sound one.
      const reason = detail.startsWith("HPE_") ? "issuer_response_invalid" : "issuer_unreachable";
      return failed(reason, { detail });
    }
  }

  /** Decides how to reach the URL. @returns the address or scheme that must not be contacted, as text */
  async function chooseRoute(
    url: URL,
    provider: FetchingProvider,
    signal: AbortSignal,
  ): Promise<Route | string> {
    if (checkDestination(url, options.allow) !== null) {
      return url.protocol === "https:" ? url.hostname : `${url.protocol} without encryption`;
    }
    if (provider.useProxy && options.outboundProxy !== null && url.protocol === "https:") {
      // Names are the proxy's to resolve: behind one, the local resolver often knows no outside names.
      return { kind: "proxy", caCertificates: provider.caCertificates };
    }
    const literal = literalAddress(url.hostname);
    const addresses =
      literal === null ? await Promise.race([resolve(url.hostname), aborted(signal)]) : [literal];
    const blocked = addresses.find((address) => !mayContact(url, address));
    return blocked ?? { kind: "direct", addresses, caCertificates: provider.caCertificates };
  }

  function mayContact(url: URL, address: string): boolean {
    if (url.protocol === "http:") return isLoopbackAddress(address);
    return (
      options.allow.allowsOrigin(url.origin) ||
      options.allow.allowsAddress(address) ||
      isPublicAddress(address)
    );
  }

  /** Follows redirects inside the origin, which stay on the route that was checked. Null: it leads elsewhere. */
  async function getFollowing(
    start: URL,
    route: Route,
    signal: AbortSignal,
  ): Promise<IncomingMessage | null> {
    let url = start;
    for (let redirects = 0; redirects <= limits.maxRedirects; redirects += 1) {
      const response = await connector.send(url, route, signal);
      if (!redirectStatuses.has(response.statusCode ?? 0)) return response;
      response.destroy();
      const { location } = response.headers;
      const next = location === undefined ? null : URL.parse(location, url.href);
      if (next === null || next.origin !== start.origin || next.username !== "" || next.password !== "") {
        return null;
      }
      url = next;
    }
    return null;
  }

  return { fetchJson, postForm };
}

type Failed = (reason: Reason, evidence: Evidence) => Verdict<never>;

/** What a token endpoint says in JSON (RFC 6749 §5.1, §5.2). */
const formStatuses: ReadonlySet<number> = new Set([200, 400, 401]);

function dropped(response: IncomingMessage): null {
  response.destroy();
  return null;
}

async function unexpectedStatus(response: IncomingMessage, failed: Failed): Promise<Verdict<never>> {
  response.destroy();
  return failed("issuer_unreachable", { detail: `it answered with status ${response.statusCode}` });
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

async function resolveName(hostname: string): Promise<readonly string[]> {
  const answers = await lookup(hostname, { all: true });
  return answers.map(({ address }) => address);
}

async function readDocument(
  response: IncomingMessage,
  maxBytes: number,
  failed: Failed,
): Promise<Verdict<FetchedDocument>> {
  const unusable = (detail: string) => failed("issuer_response_invalid", { detail });
  try {
    const encoding = response.headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity") {
      return unusable("it is compressed although identity was asked for");
    }
    const body = await readBody(response, maxBytes);
    if (body === null) return unusable(`it is longer than ${maxBytes} bytes`);
    const parsed = parseStrictJson(body, documentLimits);
    if (!parsed.ok) return unusable(parsed.problem.detail);
    if (!isJsonObject(parsed.value)) return unusable("it is not a JSON object");
    return accept({
      document: parsed.value,
      cacheControl: response.headers["cache-control"] ?? null,
    });
  } finally {
    response.destroy();
  }
}

/** Null when the body is longer than it may be; no more than that is ever held. */
async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("the response was given a text encoding");
    length += chunk.length;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Rejects when the signal fires: for steps that cannot be aborted themselves. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** `code: message`, the code first because some messages are empty. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return error.message === "" ? code : `${code}: ${error.message}`;
}
