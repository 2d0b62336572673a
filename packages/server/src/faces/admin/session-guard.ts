/**
 * Who may use the admin API: whoever sends a credential in `Authorization`, or the pages of the console by their
 * session's cookie. A cookie comes along by itself, so with one the request has to show that a page of this server
 * made it: whatever changes something carries the session's token, and no browser may say that it comes from
 * elsewhere. Both are looked at before the body is read.
 */

import { timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { mayOperate } from "../../core/access.ts";
import { readCookie, sessionCookie } from "../cookies.ts";
import { type faultSentences, letPass, principalOf, requireCredential, tooMany } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import { isSameOrigin } from "../same-origin.ts";
import type { LiveSession } from "../services/sessions.ts";
import type { FaceServices } from "../services.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether what is asked is an operator's, by what was found in order: a session has to be confirmed for it. */
    readonly operatorAct?: (request: Pick<FastifyRequest, "body" | "params">) => boolean;
  }
}

export const csrfHeader = "x-countersign-csrf";

type Services = Pick<FaceServices, "authenticate" | "sessions" | "settings" | "now">;

/** What a request came with in place of a credential. */
interface OfSession {
  readonly secret: string;
  readonly session: LiveSession;
}
const sessions = new WeakMap<FastifyRequest, OfSession>();

/** Guards every route that is added after it. */
export function guardRoutes(instance: FastifyInstance, services: Services): void {
  const withCredential = requireCredential(services, "admin");
  instance.addHook("onRequest", async (request) => {
    const secret = sessionSecretOf(services, request);
    if (secret === null) return withCredential(request);
    const { session } = await requireSession(services, request, secret);
    letPass(request, session.principal);
  });
  // After the body was read and judged: what some routes do depends on it.
  instance.addHook("preHandler", async (request) => requireConfirmation(services, request));
}

/** @returns null: there is none, or another credential was sent, and then the cookie counts for nothing */
export function sessionSecretOf(
  services: Pick<Services, "settings">,
  request: FastifyRequest,
): string | null {
  if (request.headers.authorization !== undefined) return null;
  return readCookie(services.settings, request, sessionCookie);
}

/**
 * The session of a cookie, and that a page of this server sent it.
 * @throws HttpFailure 401, 403 or 429
 */
export async function requireSession(
  services: Services,
  request: FastifyRequest,
  secret: string,
): Promise<OfSession> {
  requireSameOrigin(services, request);
  const found = await services.sessions.find(secret, { address: request.ip, requestId: request.id });
  if (!found.ok) throw tooMany(found.refusal);
  if (!found.value.ok) throw sessionOver(found.value.fault);
  const { session } = found.value;
  const isReading = request.method === "GET" || request.method === "HEAD";
  if (!isReading && !isSame(request.headers[csrfHeader], session.csrfToken)) {
    throw new HttpFailure(
      403,
      "csrf_token_missing",
      "With a session's cookie this request also needs the session's csrf_token in X-Countersign-CSRF. GET /api/v1/session tells it.",
    );
  }
  const ofSession = { secret, session };
  sessions.set(request, ofSession);
  return ofSession;
}

/** The session a request came with; undefined: another credential was sent. */
export function sessionBehind(request: FastifyRequest): OfSession | undefined {
  return sessions.get(request);
}

/** @throws HttpFailure 403 when a browser says that another site's page sent it */
export function requireSameOrigin(services: Pick<Services, "settings">, request: FastifyRequest): void {
  if (isSameOrigin(services.settings, request)) return;
  throw new HttpFailure(
    403,
    "cross_origin",
    "The browser says that a page of another origin sent this. Open the console at one of the server's public URLs (COUNTERSIGN_PUBLIC_URL).",
  );
}

/** What the holder of a session that is over is told. @throws nothing: it makes the failure */
export function sessionOver(fault: keyof typeof faultSentences): HttpFailure {
  const sentence =
    fault === "unknown" || fault === "expired"
      ? "The session is over. Sign in again."
      : "What this session was opened with was revoked, or is good no more. Sign in with another credential.";
  return new HttpFailure(401, "unauthorized", sentence, {
    headers: { "www-authenticate": 'Bearer realm="countersign"' },
  });
}

function requireConfirmation(services: Pick<Services, "now">, request: FastifyRequest): void {
  const { operatorAct } = request.routeOptions.config;
  const session = sessions.get(request)?.session;
  if (session === undefined || operatorAct?.(request) !== true) return;
  // Who is no operator learns that from the route.
  if (!mayOperate(principalOf(request)) || services.now() < session.confirmedUntil) return;
  throw new HttpFailure(
    403,
    "confirmation_required",
    "This is for operators who have just signed in. Confirm it is you: send the credential you signed in with to POST /api/v1/session/confirmation, or sign in again with single sign-on.",
  );
}

/** In constant time. */
function isSame(sent: string | readonly string[] | undefined, expected: string): boolean {
  if (typeof sent !== "string") return false;
  const [one, other] = [Buffer.from(sent), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
