/**
 * The OAuth face: the token endpoint of RFC 8693 and what verifiers need to check its tokens. Clients are
 * not authenticated: the subject token is the only credential that counts, so an `Authorization` header or a
 * `client_id` that a stock client sends along is not looked at.
 */

import type { FastifyReply, FastifyRequest } from "fastify";
import { callerSentence, type Progress, type Refusal } from "../../core/refusal.ts";
import { admitCaller } from "../admit-caller.ts";
import { clientFacts } from "../client-address.ts";
import { contentTag, isCurrentCopy } from "../conditional.ts";
import type { Face } from "../http.ts";
import { type ErrorWriter, HttpFailure } from "../http-failure.ts";
import { linkBase } from "../public-url.ts";
import { readParameters } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import {
  answerTo,
  errorCodeOf,
  readTokenRequest,
  toErrorAnswer,
  toExchangeRequest,
  toOpenidConfiguration,
  toServerMetadata,
  toTokenAnswer,
} from "./translate.ts";
import { repeatableParameters } from "./wire.ts";

/** Verifiers may keep keys and metadata this long; the next key is published well before its first use. */
const publicMaxAgeSeconds = 300;

const writeError: ErrorWriter = ({ code, status, sentence, requestId }) => ({
  body: toErrorAnswer(errorCodeOf(code, status), sentence, requestId),
});

/** The face as the application mounts it. */
export function oauthFaces(services: FaceServices): readonly Face[] {
  return [
    {
      prefixes: ["/oauth2"],
      errorWriter: writeError,
      bodies: ["form", "json"],
      repeatableParameters,
      routes: (instance) => {
        const admitted = {
          onRequest: admitCaller(services, "oauth", (refusal) => failure(services, refusal, "unverified")),
        };
        instance.post("/token", admitted, (request) => exchangeToken(services, request));
      },
    },
    {
      prefixes: ["/.well-known"],
      errorWriter: writeError,
      bodies: [],
      routes: (instance) => {
        instance.get("/jwks.json", async (request, reply) =>
          sendPublic(request, reply, "application/jwk-set+json", services.keys.jwks()),
        );
        instance.get("/oauth-authorization-server", async (request, reply) =>
          sendPublic(request, reply, "application/json", metadata(services, request)),
        );
        instance.get("/openid-configuration", async (request, reply) =>
          sendPublic(
            request,
            reply,
            "application/json",
            toOpenidConfiguration(metadata(services, request), services.keys.algorithms()),
          ),
        );
      },
    },
  ];
}

/** @see RFC 8693 section 2 */
async function exchangeToken(services: FaceServices, request: FastifyRequest): Promise<unknown> {
  const read = readTokenRequest(readParameters(request));
  if (!read.ok) throw failure(services, read.refusal, "unverified");
  const asked = toExchangeRequest(read.value, { requestId: request.id, client: clientFacts(request) });
  const outcome = await services.exchange(asked);
  if (!outcome.ok) throw failure(services, outcome.refusal, outcome.progress);
  return toTokenAnswer(outcome.value, read.value);
}

function failure(services: FaceServices, refusal: Refusal, progress: Progress): HttpFailure {
  const { status, error, headers } = answerTo(refusal);
  const sentence = callerSentence(refusal, progress, services.settings.disclosure);
  return new HttpFailure(status, error, sentence, { headers });
}

function metadata(services: FaceServices, request: FastifyRequest) {
  return toServerMetadata(services.settings.issuer, linkBase(services.settings, request));
}

/** A document anybody may read and keep for a while. */
function sendPublic(request: FastifyRequest, reply: FastifyReply, type: string, document: object) {
  const body = JSON.stringify(document);
  reply.header("cache-control", `public, max-age=${publicMaxAgeSeconds}`).removeHeader("pragma");
  reply.header("access-control-allow-origin", "*").type(type);
  return reply.send(isCurrentCopy(request, reply, contentTag(body)) ? null : body);
}
