/**
 * Credentials as they arrive in `Authorization`, and the guard in front of routes that need one. The guard
 * runs before the body is read, so a stranger learns nothing from how a body is judged.
 */

import type { FastifyRequest } from "fastify";
import type { CredentialFault, Principal } from "../core/access.ts";
import { callerSentence, type Refusal } from "../core/refusal.ts";
import type { FaceName } from "../core/terms.ts";
import { HttpFailure } from "./http-failure.ts";
import { retryAfter } from "./retry-after.ts";
import type { FaceServices } from "./services.ts";

/** Longest credential looked at: an access token of our own is far shorter. */
const credentialLimit = 16_384;

/**
 * The credential of a request: the token of `Bearer`, or the password of `Basic`, where clients that only
 * know user and password put a reference token.
 * @returns null when there is none, more than one, or one that cannot be read
 * @see RFC 6750 §2.1, RFC 7617 §2
 */
export function readBearer(request: FastifyRequest): string | null {
  return readCredential(request)?.text ?? null;
}

/** The same, with the scheme it came by. @param limit longer ones are not looked at */
export function readCredential(
  request: FastifyRequest,
  limit = credentialLimit,
): { readonly scheme: "bearer" | "basic"; readonly text: string } | null {
  const values = request.raw.headersDistinct["authorization"];
  const [value] = values ?? [];
  if (value === undefined || values?.length !== 1 || value.length > limit) return null;
  const match = /^(bearer|basic) +([!-~]+) *$/i.exec(value);
  const credentials = match?.[2];
  if (credentials === undefined) return null;
  if (match?.[1]?.toLowerCase() === "bearer") return { scheme: "bearer", text: credentials };
  const password = passwordOf(credentials);
  return password === null ? null : { scheme: "basic", text: password };
}

function passwordOf(credentials: string): string | null {
  const decoded = Buffer.from(credentials, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  const password = decoded.slice(colon + 1);
  return colon === -1 || password === "" ? null : password;
}

const principals = new WeakMap<FastifyRequest, Principal>();

/** Takes note of who sends this request, for `principalOf`. */
export function letPass(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
}

/** What the holder of a credential that is not good is told. */
export const faultSentences: Readonly<Record<CredentialFault, string>> = {
  unknown: "The credential is not known here: it is not whole, or another server issued it.",
  expired:
    "The credential has expired. Get a new one: a workload exchanges a fresh ID token, an administrator makes a service token.",
  revoked: "The credential was revoked. Get a new one, or ask whoever revoked it.",
  suspended:
    "The token is whole, but its user, or what it is for, was disabled or deleted, or the last role there was taken away. Ask an administrator.",
  elsewhere:
    "The credential is good, but it was made for another interface of this server. Exchange an ID token at this one, or use an administrator's secret.",
};

/**
 * An `onRequest` hook that lets only holders of a good credential pass; `principalOf` then says who it is.
 * @param phrases what a face's clients look for in front of the sentence
 * @throws HttpFailure 401 with `WWW-Authenticate` (RFC 6750 §3) without, or with a bad, credential; 429 with
 *   `Retry-After` after too many bad ones
 */
export function requireCredential(
  services: Pick<FaceServices, "authenticate">,
  face: FaceName,
  phrases: Readonly<Partial<Record<CredentialFault, string>>> = {},
): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const credential = readBearer(request);
    if (credential === null) {
      throw unauthorized('Bearer realm="countersign"', "Send a credential as Authorization: Bearer.");
    }
    const presented = await services.authenticate(credential, face, {
      address: request.ip,
      requestId: request.id,
    });
    if (!presented.ok) throw tooMany(presented.refusal);
    if (!presented.value.ok) {
      const { fault } = presented.value;
      const phrase = phrases[fault];
      const sentence = `${faultSentences[fault]}${noPasswords(request, fault)}`;
      throw unauthorized(
        'Bearer realm="countersign", error="invalid_token"',
        phrase === undefined ? sentence : `${phrase}. ${sentence}`,
      );
    }
    letPass(request, presented.value.principal);
  };
}

/** What clients that sign in by name and password have to know besides. */
function noPasswords({ headers }: FastifyRequest, fault: CredentialFault): string {
  return fault === "unknown" && /^basic /i.test(headers.authorization ?? "")
    ? " There are no passwords here: an access token or a reference token goes in the password's place."
    : "";
}

/** The same for a route that asks for none: whoever presents one all the same learns whether it is good. */
export function checkCredential(
  ...guarding: Parameters<typeof requireCredential>
): (request: FastifyRequest) => Promise<void> {
  const required = requireCredential(...guarding);
  return async (request) => {
    if (request.headers.authorization !== undefined) await required(request);
  };
}

function unauthorized(challenge: string, sentence: string): HttpFailure {
  return new HttpFailure(401, "unauthorized", sentence, { headers: { "www-authenticate": challenge } });
}

/** The answer to `rate_limited`: the refusal knows how long to wait; every caller may read it. */
export function tooMany(refusal: Refusal): HttpFailure {
  return new HttpFailure(429, refusal.reason, callerSentence(refusal, "unverified", "minimal"), {
    headers: retryAfter(refusal),
  });
}

/** Who passed `requireCredential` on this request. @throws when the route is not guarded, which is a bug */
export function principalOf(request: FastifyRequest): Principal {
  const principal = principals.get(request);
  if (principal === undefined) throw new Error("The route asks for a principal but is not guarded.");
  return principal;
}
