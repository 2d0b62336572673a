/** What every answer of the console has, beside the headers that all answers have. */

import type { FastifyInstance } from "fastify";
import { isSecure } from "../cookies.ts";
import type { FaceServices } from "../services.ts";

/**
 * No script and no style but our own files, nothing from another origin, in no frame. Text that is made into script
 * is refused by the browser itself.
 * @see https://www.w3.org/TR/CSP3/, https://www.w3.org/TR/trusted-types/
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), publickey-credentials-get=(), usb=()",
};
/** A year, as browsers' own lists ask. */
const strictTransport = { "strict-transport-security": "max-age=31536000" };

/** Has every answer of a face carry them, and on https have browsers come by that alone from then on. */
export function addSecurityHeaders(
  instance: FastifyInstance,
  services: Pick<FaceServices, "settings">,
): void {
  instance.addHook("onRequest", async (request, reply) => {
    reply.headers({ ...securityHeaders, ...(isSecure(services.settings, request) && strictTransport) });
  });
}
