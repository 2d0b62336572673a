/**
 * Sessions: what the console signs in and out with. A session's cookie is set here and nowhere else but where single
 * sign-on ends; everything else of the admin API takes it in place of a credential (session-guard.ts).
 */

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { z } from "zod";
import { forgetCookie, sessionCookie, setSessionCookie } from "../cookies.ts";
import { faultSentences, tooMany } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { LiveSession } from "../services/sessions.ts";
import type { FaceServices } from "../services.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { toPrincipalDocument } from "./principal-wire.ts";
import {
  requireSameOrigin,
  requireSession,
  sessionBehind,
  sessionOver,
  sessionSecretOf,
} from "./session-guard.ts";
import { credentialDocument, sessionDocument, sessionOptionsDocument } from "./session-wire.ts";
import { deleted, toTimestamp } from "./wire.ts";

const tags = ["session"];

export function addSessionRoutes(plain: FastifyInstance, services: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();
  // Before the body is read, like every guard.
  const onRequest = async (request: FastifyRequest) => {
    await requireSession(services, request, secretOf(services, request));
  };
  const callerOf = (request: FastifyRequest) => ({ address: request.ip, requestId: request.id });
  instance.get(
    "/session/options",
    {
      schema: {
        operationId: "getSessionOptions",
        summary: "How the console can be signed in to",
        tags,
        security: [],
        response: { 200: sessionOptionsDocument, ...problems() },
      },
    },
    async () => {
      const { provider } = services.signOn;
      return { single_sign_on: provider === null ? null : { provider } };
    },
  );
  instance.post(
    "/session",
    {
      schema: {
        operationId: "openSession",
        summary: "Sign in to the console with an administrator's secret",
        description: "The session's cookie is set. It is good for the admin API alone.",
        tags,
        security: [],
        body: credentialDocument,
        response: { 201: sessionDocument, ...problems(...bodyProblems) },
      },
      onRequest: async (request) => requireSameOrigin(services, request),
    },
    async (request, reply) => {
      const opened = await services.sessions.open(request.body.token, callerOf(request));
      if (!opened.ok) throw tooMany(opened.refusal);
      if (!opened.value.ok) throw new HttpFailure(401, "unauthorized", notGood(opened.value.fault));
      setSessionCookie(services.settings, request, reply, opened.value.secret);
      return reply.code(201).send(toSessionDocument(opened.value.session));
    },
  );
  instance.get(
    "/session",
    {
      onRequest,
      schema: {
        operationId: "getSession",
        summary: "The session of the cookie that was sent",
        tags,
        security: [{ session: [] }],
        response: { 200: sessionDocument, ...problems() },
      },
    },
    async (request) => toSessionDocument(ownSession(request).session),
  );
  instance.delete(
    "/session",
    {
      onRequest,
      schema: {
        operationId: "closeSession",
        summary: "Sign out of the console",
        tags,
        security: [{ session: [] }],
        response: { 204: deleted, ...problems() },
      },
    },
    async (request, reply) => {
      const { secret } = ownSession(request);
      await services.sessions.end(secret);
      forgetCookie(services.settings, request, reply, sessionCookie, "Strict");
      return reply.code(204).send();
    },
  );
  instance.post(
    "/session/confirmation",
    {
      onRequest,
      schema: {
        operationId: "confirmSession",
        summary: "Confirm that it is still you, for what only operators do",
        description: "With the credential the session was opened with.",
        tags,
        security: [{ session: [] }],
        body: credentialDocument,
        response: { 200: sessionDocument, ...problems(...bodyProblems) },
      },
    },
    async (request) => {
      const { secret, session } = ownSession(request);
      if (session.method === "single_sign_on") {
        throw new HttpFailure(
          403,
          "not_confirmed",
          "This session began with single sign-on, and is confirmed there: go to /console/sign-in/start?confirm=1.",
        );
      }
      const confirmed = await services.sessions.confirm(secret, request.body.token, callerOf(request));
      if (!confirmed.ok) throw tooMany(confirmed.refusal);
      if (confirmed.value.ok) return toSessionDocument(confirmed.value.session);
      const { fault, of } = confirmed.value;
      if (of === "session") throw sessionOver(fault);
      // Not 401: the session goes on.
      throw new HttpFailure(403, "not_confirmed", notTheSame(fault));
    },
  );
}

/** @throws when the route does not ask for a session, which is a bug */
function ownSession(request: FastifyRequest) {
  const found = sessionBehind(request);
  if (found === undefined) throw new Error("The route asks for a session but is not guarded.");
  return found;
}

/** @throws HttpFailure 401 */
function secretOf(services: FaceServices, request: FastifyRequest): string {
  const secret = sessionSecretOf(services, request);
  if (secret !== null) return secret;
  throw new HttpFailure(
    401,
    "unauthorized",
    request.headers.authorization === undefined
      ? "There is no session. Sign in: POST /api/v1/session."
      : "Sessions are a browser's. With a credential in Authorization there is none, and none is needed.",
    { headers: { "www-authenticate": 'Bearer realm="countersign"' } },
  );
}

function notGood(fault: keyof typeof faultSentences): string {
  switch (fault) {
    case "unknown":
      return "This secret is not known here. Look for a character that is missing, and for another server's secret.";
    case "elsewhere":
      return "This is a credential of another interface of this server. Sign in with an administrator's secret: the first secret, or a service token made with --role operator or admin.";
    case "revoked":
      return "The credential was revoked, by somebody or because the database was restored from a backup. Sign in with another: on the server's machine, `countersign admin token create` makes one.";
    default:
      return faultSentences[fault];
  }
}

function notTheSame(fault: keyof typeof faultSentences): string {
  return fault === "elsewhere"
    ? "This session was opened with another credential. Send that one, or sign out and sign in with this."
    : notGood(fault);
}

function toSessionDocument(session: LiveSession): z.input<typeof sessionDocument> {
  return {
    principal: toPrincipalDocument(session.principal),
    method: session.method,
    csrf_token: session.csrfToken,
    signed_in_at: toTimestamp(session.signedInAt),
    confirmed_until: toTimestamp(session.confirmedUntil),
    idle_expires_at: toTimestamp(session.idleExpiresAt),
    expires_at: toTimestamp(session.expiresAt),
    warnings: session.warnings.map(({ code, message }) => ({ code, message })),
  };
}
