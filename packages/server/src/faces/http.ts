/**
 * The HTTP server all faces stand on. It gives every answer a request id and safe headers, refuses what
 * no face should ever see (tricks in the path, compressed bodies, slow or oversized requests), and mounts
 * each face under its prefixes with an error handler, 404, 405 and body parser of its own. Rule: whatever
 * a caller sends, the answer is in the envelope of the face it was sent to, a JSON document but for people's pages,
 * and no 5xx.
 */

import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { defaultJsonLimits } from "../jws/json-limits.ts";
import { Unavailable } from "../store/unavailable.ts";
import { addressPrefix, trustedProxies } from "./client-address.ts";
import { type ErrorWriter, failureOf, HttpFailure, rendered } from "./http-failure.ts";
import {
  answerBrokenRequest,
  commonHeaders,
  defaultTimeouts,
  type HttpTimeouts,
  listener,
  plainErrorWriter,
  type RequestTargets,
  renewCertificate,
  type TlsFiles,
  targetIn,
} from "./http-listener.ts";
import { boundConnections, type HttpLoad, watchLoad } from "./http-load.ts";
import { missing } from "./http-missing.ts";
import { boundPipelining } from "./http-pipelining.ts";
import { type Shedding, turnAway } from "./http-shedding.ts";
import { endConnectionsWhenStopping } from "./http-stopping.ts";
import { acceptBodies, type BodyRules } from "./request-body.ts";
import {
  isBelow,
  isBelowPattern,
  pathFault,
  pathOf,
  type RoutePattern,
  withoutMount,
} from "./request-path.ts";

/** Largest request body: a subject token of 16 384 characters with room for everything around it. */
const bodyLimitBytes = 64 * 1024;
/** Longer path segments name nothing. */
const maxParamLength = 1024;

/** One finished answer, for the log and the metrics. Nothing in it was typed by the caller. */
export interface Answered {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern, never the path as sent: a path may hold a secret. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly addressPrefix: string;
}

export interface HttpServerOptions {
  /** A new reference id for each request: 36 characters, sorts by time (UUIDv7). */
  readonly newRequestId: () => string;
  /** Addresses or CIDR ranges whose `X-Forwarded-*` headers count. @throws RangeError on anything else */
  readonly trustedProxies: readonly string[];
  readonly tls: TlsFiles | null;
  readonly timeouts?: HttpTimeouts;
  /** Most connections at a time, idle ones included; absent: as many as the system allows. */
  readonly maxConnections?: number;
  /** Calls `handle` for each request, within whatever it has to be done; absent: it is just called. */
  readonly around?: (request: IncomingMessage, response: ServerResponse, handle: () => void) => void;
  /**
   * Whether a request that arrives now is one too many; absent: none ever is.
   * @param waits whether it is an exchange, which waits for its turn
   */
  readonly isOneTooMany?: (waits: () => boolean) => boolean;
  /** Called for every request, or connection, that was turned away unread. */
  readonly onTurnedAway?: (cause: Shedding | "connections") => void;
  /** Called for every answer to what is at least HTTP. */
  readonly onAnswered?: (answered: Answered) => void;
  /** Called once for every error that no caller could have caused. */
  readonly onUnexpected: OnUnexpected;
}

type OnUnexpected = (error: unknown, request: { readonly requestId: string; readonly route: string }) => void;

/** The server and the faces mounted on it; `fastify` listens, injects and closes. */
export interface HttpServer {
  readonly fastify: FastifyInstance;
  readonly faces: MountedFace[];
  readonly patterns: readonly RoutePattern[];
  /** Prefixes by the mounts below which they are served, too. */
  readonly mounted: Map<string, string[]>;
  readonly onUnexpected: OnUnexpected;
  /** From now on every answer ends its connection. New ones are still answered, until `fastify` is closed. */
  readonly endConnections: () => void;
  readonly load: HttpLoad;
  /** What connections are served with from now on. @throws when it is no certificate with its key */
  readonly useCertificate: (tls: TlsFiles) => void;
}

interface MountedFace {
  readonly prefix: string;
  readonly alwaysServed: boolean;
  readonly exchangePath: string | null;
  readonly errorWriter: ErrorWriter;
  readonly nothingHere: Face["nothingHere"];
}

