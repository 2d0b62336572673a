/**
 * Single sign-on as the browser sees it: sent to the provider, and back with a code. The ID token is exchanged like
 * any other token, through the door of the console, so only mappings made for that door let anybody in, and every
 * attempt that came this far leaves a record. What goes wrong is told on a page of text.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { TokenLayout } from "../../core/exchange-request.ts";
import { callerSentence, kindOf } from "../../core/refusal.ts";
import type { Claims, FaceName, Provider } from "../../core/terms.ts";
import { clientFacts } from "../client-address.ts";
import {
  attemptCookie,
  forgetCookie,
  readCookie,
  sessionCookie,
  setSessionCookie,
  writeCookie,
} from "../cookies.ts";
import { linkBase } from "../public-url.ts";
import { pathFault } from "../request-path.ts";
import type { FaceServices } from "../services.ts";
import { plainPage } from "./plain-page.ts";

const callback = "/console/sign-in/callback";
const home = "/console/";
/** The console's own paths are far shorter. */
const longestReturn = 1_024;
/** What a provider may say of why it refuses; pages hold no more. */
const longestDescription = 300;
/** Codes and states are far shorter with every provider there is. */
const longestParameter = 8_192;

/** Whose token a session holds, and what it says. */
export interface SessionTokens {
  readonly face: FaceName;
  readonly layout: TokenLayout;
}

export function addSignInRoutes(
  instance: FastifyInstance,
  services: FaceServices,
  tokens: SessionTokens,
): void {
  const html = { exposeHeadRoute: false };
  instance.get("/sign-in/start", html, (request, reply) => start(services, tokens, request, reply));
  instance.get("/sign-in/callback", html, (request, reply) => finish(services, tokens, request, reply));
}

/** A parameter that was sent more than once is none. */
const parameter = z.string().max(longestParameter).optional().catch(undefined);
const startQuery = z.object({ return: parameter, confirm: parameter });
const answerQuery = z.object({
  state: parameter,
  code: parameter,
  iss: parameter,
  error: parameter,
  error_description: parameter,
});

async function start(
  services: FaceServices,
  { face }: SessionTokens,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { settings } = services;
  const limit = services.admitCaller(face, request.ip);
  if (!limit.ok) return fail(request, reply, 429, callerSentence(limit.refusal, "unverified", "full"));
  const query = startQuery.parse(request.query);
  const confirms = query.confirm === "1" ? readCookie(settings, request, sessionCookie) : null;
  const begun = await services.signOn.begin(
    {
      returnTo: isOurs(query.return) ? query.return : home,
      confirms,
      redirectUri: linkBase(settings, request) + callback,
    },
    { requestId: request.id },
  );
  if (!begun.ok) return fail(request, reply, 400, begun.sentence);
  writeCookie(settings, request, reply, {
    name: attemptCookie,
    value: begun.attempt,
    // The provider's redirect has to bring it along.
    sameSite: "Lax",
    maxAgeSeconds: begun.goodForSeconds,
  });
  return reply.redirect(begun.url);
}

/** Only a path of the console itself: no other page may be reached by way of a sign-in. */
function isOurs(path: string | undefined): path is string {
  if (path === undefined || path.length > longestReturn || !path.startsWith(home)) return false;
  return /^[\x21-\x7e]+$/.test(path) && pathFault(path) === null && !path.startsWith("/console/sign-in/");
}

async function finish(
  services: FaceServices,
  tokens: SessionTokens,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { settings } = services;
  const limit = services.admitCaller(tokens.face, request.ip);
  if (!limit.ok) return fail(request, reply, 429, callerSentence(limit.refusal, "unverified", "full"));
  const query = answerQuery.parse(request.query);
  const attempt = readCookie(settings, request, attemptCookie);
  forgetCookie(settings, request, reply, attemptCookie, "Lax");
  const finished = await services.signOn.finish(
    {
      attempt,
      answer: {
        state: query.state ?? "",
        code: query.code ?? null,
        issuer: query.iss ?? null,
        error: query.error ?? null,
        errorDescription: query.error_description?.slice(0, longestDescription) ?? null,
      },
      redirectUri: linkBase(settings, request) + callback,
    },
    { requestId: request.id },
  );
  if (!finished.ok) return fail(request, reply, 400, finished.sentence);
  return enter(services, tokens, request, reply, finished);
}

/** Exchanges the ID token, and opens a session with what comes of it. */
async function enter(
  services: FaceServices,
  { face, layout }: SessionTokens,
  request: FastifyRequest,
  reply: FastifyReply,
  finished: {
    readonly provider: Provider;
    readonly idToken: string;
    readonly subject: string;
    readonly confirms: string | null;
    readonly returnTo: string;
  },
) {
  const said: { claims: Claims | null } = { claims: null };
  const exchanged = await services.exchange({
    requestId: request.id,
    face,
    subjectToken: finished.idToken,
    provider: { kind: "named", name: finished.provider.name },
    expectedIssuer: null,
    entry: { kind: "console" },
    project: null,
    mapping: null,
    audience: { requested: [], rule: "known_only" },
    scope: [],
    requiresAudience: true,
    wantsReferenceToken: false,
    layout(facts) {
      const draft = layout(facts);
      said.claims = draft.payload;
      return draft;
    },
    context: {},
    client: clientFacts(request),
  });
  if (!exchanged.ok) {
    const { refusal, progress } = exchanged;
    const status = kindOf(refusal) === "rate_limited" ? 429 : 403;
    return fail(request, reply, status, callerSentence(refusal, progress, services.settings.disclosure));
  }
  const { tokenId, expiresAt } = exchanged.value;
  const opened = await services.sessions.openWithToken(
    {
      id: tokenId,
      claims: said.claims ?? {},
      user: `${finished.provider.id}/${finished.subject}`,
      expiresAt,
    },
    finished.confirms,
    { address: request.ip, requestId: request.id },
  );
  if (opened === null) {
    return fail(
      request,
      reply,
      403,
      "This is not who the session belongs to, or the session is over. To go on as somebody else, sign out first.",
    );
  }
  setSessionCookie(services.settings, request, reply, opened.secret);
  return reply.redirect(isOurs(finished.returnTo) ? finished.returnTo : home);
}

function fail(request: FastifyRequest, reply: FastifyReply, status: number, sentence: string) {
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .send(
      plainPage(
        "You are not signed in",
        [sentence],
        [{ href: home, text: "Back to the sign-in page" }],
        request.id,
      ),
    );
}
