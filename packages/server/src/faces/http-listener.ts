/**
 * The listener under the faces: how large headers may be, how long a request may take, and what is
 * answered to bytes that never become a request. Such an answer has a face only when the head of the request
 * had arrived, and always a request id.
 */

import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";
import { type ErrorWriter, rendered } from "./http-failure.ts";

/** An ID token may come in a header on some faces. */
const headerLimitBytes = 32 * 1024;
/** How long a connection may take, in milliseconds. */
export interface HttpTimeouts {
  /** From the first byte to the end of the headers; with TLS, also for the handshake before. */
  readonly headersMs: number;
  /** From the first byte to the end of the body. */
  readonly requestMs: number;
  /** Idle between two requests. Above the 60 s of common load balancers, so that they close first. */
  readonly keepAliveMs: number;
  /** How often the first two are looked at. */
  readonly checkMs: number;
  /** Until the end of what is in flight when the server stops: so all of it ends within ten seconds. */
  readonly stoppingMs: number;
}
export const defaultTimeouts: HttpTimeouts = {
  headersMs: 10_000,
  requestMs: 12_000,
  keepAliveMs: 65_000,
  checkMs: 1_000,
  stoppingMs: 8_000,
};

/** PEM texts of the server's certificate chain and private key. */
export interface TlsFiles {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** On every answer. Nothing is cached unless a handler says otherwise (RFC 6749 §5.1). */
export const commonHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  pragma: "no-cache",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
};

/** The target of the request each connection is in the middle of: path and query; empty: none. */
export type RequestTargets = WeakMap<Socket, string>;

/** Errors outside every face. */
export const plainErrorWriter: ErrorWriter = (problem) => ({
  body: { code: problem.code, message: problem.sentence, request_id: problem.requestId },
});

/** Older versions have no cipher left that is safe (RFC 8996). */
const oldestTls = { minVersion: "TLSv1.2" } as const;

/** Has a server present another certificate to whoever connects from now on. @throws when it is none */
export function renewCertificate(server: Server, tls: TlsFiles): void {
  if (server instanceof TlsServer) server.setSecureContext({ ...tls, ...oldestTls });
}

/** The server Fastify answers through, not yet listening. @param targets is told what each connection asks for */
export function listener(
  tls: TlsFiles | null,
  timeouts: HttpTimeouts,
  targets: RequestTargets,
  handler: RequestListener,
): Server {
  const noting: RequestListener = (request, response) => {
    targets.set(request.socket, request.url ?? "");
    // Not deleted: a map that shrinks and grows with every request makes itself anew each time.
    response.on("close", () => targets.set(request.socket, ""));
    handler(request, response);
  };
  const options: ServerOptions = {
    maxHeaderSize: headerLimitBytes,
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    connectionsCheckingInterval: timeouts.checkMs,
    // Checked above, so that the refusal has an envelope.
    requireHostHeader: false,
  };
  const server =
    tls === null
      ? createServer(options, noting)
      : createTlsServer({ ...options, ...tls, ...oldestTls, handshakeTimeout: timeouts.headersMs }, noting);
  // Whatever else is expected than to go on is nothing to us, and no reason for an answer without an envelope.
  return server.on("checkExpectation", (request, response) => server.emit("request", request, response));
}

const brokenRequests: Readonly<Record<string, { readonly status: string; readonly sentence: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: "431 Request Header Fields Too Large",
    sentence: "The request headers are too large.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: "408 Request Timeout", sentence: "The request took too long." },
};

const requestLine = /^[A-Z]+ (\S+) HTTP\//;

/**
 * What a request asks for whose head never became one, as far as its bytes say.
 * @param error as the parser gives it, with what it read last
 */
export function targetIn(error: Error & { readonly rawPacket?: unknown }): string {
  const { rawPacket } = error;
  if (!Buffer.isBuffer(rawPacket)) return "";
  return requestLine.exec(rawPacket.toString("latin1", 0, targetLimit))?.[1] ?? "";
}

/** Longer targets are nobody's. */
const targetLimit = 4_096;

/** How long a caller that was answered so may take to close its end, in milliseconds. */
const lingerMs = 1_000;

/**
 * Answers what is not even HTTP; the connection is closed, since nothing after it can be trusted. A caller that
 * does not close its end is cut off: nothing else would ever end the connection.
 */
export function answerBrokenRequest(
  error: Error & { readonly code?: string },
  socket: Socket,
  requestId: string,
  errorWriter: ErrorWriter,
): void {
  // Before its handshake a TLS connection has no way to carry an answer.
  if (!socket.writable || error.code === "ECONNRESET" || error.code === "ERR_TLS_HANDSHAKE_TIMEOUT") {
    socket.destroy();
    return;
  }
  const { status, sentence } = brokenRequests[error.code ?? ""] ?? {
    status: "400 Bad Request",
    sentence: "The request is not valid HTTP.",
  };
  const code = status.slice(4).toLowerCase().replaceAll(" ", "_");
  const written = errorWriter({
    status: Number(status.slice(0, 3)),
    code,
    sentence,
    requestId,
    details: null,
  });
  const { contentType, text } = rendered(written);
  const head = {
    "x-request-id": requestId,
    ...commonHeaders,
    ...written.headers,
    "content-type": contentType,
    "content-length": String(Buffer.byteLength(text)),
    connection: "close",
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join("\r\n")}\r\n\r\n${text}`);
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(linger));
}