/** A face as it is mounted. */
export interface Face {
  /** Each gets its own error handler, 404, 405 and body parser: `/v3` does not cover `/v3.0`. */
  readonly prefixes: readonly string[];
  /**
   * Further paths below which each prefix is served, as reverse proxies hand them on (`request.originalUrl`). Routes
   * are made once for all of them: each costs memory.
   */
  readonly mounts?: readonly string[];
  readonly errorWriter: ErrorWriter;
  /** Told of a path there is nothing at, where there is more to say than that. */
  readonly nothingHere?: string | undefined;
  /** Its requests are never one too many: whoever watches the server must see it when it is busy. */
  readonly alwaysServed?: boolean;
  /** Where it takes exchanges, below its prefix, `:name` for any one segment: these wait for each other. */
  readonly exchangePath?: string;
  /** Which request bodies are read; any other Content-Type is answered 415. */
  readonly bodies: BodyRules["kinds"];
  /** Form parameters that may be repeated; any other repeated one is answered 400 (RFC 6749 §3.2). */
  readonly repeatableParameters?: readonly string[];
  /** Most members of a JSON body; as many as a token may have when absent. */
  readonly maxJsonMembers?: number;
  /** Adds the routes, relative to the prefix. Trailing slashes are ignored. */
  readonly routes: (instance: FastifyInstance, prefix: string) => void | Promise<void>;
}

/**
 * Makes a server without faces; `mountFace` adds them before `fastify.listen`.
 * @throws RangeError when `trustedProxies` holds something that is neither an address nor a range
 */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { newRequestId, onUnexpected, timeouts = defaultTimeouts } = options;
  const faces: MountedFace[] = [];
  const patterns: RoutePattern[] = [];
  const mounted = new Map<string, string[]>();
  const targets: RequestTargets = new WeakMap();
  const faceAt = (url: string) => {
    const path = pathOf(url);
    return faces.find(({ prefix }) => isBelow(path, prefix));
  };
  const errorWriterAt = (url: string): ErrorWriter => faceAt(url)?.errorWriter ?? plainErrorWriter;
  const handle = (handler: RequestListener, request: IncomingMessage, response: ServerResponse) =>
    options.around === undefined
      ? handler(request, response)
      : options.around(request, response, () => handler(request, response));
  const shed = (cause: Shedding, request: IncomingMessage, response: ServerResponse) => {
    options.onTurnedAway?.(cause);
    const errorWriter = errorWriterAt(request.url ?? "");
    turnAway(request, response, { cause, errorWriter, requestId: newRequestId() });
  };
  const shedding = (handler: RequestListener): RequestListener =>
    boundPipelining({
      unanswered: (socket) => load.unanswered(socket),
      endWith: (request, response) => shed("pipelined", request, response),
      handler(request, response) {
        const { url = "" } = request;
        const isShed =
          options.isOneTooMany?.(() => isExchange(faces, url)) === true && faceAt(url)?.alwaysServed !== true;
        if (isShed) shed("busy", request, response);
        else handle(handler, request, response);
      },
    });
  const report = (request: FastifyRequest, reply: FastifyReply) =>
    options.onAnswered?.({
      requestId: request.id,
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
      addressPrefix: addressPrefix(request.ip),
    });
  const instance = fastify({
    logger: false,
    genReqId: newRequestId,
    requestIdHeader: false,
    bodyLimit: bodyLimitBytes,
    // Without proxies to trust, no request is searched for what they would say.
    trustProxy: options.trustedProxies.length > 0 && trustedProxies(options.trustedProxies),
    forceCloseConnections: "idle",
    // What arrives while the server stops is answered like everything else, in its face's envelope.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength },
    rewriteUrl: ({ url = "/" }) => withoutMount(url, mounted),
    serverFactory: (handler) => listener(options.tls, timeouts, targets, shedding(handler)),
    clientErrorHandler: (error, socket) =>
      answerBrokenRequest(
        error,
        socket,
        newRequestId(),
        errorWriterAt(targets.get(socket) || targetIn(error)),
      ),
    frameworkErrors: (error, request, reply) => {
      addCommonHeaders(request, reply);
      answerError(error, request, reply, errorWriterAt(request.url), onUnexpected);
      // Such a request never reaches the hooks.
      report(request, reply);
    },
  });
  instance.addHook("onRoute", (route) => {
    patterns.push({ methods: [route.method].flat(), path: route.url });
  });
  instance.addHook("onRequest", (request, reply, done) => {
    addCommonHeaders(request, reply);
    done(
      unreadable(request) ??
        (request.is404 ? missing(request, patterns, faceAt(request.url)?.nothingHere) : undefined),
    );
  });
  instance.addHook("onResponse", (request, reply, done) => {
    report(request, reply);
    done();
  });
  const load = watchLoad(instance.server);
  if (options.maxConnections !== undefined) {
    boundConnections(instance.server, load, options.maxConnections, () =>
      options.onTurnedAway?.("connections"),
    );
  }
  const endConnections = endConnectionsWhenStopping(instance, timeouts.stoppingMs);
  const server = {
    fastify: instance,
    faces,
    patterns,
    mounted,
    onUnexpected,
    endConnections,
    load,
    useCertificate: (tls: TlsFiles) => renewCertificate(instance.server, tls),
  };
  ownErrors(instance, { errorWriter: plainErrorWriter }, server);
  acceptBodies(instance, { kinds: [], repeatable: [], maxJsonMembers: 0 });
  return server;
}

