/**
 * An OIDC issuer for tests: real HTTPS on loopback, real keys, and every way in which an issuer can
 * misbehave, switched on by name. It counts what it was asked, so tests can say "exactly one request".
 */

import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { makeServerCertificate, testCa } from "./certificates.ts";
import { type IssuerKey, signCompact, standardKeys } from "./issuer-keys.ts";

export type { IssuerKey };

/** How one document is answered wrongly. */
export type DocumentFault =
  | "hang"
  /** One byte at a time, never finished. */
  | "drip"
  | "http404"
  | "http500"
  | "html"
  | "json-array"
  /** 50 MiB of JSON. */
  | "oversize"
  /** A small gzip body that expands to 100 MiB. */
  | "gzip"
  /** `Content-Encoding: gzip` named a thousand times. */
  | "encoding-chain"
  | { readonly redirectTo: string };

/** How the whole issuer fails. */
export type ConnectionFault = "refuse" | "tls-expired" | "tls-wrong-name";

export interface IssuerOptions {
  /** Published keys; the first signs. Default: `standardKeys()`. */
  readonly keys?: readonly IssuerKey[];
  /** Path of the issuer URL, such as `/tenant/v2.0`; default none. */
  readonly path?: string;
  /** The host in the issuer URL; default `localhost`. Another name than that has to be made to lead here. */
  readonly host?: string;
}

export interface TestIssuer {
  /** `https://localhost:<port>`, what an allow list names. */
  readonly origin: string;
  /** The issuer URL: origin and path. */
  readonly url: string;
  /** PEM certificate authority that signed its certificate. */
  readonly ca: string;
  readonly jwksUri: string;
  readonly keys: readonly IssuerKey[];
  /** Path and query of every request, in order of arrival. */
  readonly requests: readonly string[];
  /** How often the key set was asked for. */
  jwksRequests(): number;
  /** Publishes these keys from now on. */
  publish(keys: readonly IssuerKey[]): void;
  /** Answers this at the key set's URL: a document, or raw text. */
  setJwks(jwks: unknown): void;
  /** Response headers of the key set beside its type, such as `cache-control`. */
  setJwksHeaders(headers: Readonly<Record<string, string>>): void;
  /** Changes the discovery document; members set to undefined are left out. Null: as it should be. */
  setDiscovery(changes: Readonly<Record<string, unknown>> | null): void;
  /** Switches a fault on, or off with null. */
  setFault(document: "discovery" | "jwks" | "both", fault: DocumentFault | null): void;
  setConnectionFault(fault: ConnectionFault | null): Promise<void>;
  /**
   * Holds key set answers back until the returned function is called: for tests about requests in flight.
   */
  holdJwks(): () => void;
  /** Resolves when the number of requests so far has reached `count`. */
  whenRequested(count: number): Promise<void>;
  /**
   * Signs a token with the issuer's first key, or the one of `header.kid`. `iss`, `iat` and `exp` are
   * filled in unless the payload has them; members set to undefined are left out.
   */
  sign(payload: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): string;
  close(): Promise<void>;
}

