/**
 * What operators and their machines ask without a credential: is it alive, is it ready, what does it count,
 * what is it. Nothing here tells who or what the server serves.
 */

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Face } from "./http.ts";
import type { ErrorWriter } from "./http-failure.ts";
import { linkBase } from "./public-url.ts";
import type { FaceServices } from "./services.ts";

const writeError: ErrorWriter = ({ code, sentence, requestId }) => ({
  body: { code, message: sentence, request_id: requestId },
});

/** Prometheus text exposition format. */
const metricsType = "text/plain; version=0.0.4; charset=utf-8";

/** The paths an operator's machines ask, each a prefix of its own because they share nothing. */
const paths: Readonly<Record<string, (instance: FastifyInstance, services: FaceServices) => void>> = {
  /** Liveness: the process answers. */
  "/healthz": (instance) => {
    instance.get("/", async () => ({ status: "alive" }));
  },
  /** Readiness: an exchange would be answered; otherwise what is missing. */
  "/readyz": (instance, { health }) => {
    instance.get("/", async (_request, reply) => {
      const problems = await health.problems();
      return reply
        .code(problems.length === 0 ? 200 : 503)
        .send({ status: problems.length === 0 ? "ready" : "not_ready", problems });
    });
  },
  /** Readiness as load balancers of OpenStack services ask for it: the word OK, or the first problem. */
  "/healthcheck": (instance, { health }) => {
    instance.get("/", async (_request, reply) => {
      const [problem] = await health.problems();
      return reply
        .code(problem === undefined ? 200 : 503)
        .type("text/plain; charset=utf-8")
        .send(problem ?? "OK");
    });
  },
  "/metrics": (instance, { health }) => {
    instance.get("/", async (_request, reply) => reply.type(metricsType).send(await health.metrics()));
  },
  /** What runs here and where to read on. */
  "/": (instance, services) => {
    instance.get("/", async (request) => describeServer(services, request));
  },
};

/** The face as the application mounts it. */
export function operationsFaces(services: FaceServices): readonly Face[] {
  return [
    {
      prefixes: Object.keys(paths),
      errorWriter: writeError,
      alwaysServed: true,
      bodies: [],
      routes: (instance, prefix) => paths[prefix]?.(instance, services),
    },
  ];
}

function describeServer({ settings }: FaceServices, request: FastifyRequest) {
  const base = linkBase(settings, request);
  const { faces } = settings;
  return {
    name: "countersign",
    version: settings.version,
    issuer: settings.issuer,
    links: {
      ...(faces.includes("oauth") && { token_endpoint: `${base}/oauth2/token` }),
      keys: `${base}/.well-known/jwks.json`,
      authorization_server: `${base}/.well-known/oauth-authorization-server`,
      ...(faces.includes("admin") && { admin_api: `${base}/api/v1/openapi.json` }),
      health: `${base}/readyz`,
      metrics: `${base}/metrics`,
    },
  };
}
