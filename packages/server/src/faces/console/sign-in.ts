/**
 * Single sign-on as the browser sees it: sent to the provider, and back with a code. The ID token is exchanged like
 * any other token, through the door of the console, so only mappings made for that door let anybody in, and every
 * attempt that came this far leaves a record. What goes wrong is told on a page of text.
 */

import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { TokenLayout } from "../../core/exchange-request.ts";
import type { RefusalKind } from "../../core/reasons.ts";
import { callerSentence, kindOf, type Progress, type Refusal } from "../../core/refusal.ts";
import type { Claims, FaceName, Provider } from "../../core/terms.ts";
import { admitCaller } from "../admit-caller.ts";
import { clientFacts } from "../client-address.ts";
import {
  attemptCookie,
  forgetCookie,
  readCookie,
  sessionCookie,
  setSessionCookie,
  writeCookie,
} from "../cookies.ts";
import type { Face } from "../http.ts";
import { type ErrorWriter, HttpFailure } from "../http-failure.ts";
import { linkBase } from "../public-url.ts";
import { pathFault } from "../request-path.ts";
import { retryAfter } from "../retry-after.ts";
import type { SignOnFailure } from "../services/sessions.ts";
import type { FaceServices } from "../services.ts";
import { plainPage } from "./plain-page.ts";
import { addSecurityHeaders, securityHeaders } from "./security-headers.ts";

const beginning = "/console/sign-in/start";
const callback = "/console/sign-in/callback";
const home = "/console/";
/** The console's own paths are far shorter. */
const longestReturn = 1_024;
/** What a provider may say of why it refuses; pages hold no more. */
const longestDescription = 300;
/** Codes and states are far shorter with every provider there is. */
const longestParameter = 8_192;

/** In the place of what is wrong with the set-up, where little is to be disclosed. */
const somethingOfSetUp =
  "You could not be signed in through the provider. Begin again; if that does not help, ask the administrator of this server to look up the reference id.";

/** Whose token a session holds, and what it says. */
export interface SessionTokens {
  readonly face: FaceName;
  readonly layout: TokenLayout;
}

type Handler = (
  services: FaceServices,
  request: FastifyRequest,
  reply: FastifyReply,
  tokens: SessionTokens,
) => Promise<FastifyReply>;

const handlers: Readonly<Record<string, Handler>> = { [beginning]: start, [callback]: finish };

/** A part of the console's face: its own paths, because people read what goes wrong there. */
export function signInFace(services: FaceServices, tokens: SessionTokens): Face {
  const onRequest = admitCaller(services, tokens.face, (refusal) =>
    failureOfRefusal(services, refusal, "unverified"),
  );
  return {
    prefixes: Object.keys(handlers),
    errorWriter: writePage,
    bodies: [],
    routes(instance, prefix) {
      addSecurityHeaders(instance, services);
      instance.get("/", { exposeHeadRoute: false, onRequest }, async (request, reply) =>
        handlers[prefix]?.(services, request, reply, tokens),
      );
    },
  };
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

async function start(services: FaceServices, request: FastifyRequest, reply: FastifyReply) {
  const { settings } = services;
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
  if (!begun.ok) throw failureOf(services, begun);
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
  request: FastifyRequest,
  reply: FastifyReply,
  tokens: SessionTokens,
) {
  const { settings } = services;
  const query = answerQuery.parse(request.query);
  const attempt = readCookie(settings, request, attemptCookie);
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
  // What waiting helps with, a limit or an outage, may have used nothing: the same answer may be good after a while.
  const isForLater = "refusal" in finished && "retry-after" in retryAfter(finished.refusal);
  if (!isForLater) forgetCookie(settings, request, reply, attemptCookie, "Lax");
  if (!finished.ok) throw failureOf(services, finished);
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
  if (!exchanged.ok) throw failureOfRefusal(services, exchanged.refusal, exchanged.progress);
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
    throw new HttpFailure(
      403,
      "forbidden",
      "This is not who the session belongs to, or the session is over. To go on as somebody else, sign out first.",
    );
  }
  setSessionCookie(services.settings, request, reply, opened.secret);
  return reply.redirect(isOurs(finished.returnTo) ? finished.returnTo : home);
}

const kindStatus: Readonly<Record<RefusalKind, number>> = {
  malformed_request: 403,
  invalid_token: 403,
  no_mapping: 403,
  provider_unusable: 403,
  unacceptable_target: 403,
  unavailable: 503,
  rate_limited: 429,
};

function failureOfRefusal(
  { settings }: Pick<FaceServices, "settings">,
  refusal: Refusal,
  progress: Progress,
): HttpFailure {
  const sentence = callerSentence(refusal, progress, settings.disclosure);
  return new HttpFailure(kindStatus[kindOf(refusal)], refusal.reason, sentence, {
    headers: retryAfter(refusal),
  });
}

function failureOf(services: Pick<FaceServices, "settings">, failure: SignOnFailure): HttpFailure {
  if ("refusal" in failure) return failureOfRefusal(services, failure.refusal, "unverified");
  const isTold = failure.about === "attempt" || services.settings.disclosure === "full";
  return new HttpFailure(400, "bad_request", isTold ? failure.sentence : somethingOfSetUp);
}

const writePage: ErrorWriter = ({ sentence, requestId }) => ({
  headers: securityHeaders,
  html: plainPage(
    "You are not signed in",
    [sentence],
    [{ href: home, text: "Back to the sign-in page" }],
    requestId,
  ),
});