/** Starts an issuer on a free loopback port. */
export async function startIssuer(options: IssuerOptions = {}): Promise<TestIssuer> {
  const host = options.host ?? "localhost";
  const names = { names: [...new Set(["localhost", host])], addresses: ["127.0.0.1"] };
  const certificate = await makeServerCertificate(names);
  const ca = await testCa();
  const keys = options.keys ?? (await standardKeys());
  const requests: string[] = [];
  const state = {
    jwks: JSON.stringify({ keys: keys.map((key) => key.publicJwk) }),
    jwksHeaders: {} as Readonly<Record<string, string>>,
    discovery: null as Readonly<Record<string, unknown>> | null,
    faults: { discovery: null as DocumentFault | null, jwks: null as DocumentFault | null },
    connection: null as ConnectionFault | null,
    held: Promise.resolve(),
    waiting: [] as { readonly count: number; readonly resolve: () => void }[],
  };

  const server = createServer(certificate, (request, response) => {
    requests.push(request.url ?? "");
    for (const waiter of state.waiting) if (requests.length >= waiter.count) waiter.resolve();
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (path === `${issuerPath}/.well-known/openid-configuration`) {
      const document = { issuer: url, jwks_uri: jwksUri, ...state.discovery };
      answer(response, state.faults.discovery, JSON.stringify(document), {});
    } else if (path === `${issuerPath}/jwks`) {
      const { jwks, jwksHeaders } = state;
      void state.held.then(() => answer(response, state.faults.jwks, jwks, jwksHeaders));
    } else {
      response.writeHead(404).end();
    }
  });
  const sockets = trackSockets(server, (socket) => {
    if (state.connection === "refuse") socket.destroy();
  });
  const port = await listen(server);
  const issuerPath = (options.path ?? "").replace(/\/$/, "");
  const origin = `https://${host}:${port}`;
  const url = `${origin}${options.path ?? ""}`;
  const jwksUri = `${origin}${issuerPath}/jwks`;

  return {
    origin,
    url,
    ca,
    jwksUri,
    keys,
    requests,
    jwksRequests: () => requests.filter((path) => path.startsWith(`${issuerPath}/jwks`)).length,
    publish(published) {
      state.jwks = JSON.stringify({ keys: published.map((key) => key.publicJwk) });
    },
    setJwks(jwks) {
      state.jwks = typeof jwks === "string" ? jwks : JSON.stringify(jwks);
    },
    setJwksHeaders(headers) {
      state.jwksHeaders = headers;
    },
    setDiscovery(changes) {
      state.discovery = changes;
    },
    setFault(document, fault) {
      if (document !== "jwks") state.faults.discovery = fault;
      if (document !== "discovery") state.faults.jwks = fault;
    },
    async setConnectionFault(fault) {
      state.connection = fault;
      for (const socket of sockets) socket.destroy();
      server.setSecureContext(
        fault === "tls-expired"
          ? await makeServerCertificate({ ...names, expired: true })
          : fault === "tls-wrong-name"
            ? await makeServerCertificate({ names: ["other.example"], addresses: [] })
            : certificate,
      );
    },
    holdJwks() {
      const held = Promise.withResolvers<void>();
      state.held = held.promise;
      return () => held.resolve();
    },
    whenRequested(count) {
      if (requests.length >= count) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      state.waiting.push({ count, resolve });
      return promise;
    },
    sign(payload, header = {}) {
      const key = keys.find(({ kid }) => kid === header["kid"]) ?? keys[0];
      if (key === undefined) throw new Error("the issuer has no key to sign with");
      const now = Math.floor(Date.now() / 1000);
      return signCompact(
        key,
        String(header["alg"] ?? key.alg),
        JSON.stringify({ alg: key.alg, kid: key.kid, typ: "JWT", ...header }),
        JSON.stringify({ iss: url, iat: now, exp: now + 300, ...payload }),
      );
    },
    close: () => closeServer(server, sockets),
  };
}

export interface Canary {
  readonly origin: string;
  readonly port: number;
  /** Connections so far: a guarded fetch must never make one. */
  connections(): number;
  close(): Promise<void>;
}

/** A plain TCP listener on loopback that counts connections and answers nothing. */
export async function startCanary(): Promise<Canary> {
  let connections = 0;
  const server = createTcpServer((socket) => socket.destroy());
  const sockets = trackSockets(server, () => {
    connections += 1;
  });
  const port = await listen(server);
  return {
    origin: `https://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    close: () => closeServer(server, sockets),
  };
}

function answer(
  response: ServerResponse,
  fault: DocumentFault | null,
  body: string,
  headers: Readonly<Record<string, string>>,
): void {
  const json = { "content-type": "application/json", ...headers };
  if (fault !== null && typeof fault === "object") {
    response.writeHead(302, { location: fault.redirectTo }).end();
    return;
  }
  switch (fault) {
    case null:
      response.writeHead(200, json).end(body);
      return;
    case "hang":
      return;
    case "drip":
      drip(response, body);
      return;
    case "http404":
      response.writeHead(404, json).end("{}");
      return;
    case "http500":
      response.writeHead(500, json).end("{}");
      return;
    case "html":
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>");
      return;
    case "json-array":
      response.writeHead(200, json).end("[]");
      return;
    case "oversize":
      pour(response, 50);
      return;
    case "gzip":
      response
        .writeHead(200, { ...json, "content-encoding": "gzip" })
        .end(gzipSync(Buffer.alloc(100 << 20, " ")));
      return;
    case "encoding-chain":
      response.writeHead(200, { ...json, "content-encoding": Array(1000).fill("gzip").join(", ") }).end(body);
      return;
  }
}

/** Sends the body byte by byte, far slower than anybody should wait. */
function drip(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": "application/json" });
  let sent = 0;
  const timer = setInterval(() => response.write(body[sent++ % body.length] ?? " "), 20);
  response.on("close", () => clearInterval(timer));
}

/** Sends that many mebibytes of white space, as fast as the reader takes them. */
function pour(response: ServerResponse, mebibytes: number): void {
  response.writeHead(200, { "content-type": "application/json" });
  const chunk = Buffer.alloc(1 << 20, " ");
  let left = mebibytes;
  const more = () => {
    while (left-- > 0) if (!response.write(chunk)) return void response.once("drain", more);
    response.end("{}");
  };
  more();
}

function trackSockets(server: Server, onConnection: (socket: Socket) => void): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    onConnection(socket);
  });
  return sockets;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on TCP");
  return address.port;
}

async function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  await closed;
}
