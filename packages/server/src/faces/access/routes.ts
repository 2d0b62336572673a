/**
 * The JFrog face: the OIDC token exchange, and what stands behind it, a file for each kind of thing. The exchange
 * asks for no credential and minds none that comes along: JFrog's own samples send a bearer token. What is about the
 * system asks for none either (system.ts). Everything else asks for one before it looks at the request.
 */

import type { FastifyRequest } from "fastify";
import { clientFacts } from "../client-address.ts";
import type { Face } from "../http.ts";
import { HttpFailure } from "../http-failure.ts";
import { readParameters } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import { admitted, must } from "./answering.ts";
import { configurationRoutes } from "./configurations.ts";
import { failureOfRefusal, toErrorDocument } from "./errors.ts";
import { findingsRoutes } from "./findings.ts";
import { groupRoutes } from "./groups.ts";
import { mappingRoutes } from "./mappings.ts";
import { neighbourFaces } from "./neighbours.ts";
import { projectRoleRoutes, projectRoutes } from "./projects.ts";
import { accessSystemRoutes } from "./system.ts";
import { tokenRoutes } from "./tokens.ts";
import { toExchangeAnswer, toExchangeRequest } from "./translate.ts";
import { type ExchangeAnswer, exchangeDocument, readDocument, repeatableParameters } from "./wire.ts";

/** The face as the application mounts it. */
export function accessFaces(services: FaceServices): readonly Face[] {
  return [
    {
      prefixes: ["/access"],
      errorWriter: (problem) => ({ body: toErrorDocument(problem) }),
      nothingHere:
        "This is Countersign, which speaks the part of JFrog's Access API that is about access tokens. There is nothing at this path; docs/faces/jfrog-access.md lists those there are.",
      exchangePath,
      bodies: ["json", "form"],
      repeatableParameters,
      routes: (instance) => {
        const limited = { onRequest: admitted(services) };
        instance.post(exchangePath, limited, (request) => exchangeToken(services, request));
        instance.route({ method: otherMethods, url: exchangePath, handler: onlyPost });
        configurationRoutes(instance, services);
        mappingRoutes(instance, services);
        findingsRoutes(instance, services);
        tokenRoutes(instance, services);
        accessSystemRoutes(instance, services);
        projectRoutes(instance, services);
        projectRoleRoutes(instance, services);
        groupRoutes(instance, services);
      },
    },
    ...neighbourFaces(services),
  ];
}

/** Also the form of a configuration's path; no configuration can have that name (wire-configuration.ts). */
const exchangePath = "/api/v1/oidc/token";

/** Those of a configuration's path, which it must not be taken for; the answer to OPTIONS says what there is. */
const otherMethods = ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"];

function onlyPost(): never {
  throw new HttpFailure(405, "method_not_allowed", "This path accepts POST only.", {
    headers: { allow: "POST" },
  });
}

async function exchangeToken(services: FaceServices, request: FastifyRequest): Promise<ExchangeAnswer> {
  const { disclosure } = services.settings;
  const document = must(readDocument(exchangeDocument, readParameters(request)));
  const caller = { requestId: request.id, client: clientFacts(request) };
  const asked = toExchangeRequest(document, caller, services.settings);
  if (!asked.ok) throw failureOfRefusal(asked.refusal, "unverified", disclosure);
  const outcome = await services.exchange(asked.value);
  if (!outcome.ok) throw failureOfRefusal(outcome.refusal, outcome.progress, disclosure);
  return toExchangeAnswer(outcome.value);
}