/** Mounts a face under each of its prefixes, each time with its own error handler, 404, 405 and body parser. */
export function mountFace(server: HttpServer, face: Face): void {
  for (const prefix of face.prefixes) {
    for (const mount of ["", ...(face.mounts ?? [])]) {
      server.faces.push({
        prefix: mount + prefix,
        errorWriter: face.errorWriter,
        nothingHere: face.nothingHere,
        alwaysServed: face.alwaysServed === true,
        exchangePath: face.exchangePath ?? null,
      });
      if (mount !== "") server.mounted.set(mount, [...(server.mounted.get(mount) ?? []), prefix]);
    }
    server.fastify.register(
      async (instance) => {
        ownErrors(instance, face, server);
        acceptBodies(instance, {
          kinds: face.bodies,
          repeatable: face.repeatableParameters ?? [],
          maxJsonMembers: face.maxJsonMembers ?? defaultJsonLimits.maxMembers,
        });
        await face.routes(instance, prefix);
      },
      { prefix },
    );
  }
}

/** Whatever its method: it is turned away only while others wait. */
function isExchange(faces: readonly MountedFace[], url: string): boolean {
  const path = pathOf(url);
  return faces.some(
    ({ prefix, exchangePath }) => exchangePath !== null && isBelowPattern(prefix + exchangePath, path),
  );
}

function ownErrors(
  instance: FastifyInstance,
  face: Pick<Face, "errorWriter" | "nothingHere">,
  server: HttpServer,
): void {
  instance.setErrorHandler((error, request, reply) =>
    answerError(error, request, reply, face.errorWriter, server.onUnexpected),
  );
  // A not-found handler per prefix is what makes Fastify use the error handler of that prefix.
  instance.setNotFoundHandler((request) => {
    throw missing(request, server.patterns, face.nothingHere);
  });
}

/** What no face reads, refused before any work is done; undefined for everything else. */
function unreadable(request: FastifyRequest): HttpFailure | undefined {
  const fault = pathFault(request.url);
  if (fault !== null) return new HttpFailure(400, "bad_request", fault);
  const hosts = timesSent(request, "host");
  if (hosts > 1 || (hosts === 0 && request.raw.httpVersion !== "1.0")) {
    return new HttpFailure(400, "bad_request", "The request must have exactly one Host header.");
  }
  const encoding = request.headers["content-encoding"];
  if (encoding === undefined || encoding.toLowerCase() === "identity") return undefined;
  return new HttpFailure(415, "unsupported_media_type", "Compressed request bodies are not accepted.", {
    headers: { "accept-encoding": "identity" },
  });
}

/** How often a header stands in the request as it was sent. */
function timesSent(request: FastifyRequest, name: string): number {
  // Names and values in turn; `headersDistinct` would make a list for every header of every request.
  return request.raw.rawHeaders.filter((one, index) => index % 2 === 0 && one.toLowerCase() === name).length;
}

function addCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ "x-request-id": request.id, ...commonHeaders });
}

function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  errorWriter: ErrorWriter,
  onUnexpected: OnUnexpected,
): void {
  const { failure, expected } = failureOf(error);
  if (!expected) onUnexpected(error, { requestId: request.id, route: routeOf(request) });
  const written = errorWriter({
    status: failure.status,
    code: failure.code,
    sentence: failure.message,
    requestId: request.id,
    details: failure.details,
    isBug: !expected && !(error instanceof Unavailable),
  });
  const { contentType, text } = rendered(written);
  reply
    .code(written.status ?? failure.status)
    .headers({ ...written.headers, ...failure.headers })
    .type(contentType)
    .send(text);
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? "unknown";
}
