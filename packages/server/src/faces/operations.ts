/**
 * What operators and their machines ask without a credential: is it alive, is it ready, what does it count.
 * Nothing here tells who or what the server serves.
 */

import type { FastifyInstance } from "fastify";
import type { Face } from "./http.ts";
import type { ErrorWriter } from "./http-failure.ts";
import { prefersSpecial } from "./media-preference.ts";
import type { FaceServices } from "./services.ts";

/** The envelope of errors where no client expects another. */
export const writeError: ErrorWriter = ({ code, sentence, requestId }) => ({
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
  /**
   * Readiness as load balancers of OpenStack services ask for it: the word OK, or the first problem; as JSON for
   * whoever prefers that (openstack/oslo.middleware healthcheck).
   */
  "/healthcheck": (instance, { health }) => {
    instance.get("/", async (request, reply) => {
      const reasons = await health.problems();
      reply.code(reasons.length === 0 ? 200 : 503);
      return prefersSpecial(request.headers.accept, "application/json", "text/plain")
        ? { detailed: false, reasons: reasons.map((reason) => ({ reason })) }
        : reply.type("text/plain; charset=utf-8").send(reasons[0] ?? "OK");
    });
  },
  "/metrics": (instance, { health }) => {
    instance.get("/", async (_request, reply) => reply.type(metricsType).send(await health.metrics()));
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
