/**
 * Whether a browser says that a request comes from a page of this server. Browsers send `Sec-Fetch-Site` with every
 * request to a trustworthy address and `Origin` with everything but plain reading, and no page can change either.
 */

import type { FastifyRequest } from "fastify";
import type { FaceSettings } from "./services.ts";

/**
 * Whether nothing in the request says otherwise: clients that are no browsers send neither header.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function isSameOrigin(settings: Pick<FaceSettings, "publicUrls">, request: FastifyRequest): boolean {
  const site = request.headers["sec-fetch-site"];
  // `none`: a person typed the address, which changes nothing.
  const isReading = request.method === "GET" || request.method === "HEAD";
  if (site !== undefined && site !== "same-origin" && !(site === "none" && isReading)) return false;
  const { origin } = request.headers;
  return origin === undefined || isOurs(settings, request, origin);
}

function isOurs(
  { publicUrls }: Pick<FaceSettings, "publicUrls">,
  { host }: Pick<FastifyRequest, "host">,
  origin: string,
): boolean {
  if (publicUrls.includes(origin)) return true;
  // The same name by plain http is whoever stands on the way there.
  if (publicUrls.includes(origin.replace(/^http:/, "https:"))) return false;
  // Whoever tries it out may call the machine by another of its names.
  return /^https?:\/\//.test(origin) && origin.replace(/^https?:\/\//, "") === host;
}
