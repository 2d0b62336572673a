/**
 * The session's cookie. On https it carries the `__Host-` prefix, so that no other host and no plain connection can
 * plant one; plain http is for this machine alone, where browsers would refuse that prefix.
 */

import type { FastifyReply, FastifyRequest } from "fastify";
import { linkBase } from "./public-url.ts";
import type { FaceSettings } from "./services.ts";

type Settings = Pick<FaceSettings, "issuer" | "publicUrls">;

/** Longest `Cookie` header looked at: ours are far shorter, and others of the host may stand beside them. */
const longestHeader = 8_192;

export const sessionCookie = "countersign-session";
/** An attempt to sign in through a provider, while the person is there. */
export const attemptCookie = "countersign-sign-in";

/** Whether browsers reach the server by https at the address this request was sent to. */
export function isSecure(settings: Settings, request: Pick<FastifyRequest, "host">): boolean {
  return linkBase(settings, request).startsWith("https:");
}

/** A cookie's name as it stands in headers. */
export function cookieName(settings: Settings, request: Pick<FastifyRequest, "host">, name: string): string {
  return isSecure(settings, request) ? `__Host-${name}` : name;
}

/** @returns null: there is none, or more than one, and then nobody can tell which is ours */
export function readCookie(settings: Settings, request: FastifyRequest, name: string): string | null {
  const header = request.headers.cookie;
  if (header === undefined || header.length > longestHeader) return null;
  const wanted = `${cookieName(settings, request, name)}=`;
  const values = header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(wanted));
  const [value] = values;
  return value === undefined || values.length > 1 ? null : value.slice(wanted.length);
}

/**
 * @param how `sameSite`: `Strict` unless another site's redirect has to bring it along; `maxAgeSeconds`: absent, it
 *   goes with the browser's window; 0 removes it
 */
export function writeCookie(
  settings: Settings,
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: {
    readonly name: string;
    readonly value: string;
    readonly sameSite: "Strict" | "Lax";
    readonly maxAgeSeconds?: number;
  },
): void {
  const { name, value, sameSite, maxAgeSeconds } = cookie;
  const attributes = [
    `${cookieName(settings, request, name)}=${value}`,
    "Path=/",
    "HttpOnly",
    `SameSite=${sameSite}`,
    ...(isSecure(settings, request) ? ["Secure"] : []),
    ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${maxAgeSeconds}`]),
  ];
  // Fastify collects those of one answer.
  reply.header("set-cookie", attributes.join("; "));
}

/** Sent back with everything that is asked of this host; it goes with the browser's window. */
export function setSessionCookie(
  settings: Settings,
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
): void {
  writeCookie(settings, request, reply, { name: sessionCookie, value: secret, sameSite: "Strict" });
}

/** Has the browser forget a cookie. */
export function forgetCookie(
  settings: Settings,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  sameSite: "Strict" | "Lax",
): void {
  writeCookie(settings, request, reply, { name, value: "", sameSite, maxAgeSeconds: 0 });
}
